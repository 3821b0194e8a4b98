/* SPDX-License-Identifier: MIT */
/* analysis.c - the public face: inputs are added, workers run, their tallies are merged. */
#include "httally/analysis.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/parallel_merge.h"
#include "analysis/span_analysis.h"
#include "analysis/window_inputs.h"
#include "analysis/worker.h"
#include "base/buffer.h"
#include "base/memory.h"
#include "tally/tally.h"

enum { JOB_COUNT_MAX = 256 };

/* What one job may use unless told otherwise, and what it should have at least. */
static const size_t job_memory_bytes = (size_t)64 << 20;
static const size_t least_job_memory_bytes = (size_t)24 << 20;
/* The block that a job parses, and the places in it. */
static const size_t job_buffer_bytes = (size_t)1 << 20;
static const size_t least_table_bytes = (size_t)2 << 20;

struct httally_analysis {
    struct httally_analysis_options options;
    struct httally_tally_options tally_options;
    struct window window;
    /* Unless the format was given. */
    struct detector *detector;
    char *vendors;
    struct inputs inputs;
    /* The result. */
    struct httally_tally *tally;
    /* Where tallies of days go; its function is NULL when lines are not counted by day. */
    struct day_sink day_sink;
};

/* Fewer jobs, if memory is too short for so many. */
static void settle_job_count(struct httally_analysis_options *options)
{
    size_t most =
        options->memory_bytes ? options->memory_bytes / least_job_memory_bytes : JOB_COUNT_MAX;
    if (options->job_count > most)
        options->job_count = most;
    if (options->job_count > JOB_COUNT_MAX)
        options->job_count = JOB_COUNT_MAX;
    if (options->job_count == 0)
        options->job_count = 1;
}

/*
 * The series and the ledgers get what does not depend on the number of jobs, lest the report does.
 * The tables share what is left, in equal parts, with one part more for a merge under way.
 */
static void share_memory(struct httally_analysis *analysis)
{
    const struct httally_analysis_options *options = &analysis->options;
    size_t jobs = options->job_count;
    size_t whole = options->memory_bytes ? options->memory_bytes : jobs * job_memory_bytes;
    size_t base = options->memory_bytes && options->memory_bytes < job_memory_bytes
                      ? options->memory_bytes
                      : job_memory_bytes;
    /* Pages are counted whole, and the large ones are of 2 MiB. */
    size_t taken = jobs * (base / 4 + job_buffer_bytes) + whole / 32;
    size_t part = whole > taken ? (whole - taken) / (jobs > 1 ? jobs + 1 : 1) : 0;
    analysis->tally_options = (struct httally_tally_options){
        .memory_bytes = base,
        .table_bytes = part > least_table_bytes ? part : least_table_bytes,
        .is_brief = options->is_brief,
        .now = options->now,
    };
}

enum httally_result httally_analysis_create(const struct httally_analysis_options *options,
                                            struct httally_analysis **analysis_out,
                                            struct httally_error *error)
{
    struct httally_analysis *analysis = memory_allocate(1, sizeof *analysis);
    *analysis_out = NULL;
    if (!analysis)
        return memory_error(error);
    if (options)
        analysis->options = *options;
    analysis->window = (struct window){
        .since_sec = analysis->options.since_sec ? analysis->options.since_sec : INT64_MIN,
        .now = analysis->options.now,
    };
    settle_job_count(&analysis->options);
    share_memory(analysis);
    enum httally_result result = HTTALLY_OK;
    if (!analysis->options.format)
        result = detector_create(&analysis->detector, error);
    if (result == HTTALLY_OK)
        result = httally_tally_create(&analysis->tally_options, &analysis->tally, error);
    if (result != HTTALLY_OK) {
        httally_analysis_destroy(analysis);
        return result;
    }
    *analysis_out = analysis;
    return HTTALLY_OK;
}

void httally_analysis_destroy(struct httally_analysis *analysis)
{
    if (!analysis)
        return;
    httally_tally_destroy(analysis->tally);
    inputs_finish(&analysis->inputs);
    detector_destroy(analysis->detector);
    free(analysis->vendors);
    free(analysis);
}

enum httally_result httally_analysis_add_file(struct httally_analysis *analysis, const char *path,
                                              struct httally_error *error)
{
    return inputs_add(&analysis->inputs, (struct input){.kind = INPUT_FILE}, path, error);
}

enum httally_result httally_analysis_add_descriptor(struct httally_analysis *analysis,
                                                    int descriptor, const char *name,
                                                    struct httally_error *error)
{
    struct input input = {.kind = INPUT_DESCRIPTOR, .descriptor = descriptor};
    return inputs_add(&analysis->inputs, input, name, error);
}

enum httally_result httally_analysis_add_memory(struct httally_analysis *analysis,
                                                struct httally_slice bytes, const char *name,
                                                struct httally_error *error)
{
    struct input input = {.kind = INPUT_MEMORY, .bytes = bytes};
    return inputs_add(&analysis->inputs, input, name, error);
}

enum httally_result analysis_add_span(struct httally_analysis *analysis,
                                      const struct input_span *span, struct httally_error *error)
{
    struct input input = {.kind = INPUT_SPAN, .span = *span, .last_day = span->last_day};
    return inputs_add(&analysis->inputs, input, httally_source_name(span->lines), error);
}

void analysis_split_days(struct httally_analysis *analysis, day_function take, void *context)
{
    analysis->day_sink.take = take;
    analysis->day_sink.context = context;
    analysis->day_sink.masks_clients = httally_rewriter_masks_clients(analysis->options.rewriter);
}

int64_t analysis_last_day(const struct httally_analysis *analysis, size_t input)
{
    return analysis->inputs.list[input].last_day;
}

/* The workers of a run; the first one counts into the result itself. */
struct crew {
    struct worker *workers;
    struct httally_tally **tallies;
    struct httally_filter **filters;
    struct day_counter *counters;
    struct httally_rewriter **rewriters;
    pthread_t *threads;
    size_t count;
    /* Threads that were started, for workers 1 and up. */
    size_t started;
};

static void crew_finish(struct crew *crew)
{
    for (size_t i = 0; crew->workers && i < crew->count; i++)
        worker_finish(&crew->workers[i]);
    for (size_t i = 1; crew->tallies && i < crew->count; i++)
        httally_tally_destroy(crew->tallies[i]);
    for (size_t i = 1; crew->filters && i < crew->count; i++)
        httally_filter_destroy(crew->filters[i]);
    for (size_t i = 0; crew->counters && i < crew->count; i++)
        day_tallies_finish(&crew->counters[i].days);
    for (size_t i = 1; crew->rewriters && i < crew->count; i++)
        httally_rewriter_destroy(crew->rewriters[i]);
    free(crew->workers);
    free(crew->counters);
    free(crew->tallies);
    free(crew->filters);
    free(crew->rewriters);
    free(crew->threads);
    *crew = (struct crew){0};
}

/* Give worker 'i' a tally and a filter of its own. */
static enum httally_result equip(struct httally_analysis *analysis, struct crew *crew, size_t i,
                                 struct work_queue *queue, struct httally_error *error)
{
    const struct httally_analysis_options *options = &analysis->options;
    enum httally_result result = HTTALLY_OK;
    if (i == 0) {
        crew->tallies[0] = analysis->tally;
        crew->filters[0] = options->filter;
        crew->rewriters[0] = options->rewriter;
    } else {
        result = httally_tally_create(&analysis->tally_options, &crew->tallies[i], error);
        if (result == HTTALLY_OK && options->filter)
            result = httally_filter_clone(options->filter, &crew->filters[i], error);
        if (result == HTTALLY_OK && options->rewriter)
            result = httally_rewriter_clone(options->rewriter, &crew->rewriters[i], error);
    }
    bool is_split = analysis->day_sink.take != NULL;
    if (is_split)
        day_tallies_init(&crew->counters[i].days, &analysis->tally_options, &analysis->day_sink);
    const struct worker_equipment equipment = {
        .format = options->format,
        .detector = analysis->detector,
        .filter = crew->filters[i],
        .rewriter = crew->rewriters[i],
        .tally = crew->tallies[i],
        .counter = is_split ? &crew->counters[i] : NULL,
        .is_brief = options->is_brief,
        .window = analysis->window,
        .on_progress = i == 0 ? options->on_progress : NULL,
        .progress_context = options->progress_context,
    };
    return result == HTTALLY_OK ? worker_init(&crew->workers[i], queue, &equipment, error) : result;
}

static enum httally_result crew_init(struct httally_analysis *analysis, struct crew *crew,
                                     struct work_queue *queue, struct httally_error *error)
{
    size_t count = analysis->options.job_count;
    *crew = (struct crew){
        .workers = memory_allocate(count, sizeof *crew->workers),
        .tallies = memory_allocate(count, sizeof *crew->tallies),
        .filters = memory_allocate(count, sizeof *crew->filters),
        .counters = memory_allocate(count, sizeof *crew->counters),
        .rewriters = memory_allocate(count, sizeof *crew->rewriters),
        .threads = memory_allocate(count, sizeof *crew->threads),
        .count = count,
    };
    enum httally_result result = HTTALLY_OK;
    if (!crew->workers || !crew->tallies || !crew->filters || !crew->rewriters || !crew->counters ||
        !crew->threads)
        result = memory_error(error);
    for (size_t i = 0; result == HTTALLY_OK && i < count; i++)
        result = equip(analysis, crew, i, queue, error);
    if (result != HTTALLY_OK)
        crew_finish(crew);
    return result;
}

static void *run_thread(void *context)
{
    worker_run(context);
    return NULL;
}

/* The calling thread is the first worker; a thread that cannot be started is done without. */
static enum httally_result crew_run(struct crew *crew, struct httally_error *error)
{
    while (crew->started + 1 < crew->count &&
           pthread_create(&crew->threads[crew->started + 1], NULL, run_thread,
                          &crew->workers[crew->started + 1]) == 0)
        crew->started++;
    worker_run(&crew->workers[0]);
    for (size_t i = 1; i <= crew->started; i++)
        pthread_join(crew->threads[i], NULL);
    for (size_t i = 0; i <= crew->started; i++) {
        if (crew->workers[i].result != HTTALLY_OK) {
            if (error)
                *error = crew->workers[i].error;
            return crew->workers[i].result;
        }
    }
    return HTTALLY_OK;
}

/* Samples know their line's number within their part; add the lines before it. */
static void number_samples(const struct httally_analysis *analysis, struct samples *samples)
{
    for (size_t i = 0; i < samples->count; i++) {
        struct sample *sample = &samples->list[i];
        sample->index += input_lines_before(&analysis->inputs.list[sample->input], sample->place);
    }
}

static enum httally_result merge(struct httally_analysis *analysis, struct crew *crew,
                                 struct httally_error *error)
{
    enum httally_result result = HTTALLY_OK;
    for (size_t i = 1; result == HTTALLY_OK && i <= crew->started; i++) {
        /* What a tally gives back when it is merged, the result may use. */
        analysis->tally->table_limit_bytes += analysis->tally_options.table_bytes;
        if (httally_tally_lines(crew->tallies[i]).read > 0)
            result = parallel_merge(analysis->tally, crew->tallies[i], error);
        httally_tally_destroy(crew->tallies[i]);
        crew->tallies[i] = NULL;
        if (analysis->options.filter)
            httally_filter_add_limit_hits(analysis->options.filter,
                                          httally_filter_limit_hits(crew->filters[i]));
        if (analysis->options.rewriter)
            httally_rewriter_add_limit_hits(analysis->options.rewriter,
                                            httally_rewriter_limit_hits(crew->rewriters[i]));
    }
    return result;
}

static enum httally_result merge_days(struct httally_analysis *analysis, struct crew *crew,
                                      struct httally_error *error)
{
    enum httally_result result = HTTALLY_OK;
    struct day_tallies *days = &crew->counters[0].days;
    for (size_t i = 1; result == HTTALLY_OK && i <= crew->started; i++)
        result = day_tallies_merge(days, &crew->counters[i].days, error);
    for (size_t i = 0; i < days->count; i++)
        number_samples(analysis, &days->list[i].tally->unparsed_samples);
    return result == HTTALLY_OK ? day_tallies_flush(days, error) : result;
}

enum httally_result httally_analysis_run(struct httally_analysis *analysis,
                                         struct httally_error *error)
{
    struct work_queue queue;
    struct crew crew;
    if (analysis->options.since_sec) {
        enum httally_result added =
            window_inputs_add(&analysis->inputs, &analysis->window, analysis->options.format,
                              analysis->detector, error);
        if (added != HTTALLY_OK)
            return added;
    }
    work_queue_init(&queue, &analysis->inputs, analysis->options.job_count,
                    analysis->options.piece_bytes);
    pthread_mutex_init(&analysis->day_sink.lock, NULL);
    enum httally_result result = crew_init(analysis, &crew, &queue, error);
    if (result == HTTALLY_OK) {
        result = crew_run(&crew, error);
        if (result == HTTALLY_OK)
            result = merge(analysis, &crew, error);
        if (result == HTTALLY_OK && analysis->day_sink.take)
            result = merge_days(analysis, &crew, error);
        crew_finish(&crew);
    }
    for (size_t i = 0; i < analysis->inputs.count; i++)
        input_close(&analysis->inputs.list[i]);
    work_queue_finish(&queue);
    pthread_mutex_destroy(&analysis->day_sink.lock);
    if (result == HTTALLY_OK)
        number_samples(analysis, &analysis->tally->unparsed_samples);
    if (httally_rewriter_masks_clients(analysis->options.rewriter))
        httally_tally_mask_samples(analysis->tally);
    inputs_summarize(&analysis->inputs);
    return result;
}

const struct httally_tally *httally_analysis_tally(const struct httally_analysis *analysis)
{
    return analysis->tally;
}

const struct httally_input *httally_analysis_inputs(const struct httally_analysis *analysis,
                                                    size_t *count_out)
{
    *count_out = analysis->inputs.count;
    return analysis->inputs.summaries;
}

size_t httally_analysis_readable_count(const struct httally_analysis *analysis)
{
    size_t count = 0;
    for (size_t i = 0; i < analysis->inputs.count; i++)
        count += analysis->inputs.list[i].is_readable;
    return count;
}

uint64_t httally_analysis_shape_count(const struct httally_analysis *analysis, size_t input,
                                      enum httally_shape shape)
{
    return analysis->inputs.list[input].shapes[shape];
}

struct httally_slice httally_analysis_example(const struct httally_analysis *analysis, size_t input)
{
    return httally_slice_of(analysis->inputs.list[input].example,
                            analysis->inputs.list[input].example_length);
}

bool httally_analysis_detection(const struct httally_analysis *analysis, size_t input,
                                struct httally_detection *detection_out)
{
    const struct detection *detection = &analysis->inputs.list[input].detection;
    if (detection->format_count == 0)
        return false;
    const struct detected_format *best = &detection->formats[0];
    const struct detected_format *second = &detection->runner_up;
    *detection_out = (struct httally_detection){
        .lines = detection->lines,
        .read_lines = detection->read_lines,
        .format = httally_format_name(best->format),
        .format_lines = best->lines,
        .runner_up = second->format ? httally_format_name(second->format) : NULL,
        .runner_up_lines = second->lines,
    };
    return true;
}

struct httally_slice httally_analysis_refused_lines(const struct httally_analysis *analysis,
                                                    size_t input)
{
    const struct buffer *lines = &analysis->inputs.list[input].refused_lines;
    return httally_slice_of(lines->data, lines->length);
}

const struct httally_format *httally_analysis_format(const struct httally_analysis *analysis,
                                                     size_t input, size_t index,
                                                     uint64_t *requests_out)
{
    const struct input *list = analysis->inputs.list;
    if (index >= list[input].format_count)
        return NULL;
    *requests_out = list[input].by_format[index];
    return list[input].formats[index];
}

/* The input of most requests says it for all. */
const char *httally_analysis_format_name(const struct httally_analysis *analysis)
{
    uint64_t shapes[HTTALLY_SHAPE_COUNT] = {0}, most = 0;
    const struct input *largest = NULL;
    for (size_t i = 0; i < analysis->inputs.count; i++) {
        const struct input *input = &analysis->inputs.list[i];
        uint64_t requests = 0;
        for (int k = 0; k < HTTALLY_SHAPE_COUNT; k++)
            shapes[k] += input->shapes[k];
        for (size_t k = 0; k < input->format_count; k++)
            requests += input->by_format[k];
        if (requests > most)
            largest = input;
        most = requests > most ? requests : most;
    }
    if (!largest)
        return "unknown";
    const char *name = input_format_name(largest);
    /* A member of the combined family stands for all that are there. */
    bool is_family = strcmp(name, input_shape_name(largest)) == 0;
    return is_family ? httally_shape_name(inputs_commonest_shape(shapes)) : name;
}

const char *httally_analysis_vendors(struct httally_analysis *analysis)
{
    struct buffer vendors = {0};
    enum httally_result result = HTTALLY_OK;
    for (size_t i = 0; i < analysis->inputs.count && result == HTTALLY_OK; i++) {
        const struct input *input = &analysis->inputs.list[i];
        for (size_t k = 0; k < input->format_count; k++) {
            if (input->by_format[k])
                result = inputs_add_vendors(&vendors, input->formats[k]->vendors);
        }
    }
    free(analysis->vendors);
    analysis->vendors = NULL;
    if (result == HTTALLY_OK)
        analysis->vendors = vendors.data;
    else
        buffer_finish(&vendors);
    return analysis->vendors ? analysis->vendors : "";
}

int32_t httally_analysis_utc_offset(const struct httally_analysis *analysis)
{
    return analysis->tally->has_times ? analysis->tally->first.utc_offset_sec : 0;
}

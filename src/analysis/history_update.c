/* SPDX-License-Identifier: MIT */
/* history_update.c - count what is new in a log into a history, all of a file or nothing. */
#include <stdlib.h>
#include <string.h>

#include "analysis/rotated_files.h"
#include "analysis/span_analysis.h"
#include "base/memory.h"
#include "history/day_text.h"
#include "history/history.h"
#include "history/log_name.h"
#include "input/source_kind.h"
#include "input/span_source.h"

/* One file that is being counted. */
struct file_update {
    struct httally_history *history;
    const struct httally_analysis_options *options;
    struct log_file *file;
    struct checkpoint checkpoint;
    /* Of a plain file: where the part that is counted ends. */
    uint64_t end_offset;
    struct httally_source *lines;
    struct httally_source *before;
    struct httally_analysis *analysis;
    struct httally_update outcome;
    struct httally_error refusal;
};

static enum httally_result take_day(void *context, int64_t day, struct httally_tally *tally,
                                    struct httally_error *error)
{
    struct file_update *update = context;
    return history_add_day(update->history, day, tally, update->file->path,
                           update->checkpoint.lines, error);
}

static enum httally_result open_sources(struct file_update *update, struct httally_error *error)
{
    const struct stream_mark beginning = {0};
    const struct checkpoint *checkpoint = &update->checkpoint;
    const struct stream_mark *mark = &checkpoint->mark;
    struct httally_source *upstream;
    enum httally_result result =
        log_file_read_from(update->file, mark->offset_bytes, &upstream, error);
    if (result != HTTALLY_OK)
        return result;
    result = span_source_create(upstream, mark, checkpoint->offset_bytes, update->end_offset,
                                &update->lines, error);
    if (result != HTTALLY_OK) {
        httally_source_close(upstream);
        return result;
    }
    if (checkpoint->offset_bytes == 0)
        return HTTALLY_OK;
    result = log_file_read_from(update->file, 0, &upstream, error);
    if (result != HTTALLY_OK)
        return result;
    result = span_source_create(upstream, &beginning, 0, checkpoint->offset_bytes, &update->before,
                                error);
    if (result != HTTALLY_OK)
        httally_source_close(upstream);
    return result;
}

static enum httally_result run_analysis(struct file_update *update, struct httally_error *error)
{
    struct httally_analysis_options options = *update->options;
    options.filter = NULL;
    options.is_brief = false;
    options.now = update->history->options.now;
    const struct checkpoint *checkpoint = &update->checkpoint;
    const struct log_file *file = update->file;
    size_t head_length = file->head_length < checkpoint->offset_bytes
                             ? file->head_length
                             : (size_t)checkpoint->offset_bytes;
    const struct input_span span = {
        .lines = update->lines,
        .before = update->before,
        .head = httally_slice_of(file->head, head_length),
        .last_day = day_text_parse(httally_slice_of_string(checkpoint->last_day)),
    };
    enum httally_result result = httally_analysis_create(&options, &update->analysis, error);
    if (result == HTTALLY_OK)
        result = analysis_add_span(update->analysis, &span, error);
    if (result != HTTALLY_OK)
        return result;
    analysis_split_days(update->analysis, take_day, update);
    return httally_analysis_run(update->analysis, error);
}

/* Nothing of the file counts this time. */
static void leave(struct file_update *update, const char *message)
{
    update->outcome.is_left = true;
    update->outcome.is_damaged = message != NULL;
    update->outcome.lines = update->outcome.requests = 0;
    update->outcome.message = message;
}

/* May what was read be kept?  A compressed file that is damaged and was not written to for long
 * will not become better. */
static void judge(struct file_update *update)
{
    size_t count;
    const struct httally_input *input = httally_analysis_inputs(update->analysis, &count);
    const struct log_file *file = update->file;
    const struct stream_mark *mark = span_source_mark(update->lines);
    struct httally_lines lines = httally_tally_lines(httally_analysis_tally(update->analysis));
    update->outcome.lines = lines.read;
    update->outcome.requests = lines.requests;
    if (file->is_plain && !input->error &&
        (mark->offset_bytes != update->end_offset ||
         !log_file_is_unchanged(file, update->end_offset)))
        leave(update, NULL);
    else if (input->error && update->lines->ending != HTTALLY_ERROR_DATA)
        leave(update, input->error);
    else if (input->error && log_file_is_recent(file, update->history->options.now))
        leave(update, NULL);
    else if (input->error) {
        update->outcome.is_damaged = true;
        update->outcome.message = input->error;
    }
}

/* Keep what the analysis found, and how far it came. */
static enum httally_result keep(struct file_update *update, struct httally_error *error)
{
    struct checkpoint *checkpoint = &update->checkpoint;
    struct httally_history *history = update->history;
    int64_t last_day = analysis_last_day(update->analysis, 0);
    enum httally_result result = HTTALLY_OK;
    checkpoint->lines += update->outcome.lines;
    day_text_format(last_day, checkpoint->last_day);
    if (update->outcome.requests)
        result = history_add_format(history, httally_analysis_format_name(update->analysis),
                                    httally_analysis_vendors(update->analysis),
                                    update->outcome.requests, error);
    if (result != HTTALLY_OK)
        return result;
    checkpoint_store(history->database, update->file, checkpoint, span_source_mark(update->lines),
                     history->options.now);
    return database_status(history->database, error);
}

static enum httally_result count_lines(struct file_update *update, struct httally_error *error)
{
    enum httally_result result = open_sources(update, error);
    if (result == HTTALLY_OK)
        result = run_analysis(update, error);
    if (result == HTTALLY_OK) {
        judge(update);
        if (!update->outcome.is_left)
            result = keep(update, error);
    }
    return result;
}

/* Where counting ends: an unfinished line of a file that may grow is left for next time. */
static bool has_more(struct file_update *update)
{
    const struct log_file *file = update->file;
    uint64_t offset = update->checkpoint.offset_bytes;
    if (update->checkpoint.is_whole || file->size_bytes == 0)
        return false;
    update->end_offset = UINT64_MAX;
    if (file->is_plain)
        update->end_offset =
            file->is_final ? file->size_bytes : log_file_last_line_end(file, offset);
    return update->end_offset > offset;
}

/* The file says what is to be done; the history's own failures are returned. */
static enum httally_result update_within(struct file_update *update, struct httally_error *error)
{
    struct httally_history *history = update->history;
    enum httally_result result =
        checkpoint_find(history->database, update->file, &update->checkpoint, error);
    if (result == HTTALLY_ERROR_IO && update->file->raw->ending == HTTALLY_ERROR_IO)
        result = HTTALLY_OK;
    if (result != HTTALLY_OK)
        return result;
    if (has_more(update))
        return count_lines(update, error);
    const struct checkpoint *checkpoint = &update->checkpoint;
    bool is_prefix = update->file->is_plain && checkpoint->is_whole;
    if (checkpoint->id && !checkpoint->is_same && !is_prefix)
        checkpoint_rename(history->database, update->file, checkpoint, history->options.now);
    return database_status(history->database, error);
}

static void update_finish(struct file_update *update)
{
    httally_analysis_destroy(update->analysis);
    httally_source_close(update->lines);
    httally_source_close(update->before);
    log_file_close(update->file);
    free(update->file);
}

/* The files of one log: what it is called now, and what it was rotated to. */
struct log_update {
    struct httally_history *history;
    const struct httally_analysis_options *options;
    /* What it is called now, from everywhere; and as it was given. */
    const char *path;
    const char *given;
    httally_update_function on_file;
    void *context;
    /* Some file has changed the history, or is to be looked at again. */
    bool has_changed;
    bool has_left;
};

static enum httally_result update_file(struct log_update *log, const char *path,
                                       struct httally_error *error)
{
    struct httally_history *history = log->history;
    struct file_update update = {.history = history,
                                 .options = log->options,
                                 .outcome.name = path == log->path ? log->given : path};
    update.file = memory_allocate(1, sizeof *update.file);
    if (!update.file)
        return memory_error(error);
    enum httally_result result = HTTALLY_OK;
    enum httally_result opening =
        log_file_open(update.file, path, history->options.now, &update.refusal);
    if (opening == HTTALLY_ERROR_MEMORY) {
        result = memory_error(error);
    } else if (opening != HTTALLY_OK) {
        leave(&update, update.refusal.message);
    } else {
        result = history_begin(history, error);
        if (result == HTTALLY_OK)
            result = update_within(&update, error);
        if (result == HTTALLY_OK && !update.outcome.is_left)
            result = history_commit(history, error);
        else
            history_rollback(history);
    }
    log->has_changed |= update.outcome.lines > 0;
    log->has_left |= update.outcome.is_left;
    if (result == HTTALLY_OK && log->on_file)
        log->on_file(log->context, &update.outcome);
    update_finish(&update);
    return result;
}

static enum httally_result update_rotated(struct log_update *log, int64_t looked_at,
                                          struct httally_error *error)
{
    struct file_names names;
    if (looked_at == INT64_MAX)
        return HTTALLY_OK;
    enum httally_result result = rotated_files_list(log->path, looked_at, &names, error);
    for (size_t i = 0; result == HTTALLY_OK && i < names.count; i++)
        result = update_file(log, names.list[i], error);
    file_names_finish(&names);
    return result;
}

static enum httally_result set_looked_at(struct log_update *log, struct httally_error *error)
{
    struct httally_history *history = log->history;
    enum httally_result result = history_begin(history, error);
    if (result != HTTALLY_OK)
        return result;
    checkpoint_set_looked_at(history->database, log->path, history->options.now);
    result = database_status(history->database, error);
    if (result == HTTALLY_OK)
        return history_commit(history, error);
    history_rollback(history);
    return result;
}

/*
 * The log may be rotated at any moment.  What it was rotated to is looked at once it is open: if
 * the rotation came before, the file is there, and if it comes later, what is read here is what is
 * rotated then.  That all this was done is kept last, so that a run that is killed does it again.
 */
enum httally_result httally_history_update(struct httally_history *history,
                                           const struct httally_analysis_options *options,
                                           const char *path, httally_update_function on_file,
                                           void *context, struct httally_error *error)
{
    char name[LOG_NAME_SIZE];
    struct log_update log = {
        .history = history,
        .options = options,
        .path = log_name_absolute(path, name),
        .given = path,
        .on_file = on_file,
        .context = context,
    };
    int64_t looked_at = checkpoint_looked_at(history->database, log.path);
    enum httally_result result = database_status(history->database, error);
    if (result == HTTALLY_OK)
        result = update_file(&log, log.path, error);
    if (result == HTTALLY_OK)
        result = update_rotated(&log, looked_at, error);
    bool is_first = looked_at == INT64_MAX;
    if (result == HTTALLY_OK && (log.has_changed || is_first) && !log.has_left)
        result = set_looked_at(&log, error);
    return result;
}

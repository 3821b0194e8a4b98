/* SPDX-License-Identifier: MIT */
#include "analysis/window_inputs.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "analysis/rotated_files.h"
#include "base/memory.h"
#include "history/log_file.h"

enum { HEAD_COUNT_MAX = 1 << 20 };

/* The beginning of a file. */
struct log_head {
    char *name;
    uint64_t device;
    uint64_t inode;
    bool is_plain;
    /* The first bytes of its decoded stream. */
    char bytes[LOG_HEAD_BYTES];
    size_t length;
    /* Of its first lines; INT64_MAX when they tell none, as in an empty file. */
    int64_t latest_sec;
};

struct log_heads {
    struct log_head *list;
    size_t count;
    size_t capacity;
};

static void finish_heads(struct log_heads *heads)
{
    for (size_t i = 0; i < heads->count; i++)
        free(heads->list[i].name);
    free(heads->list);
    *heads = (struct log_heads){0};
}

/* What looking at files needs. */
struct head_reader {
    const struct window *window;
    const struct httally_format *format;
    const struct detector *detector;
    struct httally_format_state *state;
    /* One at a time; it is large. */
    struct log_file *file;
};

static size_t split_lines(struct httally_slice text, struct httally_slice lines[], size_t capacity)
{
    const char *at = text.data, *end = text.data + text.length, *newline;
    size_t count = 0;
    for (; count < capacity && at < end && (newline = memchr(at, '\n', (size_t)(end - at)));
         at = newline + 1)
        lines[count++] = httally_slice_of(at, (size_t)(newline - at));
    return count;
}

/* The latest time in the file's head, read in the formats that its lines tell. */
static enum httally_result tell_time(const struct head_reader *reader, int64_t *latest_out,
                                     struct httally_error *error)
{
    const struct log_file *file = reader->file;
    struct httally_slice text = {file->head, file->head_length};
    struct httally_slice sample[DETECTION_LINES_MAX];
    struct detection detection;
    const struct httally_format *formats[PARSER_FORMATS_MAX] = {reader->format};
    struct window_lines lines = {formats, 1, reader->state};
    if (!reader->format) {
        size_t count = split_lines(text, sample, DETECTION_LINES_MAX);
        enum httally_result result =
            detector_run(reader->detector, sample, count, &detection, error);
        if (result != HTTALLY_OK)
            return result;
        lines.format_count = detection.format_count;
        for (size_t i = 0; i < detection.format_count; i++)
            formats[i] = detection.formats[i].format;
    }
    httally_format_state_reset(reader->state);
    *latest_out = window_latest_time(reader->window, &lines, text);
    if (*latest_out == INT64_MIN)
        *latest_out = INT64_MAX;
    return HTTALLY_OK;
}

/* Of a pipe, what is looked at is gone. */
static bool is_regular_file(const char *name)
{
    struct stat status;
    return stat(name, &status) == 0 && S_ISREG(status.st_mode);
}

/* Look at a file.  '*is_there_out' is false when it cannot be read. */
static enum httally_result read_head(const struct head_reader *reader, const char *name,
                                     struct log_head *head_out, bool *is_there_out,
                                     struct httally_error *error)
{
    struct httally_error refusal;
    struct log_file *file = reader->file;
    *head_out = (struct log_head){0};
    *is_there_out = false;
    if (!is_regular_file(name))
        return HTTALLY_OK;
    enum httally_result result = log_file_open(file, name, reader->window->now, &refusal);
    *is_there_out = result == HTTALLY_OK;
    if (result != HTTALLY_OK)
        return result == HTTALLY_ERROR_MEMORY ? memory_error(error) : HTTALLY_OK;
    head_out->device = file->device;
    head_out->inode = file->inode;
    head_out->is_plain = file->is_plain;
    head_out->length = file->head_length < LOG_HEAD_BYTES ? file->head_length : LOG_HEAD_BYTES;
    memcpy(head_out->bytes, file->head, head_out->length);
    result = tell_time(reader, &head_out->latest_sec, error);
    log_file_close(file);
    return result;
}

/* Takes the head over. */
static enum httally_result keep_head(struct log_heads *heads, const struct log_head *head,
                                     const char *name, struct httally_error *error)
{
    if (!memory_grow((void **)&heads->list, heads->count, &heads->capacity, 4, HEAD_COUNT_MAX,
                     sizeof *heads->list))
        return memory_error(error);
    heads->list[heads->count] = *head;
    heads->list[heads->count].name = strdup(name);
    return heads->list[heads->count++].name ? HTTALLY_OK : memory_error(error);
}

/* The same file, or a copy of it that may not be whole yet. */
static struct log_head *find_same(const struct log_heads *heads, const struct log_head *head)
{
    for (size_t i = 0; i < heads->count; i++) {
        struct log_head *other = &heads->list[i];
        size_t common = other->length < head->length ? other->length : head->length;
        bool is_same_file = other->device == head->device && other->inode == head->inode;
        if (is_same_file || (common > 0 && memcmp(other->bytes, head->bytes, common) == 0))
            return other;
    }
    return NULL;
}

/* A rotated file joins the candidates unless it is known; of two copies the plain one is whole. */
static enum httally_result consider(const struct head_reader *reader, const char *name,
                                    const struct log_heads *known, struct log_heads *candidates,
                                    struct httally_error *error)
{
    struct log_head head;
    bool is_there;
    enum httally_result result = read_head(reader, name, &head, &is_there, error);
    if (result != HTTALLY_OK || (is_there && head.length == 0) ||
        (is_there && find_same(known, &head)))
        return result;
    /* One that may not be read: the run says so. */
    if (!is_there)
        head.latest_sec = INT64_MAX;
    struct log_head *same = is_there ? find_same(candidates, &head) : NULL;
    if (!same)
        return keep_head(candidates, &head, name, error);
    if (same->is_plain || !head.is_plain)
        return HTTALLY_OK;
    head.name = strdup(name);
    if (!head.name)
        return memory_error(error);
    free(same->name);
    *same = head;
    return HTTALLY_OK;
}

static int compare_heads(const void *left, const void *right)
{
    const struct log_head *a = left, *b = right;
    return (b->latest_sec > a->latest_sec) - (b->latest_sec < a->latest_sec);
}

/* The latest files first, up to one that reaches back to before the window. */
static enum httally_result add_candidates(struct inputs *inputs, const struct window *window,
                                          struct log_heads *candidates, struct log_heads *known,
                                          struct httally_error *error)
{
    enum httally_result result = HTTALLY_OK;
    bool is_reached = false;
    if (candidates->count)
        qsort(candidates->list, candidates->count, sizeof *candidates->list, compare_heads);
    for (size_t i = 0; result == HTTALLY_OK && !is_reached && i < candidates->count; i++) {
        const struct log_head *head = &candidates->list[i];
        is_reached = head->latest_sec < window->since_sec;
        result = inputs_add(inputs, (struct input){.kind = INPUT_FILE}, head->name, error);
        if (result == HTTALLY_OK)
            result = keep_head(known, head, head->name, error);
    }
    return result;
}

static enum httally_result add_rotated(struct inputs *inputs, const struct head_reader *reader,
                                       const char *path, struct log_heads *known,
                                       struct httally_error *error)
{
    struct file_names names;
    struct log_heads candidates = {0};
    enum httally_result result = rotated_files_list(path, reader->window->since_sec, &names, error);
    if (result != HTTALLY_OK)
        return result;
    for (size_t i = 0; result == HTTALLY_OK && i < names.count; i++)
        result = consider(reader, names.list[i], known, &candidates, error);
    if (result == HTTALLY_OK)
        result = add_candidates(inputs, reader->window, &candidates, known, error);
    finish_heads(&candidates);
    file_names_finish(&names);
    return result;
}

/* The heads of all files that were given. */
static enum httally_result read_given(const struct inputs *inputs, const struct head_reader *reader,
                                      struct log_heads *known, struct httally_error *error)
{
    enum httally_result result = HTTALLY_OK;
    for (size_t i = 0; result == HTTALLY_OK && i < inputs->count; i++) {
        struct log_head head;
        bool is_there;
        if (inputs->list[i].kind != INPUT_FILE)
            continue;
        result = read_head(reader, inputs->list[i].name, &head, &is_there, error);
        if (result == HTTALLY_OK && is_there)
            result = keep_head(known, &head, inputs->list[i].name, error);
    }
    return result;
}

static enum httally_result add_all(struct inputs *inputs, const struct head_reader *reader,
                                   struct httally_error *error)
{
    struct log_heads known = {0};
    enum httally_result result = read_given(inputs, reader, &known, error);
    size_t given_count = known.count;
    for (size_t i = 0; result == HTTALLY_OK && i < given_count; i++) {
        if (known.list[i].latest_sec >= reader->window->since_sec)
            result = add_rotated(inputs, reader, known.list[i].name, &known, error);
    }
    finish_heads(&known);
    return result;
}

enum httally_result window_inputs_add(struct inputs *inputs, const struct window *window,
                                      const struct httally_format *format,
                                      const struct detector *detector, struct httally_error *error)
{
    struct head_reader reader = {.window = window, .format = format, .detector = detector};
    reader.file = memory_allocate(1, sizeof *reader.file);
    enum httally_result result = reader.file ? HTTALLY_OK : memory_error(error);
    if (result == HTTALLY_OK)
        result = httally_format_state_create(&reader.state, error);
    if (result == HTTALLY_OK)
        result = add_all(inputs, &reader, error);
    httally_format_state_destroy(reader.state);
    free(reader.file);
    return result;
}

/* SPDX-License-Identifier: MIT */
#include "analysis/following.h"

#include <string.h>

#include "format/w3c_columns.h"
#include "input/piece_source.h"

/* Of a block, lines that lie evenly in it and the last ones are tried: when so many of them cannot
 * be read, all of its lines are. */
enum { TRIED_PLACES = 8, TRIED_AT_END = 4, TRIED_UNREAD = 3 };

/* Fewer lines do not tell a format: lines break so that they look like others now and then. */
enum { UNREAD_LINES_MIN = 8 };

/* Blocks that are not looked at behind one in vain: each time twice as many, up to this. */
enum { WAIT_BLOCKS_MAX = 1024 };

static bool has_format(const struct input *input, const struct httally_format *format)
{
    for (size_t i = 0; i < input->format_count; i++) {
        if (input->formats[i] == format)
            return true;
    }
    return false;
}

/* One that reads columns is enough, since all follow #Fields.  Those that add to the combined
 * family would find their additions in its broken lines. */
static bool add_format(struct input *input, const struct httally_format *format)
{
    bool is_known = input->formats[0]->is_combined && format->is_combined;
    if (input->format_count == PARSER_FORMATS_MAX || is_known || has_format(input, format) ||
        (format->is_sequential && input->is_sequential))
        return false;
    input->formats[input->format_count++] = format;
    if (format->is_sequential)
        input->is_sequential = true;
    return true;
}

static struct httally_slice line_at(const char *at, const char *end)
{
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    return httally_slice_of(at, (size_t)((newline ? newline : end) - at));
}

/* The first #Fields at the beginning of a line of the text, which begins with one; NULL data when
 * there is none. */
static struct httally_slice find_columns(struct httally_slice text)
{
    const char *at = text.data, *end = text.data + text.length;
    while (at < end && (at = memchr(at, '#', (size_t)(end - at)))) {
        bool begins_line = at == text.data || at[-1] == '\n';
        if (begins_line && w3c_names_columns(line_at(at, end)))
            return line_at(at, end);
        at++;
    }
    return httally_slice_of(NULL, 0);
}

static bool is_read(const struct input *input, struct httally_format_state *state,
                    struct httally_slice line)
{
    struct httally_record record;
    enum httally_unparsed_reason reason;
    for (size_t i = 0; i < input->format_count; i++) {
        if (httally_format_parse(input->formats[i], state, line, &record, &reason) !=
            HTTALLY_LINE_UNPARSED)
            return true;
    }
    return false;
}

/* Has the block lines that cannot be read?  A change within it shows at its end. */
static bool has_unread(const struct input *input, struct httally_format_state *state,
                       struct httally_slice block)
{
    const char *end = block.data + block.length, *at = end;
    size_t unread = 0;
    for (size_t i = 0; i < TRIED_AT_END && at > block.data; i++) {
        at--;
        while (at > block.data && at[-1] != '\n')
            at--;
        unread += !is_read(input, state, line_at(at, end));
    }
    for (size_t i = 1; i < TRIED_PLACES; i++) {
        const char *place = block.data + block.length / TRIED_PLACES * i;
        const char *newline = memchr(place, '\n', (size_t)(end - place));
        if (newline && newline + 1 < end)
            unread += !is_read(input, state, line_at(newline + 1, end));
    }
    return unread >= TRIED_UNREAD;
}

static size_t collect_unread(const struct input *input, struct httally_format_state *state,
                             struct httally_slice block,
                             struct httally_slice lines[DETECTION_LINES_MAX])
{
    const char *at = block.data, *end = block.data + block.length;
    size_t count = 0;
    while (at < end && count < DETECTION_LINES_MAX) {
        struct httally_slice line = line_at(at, end);
        at = line.data + line.length + 1;
        if (!is_read(input, state, line))
            lines[count++] = line;
    }
    return count;
}

/* Add the format that reads most of the lines, and those that read what it does not. */
static enum httally_result add_formats_of(struct input *input, const struct detector *detector,
                                          const struct httally_slice *lines, size_t count,
                                          bool *has_new_out, struct httally_error *error)
{
    struct detection detection;
    *has_new_out = false;
    enum httally_result result = detector_run(detector, lines, count, &detection, error);
    if (result != HTTALLY_OK || detection.formats[0].lines * 2 < count)
        return result;
    for (size_t i = 0; i < detection.format_count; i++) {
        if (detection.formats[i].lines > 0)
            *has_new_out |= add_format(input, detection.formats[i].format);
    }
    return HTTALLY_OK;
}

static enum httally_result add_late_formats(struct input *input, const struct detector *detector,
                                            struct httally_format_state *state,
                                            struct httally_slice block, struct httally_error *error)
{
    struct httally_slice lines[DETECTION_LINES_MAX];
    bool has_new = false;
    size_t count = collect_unread(input, state, block, lines);
    enum httally_result result = HTTALLY_OK;
    if (count >= UNREAD_LINES_MIN)
        result = add_formats_of(input, detector, lines, count, &has_new, error);
    if (has_new)
        input->follow_wait = 0;
    else if (input->follow_wait < WAIT_BLOCKS_MAX)
        input->follow_wait = input->follow_wait * 2 + 1;
    input->follow_skip = input->follow_wait;
    return result;
}

enum httally_result follow_block(struct input *input, const struct detector *detector,
                                 struct httally_format_state *state, const struct line_block *block,
                                 struct httally_error *error)
{
    struct httally_slice text = {block->data, block->length};
    /* What was learnt from directives is not known here: whoever reads columns reads alone. */
    if (block->kind != LINE_BLOCK_LINES || input->is_sequential)
        return HTTALLY_OK;
    struct httally_slice columns = find_columns(text);
    if (columns.data)
        (void)add_format(input, detector_format_of_columns(detector, columns));
    if (input->follow_skip > 0) {
        input->follow_skip--;
        return HTTALLY_OK;
    }
    if (input->is_sequential || !has_unread(input, state, text))
        return HTTALLY_OK;
    return add_late_formats(input, detector, state, text, error);
}

enum httally_result follow_file(struct input *input, const struct detector *detector,
                                struct line_buffer *buffer, struct httally_error *error)
{
    struct httally_source *file = NULL;
    struct line_reader *reader = NULL;
    struct line_block block;
    if (input->is_sequential)
        return HTTALLY_OK;
    enum httally_result result = piece_source_open(input->source, 0, &file, error);
    if (result == HTTALLY_OK)
        result = line_reader_create(file, &reader, error);
    while (result == HTTALLY_OK && !input->is_sequential &&
           (result = line_reader_next(reader, buffer, &block, error)) == HTTALLY_OK) {
        struct httally_slice columns = find_columns(httally_slice_of(block.data, block.length));
        if (columns.data && !add_format(input, detector_format_of_columns(detector, columns)))
            break;
    }
    line_reader_destroy(reader);
    httally_source_close(file);
    return result == HTTALLY_ERROR_MEMORY ? result : HTTALLY_OK;
}

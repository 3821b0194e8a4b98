/* SPDX-License-Identifier: MIT */
#include "analysis/window.h"

#include <string.h>

#include "input/piece_source.h"
#include "tally/tally.h"

/* Lines looked at in one place: enough that not all of them are requests that took long. */
enum { PLACE_BYTES = 64 << 10 };

enum httally_line_kind window_read_line(const struct window *window,
                                        const struct window_lines *lines, struct httally_slice line,
                                        int64_t *time_out)
{
    const struct httally_tally_options believed = {.now = window->now};
    struct httally_record record;
    enum httally_unparsed_reason reason;
    enum httally_line_kind kind = HTTALLY_LINE_UNPARSED;
    *time_out = INT64_MIN;
    if (line.length > LINE_CAP_BYTES)
        return HTTALLY_LINE_TOO_LONG;
    for (size_t i = 0; kind == HTTALLY_LINE_UNPARSED && i < lines->format_count; i++)
        kind = httally_format_parse(lines->formats[i], lines->state, line, &record, &reason);
    if (kind == HTTALLY_LINE_REQUEST && tally_believes(&believed, record.time))
        *time_out = record.time;
    return kind;
}

int64_t window_latest_time(const struct window *window, const struct window_lines *lines,
                           struct httally_slice text)
{
    const char *at = text.data, *end = text.data + text.length;
    int64_t latest = INT64_MIN;
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *line_end = newline ? newline : end;
        int64_t time;
        (void)window_read_line(window, lines, httally_slice_of(at, (size_t)(line_end - at)), &time);
        if (time > latest)
            latest = time;
        at = line_end + 1;
    }
    return latest;
}

/* What is asked of one place after the other. */
struct place_search {
    const struct window *window;
    const struct window_lines *lines;
    const struct httally_source *file;
    struct line_buffer buffer;
};

/* The latest time of the lines that begin in the PLACE_BYTES behind 'start'. */
static enum httally_result look_at(struct place_search *search, uint64_t start, int64_t *latest_out,
                                   struct httally_error *error)
{
    struct httally_source *piece = NULL;
    struct line_reader *reader = NULL;
    struct line_block block;
    *latest_out = INT64_MIN;
    enum httally_result result =
        piece_source_open(search->file, start ? start - 1 : 0, &piece, error);
    if (result == HTTALLY_OK)
        result = line_reader_create_piece(piece, start, start + PLACE_BYTES, &reader, error);
    if (result == HTTALLY_OK) {
        result = line_reader_next_full(reader, &search->buffer, &block, error);
        if (result == HTTALLY_OK && block.kind == LINE_BLOCK_LINES)
            *latest_out = window_latest_time(search->window, search->lines,
                                             httally_slice_of(block.data, block.length));
    }
    line_reader_destroy(reader);
    httally_source_close(piece);
    /* Faults are left to whoever reads the lines. */
    return result == HTTALLY_ERROR_MEMORY ? result : HTTALLY_OK;
}

/* Are all lines there too old?  A place without any time may be anything. */
static enum httally_result is_before(struct place_search *search, uint64_t start,
                                     bool *is_before_out, struct httally_error *error)
{
    int64_t latest;
    enum httally_result result = look_at(search, start, &latest, error);
    *is_before_out =
        latest != INT64_MIN && latest < search->window->since_sec - WINDOW_SLACK_SECONDS;
    return result;
}

/* From the end in growing steps, since windows are short; then by halves between the last two. */
static enum httally_result search_start(struct place_search *search, uint64_t size_bytes,
                                        uint64_t *offset_out, struct httally_error *error)
{
    uint64_t before = 0, behind = size_bytes, step = PLACE_BYTES;
    bool is_found = false;
    enum httally_result result = HTTALLY_OK;
    while (result == HTTALLY_OK && !is_found && step < size_bytes) {
        before = size_bytes - step;
        result = is_before(search, before, &is_found, error);
        if (!is_found)
            behind = before;
        step *= 2;
    }
    if (!is_found)
        before = 0;
    while (result == HTTALLY_OK && behind - before > PLACE_BYTES) {
        uint64_t middle = before + (behind - before) / 2;
        bool is_early;
        result = is_before(search, middle, &is_early, error);
        if (is_early)
            before = middle;
        else
            behind = middle;
    }
    *offset_out = before;
    return result;
}

enum httally_result window_find_start(const struct window *window, const struct window_lines *lines,
                                      const struct httally_source *file, uint64_t size_bytes,
                                      uint64_t *offset_out, struct httally_error *error)
{
    struct place_search search = {.window = window, .lines = lines, .file = file};
    *offset_out = 0;
    enum httally_result result = line_buffer_init(&search.buffer, PLACE_BYTES + 2, error);
    if (result == HTTALLY_OK)
        result = search_start(&search, size_bytes, offset_out, error);
    line_buffer_finish(&search.buffer);
    return result;
}

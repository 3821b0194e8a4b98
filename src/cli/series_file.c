/* SPDX-License-Identifier: MIT */
#include "series_file.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "httally/source.h"

enum { LINE_BYTES_MAX = 8192, MINUTES_MAX = 400 * 1440, ROWS_FIRST = 4096 };

/* 128 MiB: what a file may make us keep. */
static const size_t cells_max = (size_t)1 << 24;
static const uint64_t count_max = (uint64_t)1 << 32;
static const uint64_t time_max_sec = (uint64_t)1 << 36;
static const uint64_t offset_max_sec = 14 * 3600;

/* Rows as they come: 'columns.count' numbers each, the offset as its distance from -14 hours. */
struct reader {
    struct series_columns columns;
    uint64_t *rows;
    size_t row_count;
    size_t row_capacity;
    size_t time_place;
    uint64_t line;
    struct httally_error *error;
};

static enum httally_result fail(struct reader *reader, const char *message)
{
    enum httally_result result =
        httally_error_set(reader->error, HTTALLY_ERROR_DATA, 0, "%s", message);
    if (reader->error)
        reader->error->line = reader->line;
    return result;
}

static bool read_digits(const char *at, const char *end, uint64_t most, uint64_t *number_out)
{
    *number_out = 0;
    bool has_digits = at < end;
    for (; at < end; at++) {
        if (*at < '0' || *at > '9')
            return false;
        *number_out = *number_out * 10 + (uint64_t)(*at - '0');
        if (*number_out > most)
            return false;
    }
    return has_digits;
}

static bool read_cell(enum series_role role, const char *at, const char *end, uint64_t *cell_out)
{
    *cell_out = 0;
    if (role == SERIES_OTHER)
        return true;
    if (role == SERIES_TIME)
        return read_digits(at, end, time_max_sec, cell_out) && *cell_out % 60 == 0;
    if (role != SERIES_OFFSET)
        return read_digits(at, end, count_max, cell_out);
    bool is_behind = at < end && *at == '-';
    if (!read_digits(at + is_behind, end, offset_max_sec, cell_out))
        return false;
    *cell_out = is_behind ? offset_max_sec - *cell_out : offset_max_sec + *cell_out;
    return true;
}

static bool make_room(struct reader *reader)
{
    size_t width = reader->columns.count;
    if (reader->row_count < reader->row_capacity)
        return true;
    size_t wanted = reader->row_capacity ? reader->row_capacity * 2 : ROWS_FIRST;
    uint64_t *rows = realloc(reader->rows, wanted * width * sizeof *rows);
    if (!rows)
        return false;
    reader->rows = rows;
    reader->row_capacity = wanted;
    return true;
}

static enum httally_result check_time(struct reader *reader)
{
    size_t width = reader->columns.count, place = reader->time_place;
    const uint64_t *row = reader->rows + reader->row_count * width;
    if (reader->row_count == 0)
        return HTTALLY_OK;
    if (row[place] <= (row - width)[place])
        return fail(reader, "not later than the line before");
    uint64_t minutes = (row[place] - reader->rows[place]) / 60 + 1;
    /* Twice the columns: what is counted of them takes room, too. */
    if (minutes > MINUTES_MAX || minutes * width * 2 > cells_max)
        return fail(reader, "too long after the first line for so many columns");
    return HTTALLY_OK;
}

static enum httally_result read_row(struct reader *reader, const char *at, const char *end)
{
    size_t width = reader->columns.count;
    if (!make_room(reader))
        return httally_error_set(reader->error, HTTALLY_ERROR_MEMORY, 0, "out of memory");
    uint64_t *row = reader->rows + reader->row_count * width;
    for (size_t i = 0; i < width; i++) {
        if (at > end)
            return fail(reader, "fewer fields than columns");
        const char *comma = memchr(at, ',', (size_t)(end - at));
        const char *stop = comma ? comma : end;
        enum series_role role = reader->columns.list[i].role;
        if (!read_cell(role, at, stop, &row[i]))
            return fail(reader, role == SERIES_TIME     ? "ts is not the start of a minute"
                                : role == SERIES_OFFSET ? "tzoff is not within 14 hours"
                                                        : "a field is not a count");
        at = stop + 1;
    }
    if (at <= end)
        return fail(reader, "more fields than columns");
    enum httally_result result = check_time(reader);
    reader->row_count += result == HTTALLY_OK;
    return result;
}

static enum httally_result read_line(struct reader *reader, const char *at, const char *end)
{
    reader->line++;
    if (end > at && end[-1] == '\r')
        end--;
    if (reader->line > 1)
        return at == end ? HTTALLY_OK : read_row(reader, at, end);
    enum httally_result result = series_columns_read(httally_slice_of(at, (size_t)(end - at)),
                                                     &reader->columns, reader->error);
    if (result != HTTALLY_OK && reader->error)
        reader->error->line = 1;
    reader->time_place = series_columns_find(&reader->columns, SERIES_TIME, 0);
    return result;
}

/* Read the whole lines in bytes[0..*length) and move the rest to the front. */
static enum httally_result read_lines(struct reader *reader, char *bytes, size_t *length)
{
    enum httally_result result = HTTALLY_OK;
    char *at = bytes, *end = bytes + *length, *newline;
    while (result == HTTALLY_OK && (newline = memchr(at, '\n', (size_t)(end - at)))) {
        result = read_line(reader, at, newline);
        at = newline + 1;
    }
    *length = (size_t)(end - at);
    memmove(bytes, at, *length);
    if (result == HTTALLY_OK && *length == LINE_BYTES_MAX) {
        reader->line++;
        return fail(reader, "a line of more than 8192 bytes");
    }
    return result;
}

static enum httally_result read_rows(struct reader *reader, struct httally_source *source)
{
    char bytes[LINE_BYTES_MAX];
    size_t length = 0, came;
    enum httally_result result;
    while ((result = httally_source_read(source, bytes + length, sizeof bytes - length, &came,
                                         reader->error)) == HTTALLY_OK) {
        length += came;
        result = read_lines(reader, bytes, &length);
        if (result != HTTALLY_OK)
            return result;
    }
    if (result != HTTALLY_END)
        return result;
    result = length > 0 ? read_line(reader, bytes, bytes + length) : HTTALLY_OK;
    if (result == HTTALLY_OK && reader->row_count == 0)
        return fail(reader, "no counts: a line of columns, then one for each minute");
    return result;
}

/* From rows to streams */

/* What the streams are made of: one array per column, and room for what is counted of them. */
struct builder {
    const struct series_columns *columns;
    struct series_file *file;
    size_t minutes;
    size_t arrays_used;
};

static uint64_t *column_array(const struct builder *builder, enum series_role role, unsigned number)
{
    size_t place = series_columns_find(builder->columns, role, number);
    return place < builder->columns->count ? builder->file->cells + place * builder->minutes : NULL;
}

/* A new array: 'from' less the columns of 'codes' (ended by 0), never below 0. */
static uint64_t *array_less_codes(struct builder *builder, const uint64_t *from,
                                  const unsigned *codes)
{
    uint64_t *array = builder->file->cells + builder->arrays_used++ * builder->minutes;
    memcpy(array, from, builder->minutes * sizeof *array);
    for (; *codes; codes++) {
        const uint64_t *less = column_array(builder, SERIES_CODE, *codes);
        for (size_t i = 0; less && i < builder->minutes; i++)
            array[i] -= less[i] < array[i] ? less[i] : array[i];
    }
    return array;
}

static void add_stream(struct builder *builder, enum httally_incident_kind kind, unsigned number,
                       const uint64_t *requests, const uint64_t *errors)
{
    struct series_file *file = builder->file;
    size_t place = file->input.stream_count;
    if (place == SERIES_STREAMS_MAX || !requests || !errors)
        return;
    char *name = file->names[place];
    if (kind != HTTALLY_INCIDENT_SERVER_ERRORS)
        snprintf(name, SERIES_NAME_SIZE, "%u", number);
    file->streams[place] =
        (struct httally_incident_stream){kind, httally_slice_of_string(name), requests, errors, 1};
    file->input.stream_count++;
}

/* 501s are provoked by clients, and no column says on which path: of each path's errors so many are
 * left out that none of the rest can be one. */
static const unsigned provoked[] = {501, 0};
/* What was refused or given up before it could fail. */
static const unsigned cannot_fail[] = {404, 429, 444, 499, 501, 0};

static void add_part(struct builder *builder, const struct series_column *column,
                     const uint64_t *could_fail)
{
    unsigned number = column->number;
    const uint64_t *counts = column_array(builder, column->role, number);
    switch (column->role) {
    case SERIES_CODE:
        if (number >= 500 && number <= 599 && number != 501)
            add_stream(builder, HTTALLY_INCIDENT_CODE, number, could_fail, counts);
        break;
    case SERIES_PATH_ERRORS:
        add_stream(builder, HTTALLY_INCIDENT_PATH, number,
                   column_array(builder, SERIES_PATH_TOTAL, number),
                   array_less_codes(builder, counts, provoked));
        break;
    case SERIES_UPSTREAM_ERRORS:
        add_stream(builder, HTTALLY_INCIDENT_UPSTREAM, number,
                   column_array(builder, SERIES_UPSTREAM_TOTAL, number),
                   array_less_codes(builder, counts, provoked));
        break;
    default:
        break;
    }
}

static void build_streams(struct builder *builder)
{
    const uint64_t *total = column_array(builder, SERIES_TOTAL, 0);
    const uint64_t *could_fail = array_less_codes(builder, total, cannot_fail);
    const uint64_t *errors =
        array_less_codes(builder, column_array(builder, SERIES_ERRORS, 0), provoked);
    add_stream(builder, HTTALLY_INCIDENT_SERVER_ERRORS, 0, could_fail, errors);
    add_stream(builder, HTTALLY_INCIDENT_CLIENT_CLOSED, 499, total,
               column_array(builder, SERIES_CODE, 499));
    add_stream(builder, HTTALLY_INCIDENT_THROTTLED, 429, total,
               column_array(builder, SERIES_CODE, 429));
    for (size_t i = 0; i < builder->columns->count; i++)
        add_part(builder, &builder->columns->list[i], could_fail);
    builder->file->input.lines = total;
    builder->file->input.new_error_clients = column_array(builder, SERIES_NEW_CLIENTS, 0);
    builder->file->input.streams = builder->file->streams;
}

static enum httally_result build(const struct reader *reader, struct series_file *file)
{
    size_t width = reader->columns.count, place = reader->time_place;
    const uint64_t *last = reader->rows + (reader->row_count - 1) * width;
    size_t minutes = (size_t)((last[place] - reader->rows[place]) / 60 + 1);
    size_t offset = series_columns_find(&reader->columns, SERIES_OFFSET, 0);
    /* Two counts of all, and at most one more for each column. */
    file->cells = calloc((2 * width + 2) * minutes, sizeof *file->cells);
    file->offsets = calloc(minutes, sizeof *file->offsets);
    if (!file->cells || !file->offsets)
        return httally_error_set(reader->error, HTTALLY_ERROR_MEMORY, 0, "out of memory");
    for (size_t i = 0; i < reader->row_count; i++) {
        const uint64_t *row = reader->rows + i * width;
        size_t minute = (size_t)((row[place] - reader->rows[place]) / 60);
        for (size_t column = 0; column < width; column++)
            file->cells[column * minutes + minute] = row[column];
        if (offset < width)
            file->offsets[minute] = (int32_t)row[offset] - (int32_t)offset_max_sec;
    }
    file->input.start_sec = (int64_t)reader->rows[place];
    file->input.minute_count = minutes;
    file->input.utc_offset_sec = file->offsets;
    struct builder builder = {&reader->columns, file, minutes, width};
    build_streams(&builder);
    return HTTALLY_OK;
}

enum httally_result series_file_read(const char *path, struct series_file *file_out,
                                     struct httally_error *error)
{
    struct httally_source *source;
    *file_out = (struct series_file){0};
    enum httally_result result = httally_source_open_file(path, &source, error);
    if (result != HTTALLY_OK)
        return result;
    struct reader reader = {.error = error};
    result = read_rows(&reader, source);
    if (result == HTTALLY_OK)
        result = build(&reader, file_out);
    if (result != HTTALLY_OK)
        httally_error_set_source(error, path);
    httally_source_close(source);
    free(reader.rows);
    return result;
}

void series_file_finish(struct series_file *file)
{
    free(file->cells);
    free(file->offsets);
    *file = (struct series_file){0};
}

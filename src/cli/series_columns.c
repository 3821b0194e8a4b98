/* SPDX-License-Identifier: MIT */
#include "series_columns.h"

#include <stdbool.h>

static const struct {
    const char *name;
    enum series_role role;
} plain_names[] = {
    {"ts", SERIES_TIME},     {"tzoff", SERIES_OFFSET},          {"total", SERIES_TOTAL},
    {"s5xx", SERIES_ERRORS}, {"newips5xx", SERIES_NEW_CLIENTS},
};

/* One to three digits, all of 'text'. */
static bool read_number(struct httally_slice text, unsigned *number_out)
{
    *number_out = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        *number_out = *number_out * 10 + (unsigned)(text.data[i] - '0');
    }
    return text.length >= 1 && text.length <= 3;
}

/* c503, p0t, p0e, u0t, u0e */
static struct series_column read_numbered(struct httally_slice name)
{
    static const struct series_column other = {0};
    struct series_column column = {0};
    if (name.length < 2)
        return other;
    char first = name.data[0], last = name.data[name.length - 1];
    bool is_code = first == 'c';
    struct httally_slice digits = httally_slice_of(name.data + 1, name.length - (is_code ? 1 : 2));
    if (!read_number(digits, &column.number))
        return other;
    if (is_code)
        column.role = SERIES_CODE;
    else if (first == 'p' && (last == 't' || last == 'e'))
        column.role = last == 't' ? SERIES_PATH_TOTAL : SERIES_PATH_ERRORS;
    else if (first == 'u' && (last == 't' || last == 'e'))
        column.role = last == 't' ? SERIES_UPSTREAM_TOTAL : SERIES_UPSTREAM_ERRORS;
    return column.role == SERIES_OTHER ? other : column;
}

static struct series_column read_name(struct httally_slice name)
{
    for (size_t i = 0; i < sizeof plain_names / sizeof *plain_names; i++) {
        if (httally_slice_equals_string(name, plain_names[i].name))
            return (struct series_column){.role = plain_names[i].role};
    }
    return read_numbered(name);
}

size_t series_columns_find(const struct series_columns *columns, enum series_role role,
                           unsigned number)
{
    size_t place = 0;
    while (place < columns->count &&
           (columns->list[place].role != role || columns->list[place].number != number))
        place++;
    return place;
}

static enum httally_result check_needed(const struct series_columns *columns,
                                        struct httally_error *error)
{
    static const enum series_role needed[] = {SERIES_TIME, SERIES_TOTAL, SERIES_ERRORS};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        if (series_columns_find(columns, needed[i], 0) == columns->count)
            return httally_error_set(error, HTTALLY_ERROR_DATA, 0,
                                     "the first line must name the columns, ts, total and s5xx "
                                     "among them");
    }
    return HTTALLY_OK;
}

enum httally_result series_columns_read(struct httally_slice line,
                                        struct series_columns *columns_out,
                                        struct httally_error *error)
{
    const char *at = line.data, *end = line.data + line.length;
    columns_out->count = 0;
    while (at <= end) {
        const char *comma = memchr(at, ',', (size_t)(end - at));
        const char *stop = comma ? comma : end;
        struct series_column column = read_name(httally_slice_of(at, (size_t)(stop - at)));
        if (columns_out->count == SERIES_COLUMNS_MAX)
            return httally_error_set(error, HTTALLY_ERROR_DATA, 0, "more than %d columns",
                                     SERIES_COLUMNS_MAX);
        if (column.role != SERIES_OTHER &&
            series_columns_find(columns_out, column.role, column.number) != columns_out->count)
            return httally_error_set(error, HTTALLY_ERROR_DATA, 0, "two columns '%.*s'",
                                     (int)(stop - at > 80 ? 80 : stop - at), at);
        columns_out->list[columns_out->count++] = column;
        at = stop + 1;
    }
    return check_needed(columns_out, error);
}

/* SPDX-License-Identifier: MIT */
#include "report/csv_writer.h"

#include "base/civil_time.h"
#include "base/escape.h"

static void put_separator(struct csv *csv)
{
    if (csv->is_within_row)
        buffer_append_char(csv->out, ',');
    csv->is_within_row = true;
}

void csv_put_slice(struct csv *csv, struct httally_slice value)
{
    put_separator(csv);
    buffer_append_string(csv->out, httally_needs_formula_guard(value) ? "\"'" : "\"");
    escape_append(csv->out, HTTALLY_ESCAPE_CSV, value);
    buffer_append_char(csv->out, '"');
}

void csv_put_text(struct csv *csv, const char *value)
{
    csv_put_slice(csv, httally_slice_of_string(value));
}

void csv_put_count(struct csv *csv, uint64_t value)
{
    put_separator(csv);
    buffer_append_format(csv->out, "%llu", (unsigned long long)value);
}

void csv_put_integer(struct csv *csv, int64_t value)
{
    put_separator(csv);
    buffer_append_format(csv->out, "%lld", (long long)value);
}

void csv_put_number(struct csv *csv, double value)
{
    put_separator(csv);
    buffer_append_format(csv->out, "%.6f", value);
}

void csv_put_seconds(struct csv *csv, uint64_t duration_us)
{
    put_separator(csv);
    buffer_append_format(csv->out, "%llu.%06llu", (unsigned long long)duration_us / 1000000,
                         (unsigned long long)duration_us % 1000000);
}

void csv_put_time(struct csv *csv, int64_t time, int32_t utc_offset_sec)
{
    char text[CIVIL_ISO_SIZE];
    civil_format_iso(time, utc_offset_sec, text);
    csv_put_name(csv, text);
}

void csv_put_nothing(struct csv *csv)
{
    put_separator(csv);
}

void csv_put_name(struct csv *csv, const char *name)
{
    put_separator(csv);
    buffer_append_string(csv->out, name);
}

void csv_end_row(struct csv *csv)
{
    buffer_append_char(csv->out, '\n');
    csv->is_within_row = false;
}

/* SPDX-License-Identifier: MIT */
/* detect.c - which shape the lines of an input have. */
#include "format/format.h"

enum { SAMPLE_LINES_MAX = 200 };

enum shape { SHAPE_COMMON, SHAPE_COMBINED, SHAPE_VCOMMON, SHAPE_VCOMBINED, SHAPE_COUNT };

static const char *const shape_names[SHAPE_COUNT] = {
    [SHAPE_COMMON] = "common",
    [SHAPE_COMBINED] = "combined",
    [SHAPE_VCOMMON] = "vcommon",
    [SHAPE_VCOMBINED] = "vcombined",
};

struct shape_count {
    uint64_t lines;
    size_t extra_fields_max;
};

static enum shape shape_of(const struct httally_record *record)
{
    bool has_agent = record->agent.data != NULL;
    if (record->host.data)
        return has_agent ? SHAPE_VCOMBINED : SHAPE_VCOMMON;
    return has_agent ? SHAPE_COMBINED : SHAPE_COMMON;
}

static size_t count_extras(const struct httally_record *record)
{
    size_t count = 0, position = 0;
    struct httally_slice field;
    while (httally_record_extra(record, &position, &field))
        count++;
    return count;
}

static size_t count_lines(struct httally_slice text)
{
    size_t count = 0;
    for (size_t at = 0; at < text.length; count++) {
        const char *newline = memchr(text.data + at, '\n', text.length - at);
        at = newline ? (size_t)(newline - text.data) + 1 : text.length;
    }
    return count;
}

static void look_at_line(const struct httally_format *format, struct httally_slice line,
                         struct httally_detection *detection, struct shape_count *shapes)
{
    struct httally_record record;
    enum httally_unparsed_reason reason;
    enum httally_line_kind kind = httally_format_parse(format, line, &record, &reason);
    if (kind == HTTALLY_LINE_BLANK || kind == HTTALLY_LINE_DIRECTIVE)
        return;
    detection->sampled++;
    if (kind != HTTALLY_LINE_REQUEST)
        return;
    detection->parsed++;
    struct shape_count *shape = &shapes[shape_of(&record)];
    size_t extras = count_extras(&record);
    shape->lines++;
    if (extras > shape->extra_fields_max)
        shape->extra_fields_max = extras;
}

static void name_shapes(const struct shape_count *shapes, struct httally_detection *detection)
{
    detection->name = "unknown";
    detection->runner_up = "";
    for (int i = 0; i < SHAPE_COUNT; i++) {
        if (shapes[i].lines > detection->of_name) {
            detection->runner_up = detection->of_name ? detection->name : "";
            detection->of_runner_up = detection->of_name;
            detection->name = shape_names[i];
            detection->of_name = shapes[i].lines;
            detection->extra_fields_max = shapes[i].extra_fields_max;
        } else if (shapes[i].lines > detection->of_runner_up) {
            detection->runner_up = shape_names[i];
            detection->of_runner_up = shapes[i].lines;
        }
    }
}

struct httally_detection httally_format_detect(const struct httally_format *format,
                                               struct httally_slice text)
{
    struct httally_detection detection = {0};
    struct shape_count shapes[SHAPE_COUNT] = {{0, 0}};
    size_t line_count = count_lines(text);
    size_t stride = line_count / SAMPLE_LINES_MAX + (line_count % SAMPLE_LINES_MAX > 0);
    size_t index = 0;
    for (size_t at = 0; at < text.length && detection.sampled < SAMPLE_LINES_MAX; index++) {
        const char *newline = memchr(text.data + at, '\n', text.length - at);
        size_t end = newline ? (size_t)(newline - text.data) : text.length;
        if (index % stride == 0)
            look_at_line(format, httally_slice_of(text.data + at, end - at), &detection, shapes);
        at = end + 1;
    }
    name_shapes(shapes, &detection);
    return detection;
}

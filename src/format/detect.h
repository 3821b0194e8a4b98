/* SPDX-License-Identifier: MIT */
/*
 * detect.h - which format a log is in: a sample of its lines is read in every format that has a
 * name, and the one that reads most of them whole is it.  A line is taken or not taken as a whole:
 * no guess is made from parts of it.
 */
#ifndef DETECT_H
#define DETECT_H

#include "format/parser.h"

enum { DETECTION_LINES_MAX = 200 };

/* All formats that can be told by their lines; any number of threads may use it. */
struct detector;

struct detected_format {
    const struct httally_format *format;
    /* Lines of the sample that it reads. */
    size_t lines;
};

struct detection {
    /* The format of the log, then those that read lines which the ones before do not. */
    struct detected_format formats[PARSER_FORMATS_MAX];
    size_t format_count;
    /* Lines of the sample that are neither blank nor directives, and those that any of the formats
     * above reads. */
    size_t lines;
    size_t read_lines;
    /* Of all other formats the one that reads most of the sample; NULL when none reads any. */
    struct detected_format runner_up;
};

enum httally_result detector_create(struct detector **detector_out,
                                    struct httally_error *error) HTTALLY_MUST_CHECK;

void detector_destroy(struct detector *detector);

/*
 * Look at up to DETECTION_LINES_MAX lines in the order of the log, directives among them.  Where no
 * format reads any of them, the combined family stands for it.  The formats belong to the detector.
 */
enum httally_result detector_run(const struct detector *detector, const struct httally_slice *lines,
                                 size_t count, struct detection *detection_out,
                                 struct httally_error *error) HTTALLY_MUST_CHECK;

/* The format whose columns a #Fields line names. */
const struct httally_format *detector_format_of_columns(const struct detector *detector,
                                                        struct httally_slice line);

/* Does the line begin with a date as those of logs with columns do? */
bool detector_may_have_columns(struct httally_slice line);

/* Does the sample tell the format?  Not when hardly any of its lines can be read. */
bool detection_is_certain(const struct detection *detection);

#endif

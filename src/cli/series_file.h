/* SPDX-License-Identifier: MIT */
/* series_file.h - counts per minute from a CSV file, as the search for incidents wants them. */
#ifndef SERIES_FILE_H
#define SERIES_FILE_H

#include "httally/incident.h"
#include "series_columns.h"

enum { SERIES_STREAMS_MAX = 64 };

/* A zeroed struct is empty.  All pointers in 'input' are into the struct. */
struct series_file {
    struct httally_incident_input input;
    struct httally_incident_stream streams[SERIES_STREAMS_MAX];
    char names[SERIES_STREAMS_MAX][SERIES_NAME_SIZE];
    /* One array per column and per count made of them, 'minute_count' long each. */
    uint64_t *cells;
    int32_t *offsets;
};

/*
 * Read the file at 'path', compressed or not; docs/spikes.md has its layout.  HTTALLY_ERROR_DATA
 * names the line at fault.  Whatever comes back, series_file_finish() ends it; it may not be moved.
 */
enum httally_result series_file_read(const char *path, struct series_file *file_out,
                                     struct httally_error *error) HTTALLY_MUST_CHECK;

void series_file_finish(struct series_file *file);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * report.h - a finished tally, rendered for people or for programs.
 */
#ifndef HTTALLY_REPORT_H
#define HTTALLY_REPORT_H

#include "httally/incident.h"
#include "httally/previous.h"
#include "httally/text.h"

HTTALLY_BEGIN_DECLS

/* What became of one input. */
struct httally_input {
    /* As given by the user; "-" for standard input. */
    const char *name;
    /* Decoded bytes, and bytes taken from the file itself. */
    uint64_t bytes;
    uint64_t stored_bytes;
    uint64_t lines;
    /* "none", "gzip", ... */
    const char *compression;
    /* Shape of its lines as detected: "combined", ..., "unknown". */
    const char *format;
    /* What is wrong with it, or NULL. */
    const char *error;
};

/* Everything that a report is made of; all borrowed. */
struct httally_report {
    const struct httally_tally *tally;
    const struct httally_profile *profile;
    const struct httally_catalogue *catalogue;
    const struct httally_input *inputs;
    size_t input_count;
    /* Name of the format of most lines. */
    const char *format;
    /* Of the tally; NULL when none were looked for. */
    const struct httally_incidents *incidents;
    /* What to compare it with, or NULL. */
    const struct httally_previous *previous;
    /* What is missing of it, in words, or NULL. */
    const char *note;
    /* Only counts by status and time are known: no bytes, no lines that are no requests. */
    bool has_counts_only;
    /* Matches of a filter's patterns that hit a limit of the regular-expression engine. */
    uint64_t pattern_limit_hits;

    /* For CSV: which table, by a name of httally_report_table(); NULL is "status". */
    const char *table;
    /* Rows of each table of tops; 0 is 10. */
    size_t top_count;
    /* For text: columns (0 is 80), ANSI colours, and block characters instead of '#'. */
    unsigned width;
    bool has_colour;
    bool has_unicode;
};

/* Names of the renderers, NULL-terminated: "text", "json", ... */
HTTALLY_API const char *const *httally_report_renderers(void);

/* Names of the tables that CSV can have: "status", "series", "paths", ...; NULL behind the last. */
HTTALLY_API const char *httally_report_table(size_t index);

/* The renderer for a file name by its extension (.txt, .json, ...), or NULL. */
HTTALLY_API const char *httally_report_renderer_of_name(const char *file_name);

/* The extension of such files, with the dot; NULL for an unknown renderer. */
HTTALLY_API const char *httally_report_extension(const char *renderer);

/*
 * Render with the named renderer.  On success '*text_out' is '*length_out' bytes (and a NUL behind
 * them) that the caller ends with free().  An unknown name is HTTALLY_ERROR_ARGUMENT.
 */
HTTALLY_API enum httally_result httally_report_render(
    const struct httally_report *report, const char *renderer, char **text_out, size_t *length_out,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/*
 * The same of the incidents alone, with all their evidence, as "text", "json" or "csv".
 * 'report->incidents' is needed; 'tally', 'profile' and 'catalogue' may be NULL where the incidents
 * are of a series of counts.
 */
HTTALLY_API const char *const *httally_incident_renderers(void);
HTTALLY_API const char *httally_incident_renderer_of_name(const char *file_name);
HTTALLY_API const char *httally_incident_extension(const char *renderer);
HTTALLY_API enum httally_result httally_incidents_render(
    const struct httally_report *report, const char *renderer, char **text_out, size_t *length_out,
    struct httally_error *error) HTTALLY_MUST_CHECK;

HTTALLY_END_DECLS

#endif

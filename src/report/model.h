/* SPDX-License-Identifier: MIT */
/*
 * model.h - what a report says, worked out once for all renderers: rows in their order, shares,
 * readings of codes.  Renderers only lay it out.
 */
#ifndef MODEL_H
#define MODEL_H

#include "httally/report.h"
#include "report/changes.h"
#include "tally/ledger.h"
#include "tally/tally.h"

enum { MODEL_ERROR_DETAILS_MAX = 6 };

struct model_status {
    httally_status status;
    const struct httally_reading *reading;
    struct httally_count count;
};

/* Requests of one interval of time. */
struct model_point {
    int64_t time;
    uint64_t requests;
    uint64_t class_requests[HTTALLY_CLASS_COUNT];
};

struct model_table {
    struct httally_row *rows;
    size_t count;
};

/* What the requests of one error status have in common. */
struct model_detail {
    const struct model_status *status;
    /* The shortest stretch of time with at least four in five of them, in seconds since 1970 UTC,
     * and their share in it. */
    int64_t window_start;
    int64_t window_end;
    double window_share;
    /* The most frequent value of each key, its share of the status' requests (from the error
     * ledger) and its share of all requests; NULL data where there is none.  'is_sampled' when the
     * ledger kept only a part. */
    struct {
        struct httally_slice value;
        double share;
        double usual_share;
    } common[LEDGER_KEY_COUNT];
    bool is_sampled;
};

struct model {
    const struct httally_report *report;
    const struct httally_tally *tally;
    struct httally_lines lines;
    struct httally_count total;
    uint64_t class_requests[HTTALLY_CLASS_COUNT];
    uint64_t outcome_requests[HTTALLY_OUTCOME_COUNT];
    uint64_t unique_clients;
    bool has_exact_clients;

    /* Statuses that occurred, by number. */
    struct model_status *statuses;
    size_t status_count;

    /* Intervals with any request, by time. */
    int64_t interval_sec;
    struct model_point *points;
    size_t point_count;

    struct model_table tops[HTTALLY_DIMENSION_COUNT];
    /* Of the same dimensions by 4xx and by 5xx. */
    struct model_table client_errors[HTTALLY_DIMENSION_COUNT];
    struct model_table server_errors[HTTALLY_DIMENSION_COUNT];

    /* The commonest 5xx, then the commonest 4xx. */
    struct model_detail details[2 * MODEL_ERROR_DETAILS_MAX];
    size_t detail_count;

    /* Since report->previous; empty without one. */
    struct changes changes;
};

enum httally_result model_init(struct model *model, const struct httally_report *report,
                               struct httally_error *error) HTTALLY_MUST_CHECK;

/* A zeroed model is fine. */
void model_finish(struct model *model);

/* What became of the answers of servers behind, over all statuses of a class; over all there are
 * with HTTALLY_CLASS_COUNT. */
struct httally_hops model_hops(const struct model *model, enum httally_class class_);

/* "paths", "clients", ...: what a table of tops is called for programs. */
const char *model_dimension_name(enum httally_dimension dimension);

/* part / whole, 0 when there is no whole. */
double model_share(uint64_t part, uint64_t whole);

#endif

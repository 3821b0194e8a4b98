/* SPDX-License-Identifier: MIT */
/*
 * changes.h - what rose and fell since an earlier report, beyond chance and beyond what all
 * requests did together.
 *
 * Of n requests of a thing in both periods, chance puts as many into this one as its share p of all
 * requests of both says: n p, with the variance n p (1 - p) of the binomial distribution.  A change
 * is told when it is four standard deviations off, five requests and half as much again.
 */
#ifndef CHANGES_H
#define CHANGES_H

#include "report/previous.h"
#include "tally/tally.h"

enum change_subject { CHANGE_STATUS = 0, CHANGE_PATH, CHANGE_PATH_ERRORS, CHANGE_SUBJECT_COUNT };

enum change_kind { CHANGE_ROSE = 0, CHANGE_FELL, CHANGE_NEW, CHANGE_GONE };

struct change {
    enum change_subject subject;
    enum change_kind kind;
    /* The status' token, or the path as in struct previous_row. */
    struct httally_slice name;
    uint64_t now;
    uint64_t before;
    /* 'before' brought to as many requests as there are now. */
    double expected;
    /* The earlier report does not list it: 'before' is the most that it can have been. */
    bool is_before_bound;
};

struct changes {
    /* By subject, the largest first. */
    struct change *list;
    size_t count;
    struct buffer texts;
};

enum httally_result changes_find(const struct httally_tally *tally,
                                 const struct httally_previous *previous, size_t most,
                                 struct changes *changes_out,
                                 struct httally_error *error) HTTALLY_MUST_CHECK;

/* A zeroed one is fine. */
void changes_finish(struct changes *changes);

/* "status", "path", "path_errors"; "rose", "fell", "new", "gone". */
const char *change_subject_name(enum change_subject subject);
const char *change_kind_name(enum change_kind kind);

#endif

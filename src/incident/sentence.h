/* SPDX-License-Identifier: MIT */
/* sentence.h - an incident in words, for a person in a hurry. */
#ifndef SENTENCE_H
#define SENTENCE_H

#include "base/buffer.h"
#include "incident/cause.h"

/*
 * Append what happened, when, to what extent, and where: "2026-03-12 14:03-14:27: 5xx rose from
 * 0.3 % to 18 %: 4,211 more failures than usual; 97 % are 502; 93 % hit /api/checkout (usually 4 %
 * of errors), all behind upstream 10.0.0.7."  Valid UTF-8 without control bytes, whatever the log.
 * 'has_own_errors': the caller said which codes are errors, so that "5xx" is not the word.
 */
void sentence_append(struct buffer *out, const struct httally_incident *incident,
                     const struct cause_finding *finding, bool has_own_errors);

/* "happens every day about 03:03 (12 of 14 days)", at the log's own time. */
void sentence_append_habit(struct buffer *out, const struct httally_habit *habit,
                           int32_t utc_offset_sec);

#endif

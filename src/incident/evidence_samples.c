/* SPDX-License-Identifier: MIT */
/* evidence_samples.c - the lines that show best what an incident is like. */
#include "incident/evidence.h"

enum { CANDIDATES_MAX = 64, CODES_SHOWN = 2 };

static bool has_text(const struct minute_sample *sample, struct httally_slice text)
{
    for (size_t at = 0; text.length && at + text.length <= sample->length; at++) {
        if (memcmp(sample->text + at, text.data, text.length) == 0)
            return true;
    }
    return false;
}

/* What a line has in it when it has the cause: a masked path is in none, but what stands before the
 * first mask is. */
static struct httally_slice text_of_cause(const struct httally_cause *cause)
{
    struct httally_slice text = cause->value;
    if (cause->dimension == HTTALLY_CAUSE_PATH || cause->dimension == HTTALLY_CAUSE_PATH_PREFIX) {
        const char *mask = text.length ? memchr(text.data, ':', text.length) : NULL;
        text.length = mask ? (size_t)(mask - text.data) : text.length;
    } else if (cause->dimension == HTTALLY_CAUSE_NETWORK) {
        static const char end[] = "0/24";
        size_t length = sizeof end - 1;
        bool is_ipv4 =
            text.length > length && memcmp(text.data + text.length - length, end, length) == 0;
        text.length -= is_ipv4 ? length : text.length;
    }
    return text;
}

/* Add those that have the text, or those that have not. */
static void choose(struct httally_incident *incident, const struct minute_sample *const *candidates,
                   size_t count, struct httally_slice text, bool is_with)
{
    for (size_t i = 0; i < count && incident->sample_count < HTTALLY_INCIDENT_SAMPLES; i++) {
        if (has_text(candidates[i], text) == is_with)
            incident->samples[incident->sample_count++] =
                httally_slice_of(candidates[i]->text, candidates[i]->length);
    }
}

void evidence_choose_samples(const struct httally_tally *tally, struct httally_incident *incident)
{
    const struct minute_sample *candidates[CODES_SHOWN * CANDIDATES_MAX];
    struct httally_slice text = {0};
    size_t count = 0;
    for (size_t i = 0; i < incident->code_count && i < CODES_SHOWN; i++)
        count += minute_samples_find(&tally->minute_samples, incident->codes[i].status,
                                     incident->start_sec, incident->end_sec, candidates + count,
                                     CANDIDATES_MAX);
    if (incident->is_concentrated)
        text = text_of_cause(&incident->causes[0]);
    choose(incident, candidates, count, text, true);
    choose(incident, candidates, count, text, false);
}

/* SPDX-License-Identifier: MIT */
/* search.h - one search for incidents: its parts share this. */
#ifndef SEARCH_H
#define SEARCH_H

#include "incident/scan.h"

enum { STREAMS_MAX = 64 };

/* One search: what is made for it, and what it has found. */
struct search {
    const struct httally_incident_input *input;
    const struct httally_incident_options *options;
    struct httally_incidents *incidents;
    size_t capacity;
    struct timeline timeline;
    /* Those of the scan, 'counts_count' of them. */
    struct counts counts[STREAMS_MAX];
    size_t counts_count;
    /* Minutes of the prologue that belong to incidents; NULL without a prologue. */
    bool *is_incident;
    struct alarm_list found;
    struct prologue prologue;
    struct habit_list habits;
};

/* Keep an incident; false when memory is out. */
bool search_keep(struct search *search, const struct httally_incident *incident);

/* The minute of [from, until) with most errors. */
size_t search_peak(const struct counts *counts, size_t from, size_t until);

/* Make incidents of the alarms that were found, and keep them; false when memory is out. */
bool search_keep_alarms(struct search *search);

/* Find and keep surges and silences; false when memory is out. */
bool search_volume(struct search *search);

/* Hand the habits over, in their order; false when memory is out. */
bool search_keep_habits(struct search *search);

#endif

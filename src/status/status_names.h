/* SPDX-License-Identifier: MIT */
/* status_names.h - enums by their names in a code file, and what a class alone tells. */
#ifndef STATUS_NAMES_H
#define STATUS_NAMES_H

#include "httally/status.h"

/* Each is false, with nothing written, when no value has this name.  The outcome's twin is public:
 * httally_outcome_of_name(). */
bool standing_of_name(struct httally_slice name, enum httally_standing *standing_out);
bool fault_of_name(struct httally_slice name, enum httally_fault *fault_out);
bool retry_of_name(struct httally_slice name, enum httally_retry *retry_out);
bool confidence_of_name(struct httally_slice name, enum httally_confidence *confidence_out);

/* RFC 9110 section 15: a code that nobody lists is treated as x00 of its class. */
enum httally_outcome outcome_of_class(enum httally_class class_);

/* Of any number, four-digit vendor errors included: those are "other". */
enum httally_class class_of_code(int code);

#endif

/* SPDX-License-Identifier: MIT */
/* schema.h - the tables of a history and their version; docs/history.md tells what they hold. */
#ifndef SCHEMA_H
#define SCHEMA_H

#include "history/database.h"

/* What PRAGMA user_version says. */
enum { SCHEMA_VERSION = 1 };

/* Make the tables of a new file, or see that those of an old one are ours and of a version that is
 * known.  'is_writing' as in database_open(). */
enum httally_result schema_open(struct database *database, bool is_writing,
                                struct httally_error *error) HTTALLY_MUST_CHECK;

#endif

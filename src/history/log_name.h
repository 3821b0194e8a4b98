/* SPDX-License-Identifier: MIT */
/*
 * log_name.h - what rotation makes of a log's name: "access.log" becomes "access.log.1",
 * "access.log.2.gz", "access.log-20261122.gz", "access-2026-11-22.log".
 */
#ifndef LOG_NAME_H
#define LOG_NAME_H

#include <stdbool.h>

/* Does the name have a number or a date of rotation, or the ending of a compression? */
bool log_name_is_rotated(const char *path);

enum { LOG_NAME_SIZE = 4096 };

/* The name as it is from everywhere; one that is too long for that stays as it is. */
const char *log_name_absolute(const char *path, char name_out[LOG_NAME_SIZE]);

/* Could one name have become the other by rotation?  Their folders are the same, or one is in the
 * other. */
bool log_names_are_related(const char *path, const char *other);

#endif

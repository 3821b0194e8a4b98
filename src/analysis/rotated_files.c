/* SPDX-License-Identifier: MIT */
#include "analysis/rotated_files.h"

#include <dirent.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "history/log_name.h"

enum { NAME_COUNT_MAX = 1 << 20 };

/* Clocks of file systems are coarse, or those of other machines. */
enum { CLOCK_SLACK_SECONDS = 60 };

static bool is_rotated_to(const char *path, const char *other, int64_t since_sec)
{
    struct stat status;
    return strcmp(other, path) != 0 && log_name_is_rotated(other) &&
           log_names_are_related(other, path) && lstat(other, &status) == 0 &&
           S_ISREG(status.st_mode) && (int64_t)status.st_mtime >= since_sec - CLOCK_SLACK_SECONDS;
}

static enum httally_result add_name(struct file_names *names, const char *name,
                                    struct httally_error *error)
{
    if (!memory_grow((void **)&names->list, names->count, &names->capacity, 8, NAME_COUNT_MAX,
                     sizeof *names->list))
        return memory_error(error);
    char *copy = strdup(name);
    if (!copy)
        return memory_error(error);
    names->list[names->count++] = copy;
    return HTTALLY_OK;
}

enum httally_result rotated_files_list(const char *path, int64_t since_sec,
                                       struct file_names *names_out, struct httally_error *error)
{
    char folder[PATH_MAX], other[PATH_MAX + NAME_MAX + 2];
    const char *slash = strrchr(path, '/');
    size_t length = slash ? (size_t)(slash - path) + 1 : 0;
    *names_out = (struct file_names){0};
    if (length >= sizeof folder)
        return HTTALLY_OK;
    memcpy(folder, path, length);
    folder[length] = '\0';
    DIR *list = opendir(length ? folder : ".");
    const struct dirent *entry;
    enum httally_result result = HTTALLY_OK;
    while (list && result == HTTALLY_OK && (entry = readdir(list))) {
        snprintf(other, sizeof other, "%s%s", folder, entry->d_name);
        if (is_rotated_to(path, other, since_sec))
            result = add_name(names_out, other, error);
    }
    if (list)
        closedir(list);
    if (result != HTTALLY_OK)
        file_names_finish(names_out);
    return result;
}

void file_names_finish(struct file_names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->list[i]);
    free(names->list);
    *names = (struct file_names){0};
}

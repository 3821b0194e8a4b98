/* SPDX-License-Identifier: MIT */
#include "history/log_name.h"

#include <string.h>
#include <unistd.h>

#include "base/compiler.h"
#include "httally/slice.h"

/* A number behind a dot may be small; in front of ".log", or behind a dash, it is part of a date,
 * or else of the log's own name. */
enum { DATE_DIGITS_LEAST = 6 };

static struct httally_slice base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return httally_slice_of_string(slash ? slash + 1 : path);
}

static bool strip_ending(struct httally_slice *name, const char *ending)
{
    size_t length = strlen(ending);
    if (name->length <= length || memcmp(name->data + name->length - length, ending, length) != 0)
        return false;
    name->length -= length;
    return true;
}

/* Strip "-20261122", "-2026-11-22", "_20261122T1405"; ".1" too if 'may_be_short'. */
static bool strip_number(struct httally_slice *name, bool may_be_short)
{
    size_t start = name->length, digits = 0;
    while (start > 0 && strchr("0123456789-_T", name->data[start - 1])) {
        digits += name->data[start - 1] >= '0' && name->data[start - 1] <= '9';
        start--;
    }
    if (start > 0 && name->data[start - 1] == '.')
        start--;
    else
        may_be_short = false;
    if (start == 0 || start == name->length || !strchr(".-_", name->data[start]) ||
        digits < (may_be_short ? 1 : DATE_DIGITS_LEAST))
        return false;
    name->length = start;
    return true;
}

/* What is left of a name without all that rotation may have added. */
static struct httally_slice stem_of(const char *path, bool *is_rotated_out)
{
    static const char *const compressions[] = {".gz", ".bz2", ".xz", ".zst"};
    struct httally_slice name = base_name(path);
    bool is_rotated = false;
    for (size_t i = 0; i < ARRAY_LENGTH(compressions); i++)
        is_rotated |= strip_ending(&name, compressions[i]);
    while (strip_number(&name, true))
        is_rotated = true;
    if (strip_ending(&name, ".log")) {
        while (strip_number(&name, false))
            is_rotated = true;
    }
    *is_rotated_out = is_rotated;
    return name;
}

bool log_name_is_rotated(const char *path)
{
    bool is_rotated;
    stem_of(path, &is_rotated);
    return is_rotated;
}

const char *log_name_absolute(const char *path, char name_out[LOG_NAME_SIZE])
{
    if (path[0] == '/' || !getcwd(name_out, LOG_NAME_SIZE))
        return path;
    while (strncmp(path, "./", 2) == 0)
        path += 2;
    size_t length = strlen(name_out);
    if (length + strlen(path) + 2 > LOG_NAME_SIZE)
        return path;
    if (name_out[length - 1] != '/')
        name_out[length++] = '/';
    memcpy(name_out + length, path, strlen(path) + 1);
    return name_out;
}

/* The folder with its last slash. */
static struct httally_slice folder_of(const char *path)
{
    return httally_slice_of(path, strlen(path) - base_name(path).length);
}

bool log_names_are_related(const char *path, const char *other)
{
    bool is_rotated;
    struct httally_slice folder = folder_of(path), other_folder = folder_of(other);
    size_t shorter = folder.length < other_folder.length ? folder.length : other_folder.length;
    bool is_near = folder.length == other_folder.length || shorter > 0;
    return is_near && memcmp(folder.data, other_folder.data, shorter) == 0 &&
           httally_slice_equal(stem_of(path, &is_rotated), stem_of(other, &is_rotated));
}

/* SPDX-License-Identifier: MIT */
#include "output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum httally_result fail(const char *path, const char *what, struct httally_error *error)
{
    int os_error = errno;
    enum httally_result result = httally_error_set(error, HTTALLY_ERROR_IO, os_error,
                                                   "cannot %s: %s", what, strerror(os_error));
    httally_error_set_source(error, path);
    return result;
}

static bool write_all(int descriptor, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(descriptor, bytes, length);
        if (written < 0 && errno == EINTR)
            continue;
        /* Somebody that shares the terminal or the pipe made it non-blocking. */
        if (written < 0 && errno == EAGAIN) {
            struct pollfd event = {.fd = descriptor, .events = POLLOUT};
            poll(&event, 1, -1);
            continue;
        }
        if (written < 0)
            return false;
        bytes += written;
        length -= (size_t)written;
    }
    return true;
}

enum httally_result output_stdout_write(const char *bytes, size_t length,
                                        struct httally_error *error)
{
    if (write_all(STDOUT_FILENO, bytes, length))
        return HTTALLY_OK;
    int os_error = errno;
    if (os_error == EPIPE)
        return HTTALLY_END;
    return httally_error_set(error, HTTALLY_ERROR_IO, os_error, "cannot write standard output: %s",
                             strerror(os_error));
}

/* A device, a named pipe: nothing to rename. */
static enum httally_result write_directly(const char *path, const char *bytes, size_t length,
                                          struct httally_error *error)
{
    int descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW);
    if (descriptor < 0)
        return fail(path, "open for writing", error);
    enum httally_result result = HTTALLY_OK;
    if (!write_all(descriptor, bytes, length))
        result = fail(path, "write", error);
    if (close(descriptor) != 0 && result == HTTALLY_OK)
        result = fail(path, "write", error);
    return result;
}

/* The folder of 'path' as an open descriptor. */
static int open_folder(const char *path)
{
    char folder[OUTPUT_PATH_SIZE];
    const char *slash = strrchr(path, '/');
    if (!slash)
        return open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    size_t length = slash == path ? 1 : (size_t)(slash - path);
    memcpy(folder, path, length);
    folder[length] = '\0';
    return open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* Make a file of a new name in 'folder'; a name that somebody planted is not touched. */
static int create_temporary(int folder, char name_out[64])
{
    for (unsigned i = 0; i < 1000; i++) {
        snprintf(name_out, 64, ".httally-%ld-%u.tmp", (long)getpid(), i);
        int descriptor =
            openat(folder, name_out, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640);
        if (descriptor >= 0 || errno != EEXIST)
            return descriptor;
    }
    return -1;
}

/* Who could read the old file can read the new one. */
static void keep_mode(int folder, const char *path, int descriptor)
{
    struct stat old;
    if (fstatat(folder, base_name(path), &old, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(old.st_mode))
        (void)fchmod(descriptor, old.st_mode & 0777);
}

static enum httally_result replace(int folder, const char *path, const char *bytes, size_t length,
                                   struct httally_error *error)
{
    char temporary[64];
    int descriptor = create_temporary(folder, temporary);
    if (descriptor < 0)
        return fail(path, "create a temporary file beside it", error);
    enum httally_result result = HTTALLY_OK;
    keep_mode(folder, path, descriptor);
    if (!write_all(descriptor, bytes, length) || fsync(descriptor) != 0)
        result = fail(path, "write", error);
    if (close(descriptor) != 0 && result == HTTALLY_OK)
        result = fail(path, "write", error);
    if (result == HTTALLY_OK && renameat(folder, temporary, folder, base_name(path)) != 0)
        result = fail(path, "put in place", error);
    if (result != HTTALLY_OK) {
        unlinkat(folder, temporary, 0);
        return result;
    }
    /* The new name must survive a power loss too; some file systems cannot say. */
    if (fsync(folder) != 0 && errno != EINVAL && errno != EROFS)
        return fail(path, "sync its folder", error);
    return HTTALLY_OK;
}

bool output_file_is_same(const char *path, const char *other)
{
    struct stat folder, other_folder;
    if (strcmp(path, other) == 0)
        return true;
    if (strcmp(base_name(path), base_name(other)) != 0)
        return false;
    int descriptor = open_folder(path), other_descriptor = open_folder(other);
    bool is_same = descriptor >= 0 && other_descriptor >= 0 && fstat(descriptor, &folder) == 0 &&
                   fstat(other_descriptor, &other_folder) == 0 &&
                   folder.st_dev == other_folder.st_dev && folder.st_ino == other_folder.st_ino;
    if (descriptor >= 0)
        close(descriptor);
    if (other_descriptor >= 0)
        close(other_descriptor);
    return is_same;
}

enum httally_result output_file_write(const char *path, const char *bytes, size_t length,
                                      struct httally_error *error)
{
    struct stat status;
    if (strlen(path) >= OUTPUT_PATH_SIZE || !*base_name(path)) {
        errno = *base_name(path) ? ENAMETOOLONG : EISDIR;
        return fail(path, "write", error);
    }
    bool is_there = lstat(path, &status) == 0;
    if (is_there && S_ISDIR(status.st_mode)) {
        errno = EISDIR;
        return fail(path, "write", error);
    }
    if (is_there && !S_ISREG(status.st_mode) && !S_ISLNK(status.st_mode))
        return write_directly(path, bytes, length, error);
    int folder = open_folder(path);
    if (folder < 0)
        return fail(path, "open its folder", error);
    enum httally_result result = replace(folder, path, bytes, length, error);
    close(folder);
    return result;
}

enum httally_result output_file_expand(const char *pattern, time_t now,
                                       char path_out[OUTPUT_PATH_SIZE], struct httally_error *error)
{
    struct tm local;
    if (!strchr(pattern, '%')) {
        if (strlen(pattern) < OUTPUT_PATH_SIZE) {
            memcpy(path_out, pattern, strlen(pattern) + 1);
            return HTTALLY_OK;
        }
    } else if (localtime_r(&now, &local) &&
               strftime(path_out, OUTPUT_PATH_SIZE, pattern, &local) > 0) {
        return HTTALLY_OK;
    }
    return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0, "bad output name '%.100s'", pattern);
}

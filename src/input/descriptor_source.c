/* SPDX-License-Identifier: MIT */
/* descriptor_source.c - files, pipes and devices. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input/piece_source.h"
#include "input/source_kind.h"

/* More than read() takes at once on any system would be an error. */
#define READ_BYTES_MAX ((size_t)1 << 30)

/* The largest pipe that Linux gives to everybody.  <fcntl.h> hides the command from programs that
 * ask for POSIX, whose strerror_r() is wanted here. */
enum { PIPE_BYTES = 1 << 20 };
#if defined(__linux__) && !defined(F_SETPIPE_SZ)
#define F_SETPIPE_SZ 1031
#endif

struct descriptor_source {
    struct httally_source source;
    int descriptor;
    /* Opened here, so closed here. */
    bool is_owned;
    /* A regular file that was at its beginning when it was opened, and its size then. */
    bool is_whole_file;
    uint64_t size_bytes;
    /* For a piece: where it reads next, without moving the descriptor's own position. */
    bool is_piece;
    uint64_t offset_bytes;
};

static enum httally_result system_error(struct httally_error *error, int os_error, const char *what,
                                        const char *name)
{
    char reason[128] = "";
    if (strerror_r(os_error, reason, sizeof reason) != 0)
        reason[0] = '\0';
    httally_error_set(error, HTTALLY_ERROR_IO, os_error, "%s: %s", what, reason);
    httally_error_set_source(error, name);
    return HTTALLY_ERROR_IO;
}

/* A descriptor that another program made non-blocking is waited for. */
static void wait_for_input(int descriptor)
{
    struct pollfd waited = {.fd = descriptor, .events = POLLIN};
    poll(&waited, 1, -1);
}

static enum httally_result descriptor_read(struct httally_source *source, void *buffer,
                                           size_t capacity, size_t *length_out,
                                           struct httally_error *error)
{
    struct descriptor_source *self = (struct descriptor_source *)source;
    size_t wanted = capacity < READ_BYTES_MAX ? capacity : READ_BYTES_MAX;
    ssize_t length;
    for (;;) {
        length = self->is_piece ? pread(self->descriptor, buffer, wanted, (off_t)self->offset_bytes)
                                : read(self->descriptor, buffer, wanted);
        if (length >= 0)
            break;
        if (errno == EAGAIN || errno == EWOULDBLOCK)
            wait_for_input(self->descriptor);
        else if (errno != EINTR)
            return system_error(error, errno, "cannot read", source->name);
    }
    if (length == 0)
        return HTTALLY_END;
    source->stored_bytes += (uint64_t)length;
    self->offset_bytes += (uint64_t)length;
    *length_out = (size_t)length;
    return HTTALLY_OK;
}

static void descriptor_finish(struct httally_source *source)
{
    const struct descriptor_source *self = (const struct descriptor_source *)source;
    if (self->is_owned)
        close(self->descriptor);
}

static const struct source_kind descriptor_kind = {
    .read = descriptor_read,
    .finish = descriptor_finish,
};

enum httally_result descriptor_source_create(int descriptor, const char *name,
                                             struct httally_source **source_out,
                                             struct httally_error *error)
{
    *source_out = NULL;
    struct stat status;
    if (fstat(descriptor, &status) != 0)
        return system_error(error, errno, "cannot read", name);
    if (S_ISDIR(status.st_mode)) {
        httally_error_set(error, HTTALLY_ERROR_IO, EISDIR, "is a directory");
        httally_error_set_source(error, name);
        return HTTALLY_ERROR_IO;
    }
    /* Doubles the speed of a cold read; a refusal costs nothing. */
    if (S_ISREG(status.st_mode))
        (void)posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
#ifdef F_SETPIPE_SZ
    /* The writer and we take turns less often.  A refusal costs nothing. */
    if (S_ISFIFO(status.st_mode))
        (void)fcntl(descriptor, F_SETPIPE_SZ, PIPE_BYTES);
#endif
    enum httally_result result =
        source_create(&descriptor_kind, sizeof(struct descriptor_source), name, source_out, error);
    if (result != HTTALLY_OK)
        return result;
    struct descriptor_source *self = (struct descriptor_source *)*source_out;
    self->descriptor = descriptor;
    self->is_whole_file = S_ISREG(status.st_mode) && lseek(descriptor, 0, SEEK_CUR) == 0;
    self->size_bytes = self->is_whole_file ? (uint64_t)status.st_size : 0;
    return HTTALLY_OK;
}

bool piece_source_is_possible(const struct httally_source *source, uint64_t *size_out)
{
    const struct descriptor_source *self = (const struct descriptor_source *)source;
    if (source->kind != &descriptor_kind || !self->is_whole_file)
        return false;
    *size_out = self->size_bytes;
    return true;
}

enum httally_result piece_source_open(const struct httally_source *whole, uint64_t offset_bytes,
                                      struct httally_source **source_out,
                                      struct httally_error *error)
{
    enum httally_result result = source_create(&descriptor_kind, sizeof(struct descriptor_source),
                                               whole->name, source_out, error);
    if (result != HTTALLY_OK)
        return result;
    struct descriptor_source *self = (struct descriptor_source *)*source_out;
    self->descriptor = ((const struct descriptor_source *)whole)->descriptor;
    self->is_piece = true;
    self->offset_bytes = offset_bytes;
    return HTTALLY_OK;
}

enum httally_result file_source_create(const char *path, struct httally_source **source_out,
                                       struct httally_error *error)
{
    *source_out = NULL;
    int descriptor;
    do {
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    } while (descriptor < 0 && errno == EINTR);
    if (descriptor < 0)
        return system_error(error, errno, "cannot open", path);
    enum httally_result result = descriptor_source_create(descriptor, path, source_out, error);
    if (result == HTTALLY_OK)
        ((struct descriptor_source *)*source_out)->is_owned = true;
    else
        close(descriptor);
    return result;
}

/* SPDX-License-Identifier: MIT */
#include "progress.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Work shorter than that needs no bar; drawing more often is no help to the eye. */
static const double silent_sec = 1.0;
static const double redraw_sec = 0.2;

static double now_sec(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void progress_init(struct progress *progress, const char *const *names, size_t name_count)
{
    *progress = (struct progress){.start_sec = now_sec()};
    for (size_t i = 0; i < name_count || i == 0; i++) {
        struct stat status;
        bool is_stdin = name_count == 0 || strcmp(names[i], "-") == 0;
        int failed = is_stdin ? fstat(STDIN_FILENO, &status) : stat(names[i], &status);
        if (failed == 0 && !S_ISREG(status.st_mode)) {
            progress->total_bytes = 0;
            return;
        }
        progress->total_bytes += failed == 0 ? (uint64_t)status.st_size : 0;
    }
}

static void draw(const struct progress *progress, double elapsed_sec, uint64_t bytes)
{
    double rate = (double)bytes / elapsed_sec;
    fprintf(stderr, "\r%.1f GB", (double)bytes / 1e9);
    if (progress->total_bytes > 0) {
        double share = (double)bytes / (double)progress->total_bytes;
        double left_sec = ((double)progress->total_bytes - (double)bytes) / rate;
        fprintf(stderr, " of %.1f GB, %.0f%%, %.0f s left", (double)progress->total_bytes / 1e9,
                share > 1 ? 100 : share * 100, left_sec > 0 ? left_sec : 0);
    }
    fprintf(stderr, ", %.2f GB/s  ", rate / 1e9);
}

void progress_tell(void *context, uint64_t stored_bytes)
{
    struct progress *progress = context;
    double now = now_sec();
    if (now - progress->start_sec < silent_sec || now - progress->drawn_sec < redraw_sec)
        return;
    draw(progress, now - progress->start_sec, stored_bytes);
    progress->drawn_sec = now;
    progress->is_drawn = true;
}

void progress_finish(struct progress *progress)
{
    if (progress->is_drawn)
        fprintf(stderr, "\r%70s\r", "");
    progress->is_drawn = false;
}

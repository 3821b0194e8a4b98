/* SPDX-License-Identifier: MIT */
/* The affinity mask is an extension of GNU/Linux. */
#define _GNU_SOURCE
#include "processors.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static size_t of_affinity(void)
{
#ifdef __linux__
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0)
        return (size_t)CPU_COUNT(&set);
#endif
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count > 0 ? (size_t)count : 1;
}

/* Read up to two numbers off the first line of a file; "max" is none. */
static int read_numbers(const char *path, long long *first, long long *second)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return 0;
    int count = fscanf(file, "%lld %lld", first, second);
    fclose(file);
    return count;
}

/* The group of this process in the unified hierarchy: "0::/path" of /proc/self/cgroup. */
static void find_group(char path_out[512])
{
    char line[512];
    FILE *file = fopen("/proc/self/cgroup", "re");
    path_out[0] = '\0';
    while (file && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, "0::", 3) == 0)
            snprintf(path_out, 512, "%s", line + 3);
    }
    if (file)
        fclose(file);
}

/* 0 when there is no quota. */
static size_t of_quota(void)
{
    char group[512], path[640];
    long long quota = 0, period = 0;
    find_group(group);
    snprintf(path, sizeof path, "/sys/fs/cgroup%s/cpu.max", group);
    if (read_numbers(path, &quota, &period) != 2 &&
        read_numbers("/sys/fs/cgroup/cpu.max", &quota, &period) != 2) {
        if (read_numbers("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", &quota, &period) != 1 ||
            read_numbers("/sys/fs/cgroup/cpu/cpu.cfs_period_us", &period, &period) != 1)
            return 0;
    }
    if (quota <= 0 || period <= 0)
        return 0;
    return (size_t)((quota + period - 1) / period);
}

size_t processors_available(void)
{
    size_t count = of_affinity(), quota = of_quota();
    if (quota > 0 && quota < count)
        count = quota;
    return count > 0 ? count : 1;
}

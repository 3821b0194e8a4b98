/* SPDX-License-Identifier: MIT */
/* processors.h - how many threads are worth starting. */
#ifndef PROCESSORS_H
#define PROCESSORS_H

#include <stddef.h>

/*
 * Processors that this process may use: those of its affinity mask, and no more than its control
 * group's quota pays for (cgroup v2 cpu.max, v1 cpu.cfs_quota_us).  At least 1.
 */
size_t processors_available(void);

#endif

/* SPDX-License-Identifier: MIT */
/* compiler.h - the only place for what C11 leaves to compilers. */
#ifndef COMPILER_H
#define COMPILER_H

#if defined(__GNUC__)
#define LIKELY(condition) __builtin_expect(!!(condition), 1)
#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)
#define PREFETCH_WRITE(address) __builtin_prefetch((address), 1, 3)
#define PREFETCH_READ(address) __builtin_prefetch((address), 0, 3)
#define ALWAYS_INLINE inline __attribute__((always_inline))
#define NO_INLINE __attribute__((noinline))
#else
#define LIKELY(condition) (condition)
#define UNLIKELY(condition) (condition)
#define PREFETCH_WRITE(address) ((void)(address))
#define PREFETCH_READ(address) ((void)(address))
#define ALWAYS_INLINE inline
#define NO_INLINE
#endif

#define ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))

#endif

/* SPDX-License-Identifier: MIT */
#include "format/structurals.h"

#include <stdlib.h>
#include <string.h>

#include "base/compiler.h"
#include "base/memory.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define HAVE_X86_VECTORS 1
#define HAVE_NEON 0
#elif defined(__aarch64__) && defined(__GNUC__)
#include <arm_neon.h>
#define HAVE_X86_VECTORS 0
#define HAVE_NEON 1
#else
#define HAVE_X86_VECTORS 0
#define HAVE_NEON 0
#endif

/* The reference that the others are tested against: a byte at a time. */
static void find_plain(const char *data, size_t length, struct structurals *structurals)
{
    size_t quote_count = 0, newline_count = 0;
    for (size_t i = 0; i < length; i++) {
        if (data[i] == '"')
            structurals->quotes[quote_count++] = (uint32_t)i;
        else if (data[i] == '\n')
            structurals->newlines[newline_count++] = (uint32_t)i;
    }
    structurals->quote_count = quote_count;
    structurals->newline_count = newline_count;
}

#if HAVE_X86_VECTORS || HAVE_NEON

enum { STEP_BYTES = 64, WRITTEN_AT_ONCE = 2 };

/* The place of the lowest set bit; anything when there is none. */
static ALWAYS_INLINE uint32_t lowest_bit(uint64_t bits)
{
#if HAVE_X86_VECTORS
    /* TZCNT allows zero, and where it is missing its encoding is BSF, which leaves what was. */
    uint64_t place;
    __asm__("rep; bsfq %1, %0" : "=r"(place) : "r"(bits) : "cc");
    return (uint32_t)place;
#else
    return (uint32_t)__builtin_ctzll(bits | 1ULL << 63);
#endif
}

/*
 * Append the places of the set bits.  Most steps over a log have 0 to 2 quotes: two are written
 * whether there or not, which spares branches that no predictor gets right.
 */
static ALWAYS_INLINE size_t append_bits(uint32_t *positions, size_t count, uint64_t bits,
                                        uint32_t base)
{
    size_t bit_count = (size_t)__builtin_popcountll(bits);
    uint32_t *next = positions + count;
    for (int i = 0; i < WRITTEN_AT_ONCE; i++) {
        next[i] = base + lowest_bit(bits);
        bits &= bits - 1;
    }
    for (size_t i = WRITTEN_AT_ONCE; UNLIKELY(bits != 0); i++) {
        next[i] = base + lowest_bit(bits);
        bits &= bits - 1;
    }
    return count + bit_count;
}

static ALWAYS_INLINE size_t append_rare_bits(uint32_t *positions, size_t count, uint64_t bits,
                                             uint32_t base)
{
    for (; UNLIKELY(bits != 0); bits &= bits - 1)
        positions[count++] = base + (uint32_t)__builtin_ctzll(bits);
    return count;
}

#if HAVE_NEON
/* One bit per byte of a step that equals 'byte': each vector's matches are reduced to their bits,
 * and neighbours are added up three times. */
static ALWAYS_INLINE uint64_t equal_bits_neon(const char *data, char byte)
{
    static const uint8_t bit_of_place[16] = {1, 2, 4, 8, 16, 32, 64, 128,
                                             1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t wanted = vdupq_n_u8((uint8_t)byte), bits = vld1q_u8(bit_of_place);
    uint8x16_t parts[4];
    for (int i = 0; i < 4; i++) {
        uint8x16_t bytes = vld1q_u8((const uint8_t *)data + 16 * i);
        parts[i] = vandq_u8(vceqq_u8(bytes, wanted), bits);
    }
    uint8x16_t low = vpaddq_u8(parts[0], parts[1]), high = vpaddq_u8(parts[2], parts[3]);
    uint8x16_t all = vpaddq_u8(low, high);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(all, all)), 0);
}
#endif

#if HAVE_X86_VECTORS
/* One bit per byte of a step that equals 'byte'. */
static ALWAYS_INLINE uint64_t equal_bits_sse2(const char *data, char byte)
{
    const __m128i wanted = _mm_set1_epi8(byte);
    uint64_t bits = 0;
    for (int i = 0; i < 4; i++) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(data + 16 * i));
        uint64_t part = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, wanted));
        bits |= part << (16 * i);
    }
    return bits;
}

__attribute__((target("avx2,bmi"))) static ALWAYS_INLINE uint64_t equal_bits_avx2(const char *data,
                                                                                  char byte)
{
    const __m256i wanted = _mm256_set1_epi8(byte);
    __m256i low = _mm256_loadu_si256((const __m256i *)(const void *)data);
    __m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(data + 32));
    uint64_t low_bits = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted));
    uint64_t high_bits = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted));
    return low_bits | high_bits << 32;
}

#endif

#define DEFINE_FIND(function, equal_bits, attribute)                                               \
    attribute static ALWAYS_INLINE void function##_step(                                           \
        const char *data, size_t at, uint64_t within, struct structurals *found)                   \
    {                                                                                              \
        uint64_t quotes = equal_bits(data + at, '"') & within;                                     \
        uint64_t newlines = equal_bits(data + at, '\n') & within;                                  \
        found->quote_count = append_bits(found->quotes, found->quote_count, quotes, (uint32_t)at); \
        found->newline_count =                                                                     \
            append_rare_bits(found->newlines, found->newline_count, newlines, (uint32_t)at);       \
    }                                                                                              \
                                                                                                   \
    attribute static void function(const char *data, size_t length,                                \
                                   struct structurals *structurals)                                \
    {                                                                                              \
        struct structurals found = {.quotes = structurals->quotes,                                 \
                                    .newlines = structurals->newlines};                            \
        size_t at = 0;                                                                             \
        for (; at + STEP_BYTES <= length; at += STEP_BYTES)                                        \
            function##_step(data, at, ~0ULL, &found);                                              \
        if (at < length)                                                                           \
            function##_step(data, at, (1ULL << (length - at)) - 1, &found);                        \
        structurals->quote_count = found.quote_count;                                              \
        structurals->newline_count = found.newline_count;                                          \
    }

#if HAVE_X86_VECTORS
DEFINE_FIND(find_sse2, equal_bits_sse2, )
DEFINE_FIND(find_avx2, equal_bits_avx2, __attribute__((target("avx2,bmi,popcnt"))))
#else
DEFINE_FIND(find_neon, equal_bits_neon, )
#endif

#endif

size_t structurals_variants(const struct structurals_variant **variants_out)
{
    static const struct structurals_variant variants[] = {
        {"plain", find_plain},
#if HAVE_X86_VECTORS
        {"sse2", find_sse2},
        {"avx2", find_avx2},
#endif
#if HAVE_NEON
        /* Every 64-bit ARM has it. */
        {"neon", find_neon},
#endif
    };
    *variants_out = variants;
#if HAVE_X86_VECTORS
    bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                    __builtin_cpu_supports("popcnt");
    return has_avx2 ? 3 : 2;
#else
    return sizeof variants / sizeof *variants;
#endif
}

static const struct structurals_variant *forced;

const struct structurals_variant *structurals_best(void)
{
    const struct structurals_variant *variants;
    size_t count = structurals_variants(&variants);
    return forced ? forced : &variants[count - 1];
}

bool structurals_force(const char *name)
{
    const struct structurals_variant *variants;
    size_t count = structurals_variants(&variants);
    forced = NULL;
    for (size_t i = 0; name && i < count; i++)
        if (strcmp(variants[i].name, name) == 0)
            forced = &variants[i];
    return !name || forced;
}

enum httally_result structurals_reserve(struct structurals *structurals, size_t length,
                                        struct httally_error *error)
{
    if (structurals->newlines && length <= structurals->capacity_bytes)
        return HTTALLY_OK;
    /* The finders, too, write positions that are not there. */
    size_t room = length + STRUCTURALS_SPARE_POSITIONS;
    uint32_t *quotes = memory_resize(structurals->quotes, room, sizeof *quotes);
    if (!quotes)
        return memory_error(error);
    structurals->quotes = quotes;
    uint32_t *newlines = memory_resize(structurals->newlines, room, sizeof *newlines);
    if (!newlines)
        return memory_error(error);
    structurals->newlines = newlines;
    structurals->capacity_bytes = length;
    return HTTALLY_OK;
}

void structurals_finish(struct structurals *structurals)
{
    free(structurals->quotes);
    free(structurals->newlines);
    memset(structurals, 0, sizeof *structurals);
}

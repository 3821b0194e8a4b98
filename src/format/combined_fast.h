/* SPDX-License-Identifier: MIT */
/*
 * combined_fast.h - the second stage for lines as nearly all are: the places of the quotes are
 * known, so that every field is found by checks at fixed distances from them.  A check that fails
 * says nothing about the line but that the exact reader (combined.h) must look at it.  For every
 * line that is taken both give the same record (tests/fuzz/combined_fuzz.c).
 *
 * All of it is inlined into the loop over lines, once for each kind of reading.
 */
#ifndef COMBINED_FAST_H
#define COMBINED_FAST_H

#include "base/word.h"
#include "format/clf_time.h"
#include "format/combined.h"
#include "format/request_line.h"

enum { COMBINED_TIME_BEFORE_QUOTE = 29 };

/* `client - -` before the time, the client an address or a name without spaces. */
static ALWAYS_INLINE bool combined_fast_head(struct httally_slice head,
                                             struct httally_record *record)
{
    static const char no_ident_no_user[4] = {' ', '-', ' ', '-'};
    const struct httally_slice none = {NULL, 0};
    if (LIKELY(head.length > 4)) {
        size_t client_length = head.length - 4;
        const char *rest = head.data + client_length;
        if (LIKELY(word_load_4(rest) == word_load_4(no_ident_no_user) && rest[-1] != ',' &&
                   word_find(head.data, client_length, ' ') == client_length)) {
            record->host = none;
            record->client = httally_slice_of(head.data, client_length);
            record->user = httally_slice_of(rest + 3, 1);
            return true;
        }
    }
    return combined_split_head(head, record);
}

/* `METHOD target HTTP/x.y` with a common method; anything else is split the exact way. */
static ALWAYS_INLINE void combined_fast_request(struct httally_slice request,
                                                struct httally_record *record)
{
    if (UNLIKELY(!request_line_split_usual(request, record)))
        combined_split_request(request, record);
}

/* The three digits of ` ddd `, which begins at 'at'; over 999 when it is something else. */
static ALWAYS_INLINE unsigned combined_fast_status(const char *at)
{
    const uint64_t pattern = 0x2030303020ULL, fixed_bits = 0xFFF0F0F0FFULL;
    uint64_t digits = word_load_little(at) ^ pattern;
    if (UNLIKELY((digits & fixed_bits) || ((digits + 0x06060600ULL) & 0x10101000ULL)))
        return UINT32_MAX;
    return (unsigned)(digits >> 8 & 0xF) * 100 + (unsigned)(digits >> 16 & 0xF) * 10 +
           (unsigned)(digits >> 24 & 0xF);
}

/* ` ddd size ` between the request's closing quote and 'stop', which is the space behind it. */
static ALWAYS_INLINE bool combined_fast_status_and_size(const char *quote, const char *stop,
                                                        struct httally_record *record)
{
    if (UNLIKELY(stop - quote < 7))
        return false;
    unsigned status = combined_fast_status(quote + 1);
    if (UNLIKELY(status > 999))
        return false;
    record->status = (httally_status)status;
    size_t digits = (size_t)(stop - (quote + 6));
    if (digits == 1 && quote[6] == '-') {
        record->bytes = 0;
        return true;
    }
    /* Longer numbers are for the exact reader. */
    if (UNLIKELY(digits > 8))
        return false;
    record->bytes = word_number_before(stop, digits);
    return record->bytes != UINT64_MAX;
}

/* Quoted fields behind the agent: each opened behind a space and closed before one. */
static inline bool combined_has_plain_extras(const char *base, const char *end,
                                             const uint32_t *quotes, size_t quote_count)
{
    for (size_t i = 0; i + 1 < quote_count; i += 2) {
        const char *open = base + quotes[i], *close = base + quotes[i + 1];
        if (open[-1] != ' ' || close[-1] == '\\' || (close + 1 < end && close[1] != ' '))
            return false;
    }
    return quote_count % 2 == 0;
}

/* Referer, agent and what follows, from the third quote on. */
static ALWAYS_INLINE bool combined_fast_tail(const char *base, const char *end,
                                             const uint32_t *quotes, size_t quote_count,
                                             bool has_more, struct httally_record *record)
{
    const char *referer = base + quotes[0] + 1, *referer_close = base + quotes[1];
    const char *agent = base + quotes[2] + 1, *agent_close = base + quotes[3];
    if (UNLIKELY(agent != referer_close + 3 || referer_close[1] != ' ' ||
                 referer_close[-1] == '\\' || agent_close[-1] == '\\'))
        return false;
    record->referer = httally_slice_of(referer, (size_t)(referer_close - referer));
    record->agent = httally_slice_of(agent, (size_t)(agent_close - agent));
    record->tail = httally_slice_of(referer - 2, (size_t)(end - (referer - 2)));
    if (has_more || LIKELY(agent_close + 1 == end))
        return true;
    return agent_close[1] == ' ' &&
           combined_has_plain_extras(base, end, quotes + 4, quote_count - 4);
}

/*
 * Read a line whose quotes stand at quotes[0..quote_count), offsets from 'base'.  Returns false
 * when any check fails.  WORD_FIND_PADDING_BYTES on either side of the line must be readable.
 * 'is_brief' leaves out what is not needed for line, time, status, bytes, and whether there are a
 * host and an agent; the other members of the record are undefined then.  'has_more' leaves what is
 * behind the agent, or behind the size where nothing is quoted, to the caller.
 */
static ALWAYS_INLINE bool combined_parse_fast(const char *base, struct httally_slice line,
                                              const uint32_t *quotes, size_t quote_count,
                                              struct clf_time_memory *memory, bool is_brief,
                                              bool has_more, struct httally_record *record)
{
    if (UNLIKELY(quote_count != 2 && quote_count < 6))
        return false;
    const char *end = line.data + line.length;
    const char *open = base + quotes[0], *close = base + quotes[1];
    if (UNLIKELY(open - line.data < COMBINED_TIME_BEFORE_QUOTE + 1 || close[-1] == '\\'))
        return false;
    const char *bracket = open - COMBINED_TIME_BEFORE_QUOTE;
    struct clf_time time;
    if (UNLIKELY(bracket[-1] != ' ' || bracket[0] != '[' || open[-2] != ']' || open[-1] != ' ' ||
                 !clf_time_parse_remembering(memory, bracket + 1, &time)))
        return false;

    const char *stop = end;
    if (LIKELY(quote_count >= 6)) {
        stop = base + quotes[2] - 1;
        if (UNLIKELY(*stop != ' ' ||
                     !combined_fast_tail(base, end, quotes + 2, quote_count - 2, has_more, record)))
            return false;
    } else {
        /* Behind `" ddd `. */
        const char *size = close + 6;
        if (has_more && LIKELY(size < end))
            stop = size + word_find(size, (size_t)(end - size), ' ');
        record->referer = record->agent = httally_slice_of(NULL, 0);
        record->tail = httally_slice_of(stop, (size_t)(end - stop));
    }
    if (UNLIKELY(!combined_fast_status_and_size(close, stop, record)))
        return false;

    record->line = line;
    record->has_details = false;
    record->time = time.seconds;
    record->utc_offset_sec = time.utc_offset_sec;
    if (UNLIKELY(!combined_fast_head(httally_slice_of(line.data, (size_t)(bracket - 1 - line.data)),
                                     record)))
        return false;
    if (!is_brief)
        combined_fast_request(httally_slice_of(open + 1, (size_t)(close - open - 1)), record);
    return true;
}

#endif

/* SPDX-License-Identifier: MIT */
#include "format/json_scan.h"

struct level {
    /* What an array's first element is the value of. */
    const struct key_node *pending;
    uint16_t place;
    char closer;
};

struct scan {
    struct httally_slice text;
    const char *at;
    const char *end;
    struct keyed_values *values;
    /* Number of the last key. */
    size_t last_key;
    unsigned depth;
    struct level levels[JSON_DEPTH_MAX];
};

#if defined(__SSE2__)
/* Bits of the quotes and backslashes among the 16 bytes. */
static ALWAYS_INLINE unsigned quote_bits(const char *bytes)
{
    word_chunk chunk = _mm_loadu_si128((const word_chunk *)(const void *)bytes);
    word_chunk quotes = _mm_cmpeq_epi8(chunk, _mm_set1_epi8('"'));
    word_chunk backslashes = _mm_cmpeq_epi8(chunk, _mm_set1_epi8('\\'));
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(quotes, backslashes));
}

/* The first quote or backslash from 'at' on, or the end.  Reads within the text only: the last
 * chunk overlaps the one before it. */
static ALWAYS_INLINE const char *find_quote(struct httally_slice text, const char *at)
{
    const char *end = text.data + text.length;
    for (; end - at >= WORD_CHUNK_BYTES; at += WORD_CHUNK_BYTES) {
        unsigned bits = quote_bits(at);
        if (LIKELY(bits))
            return at + __builtin_ctz(bits);
    }
    if (text.length >= WORD_CHUNK_BYTES) {
        const char *last = end - WORD_CHUNK_BYTES;
        unsigned bits = quote_bits(last) >> (at - last);
        return bits ? at + __builtin_ctz(bits) : end;
    }
    while (at < end && *at != '"' && *at != '\\')
        at++;
    return at;
}
#else
static const char *find_quote(struct httally_slice text, const char *at)
{
    const char *end = text.data + text.length;
    while (at < end && *at != '"' && *at != '\\')
        at++;
    return at;
}
#endif

static ALWAYS_INLINE const char *end_of_string(struct httally_slice text, const char *at,
                                               bool *has_escapes)
{
    const char *end = text.data + text.length;
    while ((at = find_quote(text, at)) < end) {
        if (LIKELY(*at == '"'))
            return at;
        *has_escapes = true;
        if (end - at < 2)
            break;
        at += 2;
    }
    return NULL;
}

const char *json_scan_string(struct httally_slice text, const char *at, bool *has_escapes_out)
{
    *has_escapes_out = false;
    return end_of_string(text, at, has_escapes_out);
}

static ALWAYS_INLINE bool is_space(char byte)
{
    /* Nearly all bytes are above all of them. */
    return UNLIKELY((unsigned char)byte <= ' ') &&
           (byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n');
}

static ALWAYS_INLINE const char *skip_spaces(const char *at, const char *end)
{
    while (at < end && is_space(*at))
        at++;
    return at;
}

static ALWAYS_INLINE void take(struct scan *scan, const struct key_node *node, const char *start,
                               const char *stop, bool has_escapes)
{
    if (node && node->first_use)
        keyed_values_take(scan->values, node, httally_slice_of(start, (size_t)(stop - start)),
                          has_escapes);
}

/* A value without quotes ends before a brace or a bracket, or before the comma in front of the next
 * key: `0.004, 0.012, "status":200`.  NULL when it does not end or has a quote in it. */
static const char *end_of_bare(const struct scan *scan, char closer)
{
    const char *at = scan->at;
    while (at < scan->end) {
        char byte = *at;
        /* Of numbers. */
        if (byte >= '-' && byte <= '9') {
            at++;
            continue;
        }
        if (byte == closer)
            return at;
        if (byte == '"' || byte == '{')
            return NULL;
        if (byte != ',') {
            at++;
            continue;
        }
        const char *next = skip_spaces(at + 1, scan->end);
        if (closer == ']' || next == scan->end || *next == '"' || *next == closer)
            return at;
        at = next;
    }
    return NULL;
}

static bool scan_bare(struct scan *scan, const struct key_node *node, char closer)
{
    const char *start = scan->at, *stop = end_of_bare(scan, closer);
    if (!stop)
        return false;
    scan->at = stop;
    while (stop > start && is_space(stop[-1]))
        stop--;
    /* `null` is a field that has no value in this line. */
    bool is_null = stop - start == 4 && memcmp(start, "null", 4) == 0;
    take(scan, node, start, is_null ? start : stop, false);
    return true;
}

static bool scan_text(struct scan *scan, const struct key_node *node)
{
    bool has_escapes = false;
    const char *stop = end_of_string(scan->text, scan->at + 1, &has_escapes);
    if (UNLIKELY(!stop))
        return false;
    take(scan, node, scan->at + 1, stop, has_escapes);
    scan->at = stop + 1;
    return true;
}

static bool open_level(struct scan *scan, const struct key_node *node, char closer)
{
    if (scan->depth == JSON_DEPTH_MAX)
        return false;
    scan->at++;
    scan->levels[scan->depth++] = (struct level){
        .pending = closer == ']' ? node : NULL,
        .place = closer == '}' && node ? node->place : KEY_PLACE_UNKNOWN,
        .closer = closer,
    };
    return true;
}

/* Look up the key at 'start'; returns the place of the quote behind it, or NULL. */
static ALWAYS_INLINE const char *find_key(struct scan *scan, unsigned place, const char *start,
                                          const struct key_node **node)
{
    const struct key_tree *tree = scan->values->tree;
    struct key_order *order = scan->values->order;
    bool has_escapes = false;
    *node = NULL;
    if (order && place != KEY_PLACE_UNKNOWN) {
        *node = key_tree_expect(tree, order->next[scan->last_key], place, start, scan->end);
        if (LIKELY(*node != NULL)) {
            scan->last_key = order->next[scan->last_key];
            return start + (*node)->name_length;
        }
    }
    const char *stop = end_of_string(scan->text, start, &has_escapes);
    if (UNLIKELY(!stop || place == KEY_PLACE_UNKNOWN))
        return stop;
    *node = key_tree_find(tree, place, start, (size_t)(stop - start));
    if (order) {
        size_t number = *node ? (size_t)(*node - tree->nodes) : 0;
        order->next[scan->last_key] = (uint16_t)number;
        scan->last_key = number;
    }
    return stop;
}

/* Step over `"key" :` and look it up. */
static ALWAYS_INLINE bool scan_key(struct scan *scan, unsigned place, const struct key_node **node)
{
    if (UNLIKELY(*scan->at != '"'))
        return false;
    const char *stop = find_key(scan, place, scan->at + 1, node);
    if (UNLIKELY(!stop))
        return false;
    const char *colon = skip_spaces(stop + 1, scan->end);
    if (UNLIKELY(colon == scan->end || *colon != ':'))
        return false;
    scan->at = skip_spaces(colon + 1, scan->end);
    return true;
}

/* One value and, in an object, its key before it. */
static ALWAYS_INLINE bool scan_member(struct scan *scan)
{
    struct level *level = &scan->levels[scan->depth - 1];
    const struct key_node *node = level->pending;
    level->pending = NULL;
    if (level->closer == '}' && !scan_key(scan, level->place, &node))
        return false;
    if (UNLIKELY(scan->at == scan->end))
        return false;
    switch (*scan->at) {
    case '"':
        return scan_text(scan, node);
    case '{':
        return open_level(scan, node, '}');
    case '[':
        return open_level(scan, node, ']');
    default:
        return scan_bare(scan, node, level->closer);
    }
}

/* Members up to the brace that closes the object around everything. */
static bool scan_object(struct scan *scan)
{
    bool wants_comma = false;
    while (scan->depth > 0) {
        scan->at = skip_spaces(scan->at, scan->end);
        if (UNLIKELY(scan->at == scan->end))
            return false;
        if (*scan->at == scan->levels[scan->depth - 1].closer) {
            scan->at++;
            scan->depth--;
            wants_comma = true;
        } else if (wants_comma) {
            if (UNLIKELY(*scan->at != ','))
                return false;
            scan->at++;
            wants_comma = false;
        } else {
            unsigned depth = scan->depth;
            if (UNLIKELY(!scan_member(scan)))
                return false;
            if (scan->depth != depth)
                continue;
            scan->at = skip_spaces(scan->at, scan->end);
            wants_comma = UNLIKELY(scan->at == scan->end) || *scan->at != ',';
            scan->at += !wants_comma;
        }
    }
    return true;
}

bool json_scan(struct httally_slice text, struct keyed_values *values,
               enum httally_unparsed_reason *reason_out)
{
    struct scan scan;
    scan.text = text;
    scan.end = text.data + text.length;
    scan.at = skip_spaces(text.data, scan.end);
    scan.values = values;
    scan.last_key = 0;
    scan.depth = 0;
    *reason_out = HTTALLY_UNPARSED_NOT_JSON;
    if (scan.at == scan.end || *scan.at != '{' || !open_level(&scan, NULL, '}'))
        return false;
    scan.levels[0].place = KEY_PLACE_ROOT;
    if (!scan_object(&scan))
        return false;
    scan.at = skip_spaces(scan.at, scan.end);
    if (scan.at < scan.end && *scan.at == ',')
        scan.at = skip_spaces(scan.at + 1, scan.end);
    return scan.at == scan.end;
}

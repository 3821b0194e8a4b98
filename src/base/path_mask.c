/* SPDX-License-Identifier: MIT */
#include "base/path_mask.h"

#include <stdbool.h>

#include "base/word.h"

enum { HASH_DIGITS_MIN = 8, TOKEN_LENGTH_MIN = 16, SUFFIX_DIGITS_MIN = 5 };

/* Where we are in the path, and what was written. */
struct masking {
    const char *at;
    const char *end;
    char *out;
    size_t length;
    /* Up to here runs of token bytes were looked at. */
    const char *run_end;
};

static bool is_lower(char byte)
{
    return byte >= 'a' && byte <= 'z';
}

static bool is_upper(char byte)
{
    return byte >= 'A' && byte <= 'Z';
}

static bool is_hex(char byte)
{
    return word_is_digit(byte) || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
}

/* A byte of a word: letters, digits, escapes and whatever is not ASCII. */
static bool is_word(char byte)
{
    return word_is_digit(byte) || is_lower(byte) || is_upper(byte) || byte == '%' ||
           (unsigned char)byte >= 0x80;
}

/* A byte of a token as base64 for URLs writes it. */
static bool is_token(char byte)
{
    return word_is_digit(byte) || is_lower(byte) || is_upper(byte) || byte == '-' || byte == '_';
}

static bool is_boundary(const struct masking *masking, const char *at)
{
    return at == masking->end || !is_word(*at);
}

static const char *skip_digits(const struct masking *masking, const char *at)
{
    while (at < masking->end && word_is_digit(*at))
        at++;
    return at;
}

static const char *skip_word(const struct masking *masking, const char *at)
{
    while (at < masking->end && is_word(*at))
        at++;
    return at;
}

static void write_bytes(struct masking *masking, const char *bytes, size_t length)
{
    if (length > PATH_MASK_BYTES - masking->length)
        length = PATH_MASK_BYTES - masking->length;
    if (length)
        memcpy(masking->out + masking->length, bytes, length);
    masking->length += length;
}

static void write_mask(struct masking *masking, const char *mask, const char *behind)
{
    write_bytes(masking, mask, strlen(mask));
    masking->at = behind;
}

/* The end of a UUID at 'at', or NULL. */
static const char *end_of_uuid(const struct masking *masking, const char *at)
{
    static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    const size_t length = sizeof form - 1;
    if ((size_t)(masking->end - at) < length || !is_boundary(masking, at + length))
        return NULL;
    for (size_t i = 0; i < length; i++) {
        if (form[i] == '-' ? at[i] != '-' : !is_hex(at[i]))
            return NULL;
    }
    return at + length;
}

/* Two digits at 'at' that are a number from 1 to 'largest'. */
static bool is_part(const struct masking *masking, const char *at, unsigned largest)
{
    if (masking->end - at < 2)
        return false;
    unsigned value = word_two_digits(at);
    return value >= 1 && value <= largest;
}

/* The end of a date at 'at', its parts 'separator' apart (NUL: together), or NULL.  The day may be
 * missing where there are separators. */
static const char *end_of_date(const struct masking *masking, const char *at, char separator)
{
    size_t gap = separator != 0;
    if (masking->end - at < 6 || (word_two_digits(at) != 19 && word_two_digits(at) != 20) ||
        word_two_digits(at + 2) > 99)
        return NULL;
    const char *month = at + 4 + gap;
    if ((gap && at[4] != separator) || !is_part(masking, month, 12))
        return NULL;
    const char *day = month + 2 + gap;
    bool has_day = day < masking->end && (!gap || day[-1] == separator) &&
                   is_part(masking, day, 31) && is_boundary(masking, day + 2);
    if (has_day)
        return day + 2;
    return gap && is_boundary(masking, month + 2) ? month + 2 : NULL;
}

static const char *end_of_any_date(const struct masking *masking)
{
    const char *end = end_of_date(masking, masking->at, '-');
    if (!end)
        end = end_of_date(masking, masking->at, 0);
    /* As segments it is one only if both ends are those of segments. */
    if (!end && masking->length && masking->out[masking->length - 1] == '/') {
        end = end_of_date(masking, masking->at, '/');
        if (end && end < masking->end && *end != '/')
            end = NULL;
    }
    return end;
}

/* What a run of token bytes is made of. */
struct run {
    size_t digits;
    size_t lower;
    size_t upper;
    size_t separators;
    /* Neighbours of different kinds, but for a capital before a small letter: words have these. */
    size_t changes;
};

static struct run look_at_run(const char *at, const char *end)
{
    struct run run = {0};
    for (const char *byte = at; byte < end; byte++) {
        bool digit = word_is_digit(*byte), lower = is_lower(*byte), upper = is_upper(*byte);
        run.digits += digit;
        run.lower += lower;
        run.upper += upper;
        run.separators += !digit && !lower && !upper;
        if (byte == at || !(digit || lower || upper) || byte[-1] == '-' || byte[-1] == '_')
            continue;
        run.changes += digit != word_is_digit(byte[-1]) || (upper && is_lower(byte[-1]));
    }
    return run;
}

/* Is it too random for words? */
static bool is_random(const char *at, const char *end)
{
    struct run run = look_at_run(at, end);
    size_t length = run.digits + run.lower + run.upper;
    if (length < TOKEN_LENGTH_MIN || run.digits < 2 || run.lower + run.upper == 0 ||
        run.changes * 10 < length * 3)
        return false;
    /* With separators it takes more to be none of words. */
    return run.separators == 0 || (run.lower && run.upper);
}

/* The end of a random token that begins here, or NULL.  Each run is looked at once as a whole, and
 * then word by word. */
static const char *end_of_token(struct masking *masking)
{
    const char *end = masking->at;
    if (masking->at >= masking->run_end) {
        while (end < masking->end && is_token(*end))
            end++;
        masking->run_end = end;
        if (is_boundary(masking, end) && is_random(masking->at, end))
            return end;
    }
    end = skip_word(masking, masking->at);
    return is_random(masking->at, end) ? end : NULL;
}

/* Is the number up to 'end' a part of "3.6.0"? */
static bool is_version(const struct masking *masking, const char *end)
{
    if (masking->length >= 2 && masking->out[masking->length - 1] == '.' &&
        word_is_digit(masking->out[masking->length - 2]))
        return true;
    if (end == masking->end || *end != '.')
        return false;
    const char *next = skip_word(masking, end + 1);
    return next > end + 1 && next - end <= SUFFIX_DIGITS_MIN &&
           skip_digits(masking, end + 1) == next;
}

/* Write the word that begins here. */
static void mask_word(struct masking *masking)
{
    const char *end = skip_word(masking, masking->at), *digits = skip_digits(masking, masking->at);
    if (digits == end && !is_version(masking, end)) {
        write_mask(masking, ":id", end);
        return;
    }
    size_t digit_count = 0;
    const char *hex = masking->at;
    for (; hex < end && is_hex(*hex); hex++)
        digit_count += word_is_digit(*hex);
    if (hex == end && digit_count && digits != end && end - masking->at >= HASH_DIGITS_MIN) {
        write_mask(masking, ":hash", end);
        return;
    }
    const char *letters = masking->at;
    while (letters < end && (is_lower(*letters) || is_upper(*letters)))
        letters++;
    bool has_number = letters > masking->at && end - letters >= SUFFIX_DIGITS_MIN &&
                      skip_digits(masking, letters) == end;
    write_bytes(masking, masking->at, (size_t)((has_number ? letters : end) - masking->at));
    if (has_number)
        write_mask(masking, ":id", end);
    masking->at = end;
}

size_t path_mask(struct httally_slice path, char masked_out[PATH_MASK_BYTES])
{
    struct masking masking = {.out = masked_out, .at = path.data};
    masking.end = path.length ? path.data + path.length : path.data;
    while (masking.at < masking.end && masking.length < PATH_MASK_BYTES) {
        const char *end;
        if (!is_word(*masking.at)) {
            write_bytes(&masking, masking.at++, 1);
        } else if ((end = end_of_uuid(&masking, masking.at))) {
            write_mask(&masking, ":uuid", end);
        } else if ((end = end_of_any_date(&masking))) {
            write_mask(&masking, ":date", end);
        } else if ((end = end_of_token(&masking))) {
            write_mask(&masking, ":hash", end);
        } else {
            mask_word(&masking);
        }
    }
    return masking.length;
}

/* SPDX-License-Identifier: MIT */
#include "format/decimal.h"

#include "base/word.h"

/* Of the digits that count, and of a power of ten that is written behind an 'e'. */
enum { DIGITS_MAX = 18, EXPONENT_MAX = 1000 };

struct decimal {
    uint64_t digits;
    int digit_count;
    /* The value is 'digits' times ten to this power. */
    int exponent;
};

/* Take digits from 'at' on; behind the point each lowers the power. */
static size_t read_digits(struct httally_slice text, size_t at, bool is_fraction,
                          struct decimal *decimal)
{
    for (; at < text.length && word_is_digit(text.data[at]); at++) {
        if (decimal->digit_count >= DIGITS_MAX) {
            decimal->exponent += !is_fraction && decimal->exponent < EXPONENT_MAX;
            continue;
        }
        decimal->digits = decimal->digits * 10 + (uint64_t)(text.data[at] - '0');
        decimal->digit_count += decimal->digits > 0;
        decimal->exponent -= is_fraction && decimal->exponent > -EXPONENT_MAX;
    }
    return at;
}

/* "e-06" at 'at'; what is none is left where it stands. */
static size_t read_exponent(struct httally_slice text, size_t at, struct decimal *decimal)
{
    size_t start = at + 1;
    if (at >= text.length || (text.data[at] | 0x20) != 'e')
        return at;
    bool is_negative = start < text.length && text.data[start] == '-';
    if (is_negative || (start < text.length && text.data[start] == '+'))
        start++;
    int exponent = 0;
    size_t end = start;
    for (; end < text.length && word_is_digit(text.data[end]); end++) {
        if (exponent < EXPONENT_MAX)
            exponent = exponent * 10 + (text.data[end] - '0');
    }
    if (end == start)
        return at;
    decimal->exponent += is_negative ? -exponent : exponent;
    return end;
}

static uint64_t scale(uint64_t digits, int exponent)
{
    for (; exponent > 0 && digits > 0; exponent--) {
        if (digits > UINT64_MAX / 10)
            return UINT64_MAX;
        digits *= 10;
    }
    for (; exponent < 0 && digits > 0; exponent++)
        digits /= 10;
    return digits;
}

size_t decimal_read(struct httally_slice text, int exponent, uint64_t *value_out)
{
    struct decimal decimal = {.exponent = exponent};
    size_t start = text.length > 0 && text.data[0] == '+';
    size_t end = read_digits(text, start, false, &decimal);
    bool has_digits = end > start;
    if (end < text.length && text.data[end] == '.') {
        size_t point = end;
        end = read_digits(text, end + 1, true, &decimal);
        has_digits = has_digits || end > point + 1;
    }
    if (!has_digits)
        return 0;
    end = read_exponent(text, end, &decimal);
    *value_out = scale(decimal.digits, decimal.exponent);
    return end;
}

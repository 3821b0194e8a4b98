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
    static const uint64_t powers_of_ten[] = {
        1,        10,        100,        1000,        10000,        100000,        1000000,
        10000000, 100000000, 1000000000, 10000000000, 100000000000, 1000000000000,
    };
    const int power_max = (int)ARRAY_LENGTH(powers_of_ten) - 1;
    /* 2^20 times the last power is no overflow. */
    if (LIKELY(exponent >= 0 && exponent <= power_max && digits < UINT64_C(1) << 20))
        return digits * powers_of_ten[exponent];
    for (; exponent > 0 && digits > 0; exponent--) {
        if (digits > UINT64_MAX / 10)
            return UINT64_MAX;
        digits *= 10;
    }
    for (; exponent < -power_max && digits > 0; exponent += power_max)
        digits /= powers_of_ten[power_max];
    return exponent < 0 && digits > 0 ? digits / powers_of_ten[-exponent] : digits;
}

/*
 * Digits, perhaps with a point among them, and nothing that asks for more care: the answer of
 * decimal_read(), or 0 when that must look.
 */
static size_t read_plain(struct httally_slice text, int exponent, uint64_t *value_out)
{
    uint64_t digits = 0;
    size_t at = 0;
    if (text.length > DIGITS_MAX || text.length == 0 || !word_is_digit(text.data[0]))
        return 0;
    for (; at < text.length && word_is_digit(text.data[at]); at++)
        digits = digits * 10 + (uint64_t)(text.data[at] - '0');
    if (at < text.length && text.data[at] == '.') {
        for (at++; at < text.length && word_is_digit(text.data[at]); at++, exponent--)
            digits = digits * 10 + (uint64_t)(text.data[at] - '0');
    }
    if (at < text.length && (text.data[at] | 0x20) == 'e')
        return 0;
    *value_out = scale(digits, exponent);
    return at;
}

size_t decimal_read(struct httally_slice text, int exponent, uint64_t *value_out)
{
    size_t plain = read_plain(text, exponent, value_out);
    if (LIKELY(plain > 0))
        return plain;
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

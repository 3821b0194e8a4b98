/* SPDX-License-Identifier: MIT */
#include "history/day_text.h"

#include <stdio.h>

#include "base/civil_time.h"

enum { SECONDS_PER_DAY = 86400 };

void day_text_format(int64_t day, char text_out[DAY_TEXT_SIZE])
{
    if (day == INT64_MIN) {
        snprintf(text_out, DAY_TEXT_SIZE, "%s", DAY_TEXT_NONE);
        return;
    }
    struct civil_time civil = civil_of_seconds(day * SECONDS_PER_DAY);
    snprintf(text_out, DAY_TEXT_SIZE, "%04u-%02u-%02u", (unsigned)civil.year % 10000,
             (unsigned)civil.month % 100, (unsigned)civil.day % 100);
}

static int number_of(const char *digits, size_t count)
{
    int number = 0;
    for (size_t i = 0; i < count; i++) {
        if (digits[i] < '0' || digits[i] > '9')
            return -1;
        number = number * 10 + (digits[i] - '0');
    }
    return number;
}

int64_t day_text_parse(struct httally_slice text)
{
    if (text.length != 10)
        return INT64_MIN;
    struct civil_time civil = {.year = number_of(text.data, 4),
                               .month = number_of(text.data + 5, 2),
                               .day = number_of(text.data + 8, 2)};
    if (civil.year < 0 || !civil_is_valid(&civil))
        return INT64_MIN;
    return civil_days(civil.year, civil.month, civil.day);
}

const char *dimension_text(enum httally_dimension dimension)
{
    static const char *const names[HTTALLY_DIMENSION_COUNT] = {
        [HTTALLY_DIMENSION_PATH] = "path",         [HTTALLY_DIMENSION_CLIENT] = "client",
        [HTTALLY_DIMENSION_AGENT] = "agent",       [HTTALLY_DIMENSION_REFERER] = "referer",
        [HTTALLY_DIMENSION_HOST] = "host",         [HTTALLY_DIMENSION_METHOD] = "method",
        [HTTALLY_DIMENSION_PROTOCOL] = "protocol", [HTTALLY_DIMENSION_UPSTREAM] = "upstream",
        [HTTALLY_DIMENSION_CACHE] = "cache",       [HTTALLY_DIMENSION_TLS] = "tls",
    };
    return names[dimension];
}

const char *latency_text(int class_)
{
    static const char *const names[HTTALLY_CLASS_COUNT + 1] = {
        [HTTALLY_CLASS_1XX] = "1xx",        [HTTALLY_CLASS_2XX] = "2xx",
        [HTTALLY_CLASS_3XX] = "3xx",        [HTTALLY_CLASS_4XX] = "4xx",
        [HTTALLY_CLASS_5XX] = "5xx",        [HTTALLY_CLASS_OTHER] = "other",
        [HTTALLY_CLASS_COUNT] = "upstream",
    };
    return names[class_];
}

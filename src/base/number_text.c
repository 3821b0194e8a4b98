/* SPDX-License-Identifier: MIT */
#include "base/number_text.h"

#include <stdio.h>

void number_text_count(uint64_t count, char text_out[NUMBER_TEXT_SIZE])
{
    char digits[NUMBER_TEXT_SIZE];
    int length = snprintf(digits, sizeof digits, "%llu", (unsigned long long)count);
    size_t at = 0;
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            text_out[at++] = ',';
        text_out[at++] = digits[i];
    }
    text_out[at] = '\0';
}

void number_text_percent(double share, char text_out[NUMBER_TEXT_SIZE])
{
    double percent = share * 100;
    if (share > 0 && percent < 1)
        snprintf(text_out, NUMBER_TEXT_SIZE, "<1%%");
    else
        snprintf(text_out, NUMBER_TEXT_SIZE, "%.0f%%", share < 1 && percent > 99 ? 99.0 : percent);
}

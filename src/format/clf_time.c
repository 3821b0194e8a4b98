/* SPDX-License-Identifier: MIT */
#include "format/clf_time.h"

#include "base/civil_time.h"

/* One letter per byte: d a digit, p a digit or the space that some writers pad the day with, a a
 * letter, s a sign, anything else itself. */
static const char shape[CLF_TIME_LENGTH + 1] = "pd/aaa/dddd:dd:dd:dd sdddd";

bool clf_time_has_shape(const char *text)
{
    for (int i = 0; i < CLF_TIME_LENGTH; i++) {
        char byte = text[i], lower = (char)(byte | 0x20);
        bool is_right = shape[i] == 'd'   ? word_is_digit(byte)
                        : shape[i] == 'p' ? word_is_digit(byte) || byte == ' '
                        : shape[i] == 'a' ? lower >= 'a' && lower <= 'z'
                        : shape[i] == 's' ? byte == '+' || byte == '-'
                                          : byte == shape[i];
        if (!is_right)
            return false;
    }
    return true;
}

bool clf_time_parse(const char *text, struct clf_time *time_out)
{
    if (!clf_time_has_shape(text))
        return false;
    struct civil_time civil = {
        .year = (int)(word_two_digits(text + 7) * 100 + word_two_digits(text + 9)),
        .month = civil_month_of_name(text + 3),
        .day = text[0] == ' ' ? text[1] - '0' : (int)word_two_digits(text),
        .hour = (int)word_two_digits(text + 12),
        .minute = (int)word_two_digits(text + 15),
        .second = (int)word_two_digits(text + 18),
    };
    unsigned zone_hours = word_two_digits(text + 22), zone_minutes = word_two_digits(text + 24);
    if (!civil_is_valid(&civil) || zone_hours > 15 || zone_minutes > 59)
        return false;
    int32_t offset = (int32_t)(zone_hours * 3600 + zone_minutes * 60);
    time_out->utc_offset_sec = text[21] == '-' ? -offset : offset;
    time_out->seconds = civil_to_seconds(&civil) - time_out->utc_offset_sec;
    return true;
}

bool clf_time_parse_and_remember(struct clf_time_memory *memory, const char *text,
                                 struct clf_time *time_out)
{
    if (!clf_time_parse(text, time_out))
        return false;
    memcpy(memory->text, text, CLF_TIME_LENGTH);
    memory->minute_sec = time_out->seconds - (int64_t)word_two_digits(text + 18);
    memory->utc_offset_sec = time_out->utc_offset_sec;
    return true;
}

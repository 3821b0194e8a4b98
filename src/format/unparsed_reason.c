/* SPDX-License-Identifier: MIT */
/* unparsed_reason.c - what is told about lines that are no request. */
#include "httally/format.h"

static const char *const reason_texts[HTTALLY_UNPARSED_REASON_COUNT] = {
    [HTTALLY_UNPARSED_NONE] = "",
    [HTTALLY_UNPARSED_NO_QUOTE] = "no quoted request line",
    [HTTALLY_UNPARSED_NO_TIME] = "no [day/Mon/year:h:m:s zone] before the request",
    [HTTALLY_UNPARSED_BAD_TIME] = "the time does not exist",
    [HTTALLY_UNPARSED_SHORT_HEAD] = "fewer than three fields before the time",
    [HTTALLY_UNPARSED_OPEN_REQUEST] = "no closing quote after the request",
    [HTTALLY_UNPARSED_NO_STATUS] = "no status and size after the request",
    [HTTALLY_UNPARSED_OPEN_FIELD] = "a quoted field has no closing quote",
    [HTTALLY_UNPARSED_STRAY_QUOTE] = "a quote within a field",
    [HTTALLY_UNPARSED_SHORT_LINE] = "the line ends before its format does",
    [HTTALLY_UNPARSED_OTHER_TEXT] = "the text between the fields is not the format's",
    [HTTALLY_UNPARSED_BAD_STATUS] = "no status where the format has one",
    [HTTALLY_UNPARSED_BAD_NUMBER] = "a size or a duration is no number",
    [HTTALLY_UNPARSED_NOT_JSON] = "no whole JSON object",
    [HTTALLY_UNPARSED_NO_COLUMNS] = "no #Fields line before it names its columns",
    [HTTALLY_UNPARSED_COLUMN_COUNT] = "not as many values as #Fields names columns",
    [HTTALLY_UNPARSED_NO_REQUEST] = "a status, but no client and nothing of a request",
    [HTTALLY_UNPARSED_NO_MATCH] = "the regular expression does not match",
    [HTTALLY_UNPARSED_MATCH_LIMIT] = "the regular expression takes too long on this line",
    [HTTALLY_UNPARSED_CUT] = "the input is damaged within this line",
};

const char *httally_unparsed_reason_text(enum httally_unparsed_reason reason)
{
    return reason < HTTALLY_UNPARSED_REASON_COUNT ? reason_texts[reason] : "";
}

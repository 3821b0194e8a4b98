/* SPDX-License-Identifier: MIT */
/* status_class.h - httally_status_class() for loops over every request. */
#ifndef STATUS_CLASS_H
#define STATUS_CLASS_H

#include "base/compiler.h"
#include "httally/status.h"

static ALWAYS_INLINE enum httally_class status_class(httally_status status)
{
#define TEN(class_) class_, class_, class_, class_, class_, class_, class_, class_, class_, class_
#define HUNDRED(class_)                                                                            \
    TEN(class_), TEN(class_), TEN(class_), TEN(class_), TEN(class_), TEN(class_), TEN(class_),     \
        TEN(class_), TEN(class_), TEN(class_)
    /* The tokens that are no number stand behind 999. */
    static const unsigned char classes[HTTALLY_STATUS_COUNT] = {
        HUNDRED(HTTALLY_CLASS_OTHER), HUNDRED(HTTALLY_CLASS_1XX),   HUNDRED(HTTALLY_CLASS_2XX),
        HUNDRED(HTTALLY_CLASS_3XX),   HUNDRED(HTTALLY_CLASS_4XX),   HUNDRED(HTTALLY_CLASS_5XX),
        HUNDRED(HTTALLY_CLASS_OTHER), HUNDRED(HTTALLY_CLASS_OTHER), HUNDRED(HTTALLY_CLASS_OTHER),
        HUNDRED(HTTALLY_CLASS_OTHER), HTTALLY_CLASS_OTHER,          HTTALLY_CLASS_OTHER,
        HTTALLY_CLASS_OTHER,
    };
#undef HUNDRED
#undef TEN
    return (enum httally_class)classes[status];
}

#endif

/* SPDX-License-Identifier: MIT */
/* status_class.h - httally_status_class() for loops over every request. */
#ifndef STATUS_CLASS_H
#define STATUS_CLASS_H

#include "base/compiler.h"
#include "httally/status.h"

static ALWAYS_INLINE enum httally_class status_class(httally_status status)
{
    /* By hundreds; the tokens that are no number stand behind 999. */
    static const unsigned char classes[] = {
        HTTALLY_CLASS_OTHER, HTTALLY_CLASS_1XX,   HTTALLY_CLASS_2XX,   HTTALLY_CLASS_3XX,
        HTTALLY_CLASS_4XX,   HTTALLY_CLASS_5XX,   HTTALLY_CLASS_OTHER, HTTALLY_CLASS_OTHER,
        HTTALLY_CLASS_OTHER, HTTALLY_CLASS_OTHER, HTTALLY_CLASS_OTHER,
    };
    return (enum httally_class)classes[status / 100];
}

#endif

/* SPDX-License-Identifier: MIT */
#include "httally/status.h"

#include <assert.h>
#include <stdio.h>

#include "base/compiler.h"
#include "status/status_names.h"

static const char *const class_names[HTTALLY_CLASS_COUNT] = {
    [HTTALLY_CLASS_1XX] = "1xx", [HTTALLY_CLASS_2XX] = "2xx", [HTTALLY_CLASS_3XX] = "3xx",
    [HTTALLY_CLASS_4XX] = "4xx", [HTTALLY_CLASS_5XX] = "5xx", [HTTALLY_CLASS_OTHER] = "other",
};

static const char *const outcome_names[HTTALLY_OUTCOME_COUNT] = {
    [HTTALLY_OUTCOME_INFORMATIONAL] = "informational",
    [HTTALLY_OUTCOME_SUCCESS] = "success",
    [HTTALLY_OUTCOME_REDIRECT] = "redirect",
    [HTTALLY_OUTCOME_CLIENT_ERROR] = "client_error",
    [HTTALLY_OUTCOME_CLIENT_CLOSED] = "client_closed",
    [HTTALLY_OUTCOME_THROTTLED] = "throttled",
    [HTTALLY_OUTCOME_REFUSED] = "refused",
    [HTTALLY_OUTCOME_TLS] = "tls",
    [HTTALLY_OUTCOME_SERVER_ERROR] = "server_error",
    [HTTALLY_OUTCOME_UPSTREAM] = "upstream",
    [HTTALLY_OUTCOME_UNKNOWN] = "unknown",
};

static const char *const standing_names[HTTALLY_STANDING_COUNT] = {
    [HTTALLY_STANDING_STANDARD] = "standard",     [HTTALLY_STANDING_WEBDAV] = "webdav",
    [HTTALLY_STANDING_DEPRECATED] = "deprecated", [HTTALLY_STANDING_RESERVED] = "reserved",
    [HTTALLY_STANDING_UNOFFICIAL] = "unofficial", [HTTALLY_STANDING_NOTE] = "note",
};

static const char *const fault_names[HTTALLY_FAULT_COUNT] = {
    [HTTALLY_FAULT_NONE] = "none",       [HTTALLY_FAULT_CLIENT] = "client",
    [HTTALLY_FAULT_SERVER] = "server",   [HTTALLY_FAULT_UPSTREAM] = "upstream",
    [HTTALLY_FAULT_NETWORK] = "network", [HTTALLY_FAULT_OPERATOR] = "operator",
};

static const char *const retry_names[HTTALLY_RETRY_COUNT] = {
    [HTTALLY_RETRY_NO] = "no",
    [HTTALLY_RETRY_YES] = "yes",
    [HTTALLY_RETRY_MAYBE] = "maybe",
};

static const char *const confidence_names[HTTALLY_CONFIDENCE_COUNT] = {
    [HTTALLY_CONFIDENCE_PRIMARY] = "primary",
    [HTTALLY_CONFIDENCE_SECONDARY] = "secondary",
    [HTTALLY_CONFIDENCE_HEARSAY] = "hearsay",
};

const char *httally_class_name(enum httally_class class_)
{
    assert((unsigned)class_ < HTTALLY_CLASS_COUNT);
    return class_names[class_];
}

const char *httally_outcome_name(enum httally_outcome outcome)
{
    assert((unsigned)outcome < HTTALLY_OUTCOME_COUNT);
    return outcome_names[outcome];
}

const char *httally_standing_name(enum httally_standing standing)
{
    assert((unsigned)standing < HTTALLY_STANDING_COUNT);
    return standing_names[standing];
}

const char *httally_fault_name(enum httally_fault fault)
{
    assert((unsigned)fault < HTTALLY_FAULT_COUNT);
    return fault_names[fault];
}

const char *httally_retry_name(enum httally_retry retry)
{
    assert((unsigned)retry < HTTALLY_RETRY_COUNT);
    return retry_names[retry];
}

const char *httally_confidence_name(enum httally_confidence confidence)
{
    assert((unsigned)confidence < HTTALLY_CONFIDENCE_COUNT);
    return confidence_names[confidence];
}

/* The index of 'name' among 'names', or 'count'. */
static size_t index_of_name(const char *const *names, size_t count, struct httally_slice name)
{
    size_t index = 0;
    while (index < count && !httally_slice_equals_string(name, names[index]))
        index++;
    return index;
}

bool httally_outcome_of_name(struct httally_slice name, enum httally_outcome *outcome_out)
{
    size_t index = index_of_name(outcome_names, ARRAY_LENGTH(outcome_names), name);
    if (index == ARRAY_LENGTH(outcome_names))
        return false;
    *outcome_out = (enum httally_outcome)index;
    return true;
}

bool standing_of_name(struct httally_slice name, enum httally_standing *standing_out)
{
    size_t index = index_of_name(standing_names, ARRAY_LENGTH(standing_names), name);
    if (index == ARRAY_LENGTH(standing_names))
        return false;
    *standing_out = (enum httally_standing)index;
    return true;
}

bool fault_of_name(struct httally_slice name, enum httally_fault *fault_out)
{
    size_t index = index_of_name(fault_names, ARRAY_LENGTH(fault_names), name);
    if (index == ARRAY_LENGTH(fault_names))
        return false;
    *fault_out = (enum httally_fault)index;
    return true;
}

bool retry_of_name(struct httally_slice name, enum httally_retry *retry_out)
{
    size_t index = index_of_name(retry_names, ARRAY_LENGTH(retry_names), name);
    if (index == ARRAY_LENGTH(retry_names))
        return false;
    *retry_out = (enum httally_retry)index;
    return true;
}

bool confidence_of_name(struct httally_slice name, enum httally_confidence *confidence_out)
{
    size_t index = index_of_name(confidence_names, ARRAY_LENGTH(confidence_names), name);
    if (index == ARRAY_LENGTH(confidence_names))
        return false;
    *confidence_out = (enum httally_confidence)index;
    return true;
}

enum httally_outcome outcome_of_class(enum httally_class class_)
{
    static const enum httally_outcome outcomes[HTTALLY_CLASS_COUNT] = {
        [HTTALLY_CLASS_1XX] = HTTALLY_OUTCOME_INFORMATIONAL,
        [HTTALLY_CLASS_2XX] = HTTALLY_OUTCOME_SUCCESS,
        [HTTALLY_CLASS_3XX] = HTTALLY_OUTCOME_REDIRECT,
        [HTTALLY_CLASS_4XX] = HTTALLY_OUTCOME_CLIENT_ERROR,
        [HTTALLY_CLASS_5XX] = HTTALLY_OUTCOME_SERVER_ERROR,
        [HTTALLY_CLASS_OTHER] = HTTALLY_OUTCOME_UNKNOWN,
    };
    return outcomes[class_];
}

enum httally_class class_of_code(int code)
{
    if (code < 100 || code > 599)
        return HTTALLY_CLASS_OTHER;
    return (enum httally_class)(HTTALLY_CLASS_1XX + code / 100 - 1);
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

bool httally_status_parse(struct httally_slice token, httally_status *status_out)
{
    const char *text = token.data;
    if (token.length == 3 && is_digit(text[0]) && is_digit(text[1]) && is_digit(text[2]))
        *status_out =
            (httally_status)((text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0'));
    else if (httally_slice_equals_string(token, "-"))
        *status_out = HTTALLY_STATUS_DASH;
    else if (httally_slice_equals_string(token, "0"))
        *status_out = HTTALLY_STATUS_ZERO;
    else if (httally_slice_equals_string(token, "-1"))
        *status_out = HTTALLY_STATUS_MINUS_ONE;
    else
        return false;
    return true;
}

int httally_status_code(httally_status status)
{
    assert(status < HTTALLY_STATUS_COUNT);
    switch (status) {
    case HTTALLY_STATUS_DASH:
    case HTTALLY_STATUS_ZERO:
        return 0;
    case HTTALLY_STATUS_MINUS_ONE:
        return -1;
    default:
        return status;
    }
}

void httally_status_token(httally_status status, char token_out[4])
{
    assert(status < HTTALLY_STATUS_COUNT);
    static const char *const tokens[] = {
        [HTTALLY_STATUS_DASH - HTTALLY_STATUS_DASH] = "-",
        [HTTALLY_STATUS_ZERO - HTTALLY_STATUS_DASH] = "0",
        [HTTALLY_STATUS_MINUS_ONE - HTTALLY_STATUS_DASH] = "-1",
    };
    if (status >= HTTALLY_STATUS_DASH)
        snprintf(token_out, 4, "%s", tokens[status - HTTALLY_STATUS_DASH]);
    else
        snprintf(token_out, 4, "%03u", status % 1000u);
}

enum httally_class httally_status_class(httally_status status)
{
    return class_of_code(httally_status_code(status));
}

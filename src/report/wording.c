/* SPDX-License-Identifier: MIT */
#include "report/wording.h"

#include <string.h>

struct httally_slice wording_input_name(const struct httally_input *input)
{
    bool is_stdin = strcmp(input->name, "-") == 0;
    return httally_slice_of_string(is_stdin ? "standard input" : input->name);
}

bool wording_has_one_format(const struct httally_report *report)
{
    for (size_t i = 0; i < report->input_count; i++) {
        const struct httally_input *input = &report->inputs[i];
        if (input->lines && strcmp(input->format, report->format) != 0)
            return false;
    }
    return true;
}

const char *wording_outcome(enum httally_outcome outcome)
{
    static const char *const words[HTTALLY_OUTCOME_COUNT] = {
        [HTTALLY_OUTCOME_INFORMATIONAL] = "informational, an answer follows",
        [HTTALLY_OUTCOME_SUCCESS] = "answered",
        [HTTALLY_OUTCOME_REDIRECT] = "sent elsewhere",
        [HTTALLY_OUTCOME_CLIENT_ERROR] = "the client asked wrongly",
        [HTTALLY_OUTCOME_CLIENT_CLOSED] = "the client left before the answer",
        [HTTALLY_OUTCOME_THROTTLED] = "a limit was hit",
        [HTTALLY_OUTCOME_REFUSED] = "dropped on purpose or by policy",
        [HTTALLY_OUTCOME_TLS] = "TLS or certificate trouble",
        [HTTALLY_OUTCOME_SERVER_ERROR] = "the server failed",
        [HTTALLY_OUTCOME_UPSTREAM] = "the hop behind the server failed",
        [HTTALLY_OUTCOME_UNKNOWN] = "no status that tells",
    };
    return words[outcome];
}

const char *wording_vendor(const struct httally_report *report,
                           const struct httally_reading *reading)
{
    if (!reading->vendor[0] || strcmp(reading->vendor, "iana") == 0)
        return NULL;
    const struct httally_vendor *vendor =
        httally_catalogue_find_vendor(report->catalogue, httally_slice_of_string(reading->vendor));
    return vendor ? vendor->title : reading->vendor;
}

const struct wording_place *wording_place(int key)
{
    static const struct wording_place places[LEDGER_KEY_COUNT] = {
        [LEDGER_PATH] = {"on", "(no path)"},       [LEDGER_HOST] = {"at host", "(none)"},
        [LEDGER_METHOD] = {"with", "(no method)"}, [LEDGER_CLIENT] = {"from", "(unknown)"},
        [LEDGER_AGENT] = {"by", "(no agent)"},     [LEDGER_UPSTREAM] = {"via", "(none)"},
    };
    return &places[key];
}

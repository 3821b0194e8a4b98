/* SPDX-License-Identifier: MIT */
#include "cli/explain.h"

#include <string.h>

#include "cli/explanation.h"

enum { DEFAULT_WIDTH = 80, SMALLEST_WIDTH = 40 };

const struct httally_status_entry *explanation_entries(const struct httally_catalogue *catalogue,
                                                       int code, int subcode, size_t *count_out)
{
    size_t total, begin = 0;
    const struct httally_status_entry *entries = httally_catalogue_entries(catalogue, &total);
    while (begin < total && (entries[begin].code != code || entries[begin].subcode != subcode))
        begin++;
    size_t end = begin;
    while (end < total && entries[end].code == code && entries[end].subcode == subcode)
        end++;
    *count_out = end - begin;
    return entries + begin;
}

static bool read_class(const char *text, struct explanation *explanation)
{
    bool is_digit_class =
        strlen(text) == 3 && (strcmp(text + 1, "xx") == 0 || strcmp(text + 1, "XX") == 0);
    for (enum httally_class class_ = 0; class_ < HTTALLY_CLASS_COUNT; class_++) {
        const char *name = httally_class_name(class_);
        if (strcmp(text, name) == 0 || (is_digit_class && text[0] == name[0])) {
            explanation->is_class = true;
            explanation->class_ = class_;
            snprintf(explanation->text, sizeof explanation->text, "%s", name);
            return true;
        }
    }
    return false;
}

/* One to four digits, moving 'text' behind them; -1 for anything else. */
static int read_digits(const char **text)
{
    size_t count = strspn(*text, "0123456789");
    if (count < 1 || count > 4)
        return -1;
    int value = 0;
    for (size_t i = 0; i < count; i++)
        value = value * 10 + (*text)[i] - '0';
    *text += count;
    return value;
}

/* Numbers that no status field holds: a sub-code behind a dot, a vendor's four digits.  One and
 * two digits are meant as a status without its zeros. */
static bool read_number(const char *text, struct explanation *explanation)
{
    const char *rest = text;
    int code = read_digits(&rest);
    int subcode = -1;
    if (code < 0)
        return false;
    if (*rest == '.' && code >= 100 && code <= 999) {
        rest++;
        subcode = read_digits(&rest);
        if (subcode < 0)
            return false;
    }
    if (*rest || (code < 1000 && subcode < 0 && strlen(text) > 3))
        return false;
    explanation->code = code;
    explanation->subcode = subcode;
    return true;
}

/* Choose among the entries as a profile does for a status. */
static struct httally_reading read_entries(const struct explanation *explanation)
{
    const struct httally_status_entry *chosen = NULL;
    size_t vendor_count = httally_profile_vendor_count(explanation->profile);
    for (size_t i = 0; i < vendor_count && !chosen; i++)
        chosen =
            httally_catalogue_find(explanation->catalogue, explanation->code, explanation->subcode,
                                   httally_profile_vendor(explanation->profile, i));
    if (chosen && chosen->standing == HTTALLY_STANDING_NOTE)
        chosen = NULL;
    struct httally_reading reading = {.entry = chosen, .is_certain = chosen};
    for (size_t i = 0; i < explanation->entry_count && !reading.entry; i++) {
        if (explanation->entries[i].standing != HTTALLY_STANDING_NOTE)
            reading.entry = &explanation->entries[i];
    }
    /* Where only one vendor has such numbers there is nothing to guess. */
    if (explanation->entry_count <= 1)
        reading.is_certain = true;
    if (reading.entry) {
        reading.name = reading.entry->name;
        reading.vendor = reading.entry->vendor;
        reading.outcome = reading.entry->outcome;
        return reading;
    }
    reading.name = "Not listed";
    reading.vendor = "";
    reading.outcome = HTTALLY_OUTCOME_UNKNOWN;
    /* The code before the dot is known even so. */
    if (explanation->subcode >= 0)
        reading.outcome =
            httally_profile_read(explanation->profile, (httally_status)explanation->code)->outcome;
    return reading;
}

/* Fill 'explanation' for 'text'; false when it is neither a code nor a class. */
static bool look_up(const char *text, struct explanation *explanation)
{
    if (read_class(text, explanation))
        return true;
    httally_status status;
    bool is_status = httally_status_parse(httally_slice_of_string(text), &status);
    if (is_status) {
        explanation->code = httally_status_code(status);
        explanation->subcode = -1;
    } else if (!read_number(text, explanation)) {
        return false;
    } else if (explanation->code <= 999 && explanation->subcode < 0) {
        is_status = true;
        status = (httally_status)explanation->code;
    }

    explanation->class_ = code_entry_class(explanation->code);
    explanation->entries = explanation_entries(explanation->catalogue, explanation->code,
                                               explanation->subcode, &explanation->entry_count);
    if (is_status) {
        explanation->reading = *httally_profile_read(explanation->profile, status);
        httally_status_token(status, explanation->text);
    } else {
        explanation->reading = read_entries(explanation);
        code_entry_text(explanation->code, explanation->subcode, explanation->text);
    }
    return true;
}

static enum httally_result check_codes(const struct explanation *blank,
                                       const struct explain_query *query,
                                       struct httally_error *error)
{
    for (size_t i = 0; i < query->code_count; i++) {
        struct explanation explanation = *blank;
        if (!look_up(query->codes[i], &explanation))
            return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                     "'%.80s' is neither a status code (499, 404.13, 1016, 000, -) "
                                     "nor a class (5xx)",
                                     query->codes[i]);
    }
    return HTTALLY_OK;
}

enum httally_result explain_print(FILE *out, const struct httally_catalogue *catalogue,
                                  const struct httally_profile *profile,
                                  const struct explain_query *query, struct httally_error *error)
{
    const struct explanation blank = {.catalogue = catalogue, .profile = profile};
    unsigned width = query->width ? query->width : DEFAULT_WIDTH;
    enum httally_result result = check_codes(&blank, query, error);
    if (result != HTTALLY_OK)
        return result;
    if (query->as_json)
        fputc('[', out);
    for (size_t i = 0; i < query->code_count; i++) {
        struct explanation explanation = blank;
        look_up(query->codes[i], &explanation);
        if (i > 0)
            fputs(query->as_json ? "," : "\n", out);
        if (query->as_json)
            explanation_print_json(out, &explanation);
        else
            explanation_print_text(out, &explanation,
                                   width < SMALLEST_WIDTH ? SMALLEST_WIDTH : width);
    }
    if (query->as_json)
        fputs("\n]\n", out);
    return HTTALLY_OK;
}

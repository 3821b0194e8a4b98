/* SPDX-License-Identifier: MIT */
#include "cli/explanation.h"
#include "cli/plain_text.h"

/* The reading that a status of this entry's code gets under the profile. */
static bool is_chosen_for_its_code(const struct explanation *explanation,
                                   const struct httally_status_entry *entry, bool *is_certain_out)
{
    if (entry->subcode >= 0 || entry->code < -1 || entry->code > 999)
        return false;
    httally_status status =
        entry->code == -1 ? HTTALLY_STATUS_MINUS_ONE : (httally_status)entry->code;
    const struct httally_reading *reading = httally_profile_read(explanation->profile, status);
    *is_certain_out = reading->is_certain;
    return reading->entry == entry;
}

static void put_entry(FILE *out, const struct explanation *explanation,
                      const struct httally_status_entry *entry, const char *separator)
{
    bool is_certain = explanation->reading.is_certain;
    bool is_chosen = explanation->is_class ? is_chosen_for_its_code(explanation, entry, &is_certain)
                                           : entry == explanation->reading.entry;
    fprintf(out, "%s\n  {", separator);
    code_entry_put_json(out, explanation->catalogue, entry);
    fprintf(out, ", \"chosen\": %s, \"certain\": %s}", is_chosen ? "true" : "false",
            is_chosen && is_certain ? "true" : "false");
}

/* What is known of a code without an entry. */
static void put_unlisted(FILE *out, const struct explanation *explanation)
{
    fprintf(out, "\n  {\"code\": %d, \"subcode\": ", explanation->code);
    if (explanation->subcode >= 0)
        fprintf(out, "%d", explanation->subcode);
    else
        fputs("null", out);
    fprintf(out, ", \"class\": \"%s\", \"vendor\": \"\", \"name\": ",
            httally_class_name(explanation->class_));
    json_put_string(out, explanation->reading.name);
    fprintf(out, ", \"outcome\": \"%s\", \"chosen\": true, \"certain\": true}",
            httally_outcome_name(explanation->reading.outcome));
}

static void put_class(FILE *out, const struct explanation *explanation)
{
    size_t count;
    const struct httally_status_entry *entries =
        httally_catalogue_entries(explanation->catalogue, &count);
    const char *separator = "";
    for (size_t i = 0; i < count; i++) {
        if (code_entry_class(entries[i].code) != explanation->class_)
            continue;
        put_entry(out, explanation, &entries[i], separator);
        separator = ",";
    }
}

void explanation_print_json(FILE *out, const struct explanation *explanation)
{
    if (explanation->is_class)
        put_class(out, explanation);
    else if (!explanation->reading.entry)
        put_unlisted(out, explanation);
    for (size_t i = 0; i < explanation->entry_count; i++) {
        bool has_one_before = i > 0 || !explanation->reading.entry;
        put_entry(out, explanation, &explanation->entries[i], has_one_before ? "," : "");
    }
}

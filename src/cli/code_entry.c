/* SPDX-License-Identifier: MIT */
#include "cli/code_entry.h"

#include "cli/plain_text.h"

void code_entry_text(int code, int subcode, char text_out[CODE_TEXT_SIZE])
{
    if (subcode >= 0)
        snprintf(text_out, CODE_TEXT_SIZE, "%03d.%d", code, subcode);
    else
        snprintf(text_out, CODE_TEXT_SIZE, code > 0 ? "%03d" : "%d", code);
}

enum httally_class code_entry_class(int code)
{
    return code >= 0 && code <= 999 ? httally_status_class((httally_status)code)
                                    : HTTALLY_CLASS_OTHER;
}

const char *code_entry_vendor_title(const struct httally_catalogue *catalogue, const char *vendor)
{
    const struct httally_vendor *found =
        httally_catalogue_find_vendor(catalogue, httally_slice_of_string(vendor));
    return found ? found->title : vendor;
}

static void put_member(FILE *out, const char *key, const char *value)
{
    fprintf(out, ", \"%s\": ", key);
    json_put_string(out, value);
}

void code_entry_put_json(FILE *out, const struct httally_catalogue *catalogue,
                         const struct httally_status_entry *entry)
{
    fprintf(out, "\"code\": %d, \"subcode\": ", entry->code);
    if (entry->subcode >= 0)
        fprintf(out, "%d", entry->subcode);
    else
        fputs("null", out);
    put_member(out, "class", httally_class_name(code_entry_class(entry->code)));
    put_member(out, "vendor", entry->vendor);
    put_member(out, "vendor_title", code_entry_vendor_title(catalogue, entry->vendor));
    put_member(out, "name", entry->name);
    put_member(out, "standing", httally_standing_name(entry->standing));
    put_member(out, "outcome", httally_outcome_name(entry->outcome));
    put_member(out, "fault", httally_fault_name(entry->fault));
    put_member(out, "retry", httally_retry_name(entry->retry));
    put_member(out, "meaning", entry->meaning);
    put_member(out, "check", entry->check);
    put_member(out, "source", entry->source);
    put_member(out, "confidence", httally_confidence_name(entry->confidence));
}

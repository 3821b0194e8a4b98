/* SPDX-License-Identifier: MIT */
#include "cli/codes.h"

#include <string.h>

#include "cli/code_entry.h"
#include "cli/plain_text.h"

enum { DEFAULT_WIDTH = 80, SMALLEST_NAME_COLUMNS = 12, COLUMN_GAP = 2 };

/* The parts of 'query' in the form that entries are compared with. */
struct selection {
    const struct httally_catalogue *catalogue;
    const char *vendors;
    bool has_class[HTTALLY_CLASS_COUNT];
};

/* Take the next term of a comma-separated list, without spaces around it; false behind the last. */
static bool next_term(const char **rest, struct httally_slice *term_out)
{
    if (!*rest)
        return false;
    const char *begin = *rest + strspn(*rest, " ");
    const char *comma = strchr(begin, ',');
    const char *end = comma ? comma : begin + strlen(begin);
    *rest = comma ? comma + 1 : NULL;
    while (end > begin && end[-1] == ' ')
        end--;
    *term_out = httally_slice_of(begin, (size_t)(end - begin));
    return true;
}

static const char *list_or_null(const char *list)
{
    return list && *list ? list : NULL;
}

static bool read_class(struct httally_slice term, enum httally_class *class_out)
{
    for (enum httally_class class_ = 0; class_ < HTTALLY_CLASS_COUNT; class_++) {
        if (httally_slice_equals_string(term, httally_class_name(class_))) {
            *class_out = class_;
            return true;
        }
    }
    return false;
}

static enum httally_result select_classes(struct selection *selection, const char *classes,
                                          struct httally_error *error)
{
    const char *rest = list_or_null(classes);
    for (int i = 0; i < HTTALLY_CLASS_COUNT; i++)
        selection->has_class[i] = !rest;
    struct httally_slice term;
    while (next_term(&rest, &term)) {
        enum httally_class class_;
        if (!read_class(term, &class_))
            return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                     "unknown class '%.*s' (1xx to 5xx, or other)",
                                     term.length < 80 ? (int)term.length : 80, term.data);
        selection->has_class[class_] = true;
    }
    return HTTALLY_OK;
}

/* A profile knows best how vendors are named, and what to say about a name that nobody has. */
static enum httally_result check_vendors(const struct selection *selection,
                                         struct httally_error *error)
{
    struct httally_profile *profile = NULL;
    enum httally_result result =
        httally_profile_create(selection->catalogue, selection->vendors, &profile, error);
    httally_profile_destroy(profile);
    return result;
}

static bool is_selected(const struct selection *selection, const struct httally_status_entry *entry)
{
    if (!selection->has_class[code_entry_class(entry->code)])
        return false;
    const char *rest = selection->vendors;
    bool has_vendor = !rest;
    struct httally_slice term;
    while (!has_vendor && next_term(&rest, &term))
        has_vendor = httally_slice_equals_string(term, entry->vendor);
    return has_vendor;
}

/* The first selected entry at or behind 'index', or NULL; 'index' moves behind it. */
static const struct httally_status_entry *next_selected(const struct selection *selection,
                                                        size_t *index)
{
    size_t count;
    const struct httally_status_entry *entries =
        httally_catalogue_entries(selection->catalogue, &count);
    while (*index < count) {
        const struct httally_status_entry *entry = &entries[(*index)++];
        if (is_selected(selection, entry))
            return entry;
    }
    return NULL;
}

static void print_json(FILE *out, const struct selection *selection)
{
    const char *separator = "";
    const struct httally_status_entry *entry;
    fputc('[', out);
    for (size_t index = 0; (entry = next_selected(selection, &index)); separator = ",") {
        fprintf(out, "%s\n  {", separator);
        code_entry_put_json(out, selection->catalogue, entry);
        fputc('}', out);
    }
    fputs("\n]\n", out);
}

static void print_tsv(FILE *out, const struct selection *selection)
{
    const struct httally_status_entry *entry;
    fputs("code\tvendor\tname\tstanding\toutcome\tfault\tretry\tmeaning\tcheck\tsource\t"
          "confidence\n",
          out);
    for (size_t index = 0; (entry = next_selected(selection, &index));) {
        char code[CODE_TEXT_SIZE];
        code_entry_text(entry->code, entry->subcode, code);
        const char *const fields[] = {code,
                                      entry->vendor,
                                      entry->name,
                                      httally_standing_name(entry->standing),
                                      httally_outcome_name(entry->outcome),
                                      httally_fault_name(entry->fault),
                                      httally_retry_name(entry->retry),
                                      entry->meaning,
                                      entry->check,
                                      entry->source,
                                      httally_confidence_name(entry->confidence)};
        for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
            if (i > 0)
                fputc('\t', out);
            plain_text_put(out, fields[i]);
        }
        fputc('\n', out);
    }
}

static unsigned larger(unsigned a, unsigned b)
{
    return a > b ? a : b;
}

/* Columns of the text form, wide enough for every selected entry; the name takes what is left. */
struct table {
    unsigned code;
    unsigned vendor;
    unsigned outcome;
    unsigned name;
};

static struct table measure(const struct selection *selection, unsigned width)
{
    struct table table = {.code = 4, .vendor = 6, .outcome = 7, .name = 4};
    const struct httally_status_entry *entry;
    for (size_t index = 0; (entry = next_selected(selection, &index));) {
        char code[CODE_TEXT_SIZE];
        code_entry_text(entry->code, entry->subcode, code);
        table.code = larger(table.code, (unsigned)strlen(code));
        table.vendor = larger(table.vendor, plain_text_columns(entry->vendor));
        table.outcome =
            larger(table.outcome, (unsigned)strlen(httally_outcome_name(entry->outcome)));
        table.name = larger(table.name, plain_text_columns(entry->name));
    }
    unsigned others = table.code + table.vendor + table.outcome + 3 * COLUMN_GAP;
    unsigned room = width > others ? width - others : 0;
    if (table.name > room)
        table.name = larger(room, SMALLEST_NAME_COLUMNS);
    return table;
}

static void print_row(FILE *out, const struct table *table, const char *code, const char *vendor,
                      const char *name, const char *outcome)
{
    fprintf(out, "%-*s%*s", (int)table->code, code, COLUMN_GAP, "");
    plain_text_put_cell(out, vendor, table->vendor);
    fprintf(out, "%*s", COLUMN_GAP, "");
    plain_text_put_cell(out, name, table->name);
    fprintf(out, "%*s%s\n", COLUMN_GAP, "", outcome);
}

static void print_text(FILE *out, const struct selection *selection, unsigned width)
{
    struct table table = measure(selection, width ? width : DEFAULT_WIDTH);
    const struct httally_status_entry *entry;
    print_row(out, &table, "CODE", "VENDOR", "NAME", "OUTCOME");
    for (size_t index = 0; (entry = next_selected(selection, &index));) {
        char code[CODE_TEXT_SIZE];
        code_entry_text(entry->code, entry->subcode, code);
        bool is_note = entry->standing == HTTALLY_STANDING_NOTE;
        print_row(out, &table, code, entry->vendor, entry->name,
                  is_note ? "(note)" : httally_outcome_name(entry->outcome));
    }
}

enum httally_result codes_print(FILE *out, const struct httally_catalogue *catalogue,
                                const struct codes_query *query, struct httally_error *error)
{
    struct selection selection = {.catalogue = catalogue, .vendors = list_or_null(query->vendors)};
    enum httally_result result = select_classes(&selection, query->classes, error);
    if (result == HTTALLY_OK)
        result = check_vendors(&selection, error);
    if (result != HTTALLY_OK)
        return result;
    switch (query->format) {
    case CODES_TEXT:
        print_text(out, &selection, query->width);
        break;
    case CODES_JSON:
        print_json(out, &selection);
        break;
    case CODES_TSV:
        print_tsv(out, &selection);
        break;
    }
    return HTTALLY_OK;
}

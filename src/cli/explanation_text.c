/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli/explanation.h"
#include "cli/plain_text.h"

/* Names of vendors are short, but a user's list may hold long ones. */
enum { LABEL_COLUMNS = 15, LARGEST_VENDOR_COLUMNS = 20 };

static const char *const standing_words[HTTALLY_STANDING_COUNT] = {
    [HTTALLY_STANDING_STANDARD] = "a standard code",
    [HTTALLY_STANDING_WEBDAV] = "a registered code of WebDAV or another extension",
    [HTTALLY_STANDING_DEPRECATED] = "a deprecated code",
    [HTTALLY_STANDING_RESERVED] = "a reserved code",
    [HTTALLY_STANDING_UNOFFICIAL] = "not a registered code",
    [HTTALLY_STANDING_NOTE] = "a note",
};

static const char *const fault_words[HTTALLY_FAULT_COUNT] = {
    [HTTALLY_FAULT_NONE] = "Nobody's: nothing went wrong.",
    [HTTALLY_FAULT_CLIENT] = "The client's.",
    [HTTALLY_FAULT_SERVER] = "The server's that answered.",
    [HTTALLY_FAULT_UPSTREAM] = "That of the server behind (upstream, origin, target).",
    [HTTALLY_FAULT_NETWORK] = "The network's, or the connection's.",
    [HTTALLY_FAULT_OPERATOR] = "The operator's: a rule, a limit or a setting did it.",
};

static const char *const outcome_words[HTTALLY_OUTCOME_COUNT] = {
    [HTTALLY_OUTCOME_INFORMATIONAL] = "an interim answer; the final one follows",
    [HTTALLY_OUTCOME_SUCCESS] = "the request was answered as asked",
    [HTTALLY_OUTCOME_REDIRECT] = "the client was sent elsewhere, or to its own copy",
    [HTTALLY_OUTCOME_CLIENT_ERROR] = "the request was turned down as faulty",
    [HTTALLY_OUTCOME_CLIENT_CLOSED] = "the client left before the answer was complete",
    [HTTALLY_OUTCOME_THROTTLED] = "a limit was reached",
    [HTTALLY_OUTCOME_REFUSED] = "turned away by a rule or a policy",
    [HTTALLY_OUTCOME_TLS] = "TLS or a certificate failed",
    [HTTALLY_OUTCOME_SERVER_ERROR] = "the server could not do what it was asked",
    [HTTALLY_OUTCOME_UPSTREAM] = "the hop behind failed",
    [HTTALLY_OUTCOME_UNKNOWN] = "the number does not tell",
};

static const char *const retry_words[HTTALLY_RETRY_COUNT] = {
    [HTTALLY_RETRY_NO] = "Does not help.",
    [HTTALLY_RETRY_YES] = "Helps.",
    [HTTALLY_RETRY_MAYBE] = "May help.",
};

static const char *const confidence_words[HTTALLY_CONFIDENCE_COUNT] = {
    [HTTALLY_CONFIDENCE_PRIMARY] = "High: read at the source, or observed.",
    [HTTALLY_CONFIDENCE_SECONDARY] = "Fair: read second-hand.",
    [HTTALLY_CONFIDENCE_HEARSAY] = "Low: hearsay, not confirmed.",
};

/* RFC 9110 section 15: what the first digit says. */
static const char *const class_words[HTTALLY_CLASS_COUNT] = {
    [HTTALLY_CLASS_1XX] = "Informational: the request was received, the process continues "
                          "(RFC 9110 section 15.2).",
    [HTTALLY_CLASS_2XX] = "Success: the request was received, understood and accepted "
                          "(RFC 9110 section 15.3).",
    [HTTALLY_CLASS_3XX] = "Redirection: the client has to do more to complete the request "
                          "(RFC 9110 section 15.4).",
    [HTTALLY_CLASS_4XX] = "Client error: the request is faulty or cannot be fulfilled "
                          "(RFC 9110 section 15.5).",
    [HTTALLY_CLASS_5XX] = "Server error: the server failed to fulfil a request that looks valid "
                          "(RFC 9110 section 15.6).",
    [HTTALLY_CLASS_OTHER] = "No valid status: HTTP knows only 100 to 599. Servers log something "
                            "else when there was no answer, and for private use. A client that "
                            "gets such a code treats it as a 5xx (RFC 9110 section 15).",
};

static unsigned larger(unsigned a, unsigned b)
{
    return a > b ? a : b;
}

static unsigned smaller(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static struct paragraph paragraph_at(FILE *out, unsigned width, unsigned indent)
{
    return (struct paragraph){.out = out, .width = width, .indent = indent};
}

static void print_paragraph(FILE *out, unsigned width, const char *text)
{
    struct paragraph paragraph = paragraph_at(out, width, 0);
    paragraph_add(&paragraph, text);
    paragraph_end(&paragraph);
}

/* Begin the paragraph beside a label: "  Check first    Look here ...". */
static struct paragraph label(FILE *out, unsigned width, const char *text)
{
    fprintf(out, "  %-*s", LABEL_COLUMNS, text);
    struct paragraph paragraph = paragraph_at(out, width, LABEL_COLUMNS + 2);
    paragraph.column = paragraph.indent;
    return paragraph;
}

static void print_labelled(FILE *out, unsigned width, const char *name, const char *text)
{
    struct paragraph paragraph = label(out, width, name);
    paragraph_add(&paragraph, text);
    paragraph_end(&paragraph);
}

static void print_title(FILE *out, const struct explanation *explanation)
{
    fprintf(out, "%s  ", explanation->text);
    plain_text_put(out, explanation->reading.name);
    fputc('\n', out);
}

/* "nginx - not a registered code" */
static void print_writer(FILE *out, const struct explanation *explanation, unsigned width)
{
    const struct httally_status_entry *entry = explanation->reading.entry;
    const char *kind = standing_words[entry->standing];
    if (explanation->subcode >= 0)
        kind = "a sub-code";
    else if (explanation->class_ == HTTALLY_CLASS_OTHER)
        kind = "not an HTTP status";
    struct paragraph paragraph = paragraph_at(out, width, 0);
    paragraph_add(&paragraph, code_entry_vendor_title(explanation->catalogue, entry->vendor));
    paragraph_add(&paragraph, "-");
    paragraph_add(&paragraph, kind);
    paragraph_end(&paragraph);
}

static void print_doubt(FILE *out, const struct explanation *explanation, unsigned width)
{
    bool has_vendors = httally_profile_vendor_count(explanation->profile) > 0;
    print_paragraph(out, width,
                    has_vendors ? "Likely, not certain: no vendor you named has this code."
                                : "Likely, not certain: --vendor NAME says whose log it is.");
}

static void print_outcome(FILE *out, enum httally_outcome outcome, unsigned width)
{
    struct paragraph paragraph = label(out, width, "Outcome");
    paragraph_add(&paragraph, httally_outcome_name(outcome));
    paragraph_add(&paragraph, "-");
    paragraph_add(&paragraph, outcome_words[outcome]);
    paragraph_end(&paragraph);
}

static bool is_given(const char *text)
{
    return strcmp(text, "-") != 0;
}

static void print_listed(FILE *out, const struct explanation *explanation, unsigned width)
{
    const struct httally_status_entry *entry = explanation->reading.entry;
    bool is_fine = entry->fault == HTTALLY_FAULT_NONE && entry->retry == HTTALLY_RETRY_NO;
    print_writer(out, explanation, width);
    if (!explanation->reading.is_certain)
        print_doubt(out, explanation, width);
    if (is_given(entry->meaning)) {
        fputc('\n', out);
        print_paragraph(out, width, entry->meaning);
    }
    fputc('\n', out);
    print_labelled(out, width, "Whose trouble", fault_words[entry->fault]);
    print_outcome(out, entry->outcome, width);
    print_labelled(out, width, "Trying again", is_fine ? "No need." : retry_words[entry->retry]);
    if (is_given(entry->check))
        print_labelled(out, width, "Check first", entry->check);
    if (is_given(entry->source))
        print_labelled(out, width, "Documented in", entry->source);
    print_labelled(out, width, "Confidence", confidence_words[entry->confidence]);
}

/* A code known by its first digit alone. */
static void print_unlisted(FILE *out, const struct explanation *explanation, unsigned width)
{
    enum httally_class class_ = explanation->class_;
    char rule[96];
    snprintf(rule, sizeof rule, "It is treated as a %c00 and counted as %s.", explanation->text[0],
             httally_outcome_name(explanation->reading.outcome));
    fputs("Nobody in the catalogue lists this code.\n\n", out);
    struct paragraph paragraph = paragraph_at(out, width, 0);
    paragraph_add(&paragraph, class_words[class_]);
    if (class_ != HTTALLY_CLASS_OTHER && explanation->subcode < 0)
        paragraph_add(&paragraph, rule);
    paragraph_end(&paragraph);
}

static bool means_the_same(const struct httally_status_entry *a,
                           const struct httally_status_entry *b)
{
    return strcmp(a->name, b->name) == 0 && a->outcome == b->outcome && a->fault == b->fault;
}

/* In whose logs the code means the same: as they are named for --vendor. */
static void print_same(FILE *out, const struct explanation *explanation, unsigned width)
{
    const struct httally_status_entry *chosen = explanation->reading.entry;
    struct paragraph paragraph = paragraph_at(out, width, 0);
    unsigned count = 0;
    for (size_t i = 0; i < explanation->entry_count; i++) {
        const struct httally_status_entry *entry = &explanation->entries[i];
        if (entry == chosen || entry->standing == HTTALLY_STANDING_NOTE ||
            !means_the_same(entry, chosen))
            continue;
        if (count++ == 0) {
            fputc('\n', out);
            paragraph_add(&paragraph, "Same meaning, --vendor tells the details:");
        } else {
            fputc(',', out);
            paragraph.column++;
        }
        paragraph_add(&paragraph, entry->vendor);
    }
    if (count > 0)
        paragraph_end(&paragraph);
}

/* One reading or note: who, then its name and outcome, then what it means. */
static void print_other(FILE *out, const struct httally_status_entry *entry,
                        unsigned vendor_columns, unsigned width)
{
    struct paragraph paragraph = paragraph_at(out, width, vendor_columns + 4);
    fputs("  ", out);
    plain_text_put_cell(out, entry->vendor, vendor_columns);
    fputs("  ", out);
    paragraph.column = paragraph.indent;
    paragraph_add(&paragraph, entry->name);
    if (entry->standing != HTTALLY_STANDING_NOTE) {
        fprintf(out, " (%s)", httally_outcome_name(entry->outcome));
        paragraph.column += 3 + (unsigned)strlen(httally_outcome_name(entry->outcome));
    }
    paragraph_end(&paragraph);
    if (is_given(entry->meaning)) {
        paragraph_add(&paragraph, entry->meaning);
        paragraph_end(&paragraph);
    }
}

static bool is_other(const struct explanation *explanation,
                     const struct httally_status_entry *entry, bool wants_notes)
{
    const struct httally_status_entry *chosen = explanation->reading.entry;
    if (wants_notes || entry->standing == HTTALLY_STANDING_NOTE)
        return wants_notes && entry->standing == HTTALLY_STANDING_NOTE;
    return entry != chosen && !(chosen && means_the_same(entry, chosen));
}

/* The other readings, or the notes, under 'title'; nothing when there are none. */
static void print_others(FILE *out, const struct explanation *explanation, bool wants_notes,
                         const char *title, unsigned width)
{
    unsigned vendor_columns = 0;
    for (size_t i = 0; i < explanation->entry_count; i++) {
        const struct httally_status_entry *entry = &explanation->entries[i];
        if (is_other(explanation, entry, wants_notes))
            vendor_columns = larger(vendor_columns, plain_text_columns(entry->vendor));
    }
    if (vendor_columns == 0)
        return;
    vendor_columns = smaller(larger(vendor_columns, 4), LARGEST_VENDOR_COLUMNS);
    fprintf(out, "\n%s\n", title);
    for (size_t i = 0; i < explanation->entry_count; i++) {
        if (is_other(explanation, &explanation->entries[i], wants_notes))
            print_other(out, &explanation->entries[i], vendor_columns, width);
    }
}

static void print_code_and_name(FILE *out, const char *code, const char *name, unsigned width)
{
    struct paragraph paragraph = paragraph_at(out, width, 12);
    fprintf(out, "  %-8s  ", code);
    paragraph.column = paragraph.indent;
    paragraph_add(&paragraph, name);
    paragraph_end(&paragraph);
}

/* For a code, its sub-codes; for a sub-code, the code it belongs to. */
static void print_relatives(FILE *out, const struct explanation *explanation, unsigned width)
{
    if (explanation->subcode >= 0) {
        const struct httally_reading *parent =
            httally_profile_read(explanation->profile, (httally_status)explanation->code);
        char code[CODE_TEXT_SIZE];
        code_entry_text(explanation->code, -1, code);
        fputs("\nA sub-code of\n", out);
        print_code_and_name(out, code, parent->name, width);
        return;
    }
    size_t count;
    bool is_first = true;
    const struct httally_status_entry *entries =
        httally_catalogue_entries(explanation->catalogue, &count);
    for (size_t i = 0; i < count; i++) {
        if (entries[i].code != explanation->code || entries[i].subcode < 0)
            continue;
        char code[CODE_TEXT_SIZE];
        code_entry_text(entries[i].code, entries[i].subcode, code);
        if (is_first)
            fputs("\nSub-codes\n", out);
        is_first = false;
        print_code_and_name(out, code, entries[i].name, width);
    }
}

/* How wide the columns of a class are, and whether one of its readings is only likely. */
struct class_table {
    unsigned name;
    unsigned vendor;
    bool has_likely;
};

static struct class_table measure_class(const struct explanation *explanation, unsigned width)
{
    /* Beside name and vendor: margin, code, three gaps, the longest outcome with its mark. */
    enum { OTHER_COLUMNS = 2 + 3 + 3 * 2 + 15, SMALLEST_NAME_COLUMNS = 12 };
    struct class_table table = {0};
    for (httally_status status = 0; status < HTTALLY_STATUS_COUNT; status++) {
        const struct httally_reading *reading = httally_profile_read(explanation->profile, status);
        if (!reading->entry || httally_status_class(status) != explanation->class_)
            continue;
        table.name = larger(table.name, plain_text_columns(reading->name));
        table.vendor = larger(table.vendor, plain_text_columns(reading->vendor));
        table.has_likely = table.has_likely || !reading->is_certain;
    }
    table.vendor = smaller(table.vendor, LARGEST_VENDOR_COLUMNS);
    unsigned others = OTHER_COLUMNS + table.vendor;
    unsigned room = width > others ? width - others : 0;
    table.name = smaller(table.name, larger(room, SMALLEST_NAME_COLUMNS));
    return table;
}

/* One line of a class: "  499  Client Closed Request  nginx  client_closed *". */
static void print_member(FILE *out, httally_status status, const struct httally_reading *reading,
                         const struct class_table *table)
{
    char token[4];
    httally_status_token(status, token);
    fprintf(out, "  %-3s  ", token);
    plain_text_put_cell(out, reading->name, table->name);
    fputs("  ", out);
    plain_text_put_cell(out, reading->vendor, table->vendor);
    fprintf(out, "  %s%s\n", httally_outcome_name(reading->outcome),
            reading->is_certain ? "" : " *");
}

/* The rule of the class and how its codes are read under the profile. */
static void print_class(FILE *out, const struct explanation *explanation, unsigned width)
{
    struct class_table table = measure_class(explanation, width);
    fprintf(out, "%s\n", explanation->text);
    print_paragraph(out, width, class_words[explanation->class_]);
    fputc('\n', out);
    for (httally_status status = 0; status < HTTALLY_STATUS_COUNT; status++) {
        const struct httally_reading *reading = httally_profile_read(explanation->profile, status);
        if (reading->entry && httally_status_class(status) == explanation->class_)
            print_member(out, status, reading, &table);
    }
    if (table.has_likely) {
        fputc('\n', out);
        print_paragraph(out, width, "* likely, not certain: the number is not registered");
    }
}

void explanation_print_text(FILE *out, const struct explanation *explanation, unsigned width)
{
    if (explanation->is_class) {
        print_class(out, explanation, width);
        return;
    }
    print_title(out, explanation);
    if (explanation->reading.entry) {
        print_listed(out, explanation, width);
        print_same(out, explanation, width);
    } else {
        print_unlisted(out, explanation, width);
    }
    print_others(out, explanation, false, "Other readings", width);
    print_others(out, explanation, true, "Notes", width);
    print_relatives(out, explanation, width);
}

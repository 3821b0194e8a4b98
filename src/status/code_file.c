/* SPDX-License-Identifier: MIT */
#include "status/code_file.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "status/catalogue.h"
#include "status/status_names.h"

enum column {
    COLUMN_CODE = 0,
    COLUMN_VENDOR,
    COLUMN_NAME,
    COLUMN_STANDING,
    COLUMN_OUTCOME,
    COLUMN_FAULT,
    COLUMN_RETRY,
    COLUMN_MEANING,
    COLUMN_CHECK,
    COLUMN_SOURCE,
    COLUMN_CONFIDENCE,
    COLUMN_COUNT
};

static const char *const column_names[COLUMN_COUNT] = {
    [COLUMN_CODE] = "code",         [COLUMN_VENDOR] = "vendor",         [COLUMN_NAME] = "name",
    [COLUMN_STANDING] = "standing", [COLUMN_OUTCOME] = "outcome",       [COLUMN_FAULT] = "fault",
    [COLUMN_RETRY] = "retry",       [COLUMN_MEANING] = "meaning",       [COLUMN_CHECK] = "check",
    [COLUMN_SOURCE] = "source",     [COLUMN_CONFIDENCE] = "confidence",
};

/* Longest vendor id: it has to fit into a column of a report. */
enum { VENDOR_ID_MAX_BYTES = 64 };

struct reader {
    struct code_file *file;
    size_t row_capacity;
    /* The next line to cut off, and the NUL behind the text. */
    char *cursor;
    char *end;
    uint64_t line;
    /* What the header said: the column at each place. */
    enum column columns[COLUMN_COUNT];
    size_t column_count;
    struct httally_error *error;
};

/* Complete an error just set with the line that the reader is at. */
static enum httally_result at_line(struct reader *reader, enum httally_result result)
{
    if (reader->error)
        reader->error->line = reader->line;
    return result;
}

static enum httally_result unknown_value(struct reader *reader, enum column column,
                                         const char *value)
{
    return at_line(reader, httally_error_set(reader->error, HTTALLY_ERROR_DATA, 0,
                                             "unknown %s '%.80s'", column_names[column], value));
}

/* Cut the next line off and end it with a NUL instead of its line end; NULL behind the last. */
static char *next_line(struct reader *reader)
{
    if (reader->cursor == reader->end)
        return NULL;
    char *line = reader->cursor;
    char *newline = memchr(line, '\n', (size_t)(reader->end - line));
    char *line_end = newline ? newline : reader->end;
    reader->cursor = newline ? newline + 1 : reader->end;
    if (line_end > line && line_end[-1] == '\r')
        line_end--;
    *line_end = '\0';
    reader->line++;
    return line;
}

static bool is_skipped(const char *line)
{
    return line[0] == '#' || line[strspn(line, " \t")] == '\0';
}

/* The next line that is neither blank nor a comment. */
static char *next_row(struct reader *reader)
{
    char *line = next_line(reader);
    while (line && is_skipped(line))
        line = next_line(reader);
    return line;
}

/* Cut the next field off at its tab; NULL behind the last. */
static char *next_field(char **rest)
{
    char *field = *rest;
    if (!field)
        return NULL;
    char *tab = strchr(field, '\t');
    *rest = tab ? tab + 1 : NULL;
    if (tab)
        *tab = '\0';
    return field;
}

static enum httally_result read_column_name(struct reader *reader, const char *name)
{
    enum column column = COLUMN_CODE;
    while (column < COLUMN_COUNT && strcmp(name, column_names[column]) != 0)
        column++;
    if (column == COLUMN_COUNT)
        return at_line(reader, httally_error_set(reader->error, HTTALLY_ERROR_DATA, 0,
                                                 "unknown column '%.80s' (the first line names "
                                                 "the columns: code, vendor, name ...)",
                                                 name));
    for (size_t i = 0; i < reader->column_count; i++) {
        if (reader->columns[i] == column)
            return at_line(reader, httally_error_set(reader->error, HTTALLY_ERROR_DATA, 0,
                                                     "column '%s' stands twice", name));
    }
    reader->columns[reader->column_count++] = column;
    return HTTALLY_OK;
}

static enum httally_result read_header(struct reader *reader)
{
    char *rest = next_row(reader);
    if (!rest)
        return httally_error_set(reader->error, HTTALLY_ERROR_DATA, 0,
                                 "no header line that names the columns code, vendor and name");
    bool has_column[COLUMN_COUNT] = {false};
    for (char *name = next_field(&rest); name; name = next_field(&rest)) {
        enum httally_result result = read_column_name(reader, name);
        if (result != HTTALLY_OK)
            return result;
        has_column[reader->columns[reader->column_count - 1]] = true;
    }
    for (enum column column = COLUMN_CODE; column <= COLUMN_NAME; column++) {
        if (!has_column[column])
            return at_line(reader,
                           httally_error_set(reader->error, HTTALLY_ERROR_DATA, 0,
                                             "column '%s' is missing", column_names[column]));
    }
    return HTTALLY_OK;
}

/* Up to four digits, moving 'text' behind them; -1 when there are none or more. */
static int read_digits(const char **text)
{
    int value = 0;
    size_t count = strspn(*text, "0123456789");
    if (count < 1 || count > 4)
        return -1;
    for (size_t i = 0; i < count; i++)
        value = value * 10 + ((*text)[i] - '0');
    *text += count;
    return value;
}

/* `499`, `404.13`, `1016`, and what stands where a status is missing: `-` and `000` are 0, `-1`. */
static bool read_code(const char *text, struct httally_status_entry *entry)
{
    entry->subcode = -1;
    if (strcmp(text, "-1") == 0 || strcmp(text, "-") == 0) {
        entry->code = text[1] ? -1 : 0;
        return true;
    }
    entry->code = read_digits(&text);
    if (entry->code < 0)
        return false;
    if (*text == '.' && entry->code <= 999) {
        text++;
        entry->subcode = read_digits(&text);
        if (entry->subcode < 0)
            return false;
    }
    return *text == '\0';
}

/* Vendors are named in comma-separated lists and stand in reports: no spaces, no surprises. */
static bool is_vendor_id(const char *id)
{
    static const char letters_and_digits[] = "abcdefghijklmnopqrstuvwxyz"
                                             "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    size_t length = strlen(id);
    if (length < 1 || length > VENDOR_ID_MAX_BYTES || !strchr(letters_and_digits, id[0]))
        return false;
    for (size_t i = 0; i < length; i++) {
        if (!strchr(letters_and_digits, id[i]) && !strchr("-_.", id[i]))
            return false;
    }
    return true;
}

/* Whose trouble an outcome is when the file does not say. */
static enum httally_fault fault_of_outcome(enum httally_outcome outcome)
{
    static const enum httally_fault faults[HTTALLY_OUTCOME_COUNT] = {
        [HTTALLY_OUTCOME_INFORMATIONAL] = HTTALLY_FAULT_NONE,
        [HTTALLY_OUTCOME_SUCCESS] = HTTALLY_FAULT_NONE,
        [HTTALLY_OUTCOME_REDIRECT] = HTTALLY_FAULT_NONE,
        [HTTALLY_OUTCOME_CLIENT_ERROR] = HTTALLY_FAULT_CLIENT,
        [HTTALLY_OUTCOME_CLIENT_CLOSED] = HTTALLY_FAULT_CLIENT,
        [HTTALLY_OUTCOME_THROTTLED] = HTTALLY_FAULT_CLIENT,
        [HTTALLY_OUTCOME_REFUSED] = HTTALLY_FAULT_OPERATOR,
        [HTTALLY_OUTCOME_TLS] = HTTALLY_FAULT_NETWORK,
        [HTTALLY_OUTCOME_SERVER_ERROR] = HTTALLY_FAULT_SERVER,
        [HTTALLY_OUTCOME_UPSTREAM] = HTTALLY_FAULT_UPSTREAM,
        [HTTALLY_OUTCOME_UNKNOWN] = HTTALLY_FAULT_NONE,
    };
    return faults[outcome];
}

static const char *text_or_dash(const char *text)
{
    return text ? text : "-";
}

/* The columns that must be there; 'fields' holds NULL for an absent or empty one. */
static enum httally_result read_needed(struct reader *reader, char *const fields[COLUMN_COUNT],
                                       struct httally_status_entry *entry)
{
    for (enum column column = COLUMN_CODE; column <= COLUMN_NAME; column++) {
        if (!fields[column])
            return at_line(reader, httally_error_set(reader->error, HTTALLY_ERROR_DATA, 0,
                                                     "%s is empty", column_names[column]));
    }
    if (!read_code(fields[COLUMN_CODE], entry))
        return at_line(reader,
                       httally_error_set(reader->error, HTTALLY_ERROR_DATA, 0,
                                         "'%.80s' is not a status code", fields[COLUMN_CODE]));
    if (!is_vendor_id(fields[COLUMN_VENDOR]))
        return at_line(reader, httally_error_set(reader->error, HTTALLY_ERROR_DATA, 0,
                                                 "'%.80s' is not a vendor name (letters, digits, "
                                                 "'-', '_' and '.', at most %d)",
                                                 fields[COLUMN_VENDOR], VENDOR_ID_MAX_BYTES));
    entry->vendor = fields[COLUMN_VENDOR];
    entry->name = fields[COLUMN_NAME];
    return HTTALLY_OK;
}

/* The columns of fixed words; the default of each depends on the one before. */
static enum httally_result read_words(struct reader *reader, char *const fields[COLUMN_COUNT],
                                      struct httally_status_entry *entry)
{
    struct httally_slice words[COLUMN_COUNT];
    for (enum column column = COLUMN_CODE; column < COLUMN_COUNT; column++)
        words[column] = httally_slice_of_string(fields[column]);

    entry->standing = HTTALLY_STANDING_UNOFFICIAL;
    if (words[COLUMN_STANDING].data && !standing_of_name(words[COLUMN_STANDING], &entry->standing))
        return unknown_value(reader, COLUMN_STANDING, fields[COLUMN_STANDING]);
    entry->outcome = outcome_of_class(class_of_code(entry->code));
    if (words[COLUMN_OUTCOME].data &&
        !httally_outcome_of_name(words[COLUMN_OUTCOME], &entry->outcome))
        return unknown_value(reader, COLUMN_OUTCOME, fields[COLUMN_OUTCOME]);
    entry->fault = fault_of_outcome(entry->outcome);
    if (words[COLUMN_FAULT].data && !fault_of_name(words[COLUMN_FAULT], &entry->fault))
        return unknown_value(reader, COLUMN_FAULT, fields[COLUMN_FAULT]);
    entry->retry = entry->fault == HTTALLY_FAULT_NONE ? HTTALLY_RETRY_NO : HTTALLY_RETRY_MAYBE;
    if (words[COLUMN_RETRY].data && !retry_of_name(words[COLUMN_RETRY], &entry->retry))
        return unknown_value(reader, COLUMN_RETRY, fields[COLUMN_RETRY]);
    /* Who else should know what the user's own software means? */
    entry->confidence = HTTALLY_CONFIDENCE_PRIMARY;
    if (words[COLUMN_CONFIDENCE].data &&
        !confidence_of_name(words[COLUMN_CONFIDENCE], &entry->confidence))
        return unknown_value(reader, COLUMN_CONFIDENCE, fields[COLUMN_CONFIDENCE]);
    return HTTALLY_OK;
}

/* Cut 'line' into 'fields' by column; an empty field counts as absent. */
static enum httally_result split_row(struct reader *reader, char *line, char *fields[COLUMN_COUNT])
{
    size_t count = 0;
    char *rest = line;
    for (char *field = next_field(&rest); field; field = next_field(&rest), count++) {
        if (count < reader->column_count && *field)
            fields[reader->columns[count]] = field;
    }
    if (count == reader->column_count)
        return HTTALLY_OK;
    return at_line(reader, httally_error_set(reader->error, HTTALLY_ERROR_DATA, 0,
                                             "%zu columns where the header has %zu", count,
                                             reader->column_count));
}

static enum httally_result append_row(struct reader *reader,
                                      const struct httally_status_entry *entry)
{
    struct code_file *file = reader->file;
    if (file->row_count == CATALOGUE_ENTRY_MAX)
        return at_line(reader, httally_error_set(reader->error, HTTALLY_ERROR_DATA, 0,
                                                 "more than %d entries", CATALOGUE_ENTRY_MAX));
    void *rows = file->rows;
    if (!memory_grow(&rows, file->row_count, &reader->row_capacity, 64, CATALOGUE_ENTRY_MAX,
                     sizeof *file->rows))
        return memory_error(reader->error);
    file->rows = rows;
    file->rows[file->row_count++] = (struct code_row){.entry = *entry, .line = reader->line};
    return HTTALLY_OK;
}

static enum httally_result read_row(struct reader *reader, char *line)
{
    char *fields[COLUMN_COUNT] = {NULL};
    struct httally_status_entry entry = {0};
    enum httally_result result = split_row(reader, line, fields);
    if (result == HTTALLY_OK)
        result = read_needed(reader, fields, &entry);
    if (result == HTTALLY_OK)
        result = read_words(reader, fields, &entry);
    if (result != HTTALLY_OK)
        return result;
    entry.meaning = text_or_dash(fields[COLUMN_MEANING]);
    entry.check = text_or_dash(fields[COLUMN_CHECK]);
    entry.source = text_or_dash(fields[COLUMN_SOURCE]);
    return append_row(reader, &entry);
}

/* A private copy, so that fields can be ended with a NUL where they stand. */
static enum httally_result copy_text(struct httally_slice text, struct code_file *file,
                                     struct httally_error *error)
{
    if (text.length > CATALOGUE_TEXT_MAX_BYTES)
        return httally_error_set(error, HTTALLY_ERROR_DATA, 0,
                                 "a list of status codes may have %d bytes, this has %zu",
                                 CATALOGUE_TEXT_MAX_BYTES, text.length);
    const char *nul = text.length ? memchr(text.data, '\0', text.length) : NULL;
    if (nul) {
        enum httally_result result =
            httally_error_set(error, HTTALLY_ERROR_DATA, 0, "a NUL byte: this is not a text file");
        if (error) {
            error->line = 1;
            for (const char *byte = text.data; byte < nul; byte++)
                error->line += *byte == '\n';
        }
        return result;
    }
    file->text = memory_allocate(text.length + 1, 1);
    if (!file->text)
        return memory_error(error);
    if (text.length)
        memcpy(file->text, text.data, text.length);
    return HTTALLY_OK;
}

enum httally_result code_file_read(struct httally_slice text, struct code_file *file_out,
                                   struct httally_error *error)
{
    static const char byte_order_mark[] = "\xEF\xBB\xBF";
    *file_out = (struct code_file){0};
    enum httally_result result = copy_text(text, file_out, error);
    if (result != HTTALLY_OK)
        return result;

    struct reader reader = {.file = file_out, .cursor = file_out->text, .error = error};
    reader.end = file_out->text + text.length;
    if (strncmp(reader.cursor, byte_order_mark, strlen(byte_order_mark)) == 0)
        reader.cursor += strlen(byte_order_mark);
    result = read_header(&reader);
    while (result == HTTALLY_OK) {
        char *line = next_row(&reader);
        if (!line)
            return HTTALLY_OK;
        result = read_row(&reader, line);
    }
    code_file_finish(file_out);
    return result;
}

void code_file_finish(struct code_file *file)
{
    free(file->text);
    free(file->rows);
    *file = (struct code_file){0};
}

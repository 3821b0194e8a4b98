/* SPDX-License-Identifier: MIT */
#include "format/httpd_config.h"

enum directive {
    DIRECTIVE_OTHER,
    DIRECTIVE_LOG_FORMAT,
    /* CustomLog and GlobalLog. */
    DIRECTIVE_CUSTOM_LOG,
    DIRECTIVE_TRANSFER_LOG,
};

/* A directive has no more words that say anything. */
enum { WORD_MAX = 3 };

struct reader {
    const char *at, *end;
    uint64_t line;
    /* The last line, joined with those that continue it, and where it began. */
    struct buffer joined;
    uint64_t joined_line;
    struct buffer word;
    struct config_formats *formats;
    struct httally_error *error;
};

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

/* Read a line, and those behind it as long as a backslash ends them; false at the end. */
static bool next_line(struct reader *reader)
{
    bool is_continued = true;
    buffer_reset(&reader->joined);
    reader->joined_line = reader->line + 1;
    if (reader->at == reader->end)
        return false;
    while (is_continued && reader->at < reader->end) {
        size_t rest = (size_t)(reader->end - reader->at);
        const char *newline = memchr(reader->at, '\n', rest);
        size_t length = newline ? (size_t)(newline - reader->at) : rest;
        struct httally_slice line = {reader->at, length};
        reader->at += newline ? length + 1 : length;
        reader->line++;
        if (line.length && line.data[line.length - 1] == '\r')
            line.length--;
        is_continued = line.length && line.data[line.length - 1] == '\\';
        if (is_continued)
            line.length--;
        buffer_append_slice(&reader->joined, line);
    }
    return true;
}

/*
 * Cut the next word off into 'word'.  Within quotes a backslash quotes a backslash or the quote;
 * other pairs stay for the format's own reader.  False when none is left, or it is not closed.
 */
static bool next_word(struct httally_slice *line, struct buffer *word, bool *is_open_out)
{
    const char *at = line->data, *end = line->data + line->length;
    buffer_reset(word);
    *is_open_out = false;
    while (at < end && is_blank(*at))
        at++;
    if (at == end)
        return false;
    char quote = *at == '"' || *at == '\'' ? *at++ : '\0';
    while (at < end && (quote ? *at != quote : !is_blank(*at))) {
        if (*at == '\\' && at + 1 < end && (at[1] == '\\' || (quote && at[1] == quote)))
            at++;
        buffer_append_char(word, *at++);
    }
    *is_open_out = quote && at == end;
    at += quote && at < end;
    *line = httally_slice_of(at, (size_t)(end - at));
    return !*is_open_out;
}

static bool is_name(struct httally_slice word, const char *lower_name)
{
    size_t length = strlen(lower_name);
    if (word.length != length)
        return false;
    for (size_t i = 0; i < length; i++) {
        char byte = word.data[i];
        if ((byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte) != lower_name[i])
            return false;
    }
    return true;
}

/* The directive that a line begins with; 'line' is cut to what follows its name. */
static enum directive take_directive(struct httally_slice *line)
{
    const char *at = line->data, *end = line->data + line->length;
    while (at < end && is_blank(*at))
        at++;
    const char *start = at;
    while (at < end && !is_blank(*at) && *at != '\r' && *at != '\n')
        at++;
    struct httally_slice name = {start, (size_t)(at - start)};
    *line = httally_slice_of(at, (size_t)(end - at));
    if (is_name(name, "logformat"))
        return DIRECTIVE_LOG_FORMAT;
    if (is_name(name, "customlog") || is_name(name, "globallog"))
        return DIRECTIVE_CUSTOM_LOG;
    return is_name(name, "transferlog") ? DIRECTIVE_TRANSFER_LOG : DIRECTIVE_OTHER;
}

bool httpd_config_is_likely(struct httally_slice text)
{
    while (text.length) {
        const char *newline = memchr(text.data, '\n', text.length);
        size_t length = newline ? (size_t)(newline - text.data) : text.length;
        struct httally_slice line = {text.data, length};
        if (take_directive(&line) != DIRECTIVE_OTHER)
            return true;
        length += newline != NULL;
        text = httally_slice_of(text.data + length, text.length - length);
    }
    return false;
}

/*
 * Append a format as the log shows its texts: httpd's own reader turns `\n`, `\t` and `\\` into
 * what they stand for, but not within %{...}.
 */
static struct config_text keep_format(struct reader *reader, struct httally_slice text)
{
    struct config_text kept = {reader->formats->bytes.length, 0};
    bool is_argument = false;
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.data[i], next = i + 1 < text.length ? text.data[i + 1] : '\0';
        if (byte == '}')
            is_argument = false;
        else if (byte == '{' && i > 0 && text.data[i - 1] == '%')
            is_argument = true;
        if (byte == '\\' && !is_argument && (next == 'n' || next == 't' || next == '\\')) {
            byte = next == 'n' ? '\n' : next == 't' ? '\t' : '\\';
            i++;
        }
        buffer_append_char(&reader->formats->bytes, byte);
        kept.length++;
    }
    return kept;
}

static bool has_directives(struct httally_slice text)
{
    return text.length && memchr(text.data, '%', text.length);
}

/* `LogFormat "text" nickname`; without a nickname it is for TransferLog, unless it only chooses
 * among the others by name. */
static enum httally_result add_format(struct reader *reader, const struct config_text *words,
                                      size_t count)
{
    struct config_format format = {.line = reader->joined_line};
    struct httally_slice text = config_text(reader->formats, words[0]);
    const struct config_format *named = config_formats_find(reader->formats, text);
    if (count == 1 && named && text.length)
        format.text = named->text;
    else
        format.text = words[0];
    if (count > 1)
        format.name = words[1];
    return config_formats_add(reader->formats, &format, reader->error);
}

static enum httally_result add_use(struct reader *reader, enum directive directive,
                                   const struct config_text *words, size_t count)
{
    const struct httally_slice transfer_log = {"", 0};
    if (directive == DIRECTIVE_TRANSFER_LOG)
        return config_formats_use(reader->formats, transfer_log, false, reader->joined_line,
                                  reader->error);
    if (count < 2)
        return HTTALLY_OK;
    struct httally_slice text = config_text(reader->formats, words[1]);
    bool is_inline = has_directives(text) && !config_formats_find(reader->formats, text);
    /* 'text' may move while it is kept once more. */
    buffer_reset(&reader->word);
    buffer_append_slice(&reader->word, text);
    enum httally_result result = buffer_status(&reader->word, reader->error);
    if (result != HTTALLY_OK)
        return result;
    return config_formats_use(reader->formats, buffer_slice(&reader->word), is_inline,
                              reader->joined_line, reader->error);
}

static enum httally_result read_directive(struct reader *reader, enum directive directive,
                                          struct httally_slice line)
{
    struct config_text words[WORD_MAX];
    size_t count = 0;
    /* The text of a format is the first word of one directive, the second of the other. */
    size_t format_at = directive == DIRECTIVE_LOG_FORMAT ? 0 : 1;
    bool is_open = false;
    while (count < WORD_MAX && next_word(&line, &reader->word, &is_open)) {
        struct httally_slice word = buffer_slice(&reader->word);
        words[count] = count == format_at ? keep_format(reader, word)
                                          : config_formats_keep(reader->formats, word);
        count++;
    }
    if (is_open)
        return config_error(reader->error, reader->joined_line, "an argument has no closing quote");
    enum httally_result result = buffer_status(&reader->word, reader->error);
    if (result == HTTALLY_OK)
        result = buffer_status(&reader->formats->bytes, reader->error);
    if (result != HTTALLY_OK || count == 0)
        return result;
    return directive == DIRECTIVE_LOG_FORMAT ? add_format(reader, words, count)
                                             : add_use(reader, directive, words, count);
}

enum httally_result httpd_config_read(struct httally_slice text, struct config_formats *formats,
                                      struct httally_error *error)
{
    struct reader reader = {
        .at = text.data,
        .end = text.data + text.length,
        .formats = formats,
        .error = error,
    };
    enum httally_result result = HTTALLY_OK;
    while (result == HTTALLY_OK && next_line(&reader)) {
        result = buffer_status(&reader.joined, error);
        if (result != HTTALLY_OK || reader.joined.length == 0)
            continue;
        struct httally_slice line = buffer_slice(&reader.joined);
        enum directive directive = take_directive(&line);
        if (directive != DIRECTIVE_OTHER)
            result = read_directive(&reader, directive, line);
    }
    buffer_finish(&reader.joined);
    buffer_finish(&reader.word);
    return result;
}

/* SPDX-License-Identifier: MIT */
#include "format/nginx_config.h"

enum token {
    TOKEN_WORD,
    /* `;` */
    TOKEN_STOP,
    /* `{` and `}` */
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_END,
    TOKEN_OPEN_STRING,
};

enum directive {
    DIRECTIVE_OTHER,
    DIRECTIVE_LOG_FORMAT,
    DIRECTIVE_ACCESS_LOG,
    /* content_by_lua_block and its like: what follows is another language. */
    DIRECTIVE_LUA_BLOCK,
};

struct reader {
    const char *at, *end;
    /* That of 'at', and that on which the last token begins. */
    uint64_t line, token_line;
    /* The last word, without quotes and backslashes. */
    struct buffer word;
    struct config_formats *formats;
    /* The directive being read, and how many words of it there were. */
    enum directive directive;
    size_t word_count;
    struct config_format format;
    struct httally_error *error;
};

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static char take(struct reader *reader)
{
    reader->line += *reader->at == '\n';
    return *reader->at++;
}

static void skip_blanks_and_comments(struct reader *reader)
{
    bool is_comment = false;
    while (reader->at < reader->end) {
        if (*reader->at == '#')
            is_comment = true;
        else if (*reader->at == '\n')
            is_comment = false;
        else if (!is_comment && !is_blank(*reader->at))
            return;
        take(reader);
    }
}

/* What a backslash and the byte behind it are; other pairs stay as they are. */
static void take_escaped(struct reader *reader)
{
    static const char written[] = "\"'\\trn", meant[] = "\"'\\\t\r\n";
    take(reader);
    if (reader->at == reader->end) {
        buffer_append_char(&reader->word, '\\');
        return;
    }
    char byte = take(reader);
    const char *found = byte ? strchr(written, byte) : NULL;
    if (!found)
        buffer_append_char(&reader->word, '\\');
    buffer_append_char(&reader->word, found ? meant[found - written] : byte);
}

static enum token read_string(struct reader *reader)
{
    char quote = take(reader);
    while (reader->at < reader->end) {
        if (*reader->at == '\\') {
            take_escaped(reader);
            continue;
        }
        char byte = take(reader);
        if (byte == quote)
            return TOKEN_WORD;
        buffer_append_char(&reader->word, byte);
    }
    return TOKEN_OPEN_STRING;
}

/* Quotes within a word are bytes like others, and so are the braces of ${name}. */
static enum token read_bare_word(struct reader *reader)
{
    bool is_variable = false;
    while (reader->at < reader->end) {
        char byte = *reader->at;
        if (is_blank(byte) || byte == ';' || (byte == '{' && !is_variable))
            break;
        if (byte == '\\') {
            take_escaped(reader);
            is_variable = false;
            continue;
        }
        is_variable = byte == '$';
        buffer_append_char(&reader->word, take(reader));
    }
    return TOKEN_WORD;
}

static enum token next_token(struct reader *reader)
{
    skip_blanks_and_comments(reader);
    reader->token_line = reader->line;
    buffer_reset(&reader->word);
    if (reader->at == reader->end)
        return TOKEN_END;
    switch (*reader->at) {
    case ';':
        take(reader);
        return TOKEN_STOP;
    case '{':
        take(reader);
        return TOKEN_OPEN;
    case '}':
        take(reader);
        return TOKEN_CLOSE;
    case '"':
    case '\'':
        return read_string(reader);
    default:
        return read_bare_word(reader);
    }
}

static bool ends_with(struct httally_slice text, const char *ending)
{
    size_t length = strlen(ending);
    return text.length >= length && memcmp(text.data + text.length - length, ending, length) == 0;
}

static enum directive directive_of(struct httally_slice name)
{
    if (httally_slice_equals_string(name, "log_format"))
        return DIRECTIVE_LOG_FORMAT;
    if (httally_slice_equals_string(name, "access_log"))
        return DIRECTIVE_ACCESS_LOG;
    return ends_with(name, "_by_lua_block") ? DIRECTIVE_LUA_BLOCK : DIRECTIVE_OTHER;
}

static bool take_escape_option(struct httally_slice word, enum config_escape *escape_out)
{
    static const struct {
        const char *word;
        enum config_escape escape;
    } options[] = {
        {"escape=default", CONFIG_ESCAPE_DEFAULT},
        {"escape=json", CONFIG_ESCAPE_JSON},
        {"escape=none", CONFIG_ESCAPE_NONE},
    };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        if (httally_slice_equals_string(word, options[i].word)) {
            *escape_out = options[i].escape;
            return true;
        }
    }
    return false;
}

/* The words of a log_format behind its name are one text: nothing is put between them. */
static void take_format_word(struct reader *reader, struct httally_slice word)
{
    struct config_format *format = &reader->format;
    if (reader->word_count == 1) {
        format->name = config_formats_keep(reader->formats, word);
        format->text = config_formats_keep(reader->formats, httally_slice_of(word.data, 0));
    } else if (reader->word_count > 2 || !take_escape_option(word, &format->escape)) {
        format->text.length += config_formats_keep(reader->formats, word).length;
    }
}

/* The second word behind access_log is the name of a format. */
static enum httally_result take_log_word(struct reader *reader, struct httally_slice word)
{
    if (reader->word_count != 2)
        return HTTALLY_OK;
    return config_formats_use(reader->formats, word, false, reader->token_line, reader->error);
}

static enum httally_result take_word(struct reader *reader)
{
    struct httally_slice word =
        reader->word.length ? buffer_slice(&reader->word) : httally_slice_of("", 0);
    enum httally_result result = buffer_status(&reader->word, reader->error);
    if (result != HTTALLY_OK)
        return result;
    if (reader->word_count == 0) {
        reader->directive = directive_of(word);
        reader->format = (struct config_format){.line = reader->token_line};
    } else if (reader->directive == DIRECTIVE_LOG_FORMAT) {
        take_format_word(reader, word);
    } else if (reader->directive == DIRECTIVE_ACCESS_LOG) {
        /* `access_log off` is no log; one without a format is written in the built-in one. */
        if (reader->word_count == 1 && httally_slice_equals_string(word, "off"))
            reader->directive = DIRECTIVE_OTHER;
        result = take_log_word(reader, word);
    }
    reader->word_count++;
    return result;
}

/* Behind the `;` of a directive. */
static enum httally_result finish_directive(struct reader *reader)
{
    if (reader->directive == DIRECTIVE_ACCESS_LOG && reader->word_count == 2)
        return config_formats_use(reader->formats, httally_slice_of_string("combined"), false,
                                  reader->token_line, reader->error);
    if (reader->directive != DIRECTIVE_LOG_FORMAT)
        return HTTALLY_OK;
    if (reader->word_count < 2 || reader->format.text.length == 0)
        return config_error(reader->error, reader->format.line,
                            "log_format without a name and a text");
    return config_formats_add(reader->formats, &reader->format, reader->error);
}

/* Step over what stands between balanced braces, quotes or not. */
static void skip_block(struct reader *reader)
{
    size_t depth = 1;
    while (reader->at < reader->end && depth > 0) {
        char byte = take(reader);
        depth += byte == '{';
        depth -= byte == '}';
    }
}

static enum httally_result take_token(struct reader *reader, enum token token)
{
    enum httally_result result = HTTALLY_OK;
    if (token == TOKEN_WORD)
        return take_word(reader);
    if (token == TOKEN_OPEN_STRING)
        return config_error(reader->error, reader->token_line,
                            "the string that begins here has no closing quote");
    if (token != TOKEN_STOP && reader->directive == DIRECTIVE_LOG_FORMAT)
        return config_error(reader->error, reader->format.line,
                            "the log_format that begins here has no ';' at its end");
    if (token == TOKEN_STOP)
        result = finish_directive(reader);
    if (token == TOKEN_OPEN && reader->directive == DIRECTIVE_LUA_BLOCK)
        skip_block(reader);
    reader->directive = DIRECTIVE_OTHER;
    reader->word_count = 0;
    return result;
}

enum httally_result nginx_config_read(struct httally_slice text, struct config_formats *formats,
                                      struct httally_error *error)
{
    struct reader reader = {
        .at = text.data,
        .end = text.data + text.length,
        .line = 1,
        .formats = formats,
        .error = error,
    };
    enum httally_result result = HTTALLY_OK;
    enum token token = TOKEN_WORD;
    while (result == HTTALLY_OK && token != TOKEN_END) {
        token = next_token(&reader);
        result = take_token(&reader, token);
    }
    buffer_finish(&reader.word);
    return result;
}

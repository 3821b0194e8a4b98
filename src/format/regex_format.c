/* SPDX-License-Identifier: MIT */
#include "format/regex_format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/compiler.h"
#include "base/memory.h"
#include "format/field.h"
#include "format/value_look.h"

/* NEVER_UTF keeps `(*UTF)` in a pattern from bringing back failures on bytes that are no UTF-8. */
#define REGEX_OPTIONS                                                                              \
    (PCRE2_DOTALL | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_UTF | PCRE2_USE_OFFSET_LIMIT)

/* What one search may cost; the depth limit binds the interpreter only, the match limit both, but
 * from each byte that the match may begin at anew: it must begin near the line's start. */
enum {
    REGEX_START_MAX = 1024,
    REGEX_MATCH_LIMIT = 100000,
    REGEX_DEPTH_LIMIT = 20000,
    REGEX_HEAP_LIMIT_KIB = 4096,
    REGEX_JIT_STACK_BYTES = 512 * 1024
};

/* Groups of a pattern, named or not: the scratch has room for any of our patterns. */
enum { REGEX_GROUP_MAX = 255 };

struct regex_group {
    uint32_t number;
    struct field_spec spec;
    /* `time`: its look tells the style. */
    bool is_any_time;
};

struct regex_format {
    struct httally_format base;
    /* "regex:" and the pattern. */
    char *name;
    pcre2_code *code;
    struct regex_group *groups;
    size_t group_count;
};

struct search_scratch {
    pcre2_match_data *match_data;
    pcre2_match_context *match_context;
    /* NULL when the system denies it: 32 KiB of the thread's own stack serve then. */
    pcre2_jit_stack *jit_stack;
};

static void destroy_scratch(void *memory)
{
    struct search_scratch *scratch = memory;
    if (!scratch)
        return;
    pcre2_jit_stack_free(scratch->jit_stack);
    pcre2_match_context_free(scratch->match_context);
    pcre2_match_data_free(scratch->match_data);
    free(scratch);
}

static struct search_scratch *create_scratch(void)
{
    enum { JIT_STACK_START_BYTES = 32 * 1024 };
    struct search_scratch *scratch = memory_allocate(1, sizeof *scratch);
    if (!scratch)
        return NULL;
    scratch->match_data = pcre2_match_data_create(REGEX_GROUP_MAX + 1, NULL);
    scratch->match_context = pcre2_match_context_create(NULL);
    if (!scratch->match_data || !scratch->match_context) {
        destroy_scratch(scratch);
        return NULL;
    }
    pcre2_set_match_limit(scratch->match_context, REGEX_MATCH_LIMIT);
    pcre2_set_offset_limit(scratch->match_context, REGEX_START_MAX);
    pcre2_set_depth_limit(scratch->match_context, REGEX_DEPTH_LIMIT);
    pcre2_set_heap_limit(scratch->match_context, REGEX_HEAP_LIMIT_KIB);
    scratch->jit_stack = pcre2_jit_stack_create(JIT_STACK_START_BYTES, REGEX_JIT_STACK_BYTES, NULL);
    if (scratch->jit_stack)
        pcre2_jit_stack_assign(scratch->match_context, NULL, scratch->jit_stack);
    return scratch;
}

/* The same for whatever pattern, so that one state serves several formats in turn. */
static struct search_scratch *scratch_of(struct httally_format_state *state)
{
    if (!state->search_scratch) {
        state->search_scratch = create_scratch();
        state->destroy_search_scratch = destroy_scratch;
    }
    return state->search_scratch;
}

static bool set_group(const struct regex_group *group, struct httally_slice text,
                      struct record_builder *builder, enum httally_unparsed_reason *reason_out)
{
    struct field_spec spec = group->spec;
    if (group->is_any_time && !value_look_of_time(text, &spec)) {
        *reason_out = HTTALLY_UNPARSED_BAD_TIME;
        return false;
    }
    return record_builder_set(builder, &spec, text, reason_out);
}

static bool parse(const struct httally_format *format, struct httally_format_state *state,
                  struct httally_slice line, struct httally_record *record,
                  enum httally_unparsed_reason *reason_out)
{
    const struct regex_format *regex = (const struct regex_format *)format;
    struct search_scratch *scratch = scratch_of(state);
    struct record_builder builder;
    int result = PCRE2_ERROR_NOMEMORY;
    if (scratch)
        result = pcre2_match(regex->code, (PCRE2_SPTR)line.data, line.length, 0, 0,
                             scratch->match_data, scratch->match_context);
    if (result < 0) {
        /* Every other failure is a limit: of matches, of depth, of memory. */
        *reason_out = result == PCRE2_ERROR_NOMATCH ? HTTALLY_UNPARSED_NO_MATCH
                                                    : HTTALLY_UNPARSED_MATCH_LIMIT;
        return false;
    }
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(scratch->match_data);
    record_builder_begin(&builder, record, line);
    for (size_t i = 0; i < regex->group_count; i++) {
        const struct regex_group *group = &regex->groups[i];
        size_t from = ends[2 * group->number], to = ends[2 * group->number + 1];
        if (group->number >= (uint32_t)result || from == PCRE2_UNSET)
            continue;
        if (!set_group(group, httally_slice_of(line.data + from, to - from), &builder, reason_out))
            return false;
    }
    return record_builder_finish(&builder, reason_out);
}

static void destroy(struct httally_format *format)
{
    struct regex_format *regex = (struct regex_format *)format;
    pcre2_code_free(regex->code);
    free(regex->groups);
    free(regex->name);
    free(regex);
}

static bool is_duration(enum field field)
{
    return field == FIELD_DURATION || field == FIELD_UPSTREAM_DURATION;
}

/* What a group called 'name' is: `status`, `duration_ms`, `time_epoch_us`. */
static bool spec_of_name(const char *name, struct regex_group *group)
{
    static const char *const suffixes[] = {
        [UNIT_SECONDS] = "_s",
        [UNIT_MILLISECONDS] = "_ms",
        [UNIT_MICROSECONDS] = "_us",
        [UNIT_NANOSECONDS] = "_ns",
    };
    size_t length = strlen(name);
    bool has_unit = false;
    for (size_t i = 0; i < ARRAY_LENGTH(suffixes) && !has_unit; i++) {
        size_t suffix = strlen(suffixes[i]);
        has_unit = length > suffix && strcmp(name + length - suffix, suffixes[i]) == 0;
        if (has_unit) {
            length -= suffix;
            group->spec.unit = (enum time_unit)i;
        }
    }
    struct httally_slice stem = {name, length};
    if (httally_slice_equals_string(stem, "time_epoch")) {
        group->spec.field = FIELD_TIME;
        group->spec.style = TIME_STYLE_EPOCH;
        return true;
    }
    if (httally_slice_equals_string(stem, "path"))
        group->spec.field = FIELD_TARGET;
    for (int field = FIELD_NONE + 1; field < FIELD_COUNT; field++) {
        /* FIELD_CLIENT_AND_PORT bears the client's name as well. */
        if (group->spec.field == FIELD_NONE &&
            httally_slice_equals_string(stem, field_name((enum field)field)))
            group->spec.field = (enum field)field;
    }
    group->is_any_time = group->spec.field == FIELD_TIME;
    return group->spec.field != FIELD_NONE && is_duration(group->spec.field) == has_unit;
}

struct name_table {
    const char *entries;
    uint32_t count;
    uint32_t entry_bytes;
};

static struct name_table names_of(const pcre2_code *code)
{
    struct name_table table = {NULL, 0, 0};
    (void)pcre2_pattern_info(code, PCRE2_INFO_NAMETABLE, &table.entries);
    (void)pcre2_pattern_info(code, PCRE2_INFO_NAMECOUNT, &table.count);
    (void)pcre2_pattern_info(code, PCRE2_INFO_NAMEENTRYSIZE, &table.entry_bytes);
    return table;
}

/* Each entry is the number of a group in two bytes, and its name. */
static uint32_t entry_number(const char *entry)
{
    return (uint32_t)(unsigned char)entry[0] << 8 | (unsigned char)entry[1];
}

/* 'unknown' are names of groups, each with a comma before it. */
static enum httally_result unknown_groups(const char *unknown, struct httally_error *error)
{
    if (strcmp(unknown, ", duration") == 0 || strcmp(unknown, ", upstream_duration") == 0)
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                 "the group '%s' does not say its unit: call it %s_s, %s_ms, %s_us "
                                 "or %s_ns",
                                 unknown + 2, unknown + 2, unknown + 2, unknown + 2, unknown + 2);
    return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                             "groups that are no field: %.60s; there are time client user host "
                             "request method target path protocol status bytes referer agent "
                             "upstream upstream_status cache tls request_id forwarded_for "
                             "duration_ms upstream_duration_ms",
                             unknown + 2);
}

static enum httally_result take_groups(struct regex_format *format, struct httally_error *error)
{
    struct name_table names = names_of(format->code);
    char unknown[100] = "";
    size_t unknown_length = 0;
    bool has_status = false;
    format->groups = memory_allocate(names.count, sizeof *format->groups);
    if (!format->groups)
        return memory_error(error);
    for (uint32_t i = 0; i < names.count; i++) {
        const char *entry = names.entries + (size_t)i * names.entry_bytes;
        struct regex_group group = {.number = entry_number(entry)};
        if (spec_of_name(entry + 2, &group)) {
            format->groups[format->group_count++] = group;
            has_status = has_status || group.spec.field == FIELD_STATUS;
        } else if (unknown_length < sizeof unknown - 1) {
            unknown_length += (size_t)snprintf(unknown + unknown_length,
                                               sizeof unknown - unknown_length, ", %s", entry + 2);
        }
    }
    if (unknown_length)
        return unknown_groups(unknown, error);
    if (!has_status)
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                 "the regular expression has no group (?<status>...)");
    return HTTALLY_OK;
}

static enum httally_result compile_error(const char *pattern, int code, size_t offset,
                                         struct httally_error *error)
{
    if (code == PCRE2_ERROR_HEAP_FAILED)
        return memory_error(error);
    PCRE2_UCHAR reason[120];
    if (pcre2_get_error_message(code, reason, sizeof reason) < 0)
        reason[sizeof reason - 1] = '\0';
    return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                             "bad regular expression '%.70s': %s at offset %zu", pattern,
                             (const char *)reason, offset);
}

static enum httally_result compile(struct regex_format *format, const char *pattern,
                                   struct httally_error *error)
{
    int code = 0;
    PCRE2_SIZE offset = 0;
    uint32_t group_count = 0;
    format->code =
        pcre2_compile((PCRE2_SPTR)pattern, strlen(pattern), REGEX_OPTIONS, &code, &offset, NULL);
    if (!format->code)
        return compile_error(pattern, code, offset, error);
    (void)pcre2_pattern_info(format->code, PCRE2_INFO_CAPTURECOUNT, &group_count);
    if (group_count > REGEX_GROUP_MAX)
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                 "the regular expression has %u groups, at most %d; (?:...) is "
                                 "none",
                                 (unsigned)group_count, REGEX_GROUP_MAX);
    /* Without machine code the interpreter does it. */
    (void)pcre2_jit_compile(format->code, PCRE2_JIT_COMPLETE);
    return HTTALLY_OK;
}

static enum httally_result keep_name(struct regex_format *format, const char *pattern,
                                     struct httally_error *error)
{
    static const char prefix[] = "regex:";
    size_t size = sizeof prefix + strlen(pattern);
    format->name = memory_allocate(size, 1);
    if (!format->name)
        return memory_error(error);
    snprintf(format->name, size, "%s%s", prefix, pattern);
    format->base.name = format->name;
    format->base.has_bar = strchr(pattern, '|') != NULL;
    return HTTALLY_OK;
}

enum httally_result regex_format_create(const char *pattern, struct httally_format **format_out,
                                        struct httally_error *error)
{
    static const struct format_methods methods = {.parse = parse, .destroy = destroy};
    struct regex_format *format = memory_allocate(1, sizeof *format);
    *format_out = NULL;
    if (!format)
        return memory_error(error);
    format->base.methods = &methods;
    enum httally_result result = compile(format, pattern, error);
    if (result == HTTALLY_OK)
        result = take_groups(format, error);
    if (result == HTTALLY_OK)
        result = keep_name(format, pattern, error);
    if (result != HTTALLY_OK) {
        destroy(&format->base);
        return result;
    }
    *format_out = &format->base;
    return HTTALLY_OK;
}

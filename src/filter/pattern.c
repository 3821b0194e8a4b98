/* SPDX-License-Identifier: MIT */
#include "filter/pattern.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/memory.h"
#include "base/word.h"
#include "filter/terms.h"

/* NEVER_UTF keeps `(*UTF)` in a pattern from bringing back failures on bytes that are no UTF-8. */
#define PATTERN_OPTIONS (PCRE2_DOTALL | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_UTF)

struct pattern {
    pcre2_code *code;
};

struct pattern_scratch {
    pcre2_match_data *match_data;
    pcre2_match_context *match_context;
    /* NULL when the system denies it: 32 KiB of the thread's own stack serve then. */
    pcre2_jit_stack *jit_stack;
};

static enum httally_result compile_error(struct httally_slice text, int code, size_t offset,
                                         struct httally_error *error)
{
    if (code == PCRE2_ERROR_HEAP_FAILED)
        return memory_error(error);
    PCRE2_UCHAR reason[120];
    char problem[160];
    if (pcre2_get_error_message(code, reason, sizeof reason) < 0)
        reason[sizeof reason - 1] = '\0';
    snprintf(problem, sizeof problem, "%s at offset %zu", (const char *)reason, offset);
    return bad_text(error, "regular expression", text, problem);
}

/* Owns 'code' from now on, failing or not.  Without machine code the interpreter does it. */
static enum httally_result wrap_code(pcre2_code *code, struct pattern **pattern_out,
                                     struct httally_error *error)
{
    struct pattern *pattern = code ? memory_allocate(1, sizeof *pattern) : NULL;
    if (!pattern) {
        pcre2_code_free(code);
        return memory_error(error);
    }
    (void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    pattern->code = code;
    *pattern_out = pattern;
    return HTTALLY_OK;
}

enum httally_result pattern_create(struct httally_slice text, struct pattern **pattern_out,
                                   struct httally_error *error)
{
    int code = 0;
    PCRE2_SIZE offset = 0;
    *pattern_out = NULL;
    pcre2_code *compiled = pcre2_compile((PCRE2_SPTR)(text.length ? text.data : ""), text.length,
                                         PATTERN_OPTIONS, &code, &offset, NULL);
    if (!compiled)
        return compile_error(text, code, offset, error);
    return wrap_code(compiled, pattern_out, error);
}

enum httally_result pattern_copy(const struct pattern *pattern, struct pattern **copy_out,
                                 struct httally_error *error)
{
    *copy_out = NULL;
    /* The copy comes without machine code. */
    return wrap_code(pcre2_code_copy(pattern->code), copy_out, error);
}

bool pattern_is_jit(const struct pattern *pattern)
{
    size_t size = 0;
    return pcre2_pattern_info(pattern->code, PCRE2_INFO_JITSIZE, &size) == 0 && size > 0;
}

void pattern_destroy(struct pattern *pattern)
{
    if (!pattern)
        return;
    pcre2_code_free(pattern->code);
    free(pattern);
}

enum httally_result pattern_scratch_create(struct pattern_scratch **scratch_out,
                                           struct httally_error *error)
{
    enum { JIT_STACK_START_BYTES = 32 * 1024 };
    struct pattern_scratch *scratch = memory_allocate(1, sizeof *scratch);
    *scratch_out = NULL;
    if (!scratch)
        return memory_error(error);
    /* Room for the whole match alone: nobody asks for groups. */
    scratch->match_data = pcre2_match_data_create(1, NULL);
    scratch->match_context = pcre2_match_context_create(NULL);
    if (!scratch->match_data || !scratch->match_context) {
        pattern_scratch_destroy(scratch);
        return memory_error(error);
    }
    pcre2_set_match_limit(scratch->match_context, PATTERN_MATCH_LIMIT);
    pcre2_set_depth_limit(scratch->match_context, PATTERN_DEPTH_LIMIT);
    pcre2_set_heap_limit(scratch->match_context, PATTERN_HEAP_LIMIT_KIB);
    scratch->jit_stack =
        pcre2_jit_stack_create(JIT_STACK_START_BYTES, PATTERN_JIT_STACK_BYTES, NULL);
    if (scratch->jit_stack)
        pcre2_jit_stack_assign(scratch->match_context, NULL, scratch->jit_stack);
    *scratch_out = scratch;
    return HTTALLY_OK;
}

void pattern_scratch_destroy(struct pattern_scratch *scratch)
{
    if (!scratch)
        return;
    pcre2_jit_stack_free(scratch->jit_stack);
    pcre2_match_context_free(scratch->match_context);
    pcre2_match_data_free(scratch->match_data);
    free(scratch);
}

enum pattern_verdict pattern_search(const struct pattern *pattern, struct pattern_scratch *scratch,
                                    struct httally_slice subject)
{
    if (!subject.data)
        return PATTERN_ABSENT;
    int result = pcre2_match(pattern->code, (PCRE2_SPTR)subject.data, subject.length, 0, 0,
                             scratch->match_data, scratch->match_context);
    /* 0 is a match whose groups had no room. */
    if (result >= 0)
        return PATTERN_FOUND;
    /* MATCHLIMIT, DEPTHLIMIT, HEAPLIMIT, JIT_STACKLIMIT, NOMEMORY and any other: not known. */
    return result == PCRE2_ERROR_NOMATCH ? PATTERN_ABSENT : PATTERN_UNDECIDED;
}

enum pattern_verdict pattern_replace(const struct pattern *pattern, struct pattern_scratch *scratch,
                                     struct httally_slice subject, const char *replacement,
                                     char *text_out, size_t *length_inout)
{
    PCRE2_SIZE length = *length_inout;
    /* The scratch has no room for groups: PCRE2 makes its own. */
    int result = pcre2_substitute(pattern->code, (PCRE2_SPTR)subject.data, subject.length, 0,
                                  PCRE2_SUBSTITUTE_GLOBAL | PCRE2_SUBSTITUTE_UNSET_EMPTY, NULL,
                                  scratch->match_context, (PCRE2_SPTR)replacement,
                                  PCRE2_ZERO_TERMINATED, (PCRE2_UCHAR *)text_out, &length);
    *length_inout = length;
    if (result > 0)
        return PATTERN_FOUND;
    return result == 0 ? PATTERN_ABSENT : PATTERN_UNDECIDED;
}

/* Is 'name' the number or the name of a group? */
static bool has_group(const struct pattern *pattern, struct httally_slice name)
{
    enum { NAME_BYTES = 33 };
    char text[NAME_BYTES];
    uint32_t group_count = 0;
    unsigned number = 0;
    if (name.length == 0 || name.length >= sizeof text)
        return false;
    memcpy(text, name.data, name.length);
    text[name.length] = '\0';
    if (!word_is_digit(text[0]))
        return pcre2_substring_number_from_name(pattern->code, (PCRE2_SPTR)text) > 0;
    for (size_t i = 0; i < name.length; i++) {
        if (!word_is_digit(text[i]) || number > UINT16_MAX)
            return false;
        number = number * 10 + (unsigned)(text[i] - '0');
    }
    return pcre2_pattern_info(pattern->code, PCRE2_INFO_CAPTURECOUNT, &group_count) == 0 &&
           number <= group_count;
}

static bool is_word_byte(char byte)
{
    char lower = (char)(byte | 0x20);
    return word_is_digit(byte) || byte == '_' || (lower >= 'a' && lower <= 'z');
}

bool pattern_takes_replacement(const struct pattern *pattern, const char *replacement)
{
    for (const char *at = replacement; *at; at++) {
        if (*at != '$')
            continue;
        if (*++at == '$')
            continue;
        bool is_braced = *at == '{';
        const char *begin = at + is_braced, *end = begin;
        bool is_number = word_is_digit(*begin);
        while (is_number ? word_is_digit(*end) : is_word_byte(*end))
            end++;
        if (!has_group(pattern, httally_slice_of(begin, (size_t)(end - begin))) ||
            (is_braced && *end != '}'))
            return false;
        at = is_braced ? end : end - 1;
    }
    return true;
}

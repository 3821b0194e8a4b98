/* SPDX-License-Identifier: MIT */
#include "filter/terms.h"

#include <stdio.h>

#include "base/memory.h"

/* Leaves room in a message for the reason behind the quotation. */
enum { QUOTED_MAX = 70 };

struct term_list term_list_of(const char *terms, const char *what)
{
    struct httally_slice whole = httally_slice_of_string(terms);
    return (struct term_list){.what = what, .whole = whole, .rest = whole};
}

struct httally_slice trim_blanks(struct httally_slice text)
{
    while (text.length && (*text.data == ' ' || *text.data == '\t')) {
        text.data++;
        text.length--;
    }
    while (text.length && (text.data[text.length - 1] == ' ' || text.data[text.length - 1] == '\t'))
        text.length--;
    return text;
}

bool take_negation(struct httally_slice *text)
{
    if (text->length == 0 || *text->data != '!')
        return false;
    text->data++;
    text->length--;
    return true;
}

enum httally_result term_list_next(struct term_list *list, struct term *term_out,
                                   struct httally_error *error)
{
    if (list->is_done)
        return HTTALLY_END;
    struct httally_slice text = list->rest;
    const char *comma = text.length ? memchr(text.data, ',', text.length) : NULL;
    if (comma) {
        text.length = (size_t)(comma - text.data);
        list->rest.data += text.length + 1;
        list->rest.length -= text.length + 1;
    } else {
        list->is_done = true;
    }
    list->term_count++;

    text = trim_blanks(text);
    term_out->is_negated = take_negation(&text);
    term_out->text = trim_blanks(text);
    if (term_out->text.length)
        return HTTALLY_OK;

    char what[64], problem[64];
    snprintf(what, sizeof what, "%s list", list->what);
    snprintf(problem, sizeof problem, "term %zu is empty", list->term_count);
    return bad_text(error, what, list->whole, problem);
}

enum httally_result bad_text(struct httally_error *error, const char *what,
                             struct httally_slice text, const char *problem)
{
    bool is_long = text.length > QUOTED_MAX;
    return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0, "bad %s '%.*s%s': %s", what,
                             is_long ? QUOTED_MAX : (int)text.length, text.length ? text.data : "",
                             is_long ? "..." : "", problem);
}

bool copy_array(const void *array, size_t count, size_t size, void **copy_out)
{
    *copy_out = NULL;
    if (count == 0)
        return true;
    void *copy = memory_allocate(count, size);
    if (!copy)
        return false;
    memcpy(copy, array, count * size);
    *copy_out = copy;
    return true;
}

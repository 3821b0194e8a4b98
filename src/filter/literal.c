/* SPDX-License-Identifier: MIT */
#include "filter/literal.h"

#include <stdlib.h>

#include "base/memory.h"
#include "filter/terms.h"

/* 0..65535 of 1 to 5 digits, else -1. */
static int parse_port(struct httally_slice digits)
{
    int port = 0;
    if (digits.length == 0 || digits.length > 5)
        return -1;
    for (size_t i = 0; i < digits.length; i++) {
        if (!is_digit(digits.data[i]))
            return -1;
        port = port * 10 + (digits.data[i] - '0');
    }
    return port <= 65535 ? port : -1;
}

/*
 * Take the port off 'host': `name:80`, `[2001:db8::1]:80`.  A name with several colons outside
 * brackets is an IPv6 address without a port.  LITERAL_ANY_PORT when there is none.
 */
static int take_port(struct httally_slice *host)
{
    size_t colon = host->length;
    while (colon > 0 && host->data[colon - 1] != ':')
        colon--;
    if (colon < 2)
        return LITERAL_ANY_PORT;
    size_t name_length = colon - 1;
    bool is_plain = !memchr(host->data, ':', name_length);
    if (!is_plain && host->data[name_length - 1] != ']')
        return LITERAL_ANY_PORT;
    int port = parse_port(httally_slice_of(host->data + colon, host->length - colon));
    if (port >= 0)
        host->length = name_length;
    return port >= 0 ? port : LITERAL_ANY_PORT;
}

/* Whether a colon is left in 'name' that take_port() took for no port, and IPv6 does not explain.
 */
static bool has_bad_port(struct httally_slice name)
{
    if (*name.data == '[')
        return name.data[name.length - 1] != ']';
    const char *colon = memchr(name.data, ':', name.length);
    return colon && !memchr(colon + 1, ':', (size_t)(name.data + name.length - colon - 1));
}

/* Why 'name' (of a host, without port and `*.`) can be no host, or NULL. */
static const char *problem_of_host(struct httally_slice name)
{
    if (name.length == 0)
        return "there is no name";
    if (memchr(name.data, '*', name.length))
        return "'*' can only be the first label, as in '*.example.com'";
    if (memchr(name.data, '/', name.length))
        return "expected a host such as 'www.example.com', with or without a port";
    return has_bad_port(name) ? "the port is a number from 0 to 65535" : NULL;
}

static enum httally_result parse_literal(struct httally_slice text, enum literal_kind kind,
                                         struct literal *literal, struct httally_error *error)
{
    const char *what = kind == LITERAL_HOST ? "host" : "method";
    struct httally_slice name = text;
    literal->port = LITERAL_ANY_PORT;
    if (kind == LITERAL_HOST) {
        literal->port = take_port(&name);
        literal->includes_below = name.length >= 2 && memcmp(name.data, "*.", 2) == 0;
        if (literal->includes_below)
            name = httally_slice_of(name.data + 2, name.length - 2);
        const char *problem = problem_of_host(name);
        if (problem)
            return bad_text(error, what, text, problem);
    }
    if (name.length > LITERAL_NAME_MAX)
        return bad_text(error, what, text, "it is too long");
    for (size_t i = 0; i < name.length; i++)
        literal->name[i] = lower_case(name.data[i]);
    literal->name_length = (unsigned char)name.length;
    return HTTALLY_OK;
}

static enum httally_result append_literal(struct literal_list *list, enum literal_kind kind,
                                          const struct term *term, struct httally_error *error)
{
    struct literal literal = {.is_negated = term->is_negated};
    enum httally_result result = parse_literal(term->text, kind, &literal, error);
    if (result != HTTALLY_OK)
        return result;
    void *literals = list->literals;
    if (!memory_grow(&literals, list->literal_count, &list->capacity, 4, TERMS_LIMIT,
                     sizeof literal))
        return memory_error(error);
    list->literals = literals;
    list->literals[list->literal_count++] = literal;
    if (!term->is_negated)
        list->has_wanted = true;
    return HTTALLY_OK;
}

enum httally_result literal_list_add(struct literal_list *list, enum literal_kind kind,
                                     const char *terms, struct httally_error *error)
{
    struct term_list rest = term_list_of(terms, kind == LITERAL_HOST ? "host" : "method");
    size_t old_count = list->literal_count;
    bool had_wanted = list->has_wanted;
    struct term term;
    enum httally_result result;
    while ((result = term_list_next(&rest, &term, error)) == HTTALLY_OK) {
        result = append_literal(list, kind, &term, error);
        if (result != HTTALLY_OK)
            break;
    }
    if (result == HTTALLY_END)
        return HTTALLY_OK;
    list->literal_count = old_count;
    list->has_wanted = had_wanted;
    return result;
}

/* 'name' without its port, 'port' what was taken off it. */
static bool literal_holds(const struct literal *literal, struct httally_slice name, int port)
{
    if (literal->port != LITERAL_ANY_PORT && literal->port != port)
        return false;
    if (name.length < literal->name_length)
        return false;
    size_t below = name.length - literal->name_length;
    if (below && (!literal->includes_below || name.data[below - 1] != '.'))
        return false;
    return equals_lower(name.data + below, literal->name, literal->name_length);
}

bool literal_list_matches(const struct literal_list *list, enum literal_kind kind,
                          struct httally_slice field)
{
    if (list->literal_count == 0)
        return true;
    bool is_wanted = !list->has_wanted;
    if (!field.data)
        return is_wanted;
    int port = kind == LITERAL_HOST ? take_port(&field) : LITERAL_ANY_PORT;
    for (size_t i = 0; i < list->literal_count; i++) {
        if (!literal_holds(&list->literals[i], field, port))
            continue;
        if (list->literals[i].is_negated)
            return false;
        is_wanted = true;
    }
    return is_wanted;
}

enum httally_result literal_list_copy(const struct literal_list *list,
                                      struct literal_list *copy_out, struct httally_error *error)
{
    void *literals;
    if (!copy_array(list->literals, list->literal_count, sizeof *list->literals, &literals))
        return memory_error(error);
    *copy_out = *list;
    copy_out->literals = literals;
    copy_out->capacity = list->literal_count;
    return HTTALLY_OK;
}

void literal_list_finish(struct literal_list *list)
{
    free(list->literals);
    *list = (struct literal_list){0};
}

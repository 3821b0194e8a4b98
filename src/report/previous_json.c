/* SPDX-License-Identifier: MIT */
/* previous_json.c - an earlier report out of its JSON; the only door to Jansson. */
#include <jansson.h>

#include "base/memory.h"
#include "report/model.h"
#include "report/previous.h"

static const char schema[] = "httally.report/1";

static enum httally_result refuse(struct httally_error *error, const char *what)
{
    return httally_error_set(error, HTTALLY_ERROR_DATA, 0, "not a JSON report of httally: %s",
                             what);
}

/* A count; false for what is none. */
static bool read_count(const json_t *object, const char *key, uint64_t *count_out)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return false;
    *count_out = (uint64_t)json_integer_value(value);
    return true;
}

static void read_time(const json_t *root, const char *key, char time_out[32])
{
    const char *text = json_string_value(json_object_get(root, key));
    size_t length = text ? strlen(text) : 0;
    if (length && length < 32)
        memcpy(time_out, text, length);
}

static enum httally_result read_statuses(struct httally_previous *previous, const json_t *root,
                                         struct httally_error *error)
{
    const json_t *rows = json_object_get(root, "status");
    size_t count = json_array_size(rows);
    if (!json_is_array(rows) || !read_count(root, "requests", &previous->requests))
        return refuse(error, "it has no \"status\" or no \"requests\"");
    for (size_t i = 0; i < count; i++) {
        const json_t *row = json_array_get(rows, i);
        const char *token = json_string_value(json_object_get(row, "token"));
        httally_status status;
        uint64_t requests;
        if (!token || !httally_status_parse(httally_slice_of_string(token), &status) ||
            !read_count(row, "requests", &requests))
            return refuse(error, "a row of \"status\" makes no sense");
        previous->statuses[status] = requests;
    }
    return HTTALLY_OK;
}

/* What is not listed had no more than what is listed last, unless all are listed. */
static void bound_others(struct httally_previous *previous, const json_t *root, uint64_t least)
{
    uint64_t keys;
    const char *name = model_dimension_name(HTTALLY_DIMENSION_PATH);
    if (read_count(json_object_get(root, "key_counts"), name, &keys) && keys <= previous->row_count)
        least = 0;
    previous->most_of_others = previous->most_errors_of_others = least;
}

static enum httally_result read_paths(struct httally_previous *previous, const json_t *root,
                                      struct httally_error *error)
{
    const json_t *rows =
        json_object_get(json_object_get(root, "top"), model_dimension_name(HTTALLY_DIMENSION_PATH));
    size_t count = json_array_size(rows);
    uint64_t least = 0;
    if (!json_is_array(rows))
        return refuse(error, "it has no \"top\" paths");
    enum httally_result result = previous_reserve(previous, count, error);
    for (size_t i = 0; result == HTTALLY_OK && i < count; i++) {
        const json_t *row = json_array_get(rows, i);
        const json_t *value = json_object_get(row, "value");
        uint64_t requests, errors;
        if (!json_is_string(value) || !read_count(row, "requests", &requests) ||
            !read_count(json_object_get(row, "classes"), "5xx", &errors))
            return refuse(error, "a row of \"top\" makes no sense");
        previous_add_row(previous,
                         httally_slice_of(json_string_value(value), json_string_length(value)),
                         requests, errors);
        least = requests;
    }
    bound_others(previous, root, least);
    return result == HTTALLY_OK ? previous_sort(previous, error) : result;
}

static enum httally_result read_report(struct httally_previous *previous, const json_t *root,
                                       struct httally_error *error)
{
    const char *name = json_string_value(json_object_get(root, "schema"));
    if (!name || strcmp(name, schema) != 0)
        return refuse(error, "its \"schema\" is not httally.report/1");
    read_time(root, "first", previous->first);
    read_time(root, "last", previous->last);
    previous->has_paths = json_is_object(json_object_get(root, "unique_clients"));
    enum httally_result result = read_statuses(previous, root, error);
    return result == HTTALLY_OK ? read_paths(previous, root, error) : result;
}

enum httally_result httally_previous_read(struct httally_slice text,
                                          struct httally_previous **previous_out,
                                          struct httally_error *error)
{
    json_error_t reason;
    *previous_out = NULL;
    json_t *root = json_loadb(text.data ? text.data : "", text.length, JSON_ALLOW_NUL, &reason);
    if (!root && json_error_code(&reason) == json_error_out_of_memory)
        return memory_error(error);
    if (!root)
        return httally_error_set(error, HTTALLY_ERROR_DATA,
                                 reason.line > 0 ? (uint64_t)reason.line : 0, "not JSON: %.100s",
                                 reason.text);
    struct httally_previous *previous = memory_allocate(1, sizeof *previous);
    enum httally_result result =
        previous ? read_report(previous, root, error) : memory_error(error);
    json_decref(root);
    if (result == HTTALLY_OK)
        *previous_out = previous;
    else
        httally_previous_destroy(previous);
    return result;
}

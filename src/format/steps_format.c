/* SPDX-License-Identifier: MIT */
#include "format/steps_format.h"

#include <stdlib.h>

#include "base/memory.h"
#include "format/definition_steps.h"

struct variant {
    struct steps steps;
    char *texts;
};

struct steps_format {
    struct httally_format base;
    char *name;
    struct variant variants[STEPS_VARIANTS_MAX];
    size_t variant_count;
    /* Of the first variant, when base.is_combined. */
    struct combined_steps combined;
};

static bool parse_variant(const struct variant *variant, struct httally_format_state *state,
                          struct httally_slice line, struct httally_record *record,
                          enum httally_unparsed_reason *reason_out)
{
    struct record_builder builder;
    struct steps_run run;
    record_builder_begin(&builder, record, line);
    builder.time.memory = &state->parts_memory;
    run.steps = &variant->steps;
    run.start = line.data;
    run.end = line.data + line.length;
    run.time_memory = &state->time_memory;
    run.builder = &builder;
    run.tries = 0;
    run.is_hopeless = run.has_clf_time = false;
    run.reason = HTTALLY_UNPARSED_NONE;
    if (steps_run(&run, 0, line.data) && record_builder_finish(&builder, reason_out))
        return true;
    if (run.reason != HTTALLY_UNPARSED_NONE)
        *reason_out = run.reason;
    return false;
}

/*
 * A virtual host that the definition does not know of has moved the fields by one: the user would
 * be "- -".  Of all lines that a definition reads by chance this is the one that files are full of.
 */
static bool has_moved_head(const struct steps_format *format, const struct httally_record *record)
{
    return format->base.is_combined && !format->combined.has_host && record->user.length > 2 &&
           record->user.data[0] == '-' && record->user.data[1] == ' ';
}

static bool parse(const struct httally_format *base, struct httally_format_state *state,
                  struct httally_slice line, struct httally_record *record,
                  enum httally_unparsed_reason *reason_out)
{
    const struct steps_format *format = (const struct steps_format *)(const void *)base;
    if (LIKELY(parse_variant(&format->variants[0], state, line, record, reason_out))) {
        *reason_out =
            has_moved_head(format, record) ? HTTALLY_UNPARSED_OTHER_TEXT : HTTALLY_UNPARSED_NONE;
        return *reason_out == HTTALLY_UNPARSED_NONE;
    }
    enum httally_unparsed_reason ignored;
    for (size_t i = 1; i < format->variant_count; i++) {
        if (parse_variant(&format->variants[i], state, line, record, &ignored)) {
            *reason_out = HTTALLY_UNPARSED_NONE;
            return true;
        }
    }
    return false;
}

static bool holds(struct httally_slice text, char byte)
{
    return text.length > 0 && memchr(text.data, byte, text.length) != NULL;
}

/*
 * The fast reader knows hosts and lists of addresses that the steps read otherwise, leaves absolute
 * URLs as they are, and finds the time where the steps may try in vain: such lines are for the
 * steps alone.
 */
static bool is_as_steps_read(const struct combined_steps *combined,
                             const struct httally_record *record)
{
    const char *client_end = record->client.data + record->client.length;
    return combined->has_host == (record->host.data != NULL) && *client_end == ' ' &&
           (record->target.length == 0 || record->target.data[0] == '/') &&
           (record->request.length < 2 || record->request.data[0] != '-') &&
           (!combined->has_agent || record->agent.data) && !holds(record->client, ',') &&
           (record->user.length == 1 || !holds(record->user, '['));
}

/* Run the steps behind those that the fast reader has done. */
static bool complete(const struct httally_format *base, struct httally_format_state *state,
                     struct httally_record *record)
{
    const struct steps_format *format = (const struct steps_format *)(const void *)base;
    const struct combined_steps *combined = &format->combined;
    const struct steps *steps = &format->variants[0].steps;
    const struct step *last = &steps->list[combined->last];
    const struct httally_slice none = {NULL, 0};
    if (UNLIKELY(!is_as_steps_read(combined, record) || has_moved_head(format, record)))
        return false;
    const char *at =
        combined->has_agent ? record->agent.data + record->agent.length : record->tail.data;
    struct record_builder builder = {.record = record, .time.memory = &state->parts_memory};
    struct steps_run run;
    run.steps = steps;
    run.start = record->line.data;
    run.end = record->line.data + record->line.length;
    run.time_memory = &state->time_memory;
    run.builder = &builder;
    /* A line that takes more than one try is for parse(), which has no more tries than these. */
    run.tries = STEPS_TRIES_MAX;
    run.is_hopeless = run.has_clf_time = false;
    run.reason = HTTALLY_UNPARSED_NONE;
    bool is_ended = last->literal_length > 0 ? step_literal_is_at(last, at, run.end)
                                             : at == run.end || steps->ignores_rest;
    if (!is_ended)
        return false;
    if (!combined->has_agent)
        record->referer = record->agent = none;
    record->tail = none;
    return steps_run(&run, combined->last + 1, at + last->literal_length);
}

static void destroy(struct httally_format *base)
{
    struct steps_format *format = (struct steps_format *)(void *)base;
    for (size_t i = 0; i < format->variant_count; i++) {
        free(format->variants[i].steps.list);
        free(format->variants[i].texts);
    }
    free(format->name);
    free(format);
}

static enum httally_result read_definition(const struct steps_definition *source, const char *text,
                                           struct definition *definition,
                                           struct httally_error *error)
{
    switch (source->dialect) {
    case DIALECT_NGINX:
        return definition_read_nginx(definition, text, error);
    case DIALECT_APACHE:
        return definition_read_apache(definition, text, error);
    case DIALECT_GOACCESS:
        return definition_read_goaccess(definition, text, source->date, source->time, error);
    default:
        return definition_read_plain(definition, text, error);
    }
}

static enum httally_result add_variant(struct steps_format *format,
                                       const struct steps_definition *source, const char *text,
                                       struct httally_error *error)
{
    struct variant *variant = &format->variants[format->variant_count];
    struct definition *definition = memory_allocate(1, sizeof *definition);
    if (!definition)
        return memory_error(error);
    definition->ignores_rest = source->ignores_rest;
    definition->may_be_cut = source->may_be_cut;
    enum httally_result result = read_definition(source, text, definition, error);
    if (result == HTTALLY_OK)
        result = definition_make_steps(definition, text, &variant->steps, error);
    if (result == HTTALLY_OK) {
        variant->texts = definition->texts.data;
        format->variant_count++;
    } else
        buffer_finish(&definition->texts);
    free(definition);
    return result;
}

/* No analysis of lines that the fast reader half reads is worth it. */
static void look_for_combined(struct steps_format *format)
{
    const struct steps *steps = &format->variants[0].steps;
    format->base.is_combined = combined_steps_find(steps, &format->combined);
}

static bool has_bar(const struct steps_definition *definition)
{
    for (size_t i = 0; i < STEPS_VARIANTS_MAX && definition->texts[i]; i++) {
        if (strchr(definition->texts[i], '|'))
            return true;
    }
    return false;
}

enum httally_result steps_format_create(const struct steps_definition *definition,
                                        struct httally_format **format_out,
                                        struct httally_error *error)
{
    static const struct format_methods methods = {
        .parse = parse, .complete = complete, .destroy = destroy};
    *format_out = NULL;
    struct steps_format *format = memory_allocate(1, sizeof *format);
    size_t name_size = strlen(definition->name) + 1;
    if (!format)
        return memory_error(error);
    format->base.methods = &methods;
    format->base.vendors = definition->vendors;
    format->base.has_bar = has_bar(definition);
    format->name = memory_allocate(name_size, 1);
    enum httally_result result = format->name ? HTTALLY_OK : memory_error(error);
    for (size_t i = 0; i < STEPS_VARIANTS_MAX && definition->texts[i] && result == HTTALLY_OK; i++)
        result = add_variant(format, definition, definition->texts[i], error);
    if (result != HTTALLY_OK) {
        destroy(&format->base);
        return result;
    }
    memcpy(format->name, definition->name, name_size);
    format->base.name = format->name;
    look_for_combined(format);
    *format_out = &format->base;
    return HTTALLY_OK;
}

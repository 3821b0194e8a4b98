/* SPDX-License-Identifier: MIT */
/*
 * keyed_values.h - values found under the keys of one line, and the record that they make.
 *
 * Of the values for one field the one under the preferred key is kept; one that says nothing gives
 * way to any that does, and of two under the same key the first one counts.
 */
#ifndef KEYED_VALUES_H
#define KEYED_VALUES_H

#include "format/format.h"
#include "format/key_tree.h"

struct keyed_value {
    struct httally_slice text;
    /* Lower is better. */
    uint32_t rank;
    uint8_t field;
    uint8_t unit;
    bool has_escapes;
    /* A time whose form is in 'time_look' of all values. */
    bool has_look;
};

/* Of values[], those are set whose bit 1 << enum field is in 'present'. */
struct keyed_values {
    const struct key_tree *tree;
    /* Of the lines before this one; NULL remembers nothing. */
    struct key_order *order;
    uint32_t present;
    /* How to read the time, when its unit is in its text. */
    struct field_spec time_look;
    struct keyed_value values[FIELD_COUNT];
};

static inline void keyed_values_init(struct keyed_values *values, const struct key_tree *tree)
{
    values->tree = tree;
    values->order = NULL;
    values->present = 0;
}

/* Take a text for a field. */
void keyed_values_take_use(struct keyed_values *values, const struct key_use *use,
                           struct httally_slice text, bool has_escapes);

/* Take the value 'text' of the key 'node', for all that the key says. */
void keyed_values_take(struct keyed_values *values, const struct key_node *node,
                       struct httally_slice text, bool has_escapes);

/* Put the record together; false sets 'reason_out'. */
bool keyed_values_finish(struct keyed_values *values, struct httally_format_state *state,
                         struct httally_slice line, struct httally_record *record,
                         enum httally_unparsed_reason *reason_out);

#endif

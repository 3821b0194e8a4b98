/* SPDX-License-Identifier: MIT */
/* key_rows.h - the keys of known software, and the names that people give to their own. */
#ifndef KEY_ROWS_H
#define KEY_ROWS_H

#include "format/key_tree.h"

/* One kind of JSON log: documented keys, or those of everybody's own making. */
struct json_flavour {
    const char *name;
    /* As httally_format has them. */
    const char *vendors;
    const struct key_row *rows;
    size_t row_count;
    /* Fields, as bits 1 << enum field, without which a line is of another flavour; FIELD_NONE is a
     * key that marks the flavour. */
    uint32_t required_fields;
    /* The names of key_rows_add_synonyms() too. */
    bool has_synonyms;
    /* `time TAB level TAB logger TAB message TAB` may stand before the object. */
    bool has_console_head;
};

size_t json_flavours(const struct json_flavour **flavours_out);

/* Add what the keys of nginx's, node's and others' own formats usually mean. */
void key_rows_add_synonyms(struct key_tree *tree);

/* The labels of ltsv.org, and the synonyms behind them: `host` is the client here. */
void key_rows_add_labels(struct key_tree *tree);

#endif

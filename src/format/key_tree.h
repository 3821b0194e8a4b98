/* SPDX-License-Identifier: MIT */
/*
 * key_tree.h - which key says which field, for logs whose values have names: JSON and LTSV.
 *
 * Keys within objects are found from the object outwards: the tree is one hash table over (place
 * of the object, key).  Immutable once it is filled.
 */
#ifndef KEY_TREE_H
#define KEY_TREE_H

#include "base/word.h"
#include "format/field.h"

/* Units of a duration or a time beside those of enum time_unit: the value has to say itself what
 * it is ("1.2ms", "2026-03-12T14:03:07Z"); one that does not is not taken. */
enum { UNIT_IN_TEXT = UNIT_NANOSECONDS + 1 };

/* Of all keys of a tree, those that stand for none and for the root among them. */
enum { KEY_NODES_MAX = 4096 };

/* Places of objects. */
enum { KEY_PLACE_UNKNOWN = 0, KEY_PLACE_ROOT = 1 };

/* Of several keys for one field, the one that was added first is preferred. */
struct key_row {
    /* "request.headers.User-Agent"; a key that has the dots itself is meant as well. */
    const char *path;
    /* FIELD_NONE marks lines of a flavour by a key that says no field. */
    enum field field;
    unsigned unit;
};

/* One field that a key says; 0 in 'next' ends the list. */
struct key_use {
    uint16_t rank;
    uint16_t next;
    uint8_t field;
    uint8_t unit;
};

struct key_node {
    uint32_t hash;
    uint16_t parent_place;
    /* Of the object under this key; KEY_PLACE_UNKNOWN where nothing in it is wanted. */
    uint16_t place;
    /* Number of the first use, or 0. */
    uint16_t first_use;
    uint16_t name_length;
    uint32_t name_offset;
    /* Neither a quote nor a backslash is in it. */
    bool is_plain;
};

/*
 * By number of a key, the key that stood behind it last time; number 0 is any that is not known and
 * the beginning of a line.  Lines of one log mostly have the same keys in the same order.  Zeroed
 * to begin with; whatever is in it, no key is taken for another.
 */
struct key_order {
    uint16_t next[KEY_NODES_MAX];
};

struct key_tree {
    struct key_node *nodes;
    size_t node_count, node_capacity;
    struct key_use *uses;
    size_t use_count, use_capacity;
    char *names;
    size_t names_length, names_capacity;
    /* Numbers of nodes, 0 for none; 'slot_mask' + 1 of them. */
    uint16_t *slots;
    uint32_t slot_mask;
    uint16_t place_count;
    uint16_t rank;
    bool has_failed;
};

enum httally_result key_tree_init(struct key_tree *tree,
                                  struct httally_error *error) HTTALLY_MUST_CHECK;

/* Add a path; what is added earlier is preferred.  Failures stick: see key_tree_status(). */
void key_tree_add(struct key_tree *tree, struct httally_slice path, enum field field,
                  unsigned unit);

/* The same for a snake_case path and its other spellings: kebab-case, camelCase, PascalCase,
 * Train-Case, and those with acronyms in upper case. */
void key_tree_add_spellings(struct key_tree *tree, struct httally_slice path, enum field field,
                            unsigned unit);

/* HTTALLY_OK, or HTTALLY_ERROR_MEMORY when an addition has failed. */
enum httally_result key_tree_status(const struct key_tree *tree, struct httally_error *error);

/* A zeroed tree is fine. */
void key_tree_finish(struct key_tree *tree);

/* Depends on the length and up to 17 bytes: the known keys differ in them, and others that do not
 * are told apart by their bytes. */
static ALWAYS_INLINE uint32_t key_tree_hash(unsigned place, const char *key, size_t length)
{
    uint64_t head = 0, tail = 0;
    if (length >= 8) {
        head = word_load(key) + (unsigned char)key[length / 2];
        tail = word_load(key + length - 8);
    } else if (length >= 4) {
        head = word_load_4(key);
        tail = word_load_4(key + length - 4);
    } else if (length > 0) {
        head = (unsigned char)key[0];
        tail = (uint64_t)(unsigned char)key[length / 2] << 8 | (unsigned char)key[length - 1];
    }
    uint64_t mixed = (head ^ ((uint64_t)place << 32) ^ length) * 0x9E3779B97F4A7C15ULL;
    mixed = (mixed ^ (mixed >> 29) ^ tail) * 0xBF58476D1CE4E5B9ULL;
    return (uint32_t)(mixed >> 32);
}

/* What is known of a key in the object at 'place', or NULL. */
static ALWAYS_INLINE const struct key_node *key_tree_find(const struct key_tree *tree,
                                                          unsigned place, const char *key,
                                                          size_t length)
{
    uint32_t hash = key_tree_hash(place, key, length);
    for (uint32_t slot = hash & tree->slot_mask; tree->slots[slot];
         slot = (slot + 1) & tree->slot_mask) {
        const struct key_node *node = &tree->nodes[tree->slots[slot]];
        if (node->hash == hash && node->parent_place == place && node->name_length == length &&
            word_equal(tree->names + node->name_offset, key, length))
            return node;
    }
    return NULL;
}

/*
 * The key of this number, if it is what stands at 'key' with a quote behind it, in the object at
 * 'place'; or NULL, which says nothing.
 */
static ALWAYS_INLINE const struct key_node *key_tree_expect(const struct key_tree *tree,
                                                            unsigned number, unsigned place,
                                                            const char *key, const char *end)
{
    if (number == 0 || number >= tree->node_count)
        return NULL;
    const struct key_node *node = &tree->nodes[number];
    size_t length = node->name_length;
    bool is_it = node->parent_place == place && node->is_plain && (size_t)(end - key) > length &&
                 key[length] == '"' && word_equal(tree->names + node->name_offset, key, length);
    return LIKELY(is_it) ? node : NULL;
}

#endif

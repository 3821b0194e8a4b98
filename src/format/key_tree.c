/* SPDX-License-Identifier: MIT */
#include "format/key_tree.h"

#include <assert.h>
#include <stdlib.h>

#include "base/memory.h"

/* The table is at most a quarter full: most unknown keys meet an empty slot. */
enum {
    SLOT_COUNT = 16384,
    NODE_COUNT_MAX = KEY_NODES_MAX,
    USE_COUNT_MAX = SLOT_COUNT / 4,
    NAMES_BYTES_MAX = 1 << 20,
    SPELLING_BYTES = 128
};

enum httally_result key_tree_init(struct key_tree *tree, struct httally_error *error)
{
    memset(tree, 0, sizeof *tree);
    /* Number 0 stands for none, in slots as in lists of uses. */
    tree->node_count = tree->use_count = 1;
    tree->place_count = KEY_PLACE_ROOT + 1;
    tree->slot_mask = SLOT_COUNT - 1;
    tree->slots = memory_allocate(SLOT_COUNT, sizeof *tree->slots);
    return tree->slots ? HTTALLY_OK : memory_error(error);
}

void key_tree_finish(struct key_tree *tree)
{
    free(tree->nodes);
    free(tree->uses);
    free(tree->names);
    free(tree->slots);
    memset(tree, 0, sizeof *tree);
}

enum httally_result key_tree_status(const struct key_tree *tree, struct httally_error *error)
{
    return tree->has_failed ? memory_error(error) : HTTALLY_OK;
}

static bool add_name(struct key_tree *tree, struct httally_slice name)
{
    /* An empty name has a place, too. */
    while (!tree->names || tree->names_length + name.length > tree->names_capacity) {
        if (!memory_grow((void **)&tree->names, tree->names_capacity, &tree->names_capacity, 4096,
                         NAMES_BYTES_MAX, 1))
            return false;
    }
    memcpy(tree->names + tree->names_length, name.data, name.length);
    tree->names_length += name.length;
    return true;
}

static bool holds(struct httally_slice text, char byte)
{
    return text.length > 0 && memchr(text.data, byte, text.length) != NULL;
}

/* The node of a key, which is made when there is none; NULL when there is no room. */
static struct key_node *take_node(struct key_tree *tree, unsigned place, struct httally_slice key)
{
    const struct key_node *known = key_tree_find(tree, place, key.data, key.length);
    if (known)
        return &tree->nodes[known - tree->nodes];
    size_t name_offset = tree->names_length, number = tree->node_count;
    if (key.length > UINT16_MAX ||
        !memory_grow((void **)&tree->nodes, number, &tree->node_capacity, 64, NODE_COUNT_MAX,
                     sizeof *tree->nodes) ||
        !add_name(tree, key))
        return NULL;
    tree->nodes[number] = (struct key_node){
        .hash = key_tree_hash(place, key.data, key.length),
        .parent_place = (uint16_t)place,
        .name_length = (uint16_t)key.length,
        .name_offset = (uint32_t)name_offset,
        .is_plain = !holds(key, '"') && !holds(key, '\\'),
    };
    uint32_t slot = tree->nodes[number].hash & tree->slot_mask;
    while (tree->slots[slot])
        slot = (slot + 1) & tree->slot_mask;
    tree->slots[slot] = (uint16_t)number;
    tree->node_count++;
    return &tree->nodes[number];
}

/* The same field twice under one key, as spellings of one word can be, is added once. */
static bool add_use(struct key_tree *tree, struct key_node *node, enum field field, unsigned unit)
{
    if (!memory_grow((void **)&tree->uses, tree->use_count, &tree->use_capacity, 64, USE_COUNT_MAX,
                     sizeof *tree->uses))
        return false;
    uint16_t *link = &node->first_use;
    for (; *link; link = &tree->uses[*link].next) {
        if (tree->uses[*link].field == field)
            return true;
    }
    *link = (uint16_t)tree->use_count++;
    tree->uses[*link] = (struct key_use){tree->rank, 0, (uint8_t)field, (uint8_t)unit};
    return true;
}

/* The place of the object under a key. */
static bool enter(struct key_tree *tree, struct httally_slice key, unsigned *place)
{
    struct key_node *node = take_node(tree, *place, key);
    if (!node)
        return false;
    if (node->place == KEY_PLACE_UNKNOWN)
        node->place = tree->place_count++;
    *place = node->place;
    return true;
}

static bool add_leaf(struct key_tree *tree, unsigned place, struct httally_slice key,
                     enum field field, unsigned unit)
{
    struct key_node *node = take_node(tree, place, key);
    return node && add_use(tree, node, field, unit);
}

static bool add_path(struct key_tree *tree, struct httally_slice path, enum field field,
                     unsigned unit)
{
    unsigned place = KEY_PLACE_ROOT;
    struct httally_slice rest = path;
    const char *dot;
    while ((dot = memchr(rest.data, '.', rest.length)) != NULL) {
        size_t length = (size_t)(dot - rest.data);
        if (!enter(tree, httally_slice_of(rest.data, length), &place))
            return false;
        rest = httally_slice_of(dot + 1, rest.length - length - 1);
    }
    return add_leaf(tree, place, rest, field, unit) &&
           (place == KEY_PLACE_ROOT || add_leaf(tree, KEY_PLACE_ROOT, path, field, unit));
}

void key_tree_add(struct key_tree *tree, struct httally_slice path, enum field field, unsigned unit)
{
    if (!tree->has_failed && !add_path(tree, path, field, unit))
        tree->has_failed = true;
    tree->rank++;
}

static char upper_of(char byte)
{
    return byte >= 'a' && byte <= 'z' ? (char)(byte - 0x20) : byte;
}

/* How the words of a key are joined. */
struct spelling {
    /* NUL for none. */
    char separator;
    /* Do words begin in upper case, and the first one of a key too? */
    bool has_upper, has_upper_head;
    /* "clientIP", as Go's rules want it. */
    bool has_acronyms;
};

/* Length of the word at the beginning of 'text'. */
static size_t word_length(struct httally_slice text)
{
    size_t length = 0;
    while (length < text.length && text.data[length] != '_' && text.data[length] != '.')
        length++;
    return length;
}

static bool is_acronym(struct httally_slice word)
{
    static const char *const acronyms[] = {"ip", "id", "uri", "url", "http", "tls", "ssl"};
    for (size_t i = 0; i < ARRAY_LENGTH(acronyms); i++) {
        if (httally_slice_equals_string(word, acronyms[i]))
            return true;
    }
    return false;
}

/* Write the snake_case 'path' another way; returns the length. */
static size_t spell(struct httally_slice path, const struct spelling *spelling, char *out)
{
    size_t length = 0;
    bool is_head = true;
    for (size_t i = 0; i < path.length; i++) {
        struct httally_slice rest = {path.data + i, path.length - i};
        size_t count = word_length(rest);
        bool is_raised = spelling->has_upper && (spelling->has_upper_head || !is_head);
        bool is_upper =
            is_raised && spelling->has_acronyms && is_acronym(httally_slice_of(rest.data, count));
        for (size_t j = 0; j < count; j++)
            out[length++] =
                is_upper || (is_raised && j == 0) ? upper_of(rest.data[j]) : rest.data[j];
        i += count;
        is_head = i < path.length && path.data[i] == '.';
        if (is_head)
            out[length++] = '.';
        else if (i < path.length && spelling->separator)
            out[length++] = spelling->separator;
    }
    return length;
}

void key_tree_add_spellings(struct key_tree *tree, struct httally_slice path, enum field field,
                            unsigned unit)
{
    static const struct spelling spellings[] = {
        {'_', false, false, false}, {'-', false, false, false}, {'\0', true, false, false},
        {'\0', true, true, false},  {'-', true, true, false},   {'\0', true, false, true},
        {'\0', true, true, true},   {'-', true, true, true},
    };
    char text[SPELLING_BYTES];
    uint16_t rank = tree->rank;
    assert(path.length <= sizeof text);
    for (size_t i = 0; i < ARRAY_LENGTH(spellings); i++) {
        size_t length = spell(path, &spellings[i], text);
        tree->rank = rank;
        key_tree_add(tree, httally_slice_of(text, length), field, unit);
    }
}

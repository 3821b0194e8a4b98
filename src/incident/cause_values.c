/* SPDX-License-Identifier: MIT */
#include "incident/cause_values.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/ip_address.h"
#include "base/memory.h"
#include "base/path_mask.h"
#include "incident/agent_family.h"

/* Names are cut there: a path's rest tells no more. */
enum { NAME_BYTES = 1024 };

static const enum httally_dimension dimension_of_key[LEDGER_KEY_COUNT] = {
    [LEDGER_PATH] = HTTALLY_DIMENSION_PATH,     [LEDGER_CLIENT] = HTTALLY_DIMENSION_CLIENT,
    [LEDGER_AGENT] = HTTALLY_DIMENSION_AGENT,   [LEDGER_HOST] = HTTALLY_DIMENSION_HOST,
    [LEDGER_METHOD] = HTTALLY_DIMENSION_METHOD, [LEDGER_UPSTREAM] = HTTALLY_DIMENSION_UPSTREAM,
};

enum httally_result cause_values_init(struct cause_values *values,
                                      const struct httally_tally *tally,
                                      struct httally_error *error)
{
    *values = (struct cause_values){.tally = tally};
    for (int key = 0; key < LEDGER_KEY_COUNT; key++) {
        size_t count = tally->tables[dimension_of_key[key]].entry_count;
        values->of_key[key] = memory_allocate(count + 1, sizeof *values->of_key[key]);
        if (!values->of_key[key])
            return memory_error(error);
    }
    return key_table_init(&values->names, &tally->secret, error);
}

void cause_values_finish(struct cause_values *values)
{
    for (int key = 0; key < LEDGER_KEY_COUNT; key++)
        free(values->of_key[key]);
    key_table_finish(&values->names);
    free(values->parents);
}

static bool make_room_for_parents(struct cause_values *values, size_t value)
{
    if (value < values->parent_capacity)
        return true;
    size_t capacity = 2 * value + 256;
    uint32_t *parents =
        memory_resize(values->parents, capacity, CAUSE_PREFIX_SEGMENTS * sizeof *parents);
    if (!parents)
        return false;
    values->parents = parents;
    values->parent_capacity = capacity;
    return true;
}

uint32_t cause_values_number(struct cause_values *values, enum httally_cause_dimension dimension,
                             struct httally_slice name)
{
    char bytes[1 + NAME_BYTES];
    size_t length = name.length < NAME_BYTES ? name.length : NAME_BYTES;
    bytes[0] = (char)dimension;
    if (length)
        memcpy(bytes + 1, name.data, length);
    struct httally_slice key = httally_slice_of(bytes, length + 1);
    bool was_added;
    if (!key_table_make_room(&values->names, 1, key.length)) {
        values->has_failed = true;
        return CAUSE_NO_VALUE;
    }
    uint32_t value = 1 + key_table_find_or_add(&values->names, key,
                                               key_table_hash(&values->names, key), &was_added);
    if (!was_added)
        return value;
    if (!make_room_for_parents(values, value)) {
        values->has_failed = true;
        return CAUSE_NO_VALUE;
    }
    memset(values->parents + (size_t)value * CAUSE_PREFIX_SEGMENTS, 0,
           CAUSE_PREFIX_SEGMENTS * sizeof *values->parents);
    return value;
}

/* The value of a path, and of "/api/", "/api/v1/", "/api/v1/orders/" above it. */
static uint32_t number_path(struct cause_values *values, struct httally_slice path)
{
    char masked[PATH_MASK_BYTES];
    struct httally_slice name = httally_slice_of(masked, path_mask(path, masked));
    uint32_t value = cause_values_number(values, HTTALLY_CAUSE_PATH, name);
    size_t segment = 0;
    for (size_t at = 1; at < name.length && segment < CAUSE_PREFIX_SEGMENTS && *masked == '/';
         at++) {
        if (masked[at] != '/')
            continue;
        uint32_t prefix = cause_values_number(values, HTTALLY_CAUSE_PATH_PREFIX,
                                              httally_slice_of(masked, at + 1));
        if (!values->has_failed)
            values->parents[(size_t)value * CAUSE_PREFIX_SEGMENTS + segment++] = prefix;
    }
    return value;
}

/* "192.0.2.0/24", "2001:db8:1::/48"; nothing for what is no address. */
static struct httally_slice network_of(struct httally_slice client, char text[64])
{
    struct ip_address address;
    if (!ip_address_of_client(client, &address))
        return (struct httally_slice){0};
    const unsigned parts[] = {(unsigned)(address.high >> 56), (unsigned)(address.high >> 48 & 0xff),
                              (unsigned)(address.high >> 40 & 0xff)};
    int length = address.is_ipv4
                     ? snprintf(text, 64, "%u.%u.%u.0/24", parts[0], parts[1], parts[2])
                     : snprintf(text, 64, "%x:%x:%x::/48", (unsigned)(address.high >> 48),
                                (unsigned)(address.high >> 32 & 0xffff),
                                (unsigned)(address.high >> 16 & 0xffff));
    return httally_slice_of(text, (size_t)length);
}

static uint32_t number_client(struct cause_values *values, struct httally_slice client)
{
    char text[64];
    uint32_t value = cause_values_number(values, HTTALLY_CAUSE_CLIENT, client);
    struct httally_slice network = network_of(client, text);
    if (network.length) {
        uint32_t parent = cause_values_number(values, HTTALLY_CAUSE_NETWORK, network);
        if (!values->has_failed)
            values->parents[(size_t)value * CAUSE_PREFIX_SEGMENTS] = parent;
    }
    return value;
}

static uint32_t number_key(struct cause_values *values, enum ledger_key key,
                           struct httally_slice name)
{
    switch (key) {
    case LEDGER_PATH:
        return number_path(values, name);
    case LEDGER_CLIENT:
        return number_client(values, name);
    case LEDGER_AGENT:
        return cause_values_number(values, HTTALLY_CAUSE_AGENT, agent_family(name));
    case LEDGER_HOST:
        return cause_values_number(values, HTTALLY_CAUSE_HOST, name);
    case LEDGER_METHOD:
        return cause_values_number(values, HTTALLY_CAUSE_METHOD, name);
    default:
        return cause_values_number(values, HTTALLY_CAUSE_UPSTREAM, name);
    }
}

static uint32_t value_of_key(struct cause_values *values, const struct ledger_entry *entry,
                             enum ledger_key key)
{
    uint32_t id = entry->keys[key];
    if (id == KEY_NONE)
        return CAUSE_NO_VALUE;
    uint32_t *value = &values->of_key[key][id];
    if (*value == CAUSE_NO_VALUE)
        *value = number_key(values, key,
                            key_table_key(&values->tally->tables[dimension_of_key[key]], id));
    return *value;
}

static uint32_t value_of_status(struct cause_values *values, httally_status status)
{
    uint32_t *value = &values->of_status[status];
    if (*value == CAUSE_NO_VALUE) {
        char token[4];
        httally_status_token(status, token);
        *value = cause_values_number(values, HTTALLY_CAUSE_CODE, httally_slice_of_string(token));
    }
    return *value;
}

struct cause_entry cause_values_of(struct cause_values *values, const struct ledger_entry *entry)
{
    uint32_t path = value_of_key(values, entry, LEDGER_PATH);
    uint32_t client = value_of_key(values, entry, LEDGER_CLIENT);
    struct cause_entry result = {{
        [HTTALLY_CAUSE_PATH] = path,
        [HTTALLY_CAUSE_CLIENT] = client,
        [HTTALLY_CAUSE_UPSTREAM] = value_of_key(values, entry, LEDGER_UPSTREAM),
        [HTTALLY_CAUSE_AGENT] = value_of_key(values, entry, LEDGER_AGENT),
        [HTTALLY_CAUSE_HOST] = value_of_key(values, entry, LEDGER_HOST),
        [HTTALLY_CAUSE_METHOD] = value_of_key(values, entry, LEDGER_METHOD),
        [HTTALLY_CAUSE_CODE] = value_of_status(values, entry->status),
    }};
    if (client)
        result.values[HTTALLY_CAUSE_NETWORK] = *cause_values_parents(values, client);
    if (path) {
        const uint32_t *prefixes = cause_values_parents(values, path);
        result.values[HTTALLY_CAUSE_PATH_PREFIX] = prefixes[0];
        for (int i = 1; i < CAUSE_PREFIX_SEGMENTS; i++)
            result.values[HTTALLY_CAUSE_DIMENSION_COUNT + i - 1] = prefixes[i];
    }
    return result;
}

enum httally_cause_dimension cause_values_dimension(const struct cause_values *values,
                                                    uint32_t value)
{
    return (enum httally_cause_dimension)key_table_key(&values->names, value - 1).data[0];
}

struct httally_slice cause_values_name(const struct cause_values *values, uint32_t value)
{
    struct httally_slice key = key_table_key(&values->names, value - 1);
    return httally_slice_of(key.data + 1, key.length - 1);
}

/* SPDX-License-Identifier: MIT */
#include "httally/rewrite.h"

#include <stdlib.h>
#include <string.h>

#include "base/address_mask.h"
#include "base/buffer.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/path_mask.h"
#include "base/privacy_mask.h"
#include "filter/pattern.h"
#include "filter/terms.h"

enum { MEMO_ROWS = 4096, MEMO_BYTES = 120, GROUPED_BYTES_MOST = 4096, GROUPS_MOST = 256 };

struct rule {
    struct pattern *pattern;
    char *replacement;
};

/* What became of a path: most paths come again. */
struct memo_row {
    uint16_t path_length;
    uint16_t grouped_length;
    char path[MEMO_BYTES];
    char grouped[MEMO_BYTES];
};

/* Where in the memory of a batch the new fields of a record are; a length of SIZE_MAX: unchanged.
 */
struct place {
    size_t path_offset, path_length;
    size_t client_offset, client_length;
    size_t referer_offset, referer_length;
    size_t agent_offset, agent_length;
};

struct httally_rewriter {
    struct rule *rules;
    size_t rule_count;
    bool groups_automatically;
    bool masks_clients;
    struct pattern_scratch *scratch;
    struct hash_secret secret;
    struct memo_row *memo;
    struct buffer texts;
    struct place *places;
    size_t place_capacity;
    uint64_t limit_hits;
};

static bool groups_paths(const struct httally_rewriter *rewriter)
{
    return rewriter->rule_count > 0 || rewriter->groups_automatically;
}

void httally_rewriter_destroy(struct httally_rewriter *rewriter)
{
    if (!rewriter)
        return;
    for (size_t i = 0; i < rewriter->rule_count; i++) {
        pattern_destroy(rewriter->rules[i].pattern);
        free(rewriter->rules[i].replacement);
    }
    pattern_scratch_destroy(rewriter->scratch);
    buffer_finish(&rewriter->texts);
    free(rewriter->rules);
    free(rewriter->memo);
    free(rewriter->places);
    free(rewriter);
}

/* A rewriter without rules, but with room for them. */
static enum httally_result allocate(size_t rule_count, bool groups_automatically,
                                    bool masks_clients, struct httally_rewriter **rewriter_out,
                                    struct httally_error *error)
{
    struct httally_rewriter *rewriter = memory_allocate(1, sizeof *rewriter);
    *rewriter_out = NULL;
    if (!rewriter)
        return memory_error(error);
    rewriter->groups_automatically = groups_automatically;
    rewriter->masks_clients = masks_clients;
    hash_secret_draw(&rewriter->secret);
    rewriter->rules = memory_allocate(rule_count, sizeof *rewriter->rules);
    rewriter->memo = memory_allocate(MEMO_ROWS, sizeof *rewriter->memo);
    enum httally_result result = HTTALLY_OK;
    if (!rewriter->rules || !rewriter->memo)
        result = memory_error(error);
    else if (rule_count)
        result = pattern_scratch_create(&rewriter->scratch, error);
    if (result != HTTALLY_OK) {
        httally_rewriter_destroy(rewriter);
        return result;
    }
    *rewriter_out = rewriter;
    return HTTALLY_OK;
}

static char *copy_text(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = memory_allocate(size, 1);
    if (copy)
        memcpy(copy, text, size);
    return copy;
}

static enum httally_result add_rule(struct httally_rewriter *rewriter, const char *text,
                                    struct httally_error *error)
{
    const char *separator = strrchr(text, '=');
    struct rule *rule = &rewriter->rules[rewriter->rule_count];
    if (!separator || separator == text)
        return bad_text(error, "group", httally_slice_of_string(text),
                        "write REGEX=REPLACEMENT, or auto");
    enum httally_result result =
        pattern_create(httally_slice_of(text, (size_t)(separator - text)), &rule->pattern, error);
    if (result != HTTALLY_OK)
        return result;
    rewriter->rule_count++;
    rule->replacement = copy_text(separator + 1);
    if (!rule->replacement)
        return memory_error(error);
    if (!pattern_takes_replacement(rule->pattern, rule->replacement))
        return bad_text(error, "group", httally_slice_of_string(text),
                        "the replacement names a group that the expression has not got");
    return HTTALLY_OK;
}

enum httally_result httally_rewriter_create(const struct httally_rewrite_options *options,
                                            struct httally_rewriter **rewriter_out,
                                            struct httally_error *error)
{
    *rewriter_out = NULL;
    if (options->group_count > GROUPS_MOST)
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0, "more than %d groups",
                                 GROUPS_MOST);
    struct httally_rewriter *rewriter;
    enum httally_result result = allocate(options->group_count, options->groups_automatically,
                                          options->masks_clients, &rewriter, error);
    if (result != HTTALLY_OK)
        return result;
    for (size_t i = 0; result == HTTALLY_OK && i < options->group_count; i++)
        result = add_rule(rewriter, options->groups[i], error);
    if (result != HTTALLY_OK) {
        httally_rewriter_destroy(rewriter);
        return result;
    }
    *rewriter_out = rewriter;
    return HTTALLY_OK;
}

enum httally_result httally_rewriter_clone(const struct httally_rewriter *rewriter,
                                           struct httally_rewriter **clone_out,
                                           struct httally_error *error)
{
    struct httally_rewriter *clone;
    *clone_out = NULL;
    enum httally_result result = allocate(rewriter->rule_count, rewriter->groups_automatically,
                                          rewriter->masks_clients, &clone, error);
    if (result != HTTALLY_OK)
        return result;
    for (size_t i = 0; result == HTTALLY_OK && i < rewriter->rule_count; i++) {
        struct rule *rule = &clone->rules[clone->rule_count++];
        result = pattern_copy(rewriter->rules[i].pattern, &rule->pattern, error);
        rule->replacement = copy_text(rewriter->rules[i].replacement);
        if (result == HTTALLY_OK && !rule->replacement)
            result = memory_error(error);
    }
    if (result != HTTALLY_OK) {
        httally_rewriter_destroy(clone);
        return result;
    }
    *clone_out = clone;
    return HTTALLY_OK;
}

/* Two texts that take turns. */
struct workshop {
    char texts[2][GROUPED_BYTES_MOST];
    int current;
};

/* Apply all rules; a rule that gives up leaves the path as it came. */
static struct httally_slice apply_rules(struct httally_rewriter *rewriter,
                                        struct httally_slice path, struct workshop *workshop)
{
    struct httally_slice text = path;
    for (size_t i = 0; i < rewriter->rule_count; i++) {
        const struct rule *rule = &rewriter->rules[i];
        char *room = workshop->texts[workshop->current];
        size_t length = GROUPED_BYTES_MOST;
        switch (pattern_replace(rule->pattern, rewriter->scratch, text, rule->replacement, room,
                                &length)) {
        case PATTERN_FOUND:
            text = httally_slice_of(room, length);
            workshop->current ^= 1;
            break;
        case PATTERN_UNDECIDED:
            rewriter->limit_hits++;
            return path;
        default:
            break;
        }
    }
    if (!rewriter->groups_automatically)
        return text;
    char *room = workshop->texts[workshop->current];
    return httally_slice_of(room, path_mask(text, room));
}

/* The group of a path, as a place in the memory of the batch. */
static void group_path(struct httally_rewriter *rewriter, struct httally_slice path,
                       struct place *place)
{
    struct memo_row *row = &rewriter->memo[hash_keyed(&rewriter->secret, path) % MEMO_ROWS];
    place->path_offset = rewriter->texts.length;
    if (row->path_length == path.length && path.length &&
        memcmp(row->path, path.data, path.length) == 0) {
        place->path_length = row->grouped_length;
        buffer_append(&rewriter->texts, row->grouped, row->grouped_length);
        return;
    }
    /* Not zeroed: 8 KiB would cost more than all else. */
    struct workshop workshop;
    workshop.current = 0;
    struct httally_slice grouped = apply_rules(rewriter, path, &workshop);
    place->path_length = grouped.length;
    buffer_append_slice(&rewriter->texts, grouped);
    if (path.length > MEMO_BYTES || grouped.length > MEMO_BYTES || path.length == 0)
        return;
    row->path_length = (uint16_t)path.length;
    row->grouped_length = (uint16_t)grouped.length;
    memcpy(row->path, path.data, path.length);
    memcpy(row->grouped, grouped.data, grouped.length);
}

static void mask_client(struct httally_rewriter *rewriter, struct httally_slice client,
                        struct place *place)
{
    char masked[ADDRESS_MASK_SIZE];
    place->client_offset = rewriter->texts.length;
    place->client_length = address_mask_client(client, masked);
    buffer_append(&rewriter->texts, masked, place->client_length);
}

/* Mask what was put behind 'offset'; returns its length. */
static size_t mask_from(struct httally_rewriter *rewriter, size_t offset)
{
    struct buffer *texts = &rewriter->texts;
    size_t length = texts->length - offset;
    if (length > 0)
        length = privacy_mask_text(texts->data + offset, length);
    texts->length = offset + length;
    return length;
}

static size_t mask_field(struct httally_rewriter *rewriter, struct httally_slice field,
                         size_t *offset_out)
{
    *offset_out = rewriter->texts.length;
    buffer_append_slice(&rewriter->texts, field);
    return mask_from(rewriter, *offset_out);
}

/* Clients, and what they wrote that may name one. */
static void mask_record(struct httally_rewriter *rewriter, const struct httally_record *record,
                        struct place *place)
{
    if (record->client.data)
        mask_client(rewriter, record->client, place);
    if (record->referer.data)
        place->referer_length = mask_field(rewriter, record->referer, &place->referer_offset);
    if (record->agent.data)
        place->agent_length = mask_field(rewriter, record->agent, &place->agent_offset);
}

static void rewrite_path(struct httally_rewriter *rewriter, struct httally_slice path,
                         struct place *place)
{
    if (groups_paths(rewriter))
        group_path(rewriter, path, place);
    else if (rewriter->masks_clients)
        place->path_length = mask_field(rewriter, path, &place->path_offset);
    if (groups_paths(rewriter) && rewriter->masks_clients)
        place->path_length = mask_from(rewriter, place->path_offset);
}

static struct httally_slice text_at(const struct httally_rewriter *rewriter, size_t offset,
                                    size_t length, struct httally_slice unchanged)
{
    if (length == SIZE_MAX)
        return unchanged;
    return httally_slice_of(rewriter->texts.data ? rewriter->texts.data + offset : "", length);
}

static bool make_places(struct httally_rewriter *rewriter, size_t count)
{
    if (count <= rewriter->place_capacity)
        return true;
    struct place *places = memory_resize(rewriter->places, count, sizeof *places);
    if (!places)
        return false;
    rewriter->places = places;
    rewriter->place_capacity = count;
    return true;
}

enum httally_result httally_rewriter_apply(struct httally_rewriter *rewriter,
                                           struct httally_record *records, size_t count,
                                           struct httally_error *error)
{
    if (!make_places(rewriter, count))
        return memory_error(error);
    buffer_reset(&rewriter->texts);
    for (size_t i = 0; i < count; i++) {
        struct place *place = &rewriter->places[i];
        *place = (struct place){.path_length = SIZE_MAX,
                                .client_length = SIZE_MAX,
                                .referer_length = SIZE_MAX,
                                .agent_length = SIZE_MAX};
        if (records[i].path.data)
            rewrite_path(rewriter, records[i].path, place);
        if (rewriter->masks_clients)
            mask_record(rewriter, &records[i], place);
    }
    enum httally_result result = buffer_status(&rewriter->texts, error);
    for (size_t i = 0; result == HTTALLY_OK && i < count; i++) {
        const struct place *place = &rewriter->places[i];
        struct httally_record *record = &records[i];
        record->path = text_at(rewriter, place->path_offset, place->path_length, record->path);
        record->client =
            text_at(rewriter, place->client_offset, place->client_length, record->client);
        record->referer =
            text_at(rewriter, place->referer_offset, place->referer_length, record->referer);
        record->agent = text_at(rewriter, place->agent_offset, place->agent_length, record->agent);
    }
    return result;
}

uint64_t httally_rewriter_limit_hits(const struct httally_rewriter *rewriter)
{
    return rewriter ? rewriter->limit_hits : 0;
}

void httally_rewriter_add_limit_hits(struct httally_rewriter *rewriter, uint64_t count)
{
    rewriter->limit_hits += count;
}

bool httally_rewriter_masks_clients(const struct httally_rewriter *rewriter)
{
    return rewriter && rewriter->masks_clients;
}

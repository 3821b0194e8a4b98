/* SPDX-License-Identifier: MIT */
#include "incident/text_store.h"

#include <stdlib.h>

#include "base/memory.h"

void text_store_finish(struct text_store *store)
{
    buffer_finish(&store->bytes);
    free(store->places);
    *store = (struct text_store){0};
}

void text_store_text(struct text_store *store, const char **pointer, struct httally_slice text)
{
    void *places = store->places;
    if (!memory_grow(&places, store->place_count, &store->place_capacity, 64, SIZE_MAX / 64,
                     sizeof *store->places)) {
        store->has_failed = true;
        return;
    }
    store->places = places;
    store->places[store->place_count++] = (struct text_place){pointer, store->bytes.length};
    buffer_append_slice(&store->bytes, text);
    buffer_append_char(&store->bytes, '\0');
}

void text_store_slice(struct text_store *store, struct httally_slice *slice)
{
    text_store_text(store, &slice->data, *slice);
}

bool text_store_settle(struct text_store *store, void **block_out)
{
    if (store->has_failed || buffer_status(&store->bytes, NULL) != HTTALLY_OK)
        return false;
    char *block = store->bytes.data;
    for (size_t i = 0; i < store->place_count; i++)
        *store->places[i].pointer = block + store->places[i].offset;
    store->bytes = (struct buffer){0};
    *block_out = block;
    return true;
}

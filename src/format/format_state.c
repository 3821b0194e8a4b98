/* SPDX-License-Identifier: MIT */
/* format_state.c - what is remembered between lines. */
#include <stdlib.h>

#include "base/memory.h"
#include "format/format.h"

enum httally_result httally_format_state_create(struct httally_format_state **state_out,
                                                struct httally_error *error)
{
    struct httally_format_state *state = memory_allocate(1, sizeof *state);
    *state_out = NULL;
    if (!state)
        return memory_error(error);
    /* Of memory that is asked for zeroed and never used, the system gives no page. */
    state->unescaped = memory_allocate(FORMAT_UNESCAPED_BYTES, 1);
    if (!state->unescaped) {
        free(state);
        return memory_error(error);
    }
    state->unescaped_capacity = FORMAT_UNESCAPED_BYTES;
    state->unescaped_limit = FORMAT_LINE_ROOM_BYTES;
    clf_time_memory_init(&state->time_memory);
    *state_out = state;
    return HTTALLY_OK;
}

void httally_format_state_reset(struct httally_format_state *state)
{
    free(state->columns);
    state->columns = NULL;
    state->unescaped_used = 0;
}

void httally_format_state_destroy(struct httally_format_state *state)
{
    if (!state)
        return;
    if (state->destroy_search_scratch)
        state->destroy_search_scratch(state->search_scratch);
    free(state->columns);
    free(state->unescaped);
    free(state);
}

char *format_state_room(struct httally_format_state *state, size_t length)
{
    if (length > state->unescaped_limit - state->unescaped_used)
        return NULL;
    char *room = state->unescaped + state->unescaped_used;
    state->unescaped_used += length;
    return room;
}

/* SPDX-License-Identifier: MIT */
#include "report/agent.h"

#include "base/compiler.h"

static const char *const frozen_words[] = {
    "Mozilla/5.0 ",         "AppleWebKit/537.36 ", "AppleWebKit/605.1.15 ",
    "(KHTML, like Gecko) ", "Gecko/20100101 ",     " Safari/537.36",
};

/* Length of the frozen words that 'text' begins with, or 0. */
static size_t frozen_length(struct httally_slice text)
{
    for (size_t i = 0; i < ARRAY_LENGTH(frozen_words); i++) {
        size_t length = strlen(frozen_words[i]);
        if (text.length >= length && memcmp(text.data, frozen_words[i], length) == 0)
            return length;
    }
    return 0;
}

struct httally_slice agent_shorten(struct httally_slice agent, char text[AGENT_SHORT_SIZE])
{
    size_t length = 0;
    if (agent.length > AGENT_SHORT_SIZE)
        return agent;
    for (size_t at = 0; at < agent.length;) {
        size_t frozen = frozen_length(httally_slice_of(agent.data + at, agent.length - at));
        if (frozen == 0)
            text[length++] = agent.data[at++];
        at += frozen;
    }
    return length ? httally_slice_of(text, length) : agent;
}

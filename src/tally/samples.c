/* SPDX-License-Identifier: MIT */
#include "tally/samples.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/privacy_mask.h"

static bool is_before(const struct sample *a, const struct sample *b)
{
    if (a->input != b->input)
        return a->input < b->input;
    return a->place != b->place ? a->place < b->place : a->index < b->index;
}

bool samples_want(const struct samples *samples, size_t wanted, const struct sample *sample)
{
    return samples->count < wanted || is_before(sample, &samples->list[samples->count - 1]);
}

static void destroy_text(struct sample *sample)
{
    free(sample->text);
}

static void insert(struct samples *samples, size_t wanted, const struct sample *sample)
{
    if (samples->count == wanted)
        destroy_text(&samples->list[--samples->count]);
    size_t at = samples->count++;
    for (; at > 0 && is_before(sample, &samples->list[at - 1]); at--)
        samples->list[at] = samples->list[at - 1];
    samples->list[at] = *sample;
}

/* Keep 'sample' with a copy of 'text'. */
static void keep(struct samples *samples, size_t wanted, const struct sample *sample,
                 const char *text)
{
    if (!samples_want(samples, wanted, sample))
        return;
    struct sample copy = *sample;
    copy.text = memory_allocate(sample->text_length, 1);
    if (!copy.text)
        return;
    if (sample->text_length)
        memcpy(copy.text, text, sample->text_length);
    insert(samples, wanted, &copy);
}

void samples_add(struct samples *samples, size_t wanted, const struct sample *sample,
                 struct httally_slice line)
{
    struct sample whole = *sample;
    whole.text_length = line.length < SAMPLE_TEXT_BYTES ? line.length : SAMPLE_TEXT_BYTES;
    whole.line_length = line.length;
    keep(samples, wanted, &whole, line.data);
}

void samples_merge(struct samples *samples, size_t wanted, const struct samples *from)
{
    for (size_t i = 0; i < from->count; i++)
        keep(samples, wanted, &from->list[i], from->list[i].text);
}

void samples_mask_clients(struct samples *samples)
{
    for (size_t i = 0; i < samples->count; i++)
        samples->list[i].text_length =
            privacy_mask_line(samples->list[i].text, samples->list[i].text_length);
}

void samples_finish(struct samples *samples)
{
    for (size_t i = 0; i < samples->count; i++)
        destroy_text(&samples->list[i]);
    *samples = (struct samples){0};
}

/* SPDX-License-Identifier: MIT */
#include "tally/samples.h"

#include <stdlib.h>

#include "base/memory.h"

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

/* The text is the sample's own, though nobody may write to it. */
static void destroy_text(struct sample *sample)
{
    free((void *)(uintptr_t)sample->text);
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

/* Keep a copy of 'sample', whose text belongs to somebody else. */
static void keep(struct samples *samples, size_t wanted, const struct sample *sample)
{
    if (!samples_want(samples, wanted, sample))
        return;
    struct sample copy = *sample;
    char *text = memory_allocate(sample->text_length, 1);
    if (!text)
        return;
    if (sample->text_length)
        memcpy(text, sample->text, sample->text_length);
    copy.text = text;
    insert(samples, wanted, &copy);
}

void samples_add(struct samples *samples, size_t wanted, const struct sample *sample,
                 struct httally_slice line)
{
    struct sample whole = *sample;
    whole.text = line.data;
    whole.text_length = line.length < SAMPLE_TEXT_BYTES ? line.length : SAMPLE_TEXT_BYTES;
    whole.line_length = line.length;
    keep(samples, wanted, &whole);
}

void samples_merge(struct samples *samples, size_t wanted, const struct samples *from)
{
    for (size_t i = 0; i < from->count; i++)
        keep(samples, wanted, &from->list[i]);
}

void samples_finish(struct samples *samples)
{
    for (size_t i = 0; i < samples->count; i++)
        destroy_text(&samples->list[i]);
    *samples = (struct samples){0};
}

/* SPDX-License-Identifier: MIT */
#include "spike_digest.h"

#include "base/buffer.h"
#include "base/hash.h"
#include "incident/tally_input.h"
#include "unit.h"

enum { SAMPLES_OF_STATUS = 16384 };

static void put_array(struct buffer *out, const char *name, const void *array, size_t bytes)
{
    struct httally_slice slice = httally_slice_of(array, bytes);
    buffer_append_format(out, " %s %016llx", name,
                         (unsigned long long)(array ? hash_fixed(slice) : 0));
}

static void put_streams(struct buffer *out, const struct httally_incident_input *input)
{
    for (size_t i = 0; i < input->stream_count; i++) {
        const struct httally_incident_stream *stream = &input->streams[i];
        size_t bytes = input->minute_count * sizeof(uint64_t);
        buffer_append_format(out, "\n stream %d %.*s weight %g", (int)stream->kind,
                             (int)stream->name.length, stream->name.data ? stream->name.data : "",
                             stream->weight);
        put_array(out, "requests", stream->requests, bytes);
        put_array(out, "errors", stream->errors, bytes);
    }
}

static void put_samples(struct buffer *out, const struct minute_samples *samples)
{
    static const struct minute_sample *found[SAMPLES_OF_STATUS];
    buffer_append_format(out, "\n samples of %lld s", (long long)minute_samples_interval(samples));
    for (int status = 0; status < HTTALLY_STATUS_COUNT; status++) {
        size_t count = minute_samples_find(samples, (httally_status)status, INT64_MIN, INT64_MAX,
                                           found, SAMPLES_OF_STATUS);
        for (size_t i = 0; i < count; i++)
            put_array(out, "", found[i], sizeof *found[i]);
    }
}

char *spike_digest(const struct httally_tally *tally)
{
    struct buffer out = {.data = NULL};
    struct tally_input input;
    assert_int_equal(tally_input_init(&input, tally, NULL, NULL), HTTALLY_OK);
    buffer_append_format(&out, "\n from %lld, %zu minutes, without %llu, %s",
                         (long long)input.input.start_sec, input.input.minute_count,
                         (unsigned long long)input.left_out,
                         input.not_searched ? input.not_searched : "searched");
    put_array(&out, "lines", input.input.lines, input.input.minute_count * sizeof(uint64_t));
    put_array(&out, "clients", input.input.new_error_clients,
              input.input.minute_count * sizeof(uint64_t));
    put_array(&out, "offsets", input.input.utc_offset_sec,
              input.input.minute_count * sizeof(int32_t));
    put_streams(&out, &input.input);
    put_samples(&out, &tally->minute_samples);
    buffer_append_char(&out, '\0');
    assert_int_equal(buffer_status(&out, NULL), HTTALLY_OK);
    tally_input_finish(&input);
    return out.data;
}

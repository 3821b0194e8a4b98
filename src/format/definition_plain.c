/* SPDX-License-Identifier: MIT */
/* definition_plain.c - the names that our own definitions of named formats give to fields. */
#include "base/compiler.h"
#include "format/definition.h"

#define FIELD(...)                                                                                 \
    {                                                                                              \
        .kind = PIECE_FIELD, .spec.field = __VA_ARGS__                                             \
    }

static const struct {
    const char *name;
    struct piece piece;
} variables[] = {
    {"client", FIELD(FIELD_CLIENT, .is_list = true)},
    {"client_port", FIELD(FIELD_CLIENT_AND_PORT)},
    {"user", FIELD(FIELD_USER)},
    {"host", FIELD(FIELD_HOST)},
    {"request", FIELD(FIELD_REQUEST)},
    {"method", FIELD(FIELD_METHOD)},
    {"target", FIELD(FIELD_TARGET)},
    {"status", FIELD(FIELD_STATUS)},
    {"bytes", FIELD(FIELD_BYTES)},
    {"referer", FIELD(FIELD_REFERER)},
    {"agent", FIELD(FIELD_AGENT)},
    {"upstream", FIELD(FIELD_UPSTREAM)},
    {"upstream_status", FIELD(FIELD_UPSTREAM_STATUS)},
    {"cache", FIELD(FIELD_CACHE)},
    {"tls", FIELD(FIELD_TLS)},
    {"request_id", FIELD(FIELD_REQUEST_ID)},
    {"forwarded_for", FIELD(FIELD_FORWARDED_FOR, .is_list = true)},
    {"time", FIELD(FIELD_TIME, .spec.style = TIME_STYLE_CLF)},
    {"time_iso", FIELD(FIELD_TIME, .spec.style = TIME_STYLE_ISO)},
    {"time_s", FIELD(FIELD_TIME, .spec.style = TIME_STYLE_EPOCH, .spec.unit = UNIT_SECONDS)},
    {"time_us", FIELD(FIELD_TIME, .spec.style = TIME_STYLE_EPOCH, .spec.unit = UNIT_MICROSECONDS)},
    {"time_haproxy",
     FIELD(FIELD_TIME, .spec.style = TIME_STYLE_PATTERN, .spec.pattern = "%d/%b/%Y:%H:%M:%S.%f")},
    {"duration_us", FIELD(FIELD_DURATION, .spec.unit = UNIT_MICROSECONDS)},
    {"duration_ms", FIELD(FIELD_DURATION, .spec.unit = UNIT_MILLISECONDS)},
    {"duration_s", FIELD(FIELD_DURATION, .spec.unit = UNIT_SECONDS)},
    {"duration_part_s", FIELD(FIELD_DURATION, .spec.unit = UNIT_SECONDS, .adds_up = true)},
    {"upstream_ms", FIELD(FIELD_UPSTREAM_DURATION, .spec.unit = UNIT_MILLISECONDS)},
};

/* $spaces is padding; any other name is a field that is stepped over. */
static struct piece find_variable(struct httally_slice name)
{
    if (httally_slice_equals_string(name, "spaces"))
        return (struct piece){.kind = PIECE_SPACES};
    for (size_t i = 0; i < ARRAY_LENGTH(variables); i++) {
        if (httally_slice_equals_string(name, variables[i].name))
            return variables[i].piece;
    }
    return (struct piece){.kind = PIECE_FIELD, .is_word = true};
}

enum httally_result definition_read_plain(struct definition *definition, const char *text,
                                          struct httally_error *error)
{
    return definition_read_variables(definition, text, find_variable, error);
}

/* SPDX-License-Identifier: MIT */
/* definition_nginx.c - what the variables of nginx's log_format say. */
#include "base/compiler.h"
#include "format/definition.h"

#define VARIABLE(variable, ...)                                                                    \
    {                                                                                              \
        variable,                                                                                  \
        {                                                                                          \
            .kind = PIECE_FIELD, __VA_ARGS__                                                       \
        }                                                                                          \
    }
#define STRONG(variable, which) VARIABLE(variable, .spec.field = which)
#define WEAK(variable, which) VARIABLE(variable, .spec.field = which, .is_weak = true)
#define LIST(variable, which) VARIABLE(variable, .spec.field = which, .is_list = true)

static const struct {
    const char *name;
    struct piece piece;
} variables[] = {
    STRONG("remote_addr", FIELD_CLIENT),
    WEAK("realip_remote_addr", FIELD_CLIENT),
    WEAK("http_cf_connecting_ip", FIELD_CLIENT),
    WEAK("http_true_client_ip", FIELD_CLIENT),
    WEAK("http_x_real_ip", FIELD_CLIENT),
    WEAK("proxy_protocol_addr", FIELD_CLIENT),
    WEAK("the_real_ip", FIELD_CLIENT),
    LIST("http_x_forwarded_for", FIELD_FORWARDED_FOR),
    VARIABLE("proxy_add_x_forwarded_for", .spec.field = FIELD_FORWARDED_FOR, .is_weak = true,
             .is_list = true),
    STRONG("remote_user", FIELD_USER),
    VARIABLE("time_local", .spec.field = FIELD_TIME, .spec.style = TIME_STYLE_CLF),
    VARIABLE("time_iso8601", .spec.field = FIELD_TIME, .spec.style = TIME_STYLE_ISO),
    VARIABLE("msec", .spec.field = FIELD_TIME, .spec.style = TIME_STYLE_EPOCH, .is_weak = true),
    STRONG("request", FIELD_REQUEST),
    STRONG("request_method", FIELD_METHOD),
    STRONG("request_uri", FIELD_TARGET),
    WEAK("uri", FIELD_TARGET),
    WEAK("document_uri", FIELD_TARGET),
    STRONG("server_protocol", FIELD_PROTOCOL),
    STRONG("status", FIELD_STATUS),
    STRONG("body_bytes_sent", FIELD_BYTES),
    WEAK("bytes_sent", FIELD_BYTES),
    STRONG("http_referer", FIELD_REFERER),
    STRONG("http_user_agent", FIELD_AGENT),
    STRONG("host", FIELD_HOST),
    WEAK("http_host", FIELD_HOST),
    WEAK("server_name", FIELD_HOST),
    STRONG("request_time", FIELD_DURATION),
    LIST("upstream_response_time", FIELD_UPSTREAM_DURATION),
    LIST("upstream_addr", FIELD_UPSTREAM),
    LIST("upstream_status", FIELD_UPSTREAM_STATUS),
    STRONG("upstream_cache_status", FIELD_CACHE),
    STRONG("ssl_protocol", FIELD_TLS),
    STRONG("request_id", FIELD_REQUEST_ID),
    WEAK("req_id", FIELD_REQUEST_ID),
    WEAK("http_x_request_id", FIELD_REQUEST_ID),
};

/* A variable of somebody's own is text.  All that concerns servers behind may be a list. */
static struct piece find_variable(struct httally_slice name)
{
    static const char upstream[] = "upstream_";
    for (size_t i = 0; i < ARRAY_LENGTH(variables); i++) {
        if (httally_slice_equals_string(name, variables[i].name))
            return variables[i].piece;
    }
    bool is_list =
        name.length >= sizeof upstream - 1 && memcmp(name.data, upstream, sizeof upstream - 1) == 0;
    return (struct piece){.kind = PIECE_FIELD, .is_list = is_list};
}

enum httally_result definition_read_nginx(struct definition *definition, const char *text,
                                          struct httally_error *error)
{
    return definition_read_variables(definition, text, find_variable, error);
}

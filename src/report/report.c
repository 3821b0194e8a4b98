/* SPDX-License-Identifier: MIT */
#include "httally/report.h"

#include <string.h>

#include "base/compiler.h"
#include "report/renderer.h"

static const struct renderer *const renderers[] = {&text_renderer, &json_renderer, &csv_renderer,
                                                   &markdown_renderer, &prometheus_renderer};

const char *const *httally_report_renderers(void)
{
    static const char *const names[] = {"text", "json", "csv", "markdown", "prometheus", NULL};
    return names;
}

static const struct renderer *find_renderer(const char *name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(renderers); i++) {
        if (strcmp(renderers[i]->name, name) == 0)
            return renderers[i];
    }
    return NULL;
}

const char *httally_report_renderer_of_name(const char *file_name)
{
    const char *dot = strrchr(file_name, '.');
    for (size_t i = 0; dot && i < ARRAY_LENGTH(renderers); i++) {
        if (strcmp(renderers[i]->extension, dot) == 0)
            return renderers[i]->name;
    }
    return NULL;
}

const char *httally_report_extension(const char *renderer_name)
{
    const struct renderer *renderer = find_renderer(renderer_name);
    return renderer ? renderer->extension : NULL;
}

enum httally_result httally_report_render(const struct httally_report *report,
                                          const char *renderer_name, char **text_out,
                                          size_t *length_out, struct httally_error *error)
{
    *text_out = NULL;
    *length_out = 0;
    const struct renderer *renderer = find_renderer(renderer_name);
    if (!renderer)
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0, "unknown output format '%.60s'",
                                 renderer_name);
    struct model model;
    enum httally_result result = model_init(&model, report, error);
    if (result != HTTALLY_OK)
        return result;
    struct buffer out = {0};
    renderer->render(&model, &out);
    buffer_append_char(&out, '\0');
    result = buffer_status(&out, error);
    if (result == HTTALLY_OK) {
        *text_out = out.data;
        *length_out = out.length - 1;
    } else {
        buffer_finish(&out);
    }
    model_finish(&model);
    return result;
}

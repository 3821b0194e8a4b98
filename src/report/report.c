/* SPDX-License-Identifier: MIT */
#include "httally/report.h"

#include <string.h>

#include "base/compiler.h"
#include "report/renderer.h"

/* Named in the order of the tables, NULL behind the last. */
static const struct renderer *const renderers[] = {&text_renderer,
                                                   &json_renderer,
                                                   &html_renderer,
                                                   &csv_renderer,
                                                   &markdown_renderer,
                                                   &prometheus_renderer,
                                                   NULL};
static const struct renderer *const incident_renderers[] = {
    &text_incidents_renderer, &json_incidents_renderer, &csv_incidents_renderer, NULL};

const char *const *httally_report_renderers(void)
{
    static const char *const names[] = {"text",     "json",       "html", "csv",
                                        "markdown", "prometheus", NULL};
    return names;
}

const char *const *httally_incident_renderers(void)
{
    static const char *const names[] = {"text", "json", "csv", NULL};
    return names;
}

static const struct renderer *find_renderer(const struct renderer *const *table, const char *name)
{
    for (; *table; table++) {
        if (strcmp((*table)->name, name) == 0)
            return *table;
    }
    return NULL;
}

static const char *renderer_of_name(const struct renderer *const *table, const char *file_name)
{
    const char *dot = strrchr(file_name, '.');
    for (; dot && *table; table++) {
        if (strcmp((*table)->extension, dot) == 0)
            return (*table)->name;
    }
    return NULL;
}

const char *httally_report_renderer_of_name(const char *file_name)
{
    return renderer_of_name(renderers, file_name);
}

const char *httally_incident_renderer_of_name(const char *file_name)
{
    return renderer_of_name(incident_renderers, file_name);
}

const char *httally_report_extension(const char *renderer_name)
{
    const struct renderer *renderer = find_renderer(renderers, renderer_name);
    return renderer ? renderer->extension : NULL;
}

const char *httally_incident_extension(const char *renderer_name)
{
    const struct renderer *renderer = find_renderer(incident_renderers, renderer_name);
    return renderer ? renderer->extension : NULL;
}

static enum httally_result unknown_renderer(const char *name, struct httally_error *error)
{
    return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0, "unknown output format '%.60s'",
                             name);
}

static enum httally_result render(const struct renderer *renderer, const struct model *model,
                                  char **text_out, size_t *length_out, struct httally_error *error)
{
    struct buffer out = {0};
    renderer->render(model, &out);
    buffer_append_char(&out, '\0');
    enum httally_result result = buffer_status(&out, error);
    if (result == HTTALLY_OK) {
        *text_out = out.data;
        *length_out = out.length - 1;
    } else {
        buffer_finish(&out);
    }
    return result;
}

enum httally_result httally_report_render(const struct httally_report *report,
                                          const char *renderer_name, char **text_out,
                                          size_t *length_out, struct httally_error *error)
{
    *text_out = NULL;
    *length_out = 0;
    const struct renderer *renderer = find_renderer(renderers, renderer_name);
    if (!renderer)
        return unknown_renderer(renderer_name, error);
    struct model model;
    enum httally_result result = model_init(&model, report, error);
    if (result != HTTALLY_OK)
        return result;
    result = render(renderer, &model, text_out, length_out, error);
    model_finish(&model);
    return result;
}

enum httally_result httally_incidents_render(const struct httally_report *report,
                                             const char *renderer_name, char **text_out,
                                             size_t *length_out, struct httally_error *error)
{
    *text_out = NULL;
    *length_out = 0;
    const struct renderer *renderer = find_renderer(incident_renderers, renderer_name);
    if (!renderer)
        return unknown_renderer(renderer_name, error);
    const struct model model = {.report = report, .tally = report->tally};
    return render(renderer, &model, text_out, length_out, error);
}

/* SPDX-License-Identifier: MIT */
/* text_incidents.c - incidents in a sentence each; the evidence is text_evidence.c's. */
#include "report/incident_words.h"
#include "report/text_parts.h"

/* Rows of the report: pages come first, and time is their order. */
enum { ROWS_MOST = 10, SEVERITY_COLUMNS = 8 };

void text_put_incident(const struct layout *layout, const struct httally_incident *incident,
                       size_t indent)
{
    struct buffer text = {0};
    bool is_page = incident->severity == HTTALLY_INCIDENT_PAGE;
    buffer_append_repeated(layout->out, " ", indent);
    layout_colour(layout, is_page ? COLOUR_BAD : COLOUR_WARN);
    layout_put_left(layout, httally_incident_severity_name(incident->severity), SEVERITY_COLUMNS);
    layout_colour(layout, COLOUR_PLAIN);
    incident_append_text(&text, incident);
    text_put_words(layout, indent + SEVERITY_COLUMNS, &text);
}

void text_put_words(const struct layout *layout, size_t indent, struct buffer *text)
{
    buffer_append_char(text, '\0');
    if (text->has_failed)
        layout->out->has_failed = true;
    else
        layout_put_words(layout, indent, indent, text->data);
    buffer_finish(text);
}

/* How many notices there is room for. */
static size_t count_notices(const struct httally_incidents *incidents)
{
    size_t pages = 0;
    for (size_t i = 0; i < incidents->count; i++)
        pages += incidents->list[i].severity == HTTALLY_INCIDENT_PAGE;
    return pages < ROWS_MOST ? ROWS_MOST - pages : 0;
}

void text_put_incidents(const struct layout *layout)
{
    const struct httally_incidents *incidents = layout->model->report->incidents;
    if (!incidents || incidents->count == 0)
        return;
    size_t shown = 0, pages = 0, notices = count_notices(incidents);
    layout_heading(layout, "Incidents", "errors beyond chance and habit");
    for (size_t i = 0; i < incidents->count; i++) {
        const struct httally_incident *incident = &incidents->list[i];
        if (incident->severity == HTTALLY_INCIDENT_PAGE) {
            if (pages == ROWS_MOST)
                continue;
            pages++;
        } else {
            if (notices == 0)
                continue;
            notices--;
        }
        text_put_incident(layout, incident, 2);
        shown++;
    }
    if (shown < incidents->count)
        buffer_append_format(layout->out, "  ... and %zu more\n", incidents->count - shown);
}

/* SPDX-License-Identifier: MIT */
/* renderer.h - a way to lay out a model.  A new one is a file and a line in report.c's table. */
#ifndef RENDERER_H
#define RENDERER_H

#include "base/buffer.h"
#include "report/model.h"

struct renderer {
    const char *name;
    /* Of file names, with the dot. */
    const char *extension;
    /* Appends to 'out', whose errors stick. */
    void (*render)(const struct model *model, struct buffer *out);
};

extern const struct renderer text_renderer;
extern const struct renderer json_renderer;
extern const struct renderer csv_renderer;
extern const struct renderer markdown_renderer;
extern const struct renderer prometheus_renderer;

#endif

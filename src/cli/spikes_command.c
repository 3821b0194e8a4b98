/* SPDX-License-Identifier: MIT */
/* spikes_command.c - the command `spikes`: when errors rose, from counts per minute. */
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "series_file.h"
#include "spikes_output.h"

enum { SITE_SIZE = 256 };

static const struct {
    const char *name;
    void (*print)(FILE *out, const struct spikes_view *view);
} printers[] = {
    {"text", spikes_print_text},
    {"json", spikes_print_json},
    {"csv", spikes_print_csv},
};

static const struct {
    const char *name;
    enum httally_incident_sensitivity sensitivity;
} sensitivities[] = {
    {"normal", HTTALLY_SENSITIVITY_NORMAL},
    {"low", HTTALLY_SENSITIVITY_LOW},
    {"high", HTTALLY_SENSITIVITY_HIGH},
};

struct request {
    const char *path;
    struct httally_incident_options search;
    void (*print)(FILE *out, const struct spikes_view *view);
    unsigned width;
};

static bool choose_printer(const char *as, struct request *request)
{
    for (size_t i = 0; i < sizeof printers / sizeof *printers; i++) {
        if (!as || strcmp(as, printers[i].name) == 0) {
            request->print = printers[i].print;
            return true;
        }
    }
    message_print("--as '%s': write text, json or csv", as);
    return false;
}

static bool choose_sensitivity(const char *name, struct request *request)
{
    for (size_t i = 0; i < sizeof sensitivities / sizeof *sensitivities; i++) {
        if (!name || strcmp(name, sensitivities[i].name) == 0) {
            request->search.sensitivity = sensitivities[i].sensitivity;
            return true;
        }
    }
    message_print("--sensitivity '%s': write low, normal or high", name);
    return false;
}

static bool choose_min_errors(const char *text, struct request *request)
{
    struct httally_error error;
    size_t number = 0;
    if (text &&
        options_parse_number("min-errors", text, 1, 1000000000, &number, &error) != HTTALLY_OK) {
        message_error(&error);
        return false;
    }
    request->search.min_errors = number;
    return true;
}

static bool read_request(const struct options *options, struct request *request)
{
    struct httally_error error;
    *request = (struct request){.path = options_value(options, OPTION_SERIES),
                                .search.is_online = options_has(options, OPTION_ONLINE)};
    if (!request->path || options->operand_count > 0) {
        message_print("spikes does not read logs yet: give counts per minute, --series FILE.csv");
        return false;
    }
    if (choose_width(options, &request->width, &error) != HTTALLY_OK) {
        message_error(&error);
        return false;
    }
    return choose_printer(options_value(options, OPTION_AS), request) &&
           choose_sensitivity(options_value(options, OPTION_SENSITIVITY), request) &&
           choose_min_errors(options_value(options, OPTION_MIN_ERRORS), request);
}

/* "/srv/www.csv.gz" is of www. */
static void name_site(const char *path, char site_out[SITE_SIZE])
{
    const char *slash = strrchr(path, '/');
    snprintf(site_out, SITE_SIZE, "%s", slash ? slash + 1 : path);
    char *suffix = strstr(site_out, ".csv");
    if (suffix)
        *suffix = '\0';
}

static int find_and_print(const struct request *request, const struct series_file *file)
{
    struct httally_incidents incidents;
    struct httally_error error;
    char site[SITE_SIZE];
    if (httally_incidents_find(&file->input, &request->search, &incidents, &error) != HTTALLY_OK) {
        message_error(&error);
        return EXIT_CODE_FAILED;
    }
    name_site(request->path, site);
    struct spikes_view view = {site, &file->input, &incidents, request->width};
    request->print(stdout, &view);
    httally_incidents_finish(&incidents);
    return finish_stdout(EXIT_CODE_DONE);
}

int spikes_command(const struct options *options)
{
    struct request request;
    struct httally_error error;
    struct series_file *file;
    if (!read_request(options, &request))
        return EXIT_CODE_FAILED;
    file = malloc(sizeof *file);
    if (!file) {
        message_print("out of memory");
        return EXIT_CODE_FAILED;
    }
    int exit_code = EXIT_CODE_FAILED;
    if (series_file_read(request.path, file, &error) == HTTALLY_OK)
        exit_code = find_and_print(&request, file);
    else
        message_error(&error);
    series_file_finish(file);
    free(file);
    return exit_code;
}

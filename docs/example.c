/* SPDX-License-Identifier: MIT */
/*
 * example.c - count the server errors of a log with nothing but the library:
 *
 *     cc example.c $(pkg-config --cflags --libs httally) -o example && ./example access.log
 */
#include <stdio.h>
#include <stdlib.h>

#include <httally/analysis.h>

static int fail(const struct httally_error *error)
{
    char message[512];
    httally_escape_bytes(HTTALLY_ESCAPE_TEXT, httally_slice_of_string(error->message), message,
                         sizeof message);
    fprintf(stderr, "%s\n", message);
    return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    struct httally_analysis *analysis = NULL;
    struct httally_error error;
    uint64_t server_errors = 0;
    if (argc != 2) {
        fprintf(stderr, "usage: example LOG\n");
        return EXIT_FAILURE;
    }
    if (httally_analysis_create(NULL, &analysis, &error) != HTTALLY_OK)
        return fail(&error);
    if (httally_analysis_add_file(analysis, argv[1], &error) != HTTALLY_OK ||
        httally_analysis_run(analysis, &error) != HTTALLY_OK) {
        httally_analysis_destroy(analysis);
        return fail(&error);
    }
    const struct httally_tally *tally = httally_analysis_tally(analysis);
    for (int i = 0; i < HTTALLY_STATUS_COUNT; i++) {
        if (httally_status_class((httally_status)i) == HTTALLY_CLASS_5XX)
            server_errors += httally_tally_status(tally, (httally_status)i).requests;
    }
    printf("%llu of %llu requests failed\n", (unsigned long long)server_errors,
           (unsigned long long)httally_tally_total(tally).requests);
    httally_analysis_destroy(analysis);
    return EXIT_SUCCESS;
}

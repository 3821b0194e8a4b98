/* SPDX-License-Identifier: MIT */
/*
 * replay.c - runs a fuzz target over known inputs, as an ordinary test.
 *
 *     TARGET_fuzz [FOLDER...]
 *
 * Every file of the folders is one subtest, and so are a few inputs that no target should be
 * surprised by.  A folder that is not there has no files.  An input that ends the program is the
 * one named last.
 */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

enum { PATH_MAX_BYTES = 4096, LONG_INPUT_BYTES = 70000 };

static unsigned subtest_count;

static void fail(const char *what, const char *name)
{
    printf("Bail out! cannot %s %s: %s\n", what, name, strerror(errno));
    exit(1);
}

static void *allocate(size_t size)
{
    void *memory = malloc(size ? size : 1);
    if (!memory)
        fail("allocate", "memory");
    return memory;
}

/* The target gets a block of exactly this size, so that a sanitizer sees a read behind its end. */
static void run_one(const char *name, const void *bytes, size_t length)
{
    uint8_t *copy = allocate(length);
    if (length > 0)
        memcpy(copy, bytes, length);
    printf("# %s\n", name);
    fflush(stdout);
    LLVMFuzzerTestOneInput(copy, length);
    free(copy);
    printf("ok %u - %s\n", ++subtest_count, name);
}

static void run_file(const char *folder, const char *name)
{
    char path[PATH_MAX_BYTES];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0)
        fail("open", path);
    long size = ftell(file);
    if (size < 0)
        fail("measure", path);
    rewind(file);
    uint8_t *bytes = allocate((size_t)size);
    if (fread(bytes, 1, (size_t)size, file) != (size_t)size)
        fail("read", path);
    fclose(file);
    run_one(name, bytes, (size_t)size);
    free(bytes);
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void run_folder(const char *folder)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_visible, alphasort);
    if (count < 0 && errno != ENOENT)
        fail("read", folder);
    for (int i = 0; i < count; i++) {
        run_file(folder, entries[i]->d_name);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

/* Targets that take their bearings from the first byte meet each of its values. */
static void run_every_byte(const char *name, const char *rest, size_t rest_length)
{
    uint8_t *input = allocate(rest_length + 1);
    memcpy(input + 1, rest, rest_length);
    for (unsigned first = 0; first < 256; first++) {
        input[0] = (uint8_t)first;
        printf("# %s behind byte %u\n", name, first);
        fflush(stdout);
        LLVMFuzzerTestOneInput(input, rest_length + 1);
    }
    free(input);
    printf("ok %u - %s behind each byte\n", ++subtest_count, name);
}

static void run_repeated(const char *name, int byte)
{
    uint8_t *input = allocate(LONG_INPUT_BYTES);
    memset(input, byte, LONG_INPUT_BYTES);
    run_one(name, input, LONG_INPUT_BYTES);
    free(input);
}

static void run_builtin(void)
{
    static const char line[] =
        "192.0.2.1 - - [12/Mar/2026:14:03:00 +0100] \"GET / HTTP/1.1\" 200 5 "
        "\"-\" \"curl/8.5.0\"\n";
    run_one("nothing", "", 0);
    run_one("a NUL", "", 1);
    run_one("a newline", "\n", 1);
    run_one("an access log line", line, sizeof line - 1);
    run_one("a line cut short", line, 40);
    run_every_byte("nothing", "", 0);
    run_every_byte("a line", line, sizeof line - 1);
    run_repeated("many NULs", '\0');
    run_repeated("many letters", 'a');
    run_repeated("many newlines", '\n');
    run_repeated("many quotes", '"');
    run_repeated("many backslashes", '\\');
    run_repeated("many bytes of 0xFF", 0xFF);
}

int main(int argument_count, char **arguments)
{
    run_builtin();
    for (int i = 1; i < argument_count; i++)
        run_folder(arguments[i]);
    printf("1..%u\n", subtest_count);
    return 0;
}

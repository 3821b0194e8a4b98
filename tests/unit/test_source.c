/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compress.h"
#include "httally/source.h"

/* A directory of its own for the files of one test. */
struct fixture {
    char directory[64];
    char path[128];
};

static int create_directory(void **state)
{
    static struct fixture fixture;
    strcpy(fixture.directory, "/tmp/httally-source-XXXXXX");
    if (!mkdtemp(fixture.directory))
        return -1;
    strcpy(fixture.path, fixture.directory);
    strcat(fixture.path, "/access.log");
    *state = &fixture;
    return 0;
}

static int remove_directory(void **state)
{
    const struct fixture *fixture = *state;
    unlink(fixture->path);
    return rmdir(fixture->directory);
}

static void write_file(const char *path, struct httally_slice bytes)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, bytes.data, bytes.length), bytes.length);
    close(descriptor);
}

/* Read 'source' to its end, which must be 'expected_ending', and close it. */
static void assert_gives(struct httally_source *source, struct httally_slice expected,
                         enum httally_result expected_ending)
{
    struct buffer bytes = {0};
    char piece[1000];
    size_t length;
    enum httally_result result;
    while ((result = httally_source_read(source, piece, sizeof piece, &length, NULL)) == HTTALLY_OK)
        buffer_append(&bytes, piece, length);
    assert_int_equal(result, expected_ending);
    assert_slice_equal(buffer_slice(&bytes), expected);
    buffer_finish(&bytes);
    httally_source_close(source);
}

static struct httally_source *open_memory(struct httally_slice bytes)
{
    struct httally_source *source;
    assert_int_equal(httally_source_open_memory(bytes, "memory", &source, NULL), HTTALLY_OK);
    return source;
}

static void passes_plain_bytes_through(void **state)
{
    (void)state;
    char text[5000];
    memset(text, 'x', sizeof text);
    for (size_t length = 0; length < sizeof text; length = length * 3 / 2 + 1) {
        struct httally_source *source = open_memory(httally_slice_of(text, length));
        assert_string_equal(httally_source_compression(source), "none");
        assert_string_equal(httally_source_name(source), "memory");
        assert_gives(source, httally_slice_of(text, length), HTTALLY_END);
    }
    /* Too short for a signature, and a name that looks like one. */
    assert_gives(open_memory(SLICE("\x1f")), SLICE("\x1f"), HTTALLY_END);
    assert_gives(open_memory(SLICE("BZh9.example.com\n")), SLICE("BZh9.example.com\n"),
                 HTTALLY_END);
}

static void delivers_peeked_bytes_into_any_room(void **state)
{
    (void)state;
    struct httally_source *source = open_memory(SLICE("0123456789abc"));
    char byte;
    size_t length;
    for (const char *expected = "0123456789abc"; *expected; expected++) {
        assert_int_equal(httally_source_read(source, &byte, 1, &length, NULL), HTTALLY_OK);
        assert_int_equal(length, 1);
        assert_int_equal(byte, *expected);
    }
    assert_int_equal(httally_source_read(source, &byte, 1, &length, NULL), HTTALLY_END);
    assert_int_equal(httally_source_stored_bytes(source), 13);
    httally_source_close(source);
}

static void decodes_whatever_the_name_says(void **state)
{
    const struct fixture *fixture = *state;
    static const struct {
        void (*compress)(struct buffer *out, struct httally_slice text);
        const char *name;
    } cases[] = {
        {compress_gzip, "gzip"},
#if HAVE_ZSTD
        {compress_zstd, "zstd"},
#endif
#if HAVE_LZMA
        {compress_xz, "xz"},
#endif
#if HAVE_BZIP2
        {compress_bzip2, "bzip2"},
#endif
    };
    struct buffer text = {0}, stored = {0};
    append_log_lines(&text, 5000);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        buffer_reset(&stored);
        cases[i].compress(&stored, buffer_slice(&text));
        write_file(fixture->path, buffer_slice(&stored));
        struct httally_source *source;
        assert_int_equal(httally_source_open_file(fixture->path, &source, NULL), HTTALLY_OK);
        assert_string_equal(httally_source_compression(source), cases[i].name);
        assert_string_equal(httally_source_name(source), fixture->path);
        assert_gives(source, buffer_slice(&text), HTTALLY_END);
        source = open_memory(buffer_slice(&stored));
        assert_gives(source, buffer_slice(&text), HTTALLY_END);
    }
    buffer_finish(&text);
    buffer_finish(&stored);
}

static void says_what_cannot_be_opened(void **state)
{
    const struct fixture *fixture = *state;
    struct httally_source *source = (struct httally_source *)&source;
    struct httally_error error;
    assert_int_equal(httally_source_open_file(fixture->path, &source, &error), HTTALLY_ERROR_IO);
    assert_null(source);
    assert_int_equal(error.os_error, ENOENT);
    assert_string_equal(error.message, "cannot open: No such file or directory");
    assert_string_equal(error.source, fixture->path);

    assert_int_equal(httally_source_open_file(fixture->directory, &source, &error),
                     HTTALLY_ERROR_IO);
    assert_null(source);
    assert_int_equal(error.os_error, EISDIR);
    assert_string_equal(error.message, "is a directory");
    assert_string_equal(error.source, fixture->directory);
}

static void says_what_cannot_be_read(void **state)
{
    const struct fixture *fixture = *state;
    int descriptor = open(fixture->path, O_WRONLY | O_CREAT, 0600);
    struct httally_source *source;
    struct httally_error error;
    assert_int_equal(httally_source_open_descriptor(descriptor, "stdin", &source, &error),
                     HTTALLY_ERROR_IO);
    assert_null(source);
    assert_int_equal(error.os_error, EBADF);
    assert_string_equal(error.message, "cannot read: Bad file descriptor");
    assert_string_equal(error.source, "stdin");
    close(descriptor);
    assert_int_equal(httally_source_open_descriptor(descriptor, "stdin", &source, &error),
                     HTTALLY_ERROR_IO);
    assert_int_equal(error.os_error, EBADF);
}

static void reads_devices(void **state)
{
    (void)state;
    struct httally_source *source;
    assert_int_equal(httally_source_open_file("/dev/null", &source, NULL), HTTALLY_OK);
    assert_gives(source, SLICE(""), HTTALLY_END);
}

/* A child that writes 'bytes' one by one into a pipe; the reading end is returned. */
static int drip(struct httally_slice bytes, int flags, pid_t *child_out)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    *child_out = fork();
    if (*child_out == 0) {
        for (size_t i = 0; i < bytes.length; i++) {
            if (i % 16 == 0)
                usleep(1000);
            if (write(ends[1], bytes.data + i, 1) != 1)
                _exit(1);
        }
        _exit(0);
    }
    close(ends[1]);
    fcntl(ends[0], F_SETFL, flags);
    return ends[0];
}

static void waits_for_a_slow_pipe(void **state)
{
    (void)state;
    struct buffer stored = {0};
    compress_gzip(&stored, SLICE("slow but complete\n"));
    compress_gzip(&stored, SLICE("to the end\n"));
    static const int flags[] = {0, O_NONBLOCK};
    for (int i = 0; i < 2; i++) {
        pid_t child;
        int descriptor = drip(buffer_slice(&stored), flags[i], &child);
        struct httally_source *source;
        assert_int_equal(httally_source_open_descriptor(descriptor, "-", &source, NULL),
                         HTTALLY_OK);
        assert_string_equal(httally_source_compression(source), "gzip");
        assert_gives(source, SLICE("slow but complete\nto the end\n"), HTTALLY_END);
        /* The descriptor is still the caller's. */
        assert_int_equal(close(descriptor), 0);
        waitpid(child, NULL, 0);
    }
    buffer_finish(&stored);
}

static void reads_a_named_pipe(void **state)
{
    const struct fixture *fixture = *state;
    assert_int_equal(mkfifo(fixture->path, 0600), 0);
    pid_t child = fork();
    if (child == 0) {
        int descriptor = open(fixture->path, O_WRONLY);
        _exit(write(descriptor, "a line\n", 7) == 7 ? 0 : 1);
    }
    struct httally_source *source;
    assert_int_equal(httally_source_open_file(fixture->path, &source, NULL), HTTALLY_OK);
    assert_gives(source, SLICE("a line\n"), HTTALLY_END);
    waitpid(child, NULL, 0);
}

#if !HAVE_ZSTD
static void names_a_compression_that_was_not_built_in(void **state)
{
    (void)state;
    struct httally_source *source;
    struct httally_error error;
    assert_int_equal(
        httally_source_open_memory(SLICE("\x28\xb5\x2f\xfd...."), "a.zst", &source, &error),
        HTTALLY_ERROR_UNSUPPORTED);
    assert_null(source);
    assert_string_equal(error.message, "zstd support was not built in");
    assert_string_equal(error.source, "a.zst");
}
#endif

static void counts_stored_bytes(void **state)
{
    (void)state;
    struct buffer stored = {0};
    compress_gzip(&stored, SLICE("stored"));
    struct httally_source *source = open_memory(buffer_slice(&stored));
    char text[100];
    size_t length;
    assert_int_equal(httally_source_read(source, text, sizeof text, &length, NULL), HTTALLY_OK);
    assert_int_equal(httally_source_read(source, text, sizeof text, &length, NULL), HTTALLY_END);
    assert_int_equal(httally_source_stored_bytes(source), stored.length);
    httally_source_close(source);
    httally_source_close(NULL);
    buffer_finish(&stored);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passes_plain_bytes_through),
        cmocka_unit_test(delivers_peeked_bytes_into_any_room),
        cmocka_unit_test_setup_teardown(decodes_whatever_the_name_says, create_directory,
                                        remove_directory),
        cmocka_unit_test_setup_teardown(says_what_cannot_be_opened, create_directory,
                                        remove_directory),
        cmocka_unit_test_setup_teardown(says_what_cannot_be_read, create_directory,
                                        remove_directory),
        cmocka_unit_test(reads_devices),
        cmocka_unit_test(waits_for_a_slow_pipe),
        cmocka_unit_test_setup_teardown(reads_a_named_pipe, create_directory, remove_directory),
#if !HAVE_ZSTD
        cmocka_unit_test(names_a_compression_that_was_not_built_in),
#endif
        cmocka_unit_test(counts_stored_bytes),
    };
    return cmocka_run_group_tests_name("source", tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
#include "base/compiler.h"
#include "cli/output_file.h"
#include "unit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* Every test stands in a new folder, which is gone afterwards. */
static char folder[OUTPUT_PATH_SIZE];
static char start[OUTPUT_PATH_SIZE];

static int enter_folder(void **state)
{
    (void)state;
    const char *parent = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/httally-output-XXXXXX", parent ? parent : "/tmp");
    umask(022);
    return getcwd(start, sizeof start) && mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    DIR *entries = opendir(".");
    for (struct dirent *entry; entries && (entry = readdir(entries));) {
        if (unlink(entry->d_name) != 0)
            rmdir(entry->d_name);
    }
    if (entries)
        closedir(entries);
    return chdir(start) == 0 && rmdir(folder) == 0 ? 0 : -1;
}

static void put(const char *path, const char *content)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(content, file);
    assert_int_equal(fclose(file), 0);
}

static void assert_content(const char *path, const char *expected)
{
    char content[64] = "";
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t length = fread(content, 1, sizeof content - 1, file);
    content[length] = '\0';
    fclose(file);
    assert_string_equal(content, expected);
}

static void assert_entry_count(size_t expected)
{
    size_t count = 0;
    DIR *entries = opendir(".");
    assert_non_null(entries);
    while (readdir(entries))
        count++;
    closedir(entries);
    assert_int_equal(count, expected + 2);
}

static void write_new(const char *path)
{
    struct httally_error error;
    if (output_file_write(path, "new\n", 4, &error) != HTTALLY_OK)
        fail_msg("%s: %s", error.source, error.message);
}

static void assert_fails(const char *path, int os_error)
{
    struct httally_error error;
    assert_int_equal(output_file_write(path, "new\n", 4, &error), HTTALLY_ERROR_IO);
    assert_int_equal(error.os_error, os_error);
    assert_true(strncmp(error.source, path, sizeof error.source - 1) == 0);
}

static void makes_a_file_that_others_cannot_read(void **state)
{
    (void)state;
    struct stat status;
    write_new("report.json");
    assert_content("report.json", "new\n");
    assert_int_equal(stat("report.json", &status), 0);
    assert_int_equal(status.st_mode & 07777, 0640);
    assert_entry_count(1);
}

static void keeps_the_permissions_of_the_old_file(void **state)
{
    (void)state;
    struct stat status;
    put("report.json", "old\n");
    assert_int_equal(chmod("report.json", 0604), 0);
    write_new("report.json");
    assert_int_equal(stat("report.json", &status), 0);
    assert_int_equal(status.st_mode & 07777, 0604);
}

static void replaces_an_old_file_as_a_whole(void **state)
{
    (void)state;
    put("report.json", "old and longer\n");
    FILE *reader = fopen("report.json", "r");
    assert_non_null(reader);
    write_new("report.json");
    assert_content("report.json", "new\n");
    /* Who has it open reads on in the old one. */
    char line[32];
    assert_non_null(fgets(line, sizeof line, reader));
    assert_string_equal(line, "old and longer\n");
    fclose(reader);
    assert_entry_count(1);
}

static void replaces_a_link_and_does_not_follow_it(void **state)
{
    (void)state;
    static const char *const targets[] = {"victim", "nowhere", "/dev/full", "."};
    struct stat status;
    put("victim", "victim\n");
    for (size_t i = 0; i < ARRAY_LENGTH(targets); i++) {
        assert_int_equal(symlink(targets[i], "report.json"), 0);
        write_new("report.json");
        assert_int_equal(lstat("report.json", &status), 0);
        assert_true(S_ISREG(status.st_mode));
        assert_int_equal(unlink("report.json"), 0);
    }
    assert_content("victim", "victim\n");
    assert_entry_count(1);
}

static void leaves_planted_temporary_names_alone(void **state)
{
    (void)state;
    char name[64];
    put("victim", "victim\n");
    for (int i = 0; i < 3; i++) {
        snprintf(name, sizeof name, ".httally-%ld-%d.tmp", (long)getpid(), i);
        assert_int_equal(symlink("victim", name), 0);
    }
    write_new("report.json");
    assert_content("report.json", "new\n");
    assert_content("victim", "victim\n");
    assert_entry_count(5);
}

static void writes_straight_to_devices_and_pipes(void **state)
{
    (void)state;
    char bytes[8];
    assert_fails("/dev/full", ENOSPC);
    write_new("/dev/null");
    assert_int_equal(mkfifo("pipe.json", 0600), 0);
    int reader = open("pipe.json", O_RDONLY | O_NONBLOCK);
    assert_true(reader >= 0);
    write_new("pipe.json");
    assert_int_equal(read(reader, bytes, sizeof bytes), 4);
    close(reader);
}

static void refuses_folders_and_what_is_not_there(void **state)
{
    (void)state;
    char long_path[OUTPUT_PATH_SIZE + 8];
    memset(long_path, 'a', sizeof long_path - 1);
    long_path[sizeof long_path - 1] = '\0';
    assert_int_equal(mkdir("folder", 0700), 0);
    assert_fails("folder", EISDIR);
    assert_fails("folder/", EISDIR);
    assert_fails("", EISDIR);
    assert_fails("missing/report.json", ENOENT);
    assert_fails(long_path, ENAMETOOLONG);
    put("file", "");
    assert_fails("file/report.json", ENOTDIR);
}

static void a_full_disk_keeps_the_old_report(void **state)
{
    (void)state;
    struct rlimit usual, two_bytes;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &usual), 0);
    two_bytes = (struct rlimit){2, usual.rlim_max};
    put("report.json", "old\n");
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &two_bytes), 0);
    assert_fails("report.json", EFBIG);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &usual), 0);
    signal(SIGXFSZ, SIG_DFL);
    assert_content("report.json", "old\n");
    assert_entry_count(1);
}

static void puts_dates_into_names(void **state)
{
    (void)state;
    char path[OUTPUT_PATH_SIZE], too_long[OUTPUT_PATH_SIZE + 1];
    const time_t noon = 1773316800;
    assert_int_equal(setenv("TZ", "UTC", 1), 0);
    tzset();
    static const char *const cases[][2] = {
        {"report.json", "report.json"},
        {"%F.json", "2026-03-12.json"},
        {"/srv/%Y/%m-%d/%H.txt", "/srv/2026/03-12/12.txt"},
        {"100%%.txt", "100%.txt"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        assert_int_equal(output_file_expand(cases[i][0], noon, path, NULL), HTTALLY_OK);
        assert_string_equal(path, cases[i][1]);
    }
    struct httally_error error;
    memset(too_long, 'a', sizeof too_long - 1);
    too_long[sizeof too_long - 1] = '\0';
    assert_int_equal(output_file_expand(too_long, noon, path, &error), HTTALLY_ERROR_ARGUMENT);
    memcpy(too_long, "%F", 2);
    assert_int_equal(output_file_expand(too_long, noon, path, &error), HTTALLY_ERROR_ARGUMENT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(makes_a_file_that_others_cannot_read),
        TEST(replaces_an_old_file_as_a_whole),
        TEST(keeps_the_permissions_of_the_old_file),
        TEST(replaces_a_link_and_does_not_follow_it),
        TEST(leaves_planted_temporary_names_alone),
        TEST(writes_straight_to_devices_and_pipes),
        TEST(refuses_folders_and_what_is_not_there),
        TEST(a_full_disk_keeps_the_old_report),
        TEST(puts_dates_into_names),
    };
    return cmocka_run_group_tests_name("output_file", tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <stdlib.h>

#include "base/compiler.h"
#include "base/path_mask.h"
#include "random.h"

static void assert_masked(struct httally_slice path, struct httally_slice expected)
{
    char masked[PATH_MASK_BYTES];
    /* On the heap, so that reading beyond its ends is seen. */
    char *copy = malloc(path.length + 1);
    assert_non_null(copy);
    memcpy(copy, path.data, path.length);
    copy = realloc(copy, path.length ? path.length : 1);
    struct httally_slice first =
        httally_slice_of(masked, path_mask(httally_slice_of(copy, path.length), masked));
    free(copy);
    assert_slice_equal(first, expected);
}

static void masks_what_differs(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        const char *masked;
    } cases[] = {
        {"", ""},
        {"/", "/"},
        {"*", "*"},
        {"/users/123", "/users/:id"},
        {"/users/123/", "/users/:id/"},
        {"/users/1/posts/22/comments/333", "/users/:id/posts/:id/comments/:id"},
        {"/img/123.png", "/img/:id.png"},
        {"/img/123_thumb.jpg", "/img/:id_thumb.jpg"},
        {"/item-5", "/item-:id"},
        {"/product/blue-shirt-98321.html", "/product/blue-shirt-:id.html"},
        {"/title/tt0111161/", "/title/tt:id/"},
        {"/MLA-1234567890-phone", "/MLA-:id-phone"},
        {"/tiles/12/2200/1343.png", "/tiles/:id/:id/:id.png"},
        {"/orders/550e8400-e29b-41d4-a716-446655440000", "/orders/:uuid"},
        {"/orders/550E8400-E29B-41D4-A716-446655440000/items", "/orders/:uuid/items"},
        {"/f/photo-550e8400-e29b-41d4-a716-446655440000.jpg", "/f/photo-:uuid.jpg"},
        {"/2026/03/12/a-slug/", "/:date/a-slug/"},
        {"/blog/2026/03", "/blog/:date"},
        {"/blog/2026/03/12", "/blog/:date"},
        {"/2026/13/01", "/:id/:id/:id"},
        {"/logs/2026-03-12.log", "/logs/:date.log"},
        {"/logs/access-20260312.gz", "/logs/access-:date.gz"},
        {"/report/2026-03", "/report/:date"},
        {"/n/20261399", "/n/:id"},
        {"/n/1926-03", "/n/:date"},
        {"/n/1826-03", "/n/:id-:id"},
        {"/static/main.3f2a9c1b.js", "/static/main.:hash.js"},
        {"/static/app-3f2a9c1bde45.min.css", "/static/app-:hash.min.css"},
        {"/commit/c2c2647d8f1e3a4b5c6d7e8f9a0b1c2d3e4f5a6b", "/commit/:hash"},
        {"/avatar/0bc83cb571cd1c50ba6f3e8a78ef1346", "/avatar/:hash"},
        {"/o/507f1f77bcf86cd799439011", "/o/:hash"},
        {"/s/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms/edit", "/s/:hash/edit"},
        {"/t/eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", "/t/:hash"},
        {"/t/Zm9v-YmFyMTIz_NDU2Nzg5MGFiY2Q", "/t/:hash"},
        {"/x/x7k2p9q4m1z8w3v6", "/x/:hash"},
        {"/x/5-AB12CD34EF56GH78", "/x/:id-:hash"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        assert_masked(httally_slice_of_string(cases[i].path),
                      httally_slice_of_string(cases[i].masked));
}

static void leaves_words_and_versions(void **state)
{
    (void)state;
    static const char *const paths[] = {
        "/api/v1/users",
        "/api/v2.1/users",
        "/jquery-3.6.0.min.js",
        "/ajax/libs/1.10.2/x.js",
        "/deadbeef/facade/decade",
        "/wp-admin/admin-ajax.php",
        "/video.mp4",
        "/utf8/mp3/h264/es2015",
        "/1920x1080/a.jpg",
        "/How-to-Install-Python-Three-on-Windows",
        "/getUserProfileByIdV2Async",
        "/windows10-vs-ubuntu2204-x64",
        "/(no request)",
        "/%D0%BF%D1%80%D0%B8%D0%B2%D0%B5%D1%82",
        "/caf\xC3\xA9/na\xC3\xAFve",
        "/../../etc/passwd",
        "/:id/:uuid/:hash/:date",
        "//..//--__",
        "/internationalization-responsibilities",
    };
    for (size_t i = 0; i < ARRAY_LENGTH(paths); i++)
        assert_masked(httally_slice_of_string(paths[i]), httally_slice_of_string(paths[i]));
}

static void every_byte_stays_as_it_is(void **state)
{
    (void)state;
    for (int byte = 0; byte < 256; byte++) {
        char path[] = {'/', 'a', (char)byte, 'b', '/'};
        if (byte < '0' || byte > '9')
            assert_masked(httally_slice_of(path, sizeof path), httally_slice_of(path, sizeof path));
    }
    assert_int_equal(path_mask(httally_slice_of(NULL, 0), (char[PATH_MASK_BYTES]){0}), 0);
}

static void cuts_what_is_long(void **state)
{
    (void)state;
    enum { LONG = 64 << 10 };
    static const char *const patterns[] = {"a", "/1", "a-", "0", "Z9-", "/2026/03/12", "-"};
    char *path = malloc(LONG);
    char masked[PATH_MASK_BYTES];
    assert_non_null(path);
    for (size_t i = 0; i < ARRAY_LENGTH(patterns); i++) {
        size_t length = strlen(patterns[i]);
        for (size_t at = 0; at < LONG; at++)
            path[at] = patterns[i][at % length];
        size_t count = path_mask(httally_slice_of(path, LONG), masked);
        assert_true(count <= PATH_MASK_BYTES);
        if (patterns[i][0] == '/')
            assert_int_equal(count, PATH_MASK_BYTES);
    }
    free(path);
}

/* Anything made of the bytes that matter: nothing is read beyond the path and
 * a path stays one. */
static void random_paths_are_masked(void **state)
{
    (void)state;
    static const char bytes[] = "0123456789abcdefABCDEFxyzXYZ//--__..%:2026\xff";
    struct random random = {7};
    for (int round = 0; round < 20000; round++) {
        char path[90], masked[PATH_MASK_BYTES];
        size_t length = (size_t)random_between(&random, 0, sizeof path);
        for (size_t i = 0; i < length; i++)
            path[i] = bytes[random_between(&random, 0, sizeof bytes - 1)];
        size_t count = path_mask(httally_slice_of(path, length), masked);
        assert_masked(httally_slice_of(path, length), httally_slice_of(masked, count));
        assert_int_equal(length && path[0] == '/', count && masked[0] == '/');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(masks_what_differs),        cmocka_unit_test(leaves_words_and_versions),
        cmocka_unit_test(every_byte_stays_as_it_is), cmocka_unit_test(cuts_what_is_long),
        cmocka_unit_test(random_paths_are_masked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

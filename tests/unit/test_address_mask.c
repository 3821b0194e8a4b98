/* SPDX-License-Identifier: MIT */
#include "base/address_mask.h"
#include "base/compiler.h"
#include "random.h"
#include "unit.h"

#include <stdio.h>

static void masks_clients_to_their_networks(void **state)
{
    (void)state;
    static const struct {
        const char *client, *masked;
    } cases[] = {
        {"192.0.2.123", "192.0.2.0/24"},
        {"255.100.9.255", "255.100.9.0/24"},
        {"0.10.99.1", "0.10.99.0/24"},
        {"192.0.2.123:50314", "192.0.2.0/24"},
        {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
        {"[2001:db8::7]:443", "2001:db8::/64"},
        {"::1", "::/64"},
        {"::ffff:192.0.2.9", "192.0.2.0/24"},
        {"p5483.dip0.isp.example", "*.isp.example"},
        {"isp.example", "isp.example"},
        {"localhost", "(hidden)"},
        {"-", "-"},
        {"", ""},
        {"192.0.2.1, 198.51.100.7", "(hidden)"},
        {"a b.c.d", "(hidden)"},
        {"\x1b.\xff.x", "(hidden)"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        char masked[ADDRESS_MASK_SIZE];
        size_t length = address_mask_client(httally_slice_of_string(cases[i].client), masked);
        assert_slice_equal(httally_slice_of(masked, length),
                           httally_slice_of_string(cases[i].masked));
    }
}

static void masks_addresses_where_they_stand(void **state)
{
    (void)state;
    static const struct {
        const char *text, *masked;
    } cases[] = {
        {"192.0.2.7 - - [12/Mar/2026:14:03:00 +0100] \"GET /10.0.0.9/ HTTP/1.1\" 200",
         "192.0.2.0 - - [12/Mar/2026:14:03:00 +0100] \"GET /10.0.0.0/ HTTP/1.1\" 200"},
        {"{\"client\":\"2001:db8:1:2:3:4:5:6\",\"x\":\"192.0.2.1:80\"}",
         "{\"client\":\"2001:db8:1:2::\",\"x\":\"192.0.2.0:80\"}"},
        {"upstream: \"http://192.0.2.1:8080/\", 192.0.2.3.",
         "upstream: \"http://192.0.2.0:8080/\", 192.0.2.0."},
        {"Chrome/145.0.0.1 Safari/537.36", "Chrome/145.0.0.1 Safari/537.36"},
        {"at 14:03:00, 1.2.3, v1.2.3.4", "at 14:03:00, 1.2.3, v1.2.3.4"},
        {"256.1.1.1 1.2.3.4.5", "256.1.1.1 1.2.3.0.5"},
        {"", ""},
        {":::::....", ":::::...."},
        {"host:192.0.2.7 forwarded:192.0.2.8", "host:192.0.2.0 forwarded:192.0.2.0"},
        {"[12/Mar/2026:14:03:00 +0100]", "[12/Mar/2026:14:03:00 +0100]"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        char text[256];
        size_t length = strlen(cases[i].text);
        memcpy(text, cases[i].text, length);
        length = address_mask_text(text, length);
        assert_slice_equal(httally_slice_of(text, length),
                           httally_slice_of_string(cases[i].masked));
    }
}

static void masks_the_name_that_a_line_begins_with(void **state)
{
    (void)state;
    static const struct {
        const char *line, *masked;
    } cases[] = {
        {"p5483.isp.example - - 192.0.2.7", "*.isp.example - - 192.0.2.0"},
        {"192.0.2.7 p5483.isp.example", "192.0.2.0 p5483.isp.example"},
        {"www.example.org:443 192.0.2.7", "www.example.org:443 192.0.2.0"},
        {"isp.example -", "isp.example -"},
        {"localhost - 192.0.2.7", "localhost - 192.0.2.0"},
        {"a.b.c", "a.b.c"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        char line[256];
        size_t length = strlen(cases[i].line);
        memcpy(line, cases[i].line, length);
        length = address_mask_line(line, length);
        assert_slice_equal(httally_slice_of(line, length),
                           httally_slice_of_string(cases[i].masked));
    }
}

/* Whatever stands around an address: never longer, and the address is gone. */
static void no_address_survives(void **state)
{
    (void)state;
    static const char alphabet[] = "0123456789abcfx::.... /-[]\"\xff";
    struct random random = {5};
    for (int round = 0; round < 20000; round++) {
        char text[128];
        size_t length = random_between(&random, 0, 40);
        for (size_t i = 0; i < length; i++)
            text[i] = alphabet[random_between(&random, 0, sizeof alphabet - 2)];
        text[length++] = ' ';
        length += (size_t)snprintf(text + length, sizeof text - length, "192.0.2.%d ",
                                   (int)random_between(&random, 1, 255));
        for (size_t i = random_between(&random, 0, 40); i > 0; i--)
            text[length++] = alphabet[random_between(&random, 0, sizeof alphabet - 2)];
        size_t masked = address_mask_text(text, length);
        assert_true(masked <= length);
        text[masked] = '\0';
        assert_non_null(strstr(text, " 192.0.2.0 "));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(masks_clients_to_their_networks),
        cmocka_unit_test(masks_addresses_where_they_stand),
        cmocka_unit_test(masks_the_name_that_a_line_begins_with),
        cmocka_unit_test(no_address_survives),
    };
    return cmocka_run_group_tests_name("address_mask", tests, NULL, NULL);
}

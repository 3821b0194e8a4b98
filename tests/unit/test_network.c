/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>

#include "filter/network.h"

static struct httally_slice slice(const char *text)
{
    return httally_slice_of_string(text);
}

/* What inet_pton() says, in our own form and before mapped addresses become IPv4. */
static bool system_parse(const char *text, struct ip_address *address)
{
    unsigned char bytes[16] = {0};
    *address = (struct ip_address){0};
    address->is_ipv4 = inet_pton(AF_INET, text, bytes) == 1;
    if (!address->is_ipv4 && inet_pton(AF_INET6, text, bytes) != 1)
        return false;
    for (int i = 0; i < 8; i++) {
        address->high = address->high << 8 | bytes[i];
        address->low = address->low << 8 | bytes[i + 8];
    }
    if (!address->is_ipv4 && address->high == 0 && address->low >> 32 == 0xffff)
        *address = (struct ip_address){.high = address->low << 32, .is_ipv4 = true};
    return true;
}

static void assert_like_system(const char *text)
{
    struct ip_address ours = {0}, theirs;
    bool is_theirs = system_parse(text, &theirs);
    if (ip_address_parse(slice(text), &ours) != is_theirs)
        fail_msg("'%s' should be %s", text, is_theirs ? "an address" : "no address");
    if (is_theirs &&
        (ours.high != theirs.high || ours.low != theirs.low || ours.is_ipv4 != theirs.is_ipv4))
        fail_msg("'%s' became another address", text);
}

static void reads_addresses_as_inet_pton_does(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "192.0.2.1",
        "0.0.0.0",
        "255.255.255.255",
        "256.0.0.1",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.",
        "01.2.3.4",
        "1.2.3.04",
        "1.2.3.4 ",
        " 1.2.3.4",
        "1..3.4",
        "0x1.2.3.4",
        "1.2.3.1000",
        "",
        "::",
        "::1",
        "1::",
        "1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7::",
        "::2:3:4:5:6:7:8",
        "1:2:3:4::5:6:7:8",
        "1:2:3:4:5:6:7:8::",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        ":::",
        "1:::2",
        "1::2::3",
        ":1",
        "1:",
        ":",
        "12345::",
        "fffg::",
        "2001:DB8::Ff",
        "::ffff:192.0.2.1",
        "::192.0.2.1",
        "1:2:3:4:5:6:192.0.2.1",
        "1:2:3:4:5:6:7:192.0.2.1",
        "1:2:3:4:5:192.0.2.1",
        "::192.0.2.1:1",
        "::1.2.3",
        "::01.2.3.4",
        "::ffff:c000:201",
        "64:ff9b::192.0.2.33",
        "fe80::1%eth0",
        "[::1]",
        "1.2.3.4:80",
        "1.2.3.4/24",
        "-",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_like_system(texts[i]);
}

static void reads_random_texts_as_inet_pton_does(void **state)
{
    (void)state;
    static const char *const pieces[] = {":",  "::", ".",   "1",    "0",    "00",
                                         "ff", "a1", "255", "1234", "ABCD", "99999"};
    unsigned seed = 1;
    for (int round = 0; round < 200000; round++) {
        char text[80] = "";
        size_t piece_count = (size_t)(round % 17 + 1);
        for (size_t i = 0; i < piece_count; i++) {
            seed = seed * 1103515245 + 12345;
            strcat(text, pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)]);
        }
        assert_like_system(text);
    }
}

static void needs_no_byte_behind_the_address(void **state)
{
    (void)state;
    static const char *const texts[] = {"192.0.2.1", "2001:db8::1", "::", "[::1]:443", "1.2.3.4:5"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        size_t length = strlen(texts[i]);
        /* A heap block of the exact size, so that the sanitizers see one byte too many. */
        char *exact = malloc(length);
        memcpy(exact, texts[i], length);
        struct ip_address address;
        for (size_t cut = 0; cut <= length; cut++)
            (void)ip_address_of_client(httally_slice_of(exact, cut), &address);
        assert_true(ip_address_of_client(httally_slice_of(exact, length), &address));
        free(exact);
    }
}

struct client_case {
    const char *terms;
    const char *client;
    bool is_match;
};

static void assert_clients(const struct client_case *cases, size_t case_count)
{
    for (size_t i = 0; i < case_count; i++) {
        struct network_list list = {0};
        struct httally_error error;
        if (network_list_add(&list, cases[i].terms, &error) != HTTALLY_OK)
            fail_msg("%s", error.message);
        if (network_list_matches(&list, slice(cases[i].client)) != cases[i].is_match)
            fail_msg("'%s' and client '%s'", cases[i].terms, cases[i].client);
        network_list_finish(&list);
    }
}

static void finds_clients_in_networks(void **state)
{
    (void)state;
    static const struct client_case cases[] = {
        {"192.0.2.1", "192.0.2.1", true},
        {"192.0.2.1", "192.0.2.2", false},
        {"192.0.2.0/24", "192.0.2.255", true},
        {"192.0.2.0/24", "192.0.3.0", false},
        {"192.0.2.77/24", "192.0.2.1", true},
        {"192.0.2.4/31", "192.0.2.5", true},
        {"192.0.2.4/31", "192.0.2.6", false},
        {"0.0.0.0/0", "203.0.113.9", true},
        {"0.0.0.0/0", "2001:db8::1", false},
        {"10.0.0.0/8, 172.16.0.0/12,192.168.0.0/16", "172.31.255.255", true},
        {"10.0.0.0/8,172.16.0.0/12,192.168.0.0/16", "172.32.0.0", false},
        {"2001:db8::/32", "2001:db8:f81:ad::f69b", true},
        {"2001:db8::/32", "2001:db9::", false},
        {"2001:db8::/65", "2001:db8::7fff:0:0:1", true},
        {"2001:db8::/65", "2001:db8::8000:0:0:1", false},
        {"2001:db8::1", "2001:DB8:0:0::1", true},
        {"::/0", "::1", true},
        {"::/0", "192.0.2.1", false},
    };
    assert_clients(cases, sizeof cases / sizeof *cases);
}

static void takes_mapped_addresses_for_ipv4(void **state)
{
    (void)state;
    static const struct client_case cases[] = {
        {"192.0.2.0/24", "::ffff:192.0.2.9", true},  {"192.0.2.0/24", "::FFFF:c000:209", true},
        {"::ffff:192.0.2.0/120", "192.0.2.9", true}, {"::ffff:192.0.2.0/120", "192.0.3.9", false},
        {"::ffff:0:0/96", "203.0.113.1", true},      {"::ffff:192.0.2.9", "192.0.2.9", true},
        {"::/0", "::ffff:192.0.2.9", false},
    };
    assert_clients(cases, sizeof cases / sizeof *cases);
}

static void takes_clients_with_a_port_by_their_address(void **state)
{
    (void)state;
    static const struct client_case cases[] = {
        /* AWS load balancers log client:port. */
        {"192.168.131.39", "192.168.131.39:2817", true},
        {"2001:db8::/32", "[2001:db8::1]:443", true},
        {"2001:db8::/32", "[2001:db8::1]", true},
        {"192.0.2.1", "::ffff:192.0.2.1", true},
        {"192.0.2.1", "192.0.2.1:", false},
        {"192.0.2.1", "192.0.2.1:65536", false},
        {"192.0.2.1", "192.0.2.1:80:80", false},
        {"192.0.2.1", "192.0.2.1:http", false},
        {"2001:db8::/32", "[2001:db8::1", false},
        {"2001:db8::/32", "[2001:db8::1]443", false},
        {"2001:db8::/32", "[]:443", false},
    };
    assert_clients(cases, sizeof cases / sizeof *cases);
}

static void matches_no_network_without_an_address(void **state)
{
    (void)state;
    static const struct client_case cases[] = {
        {"0.0.0.0/0,::/0", "-", false},
        {"0.0.0.0/0,::/0", "", false},
        {"0.0.0.0/0,::/0", NULL, false},
        {"0.0.0.0/0,::/0", "crawler.example.com", false},
        {"0.0.0.0/0,::/0", "fe80::1%eth0", false},
        {"!0.0.0.0/0", "crawler.example.com", true},
        {"!0.0.0.0/0", NULL, true},
    };
    assert_clients(cases, sizeof cases / sizeof *cases);
}

static void leaves_out_negated_networks(void **state)
{
    (void)state;
    static const struct client_case cases[] = {
        {"192.0.2.0/24,!192.0.2.10", "192.0.2.9", true},
        {"192.0.2.0/24,!192.0.2.10", "192.0.2.10", false},
        {"!192.0.2.10,192.0.2.0/24", "192.0.2.10", false},
        {"!192.0.2.10", "198.51.100.1", true},
        {"!192.0.2.10", "192.0.2.10", false},
    };
    assert_clients(cases, sizeof cases / sizeof *cases);
}

static void says_what_is_wrong_with_a_network(void **state)
{
    (void)state;
    static const struct {
        const char *terms;
        const char *message;
    } cases[] = {
        {"192.0.2.0/33", "bad network '192.0.2.0/33': the prefix length is a number from 0 to 32"},
        {"::/129", "bad network '::/129': the prefix length is a number from 0 to 128"},
        {"192.0.2.0/", "bad network '192.0.2.0/': the prefix length is a number from 0 to 32"},
        {"192.0.2.0/255.255.255.0",
         "bad network '192.0.2.0/255.255.255.0': the prefix length is a number from 0 to 32"},
        {"192.0.2.0/024",
         "bad network '192.0.2.0/024': the prefix length is a number from 0 to 32"},
        {"192.0.2.1:80",
         "bad network '192.0.2.1:80': an address is written without brackets and port"},
        {"[::1]", "bad network '[::1]': an address is written without brackets and port"},
        {"fe80::1%eth0", "bad network 'fe80::1%eth0': an address with a zone is not understood"},
        {"192.0.2.1,localhost",
         "bad network 'localhost': expected an IPv4 or IPv6 address, or one with a prefix length "
         "(/24)"},
        {"192.0.2.1,,::1", "bad network list '192.0.2.1,,::1': term 2 is empty"},
        {"", "bad network list '': term 1 is empty"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct network_list list = {0};
        struct httally_error error;
        assert_int_equal(network_list_add(&list, "!203.0.113.1", &error), HTTALLY_OK);
        assert_int_equal(network_list_add(&list, cases[i].terms, &error), HTTALLY_ERROR_ARGUMENT);
        assert_string_equal(error.message, cases[i].message);
        /* Nothing of the bad list stays. */
        assert_int_equal(list.network_count, 1);
        assert_false(list.has_wanted);
        network_list_finish(&list);
    }
}

static void holds_thousands_of_networks(void **state)
{
    (void)state;
    struct network_list list = {0}, copy;
    char text[32];
    for (int i = 0; i < 5000; i++) {
        snprintf(text, sizeof text, "10.%d.%d.0/24", i / 256, i % 256);
        assert_int_equal(network_list_add(&list, text, NULL), HTTALLY_OK);
    }
    assert_int_equal(network_list_copy(&list, &copy, NULL), HTTALLY_OK);
    network_list_finish(&list);
    assert_true(network_list_matches(&copy, slice("10.19.135.7")));
    assert_false(network_list_matches(&copy, slice("10.19.136.7")));
    assert_int_equal(network_list_add(&copy, "10.19.136.0/24", NULL), HTTALLY_OK);
    assert_true(network_list_matches(&copy, slice("10.19.136.7")));
    network_list_finish(&copy);
    network_list_finish(&copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_addresses_as_inet_pton_does),
        cmocka_unit_test(reads_random_texts_as_inet_pton_does),
        cmocka_unit_test(needs_no_byte_behind_the_address),
        cmocka_unit_test(finds_clients_in_networks),
        cmocka_unit_test(takes_mapped_addresses_for_ipv4),
        cmocka_unit_test(takes_clients_with_a_port_by_their_address),
        cmocka_unit_test(matches_no_network_without_an_address),
        cmocka_unit_test(leaves_out_negated_networks),
        cmocka_unit_test(says_what_is_wrong_with_a_network),
        cmocka_unit_test(holds_thousands_of_networks),
    };
    return cmocka_run_group_tests_name("network", tests, NULL, NULL);
}

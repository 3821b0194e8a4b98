/* SPDX-License-Identifier: MIT */
#include "base/compiler.h"
#include "incident/agent_family.h"
#include "unit.h"

static void tells_browsers_robots_and_tools(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/145.0.0.0 Safari/537.36",
         "Chrome"},
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/144.0.0.0 Safari/537.36 Edg/144.0.0.0",
         "Edge"},
        {"Mozilla/5.0 (X11; Linux x86_64; rv:148.0) Gecko/20100101 Firefox/148.0", "Firefox"},
        {"Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, "
         "like Gecko) Version/18.3 Mobile/15E148 Safari/604.1",
         "Safari"},
        {"Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1)", "Internet Explorer"},
        {"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Googlebot"},
        {"Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; "
         "+http://www.bing.com/bingbot.htm) Chrome/116.0.1938.76 Safari/537.36",
         "bingbot"},
        {"Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)",
         "Slurp"},
        {"facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
         "facebookexternalhit"},
        {"curl/8.5.0", "curl"},
        {"python-requests/2.31.0", "python-requests"},
        {"Go-http-client/2.0", "Go-http-client"},
        {"Wget", "Wget"},
        {"Mozilla/5.0", "Mozilla"},
        {"-", "-"},
        {"", ""},
        {"/1.0", "/1.0"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        assert_slice_equal(agent_family(httally_slice_of_string(cases[i][0])),
                           httally_slice_of_string(cases[i][1]));
}

static void an_address_is_no_name(void **state)
{
    (void)state;
    assert_slice_equal(agent_family(SLICE("Monitor/1 (+https://bot.example.net/crawler.html)")),
                       SLICE("Monitor"));
    assert_slice_equal(agent_family(SLICE("Abbot")), SLICE("Abbot"));
}

static void any_bytes_will_do(void **state)
{
    (void)state;
    char agent[2000];
    for (size_t length = 0; length < sizeof agent; length++) {
        agent[length] = "\0/ b\xff;o(t"[length * 7 % 9];
        assert_true(agent_family(httally_slice_of(agent, length)).length <= length);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_browsers_robots_and_tools),
        cmocka_unit_test(an_address_is_no_name),
        cmocka_unit_test(any_bytes_will_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

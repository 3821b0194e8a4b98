/* SPDX-License-Identifier: MIT */
#include "base/compiler.h"
#include "report/agent.h"
#include "unit.h"

static void keeps_what_tells_agents_apart(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/145.0.0.0 Safari/537.36",
         "(Windows NT 10.0; Win64; x64) Chrome/145.0.0.0"},
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/144.0.0.0 Safari/537.36 Edg/144.0.0.0",
         "(Windows NT 10.0; Win64; x64) Chrome/144.0.0.0 Edg/144.0.0.0"},
        {"Mozilla/5.0 (X11; Linux x86_64; rv:148.0) Gecko/20100101 Firefox/148.0",
         "(X11; Linux x86_64; rv:148.0) Firefox/148.0"},
        {"curl/8.5.0", "curl/8.5.0"},
        {"", ""},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        char text[AGENT_SHORT_SIZE];
        assert_slice_equal(agent_shorten(httally_slice_of_string(cases[i][0]), text),
                           httally_slice_of_string(cases[i][1]));
    }
}

static void leaves_what_would_be_empty_or_is_too_long(void **state)
{
    (void)state;
    char text[AGENT_SHORT_SIZE], agent[AGENT_SHORT_SIZE + 1];
    assert_slice_equal(agent_shorten(SLICE("Mozilla/5.0 "), text), SLICE("Mozilla/5.0 "));
    memset(agent, 'a', sizeof agent);
    struct httally_slice longest = {agent, AGENT_SHORT_SIZE}, longer = {agent, sizeof agent};
    assert_slice_equal(agent_shorten(longest, text), longest);
    assert_ptr_equal(agent_shorten(longer, text).data, agent);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_what_tells_agents_apart),
        cmocka_unit_test(leaves_what_would_be_empty_or_is_too_long),
    };
    return cmocka_run_group_tests_name("agent", tests, NULL, NULL);
}

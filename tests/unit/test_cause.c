/* SPDX-License-Identifier: MIT */
/* Is the cause of an incident found, where it is known? */
#include "base/compiler.h"
#include "incident/cause.h"
#include "incident_log.h"
#include "unit.h"

enum { LOG_MINUTES = 130, INCIDENT_FROM = 110, CASES_OF_EACH = 12 };

/* Ask about the minutes [from, until) of a tally, compared with 90 minutes before. */
struct search {
    struct cause_values values;
    struct ledger_minutes ledgers[TALLY_LEDGER_COUNT];
    struct cause_counts counts;
    bool is_error[HTTALLY_STATUS_COUNT], is_request[HTTALLY_STATUS_COUNT];
    bool is_usual[LOG_MINUTES];
    struct cause_question question;
    struct cause_finding finding;
};

static void begin(struct search *search, const struct httally_tally *tally, size_t from,
                  size_t until)
{
    memset(search, 0, sizeof *search);
    assert_int_equal(cause_values_init(&search->values, tally, NULL), HTTALLY_OK);
    for (int i = 0; i < TALLY_LEDGER_COUNT; i++)
        assert_true(ledger_minutes_init(&search->ledgers[i], &tally->ledgers[i],
                                        some_time / 60 * 60, LOG_MINUTES));
    for (int i = 0; i < HTTALLY_STATUS_COUNT; i++) {
        search->is_error[i] = i >= 500 && i <= 599;
        search->is_request[i] = true;
    }
    for (size_t minute = from - 90; minute < from - 5; minute++)
        search->is_usual[minute] = true;
    search->question = (struct cause_question){.is_error = search->is_error,
                                               .is_request = search->is_request,
                                               .from = from,
                                               .until = until,
                                               .is_usual = search->is_usual,
                                               .usual_from = from - 90,
                                               .usual_until = from - 5};
}

static const struct cause_finding *find(struct search *search)
{
    assert_true(cause_find(&search->counts, &search->values, search->ledgers, &search->question,
                           &search->finding));
    cause_name(&search->values, &search->finding);
    return &search->finding;
}

static void end(struct search *search)
{
    cause_counts_finish(&search->counts);
    for (int i = 0; i < TALLY_LEDGER_COUNT; i++)
        ledger_minutes_finish(&search->ledgers[i]);
    cause_values_finish(&search->values);
}

/* An incident of some size somewhere: 20 errors or more. */
static struct incident_log log_of(unsigned cause, uint64_t seed)
{
    struct incident_log log = {.random = {seed * 7919 + cause * 104729 + 1},
                               .cause = cause,
                               .minutes = LOG_MINUTES,
                               .from = INCIDENT_FROM,
                               .status = 502};
    struct random *random = &log.random;
    for (int i = 0; i < 20; i++)
        random_next(random);
    log.requests_a_minute = (unsigned)random_between(random, 100, 300);
    log.usual_errors = (unsigned)random_between(random, 10, 100);
    log.incident_errors = (unsigned)random_between(random, 3000, 9000);
    log.until = INCIDENT_FROM + (unsigned)random_between(random, 4, 15);
    log.choice = (unsigned)random_between(random, 0, 19);
    if (cause == LOG_CAUSE_NONE)
        log.incident_errors /= 10;
    return log;
}

static struct httally_tally *tally_of(struct incident_log *log)
{
    struct httally_tally *tally = create(0, 0);
    log->tallies = &tally;
    log->tally_count = 1;
    log_write(log);
    return tally;
}

static bool is_found(unsigned cause, uint64_t seed)
{
    struct incident_log log = log_of(cause, seed);
    struct httally_tally *tally = tally_of(&log);
    struct search search;
    char expected[64];
    begin(&search, tally, log.from, log.until);
    const struct cause_finding *finding = find(&search);
    log_cause_name(&log, expected);
    bool is_right =
        cause == LOG_CAUSE_NONE
            ? !finding->is_concentrated
            : finding->is_concentrated && finding->causes[0].dimension == cause &&
                  httally_slice_equal(finding->causes[0].value, httally_slice_of_string(expected));
    if (!is_right)
        print_message("# %s %s is told as %s %.*s (%.2f of %.2f)\n",
                      cause == LOG_CAUSE_NONE
                          ? "spread"
                          : httally_cause_dimension_name((enum httally_cause_dimension)cause),
                      expected,
                      finding->is_concentrated
                          ? httally_cause_dimension_name(finding->causes[0].dimension)
                          : "spread",
                      finding->cause_count ? (int)finding->causes[0].value.length : 0,
                      finding->causes[0].value.data, finding->causes[0].share,
                      finding->causes[0].request_share);
    end(&search);
    httally_tally_destroy(tally);
    return is_right;
}

static void the_cause_is_the_first_one(void **state)
{
    (void)state;
    static const unsigned causes[] = {HTTALLY_CAUSE_PATH,     HTTALLY_CAUSE_PATH_PREFIX,
                                      HTTALLY_CAUSE_UPSTREAM, HTTALLY_CAUSE_CLIENT,
                                      HTTALLY_CAUSE_NETWORK,  HTTALLY_CAUSE_AGENT,
                                      HTTALLY_CAUSE_HOST,     HTTALLY_CAUSE_METHOD};
    unsigned right = 0, all = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(causes); i++) {
        for (uint64_t seed = 1; seed <= CASES_OF_EACH; seed++) {
            right += is_found(causes[i], seed);
            all++;
        }
    }
    print_message("# %u of %u causes\n", right, all);
    assert_true(right * 100 >= all * 97);
}

static void errors_everywhere_have_no_cause(void **state)
{
    (void)state;
    unsigned right = 0, all = 4 * CASES_OF_EACH;
    for (uint64_t seed = 1; seed <= all; seed++)
        right += is_found(LOG_CAUSE_NONE, seed);
    print_message("# %u of %u without one\n", right, all);
    assert_true(right * 100 >= all * 95);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cause_is_the_first_one),
        cmocka_unit_test(errors_everywhere_have_no_cause),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <math.h>

#include "incident/negative_binomial.h"

/* The tail itself, summed up term by term with p(k+1)/p(k), from p(0). */
static double summed_evidence(unsigned count, double mean, double variance)
{
    double size = mean * mean / (variance - mean);
    double mass = pow(size / (size + mean), size), below = 0;
    for (unsigned k = 0; k < count; k++) {
        below += mass;
        mass *= (k + size) / (k + 1) * mean / (size + mean);
    }
    return -log10(1 - below);
}

static void assert_near(double actual, double expected, double tolerance)
{
    if (!(fabs(actual - expected) <= tolerance))
        fail_msg("got %.9g, expected %.9g", actual, expected);
}

static void bounds_the_tail_closely(void **state)
{
    (void)state;
    static const struct {
        unsigned count;
        double mean, variance;
    } cases[] = {{5, 1, 1.5}, {12, 3, 5}, {20, 4, 8}, {30, 10, 15}, {9, 0.5, 0.6}, {60, 20, 48}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double exact = summed_evidence(cases[i].count, cases[i].mean, cases[i].variance);
        double bound = negative_binomial_evidence(cases[i].count, cases[i].mean, cases[i].variance);
        assert_true(bound <= exact + 1e-6);
        assert_near(bound, exact, 0.2);
    }
}

/* P(X >= 10) for Poisson with mean 2 is 4.64981e-5; the geometric bound adds less than 1 %. */
static void is_poisson_without_more_variance(void **state)
{
    (void)state;
    assert_near(negative_binomial_evidence(10, 2, 2), 4.33256, 0.01);
    assert_near(negative_binomial_evidence(10, 2, 1), 4.33256, 0.01);
    assert_near(negative_binomial_evidence(10, 2, 2 + 1e-9), 4.33256, 0.01);
}

static void says_nothing_of_what_is_expected(void **state)
{
    (void)state;
    assert_true(negative_binomial_evidence(3, 3, 4) == 0);
    assert_true(negative_binomial_evidence(0, 1e-9, 1e-9) == 0);
    assert_true(negative_binomial_evidence(2, 5, 9) == 0);
}

/* Up to three times the mean squared beyond Poisson's: more the detector never assumes. */
static void more_noise_is_less_evidence(void **state)
{
    (void)state;
    double before = INFINITY;
    for (double variance = 10; variance < 400; variance *= 1.5) {
        double evidence = negative_binomial_evidence(50, 10, variance);
        assert_true(evidence < before && evidence >= 0);
        before = evidence;
    }
}

static void holds_for_huge_counts(void **state)
{
    (void)state;
    double evidence = negative_binomial_evidence(8e9, 1e9, 1e9 + 0.02 * 1e18);
    assert_true(isfinite(evidence) && evidence > 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bounds_the_tail_closely),
        cmocka_unit_test(is_poisson_without_more_variance),
        cmocka_unit_test(says_nothing_of_what_is_expected),
        cmocka_unit_test(more_noise_is_less_evidence),
        cmocka_unit_test(holds_for_huge_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

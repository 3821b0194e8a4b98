/* SPDX-License-Identifier: MIT */
#include "incident/cause.h"

#include <math.h>

#include "base/slice_order.h"

/* A value's usual error rate leans towards everybody's as if that many requests more were known. */
static const double prior_requests_of_value = 20;
/* A group is not named when one of its parts has that share of it. */
static const double part_is_whole = 0.9;
/* Kept; the last is -log10 of the probability that a value has as many errors by chance. */
static const double least_excess = 3, least_share = 0.1, least_lift = 1.5, least_evidence = 2;
/* Named. */
static const double named_share = 0.5, named_lift = 2;
/* Nearly all errors: worth a word even when it follows from the first cause. */
static const double nearly_all = 0.95;

/* Of values that say about as much, the one that is more of a cause is chosen: everything on a path
 * may be on one host, too, and a POST. */
static const double preference[HTTALLY_CAUSE_DIMENSION_COUNT] = {
    [HTTALLY_CAUSE_PATH] = 1,   [HTTALLY_CAUSE_PATH_PREFIX] = 0.95, [HTTALLY_CAUSE_UPSTREAM] = 1,
    [HTTALLY_CAUSE_CLIENT] = 1, [HTTALLY_CAUSE_NETWORK] = 0.9,      [HTTALLY_CAUSE_AGENT] = 0.85,
    [HTTALLY_CAUSE_HOST] = 0.9, [HTTALLY_CAUSE_METHOD] = 0.7,       [HTTALLY_CAUSE_CODE] = 0,
};

/* A value on its way to being a cause. */
struct candidate {
    uint32_t value;
    enum httally_cause_dimension dimension;
    double errors;
    double excess;
    double share;
    double request_share;
    double usual_error_share;
    double score;
    double rank;
    bool is_named;
};

/* Figures of all entries that were counted. */
struct ranking {
    const struct cause_counts *counts;
    const struct cause_values *values;
    bool is_surge;
    /* How long the incident is, in lengths of the reference. */
    double length_ratio;
    double usual_rate;
    double excess;
};

static double divide(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

/* Are there no requests without error to compare with?  Then what is usual are shares of errors. */
static bool is_among_errors(const struct ranking *ranking, enum httally_cause_dimension dimension)
{
    return ranking->is_surge || dimension == HTTALLY_CAUSE_CODE;
}

static double excess_of(const struct ranking *ranking, const struct cause_cell *cell,
                        enum httally_cause_dimension dimension, double prior)
{
    double by_time = cell->usual_errors * ranking->length_ratio;
    if (is_among_errors(ranking, dimension))
        return cell->errors - by_time;
    double rate = (cell->usual_errors + prior * ranking->usual_rate) /
                  (cell->usual_errors + cell->usual_others + prior);
    /* A steady poller that always fails is nothing new: by rate, or by count. */
    return cell->errors - fmax((cell->errors + cell->others) * rate, by_time);
}

static double request_share_of(const struct ranking *ranking, const struct cause_cell *cell,
                               enum httally_cause_dimension dimension)
{
    const struct cause_cell *total = &ranking->counts->total;
    if (is_among_errors(ranking, dimension))
        return (cell->usual_errors + 0.5) / (total->usual_errors + 1);
    double part = cell->errors + cell->others + cell->usual_errors + cell->usual_others;
    double whole = total->errors + total->others + total->usual_errors + total->usual_others;
    return (part + 0.5) / (whole + 1);
}

/* Chernoff's bound of the binomial tail: of 'count' errors a share 'share' or more, where 'usual'
 * is expected. */
static double evidence_of(double count, double share, double usual)
{
    if (share <= usual)
        return 0;
    double rest = share < 1 ? (1 - share) * log((1 - share) / (1 - usual)) : 0;
    return count * (share * log(share / usual) + rest) / log(10);
}

static bool is_group_of_one(const struct cause_cell *cell, enum httally_cause_dimension dimension)
{
    return (dimension == HTTALLY_CAUSE_PATH_PREFIX || dimension == HTTALLY_CAUSE_NETWORK) &&
           cell->largest_part >= part_is_whole * cell->errors;
}

static struct ranking ranking_of(const struct cause_counts *counts,
                                 const struct cause_values *values,
                                 const struct cause_question *question)
{
    size_t usual_minutes = 0;
    for (size_t minute = question->usual_from; minute < question->usual_until; minute++)
        usual_minutes += question->is_usual[minute];
    const struct cause_cell *total = &counts->total;
    struct ranking ranking = {
        .counts = counts,
        .values = values,
        .is_surge = question->is_surge,
        .length_ratio = divide((double)(question->until - question->from), (double)usual_minutes),
        .usual_rate =
            (total->usual_errors + 0.5) / (total->usual_errors + total->usual_others + 500),
    };
    ranking.excess = fmax(excess_of(&ranking, total, HTTALLY_CAUSE_PATH, 0), 1e-9);
    for (size_t i = 0; i < counts->touched_count; i++) {
        const struct cause_cell *cell = &counts->cells[counts->touched[i]];
        enum httally_cause_dimension dimension = cause_values_dimension(values, counts->touched[i]);
        ranking.excess =
            fmax(ranking.excess, excess_of(&ranking, cell, dimension, prior_requests_of_value));
    }
    return ranking;
}

/* False when it is not worth keeping. */
static bool judge(const struct ranking *ranking, uint32_t value, struct candidate *candidate)
{
    const struct cause_cell *cell = &ranking->counts->cells[value];
    enum httally_cause_dimension dimension = cause_values_dimension(ranking->values, value);
    double excess = excess_of(ranking, cell, dimension, prior_requests_of_value);
    double share = cell->errors < ranking->counts->total.errors ? excess / ranking->excess : 1;
    double request_share = request_share_of(ranking, cell, dimension);
    double lift = share / request_share, weight = ranking->counts->error_weight;
    double usual_errors = ranking->counts->total.usual_errors;
    double evidence = evidence_of(ranking->excess / weight, share, request_share);
    if (excess < least_excess * weight || share < least_share || lift < least_lift ||
        evidence < least_evidence || is_group_of_one(cell, dimension) ||
        (dimension == HTTALLY_CAUSE_CODE && usual_errors <= 0))
        return false;
    *candidate = (struct candidate){
        .value = value,
        .dimension = dimension,
        .errors = cell->errors,
        .excess = excess,
        .share = share,
        .request_share = request_share,
        .usual_error_share = usual_errors > 0 ? cell->usual_errors / usual_errors : -1,
        .score = share * log2(lift),
        .is_named = share >= named_share && lift >= named_lift,
    };
    candidate->rank = candidate->score * preference[dimension];
    return true;
}

/* Equal ones in the order of their dimensions and names: numbers of values depend on the order in
 * which the log was read. */
static bool is_better(const struct ranking *ranking, const struct candidate *a,
                      const struct candidate *b)
{
    if (a->is_named != b->is_named && a->dimension != b->dimension)
        return a->is_named;
    if (a->rank != b->rank)
        return a->rank > b->rank;
    if (a->dimension != b->dimension)
        return a->dimension < b->dimension;
    if (a->score != b->score)
        return a->score > b->score;
    return slice_compare(cause_values_name(ranking->values, a->value),
                         cause_values_name(ranking->values, b->value)) < 0;
}

/* The best candidate of each dimension; those without have no value. */
static void find_best(const struct ranking *ranking,
                      struct candidate best[HTTALLY_CAUSE_DIMENSION_COUNT])
{
    for (int i = 0; i < HTTALLY_CAUSE_DIMENSION_COUNT; i++)
        best[i] = (struct candidate){.value = CAUSE_NO_VALUE};
    for (size_t i = 0; i < ranking->counts->touched_count; i++) {
        struct candidate candidate;
        if (!judge(ranking, ranking->counts->touched[i], &candidate))
            continue;
        struct candidate *known = &best[candidate.dimension];
        if (known->value == CAUSE_NO_VALUE || is_better(ranking, &candidate, known))
            *known = candidate;
    }
}

static struct httally_cause cause_of(const struct candidate *candidate)
{
    return (struct httally_cause){
        .dimension = candidate->dimension,
        .errors = (uint64_t)(candidate->errors + 0.5),
        .share = candidate->share,
        .request_share = candidate->request_share,
        .usual_error_share = candidate->usual_error_share,
        .score = candidate->score,
    };
}

/* Insertion sort of a handful; codes, of rank 0, come last. */
static void keep_best(const struct ranking *ranking,
                      struct candidate best[HTTALLY_CAUSE_DIMENSION_COUNT],
                      struct cause_finding *finding)
{
    struct candidate sorted[HTTALLY_CAUSE_DIMENSION_COUNT];
    size_t count = 0;
    for (int i = 0; i < HTTALLY_CAUSE_DIMENSION_COUNT; i++) {
        size_t at = count;
        if (best[i].value == CAUSE_NO_VALUE)
            continue;
        /* A code says what errors are, not where they come from. */
        best[i].is_named &= best[i].dimension != HTTALLY_CAUSE_CODE;
        for (; at > 0 && is_better(ranking, &best[i], &sorted[at - 1]); at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = best[i];
        count++;
    }
    finding->is_concentrated = count > 0 && sorted[0].is_named;
    for (size_t i = 0; i < count && i < HTTALLY_INCIDENT_CAUSES; i++) {
        finding->causes[i] = cause_of(&sorted[i]);
        finding->values[i] = sorted[i].value;
        finding->cause_count = i + 1;
    }
}

static void note_dimensions(const struct cause_counts *counts, const struct cause_values *values,
                            struct cause_finding *finding)
{
    finding->has_errors = counts->total.errors > 0;
    for (size_t i = 0; i < counts->touched_count; i++)
        finding->has_dimension[cause_values_dimension(values, counts->touched[i])] = true;
}

/* May a cause of this dimension tell more of what has a cause of the other one? */
static bool tells_more(enum httally_cause_dimension inner, enum httally_cause_dimension outer)
{
    return inner != outer && inner != HTTALLY_CAUSE_CODE &&
           !(inner == HTTALLY_CAUSE_PATH_PREFIX && outer == HTTALLY_CAUSE_PATH) &&
           !(inner == HTTALLY_CAUSE_NETWORK && outer == HTTALLY_CAUSE_CLIENT);
}

/* Where a first cause is, every server or client that has nearly all of it is worth a word, even if
 * it always has: "all behind upstream 10.0.0.7". */
static bool is_nearly_all(const struct cause_counts *counts, const struct cause_finding *finding,
                          size_t place)
{
    enum httally_cause_dimension dimension = finding->causes[place].dimension;
    return (dimension == HTTALLY_CAUSE_UPSTREAM || dimension == HTTALLY_CAUSE_CLIENT) &&
           finding->causes[place].share >= named_share &&
           counts->cells[finding->values[place]].errors >= nearly_all * counts->total.errors;
}

/* The counts are those of what has the first cause. */
static void find_second(const struct ranking *ranking, struct cause_finding *finding)
{
    struct candidate best[HTTALLY_CAUSE_DIMENSION_COUNT];
    const struct candidate *second = NULL;
    find_best(ranking, best);
    for (int i = 0; i < HTTALLY_CAUSE_DIMENSION_COUNT; i++) {
        if (best[i].value && best[i].is_named &&
            tells_more(best[i].dimension, finding->causes[0].dimension) &&
            (!second || is_better(ranking, &best[i], second)))
            second = &best[i];
    }
    if (second) {
        finding->has_second = true;
        finding->second = cause_of(second);
        finding->second_value = second->value;
        return;
    }
    for (size_t i = 1; i < finding->cause_count && !finding->has_second; i++) {
        if (!tells_more(finding->causes[i].dimension, finding->causes[0].dimension) ||
            !is_nearly_all(ranking->counts, finding, i))
            continue;
        const struct cause_cell *cell = &ranking->counts->cells[finding->values[i]];
        finding->has_second = true;
        finding->second = finding->causes[i];
        finding->second.share = cell->errors / ranking->counts->total.errors;
        finding->second_value = finding->values[i];
    }
}

bool cause_find(struct cause_counts *counts, struct cause_values *values,
                const struct ledger_minutes ledgers[TALLY_LEDGER_COUNT],
                const struct cause_question *question, struct cause_finding *finding_out)
{
    struct candidate best[HTTALLY_CAUSE_DIMENSION_COUNT];
    *finding_out = (struct cause_finding){0};
    if (!cause_counts_make(counts, values, ledgers, question, CAUSE_NO_VALUE))
        return false;
    struct ranking ranking = ranking_of(counts, values, question);
    note_dimensions(counts, values, finding_out);
    find_best(&ranking, best);
    keep_best(&ranking, best, finding_out);
    finding_out->is_of_stream = finding_out->is_concentrated && question->stream_value &&
                                finding_out->values[0] == question->stream_value;
    if (!finding_out->is_concentrated)
        return true;
    if (!cause_counts_make(counts, values, ledgers, question, finding_out->values[0]))
        return false;
    ranking = ranking_of(counts, values, question);
    find_second(&ranking, finding_out);
    return true;
}

void cause_name(const struct cause_values *values, struct cause_finding *finding)
{
    for (size_t i = 0; i < finding->cause_count; i++)
        finding->causes[i].value = cause_values_name(values, finding->values[i]);
    if (finding->has_second)
        finding->second.value = cause_values_name(values, finding->second_value);
}

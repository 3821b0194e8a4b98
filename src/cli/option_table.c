/* SPDX-License-Identifier: MIT */
#include "options.h"

static const char group_reading[] = "Reading";
static const char group_filters[] =
    "Filters (all must hold; repeat or use commas for alternatives, ! negates)";
static const char group_check[] = "Checks";
static const char group_history[] = "History";
static const char group_search[] = "Incidents";
static const char group_rewriting[] = "Counting and comparing";
static const char group_output[] = "Output";
static const char group_general[] = "General";

/* Commands that read logs, and those of them that count: all that is asked for, or what `check`
 * looks at as well. */
enum {
    COUNTERS = COMMAND_REPORT | COMMAND_SPIKES,
    CHECKERS = COUNTERS | COMMAND_CHECK,
    READERS = CHECKERS | COMMAND_INSPECT | COMMAND_UPDATE,
};

static const struct option_row table[] = {
    {OPTION_FORMAT, 'F', "format", "FORMAT", READERS, group_reading,
     "auto (default), a name or a definition: 'httally formats'"},
    {OPTION_FORMAT_FROM, 0, "format-from", "CONF", READERS, group_reading,
     "as in nginx.conf[:NAME] or httpd.conf[:NAME]"},
    {OPTION_VENDOR, 0, "vendor", "LIST", CHECKERS | COMMAND_EXPLAIN | COMMAND_CODES, group_reading,
     "whose software wrote the codes: nginx,cloudflare"},
    {OPTION_CODES, 0, "codes", "FILE", CHECKERS | COMMAND_EXPLAIN | COMMAND_CODES, group_reading,
     "add status codes of your own, tab-separated"},
    {OPTION_MEMORY, 0, "memory", "SIZE", READERS, group_reading,
     "bound for all tables (default 64M for each job)"},
    {OPTION_JOBS, 'j', "jobs", "N", READERS, group_reading,
     "threads (default: as many as there are processors)"},

    {OPTION_LAST, 0, "last", "SPAN", COMMAND_CHECK, group_check,
     "so long before now: 5m (default), 90s, 1h"},
    {OPTION_WARNING, 'w', "warning", "EXPR", COMMAND_CHECK, group_check,
     "exit with 1 if it holds; repeatable: '5xx>1%', '502>=10',\n"
     "                         'upstream>0.5%', 'p95>2s', 'unparsed>1%', 'requests<100',\n"
     "                         'silence>2min', spike, page; or SUBJECT=RANGE: 5xx=1%"},
    {OPTION_CRITICAL, 'c', "critical", "EXPR", COMMAND_CHECK, group_check,
     "exit with 2 if it holds"},
    {OPTION_MIN_REQUESTS, 0, "min-requests", "N", COMMAND_CHECK, group_check,
     "of fewer, shares and durations are not judged"},
    {OPTION_LOOK_BACK, 0, "look-back", "SPAN", COMMAND_CHECK, group_check,
     "what is usual, for spike and page: so long before now (24h)"},
    {OPTION_NOW, 0, "now", "TIME", COMMAND_CHECK, group_check,
     "as if it were then: 2026-11-22T14:00:00+01:00"},

    {OPTION_HISTORY, 0, "history", "DB", COUNTERS | COMMAND_UPDATE, group_reading,
     "a database of what was counted: docs/history.md"},
    {OPTION_KEEP, 0, "keep", "LIST", COMMAND_UPDATE, group_history,
     "days, from now on: minutes=35,hours=400,days=all"},
    {OPTION_LOCK_TIMEOUT, 0, "lock-timeout", "SECONDS", COMMAND_UPDATE | COMMAND_HISTORY,
     group_history, "wait for another run that long (default 0)"},
    {OPTION_FORGET, 0, "forget", "FILE", COMMAND_HISTORY, group_history,
     "that it was read: it will be counted again"},
    {OPTION_VERIFY, 0, "verify", NULL, COMMAND_HISTORY, group_history,
     "see that nothing is damaged, and that sums agree"},

    {OPTION_STATUS, 's', "status", "LIST", COUNTERS, group_filters, "5xx,!503,404,500-502"},
    {OPTION_OUTCOME, 0, "outcome", "LIST", COUNTERS, group_filters,
     "client_closed,throttled,upstream,..."},
    {OPTION_SINCE, 0, "since", "TIME", COUNTERS, group_filters,
     "2026-11-22 14:00, yesterday, 2h ago"},
    {OPTION_UNTIL, 0, "until", "TIME", COUNTERS, group_filters, "that time itself is left out"},
    {OPTION_PERIOD, 0, "period", "PERIOD", COUNTERS, group_filters,
     "yesterday, last-week, 2026-11-22, 14:00..14:30, 2h"},
    {OPTION_PATH, 0, "path", "REGEX", CHECKERS, group_filters,
     "PCRE2 on the path without its query"},
    {OPTION_AGENT, 0, "agent", "REGEX", CHECKERS, group_filters, "... on the user agent"},
    {OPTION_REFERER, 0, "referer", "REGEX", CHECKERS, group_filters, "... on the referer"},
    {OPTION_CLIENT, 0, "client", "NETWORK", CHECKERS, group_filters,
     "192.0.2.7, 192.0.2.0/24, 2001:db8::/32"},
    {OPTION_HOST, 0, "host", "LIST", CHECKERS, group_filters,
     "virtual hosts: example.org,*.example.com"},
    {OPTION_METHOD, 0, "method", "LIST", CHECKERS, group_filters, "GET,POST"},
    {OPTION_COMPARE, 0, "compare", "FILE", COMMAND_REPORT, group_rewriting,
     "what rose and fell since an earlier report, JSON"},
    {OPTION_COMPARE_PERIOD, 0, "compare-period", "PERIOD", COMMAND_REPORT, group_rewriting,
     "the same since an earlier period; of a history also\n"
     "                         week-before (default where it is known) or none"},
    {OPTION_GROUP, 0, "group", "RULE", COUNTERS | COMMAND_UPDATE, group_rewriting,
     "paths by routes: auto, or '/users/\\d+=/users/:id'; repeatable"},
    {OPTION_ANONYMIZE, 0, "anonymize", NULL, COUNTERS | COMMAND_UPDATE, group_rewriting,
     "clients as networks (/24, /64), in samples too"},
    {OPTION_CLASS, 0, "class", "LIST", COMMAND_CODES, group_filters, "4xx,5xx,other"},

    {OPTION_SERIES, 0, "series", "FILE", COMMAND_SPIKES, group_search,
     "no logs but counts per minute, CSV: docs/spikes.md"},
    {OPTION_SENSITIVITY, 0, "sensitivity", "LEVEL", CHECKERS, group_search,
     "low, normal (default) or high"},
    {OPTION_MIN_ERRORS, 0, "min-errors", "N", CHECKERS, group_search,
     "errors beyond the usual that a spike has (default 5)"},
    {OPTION_BASELINE, 0, "baseline", "PERIOD", COUNTERS, group_search,
     "when all was as usual (default: what came before)"},
    {OPTION_ERROR_CODES, 0, "error-codes", "LIST", CHECKERS, group_search,
     "what is a server error (default 5xx,!501)"},
    {OPTION_ONLINE, 0, "online", NULL, COUNTERS, group_search,
     "judge each minute by its past alone, as if live"},
    {OPTION_FAIL_IF, 0, "fail-if", "EXPR", COUNTERS, group_search,
     "exit with 4 if it holds; repeatable: spike, page,\n"
     "                         '5xx>1%', '502>=10', 'upstream>0.5%', 'unparsed>0',\n"
     "                         'requests<1000', 'p95>2s'"},

    {OPTION_OUTPUT, 'o', "output", "FILE", COMMAND_REPORT, group_output,
     ".txt, .json, .html, .csv, .md, .prom; repeatable; %F: date"},
    {OPTION_OUTPUT, 'o', "output", "FILE", COMMAND_SPIKES, group_output,
     ".txt, .json or .csv; repeatable; %F: date"},
    {OPTION_AS, 0, "as", "FORMAT", COMMAND_REPORT, group_output,
     "text (default), json, html, csv, markdown, prometheus"},
    {OPTION_AS, 0, "as", "FORMAT", COMMAND_EXPLAIN, group_output, "text (default) or json"},
    {OPTION_AS, 0, "as", "FORMAT", COMMAND_CODES, group_output, "text (default), json or tsv"},
    {OPTION_AS, 0, "as", "FORMAT", COMMAND_SPIKES, group_output, "text (default), json or csv"},
    {OPTION_TABLE, 0, "table", "NAME", COMMAND_REPORT, group_output,
     "of CSV: status (default), series, incidents, paths, ..."},
    {OPTION_BRIEF, 'b', "brief", NULL, COUNTERS, group_output,
     "codes and times only, no tops: twice as fast"},
    {OPTION_TOP, 'n', "top", "N", COMMAND_REPORT, group_output, "rows of each table (default 10)"},
    {OPTION_WIDTH, 0, "width", "COLUMNS", COMMAND_ALL & ~COMMAND_CHECK, group_output,
     "of text (default: the terminal's, else 80)"},
    {OPTION_COLOR, 0, "color", "WHEN", COUNTERS, group_output, "auto (default), always, never"},

    {OPTION_NO_PROGRESS, 0, "no-progress", NULL, READERS, group_general,
     "no progress on the terminal"},
    {OPTION_QUIET, 'q', "quiet", NULL, COMMAND_ALL, group_general,
     "no warnings; the exit status tells"},
    {OPTION_HELP, 'h', "help", NULL, COMMAND_ALL, group_general, "show this help"},
    {OPTION_VERSION, 'V', "version", NULL, COMMAND_ALL, group_general,
     "show the version and what is built in"},
};

const struct option_row *options_table(size_t *count_out)
{
    *count_out = sizeof table / sizeof *table;
    return table;
}

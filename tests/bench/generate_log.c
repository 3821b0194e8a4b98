/* SPDX-License-Identifier: MIT */
/*
 * generate_log - write a realistic combined access log, fast, to measure httally on.
 *
 *     generate_log BYTES [SEED] [--distinct]
 *
 * Whole lines are written to standard output until there are at least BYTES (K, M and G may
 * follow the number).  The same arguments give the same bytes.  Clients, paths, agents and
 * referers come from tables with a Zipf distribution; with --distinct each line has its own,
 * which is the load that hurts tables most.  Times go through one day, slightly out of order.
 */
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PATH_COUNT = 60000,
    CLIENT_COUNT = 200000,
    AGENT_COUNT = 3000,
    REFERER_COUNT = 5000,
    IPV6_PERCENT = 12,
    NO_REFERER_PERCENT = 35,
    QUOTED_LINE_EVERY = 7001,
    TLS_LINE_EVERY = 5003,
    TEXT_MAX_BYTES = 256,
    LINE_MAX_BYTES = 4096,
    BUFFER_BYTES = 1 << 20,
    DAY_SEC = 86400,
};

/* Bytes at 'start' of table->bytes, and the alias of the entry: see table_pick(). */
struct entry {
    uint32_t start;
    uint32_t length;
    uint32_t threshold;
    uint32_t alias;
};

/* Texts that are picked with unequal probability. */
struct table {
    struct entry *entries;
    char *bytes;
    uint32_t count;
};

struct generator {
    uint64_t random_state;
    uint64_t line_count;
    uint64_t written_bytes;
    uint64_t wanted_bytes;
    uint32_t key; /* this line's own number, for --distinct */
    bool is_distinct;
    struct table clients, paths, agents, referers, answers;
    char *end; /* where the next byte goes, in 'buffer' */
    char buffer[BUFFER_BYTES];
};

/* Randomness */

/* One step of splitmix64. */
static uint64_t random_next(struct generator *generator)
{
    uint64_t x = generator->random_state += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

static uint32_t random_below(struct generator *generator, uint32_t limit)
{
    return (uint32_t)(((random_next(generator) >> 32) * limit) >> 32);
}

static bool random_percent(struct generator *generator, uint32_t percent)
{
    return random_below(generator, 100) < percent;
}

/* Mix a number so that two different ones stay different: each step can be undone. */
static uint32_t scramble(uint32_t x)
{
    x = (x ^ (x >> 16)) * UINT32_C(0x7FEB352D);
    x = (x ^ (x >> 15)) * UINT32_C(0x846CA68B);
    return x ^ (x >> 16);
}

/* Tables */

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (memory == NULL) {
        fputs("generate_log: out of memory\n", stderr);
        exit(EXIT_FAILURE);
    }
    return memory;
}

static void table_create(struct table *table, uint32_t count)
{
    table->entries = allocate(count, sizeof *table->entries);
    table->bytes = allocate(count, TEXT_MAX_BYTES);
    table->count = 0;
}

static void table_destroy(struct table *table)
{
    free(table->entries);
    free(table->bytes);
}

/* Append a text of less than TEXT_MAX_BYTES. */
static void table_add(struct table *table, const char *text)
{
    struct entry *entry = &table->entries[table->count];
    if (table->count > 0)
        entry->start = entry[-1].start + entry[-1].length;
    entry->length = (uint32_t)strlen(text);
    memcpy(table->bytes + entry->start, text, entry->length);
    table->count++;
}

/*
 * Prepare picking in constant time (Walker and Vose): every entry shares one slot of equal
 * probability with one other, its alias, which takes what is above the threshold.  The 'weights'
 * are used up.
 */
static void table_set_weights(struct table *table, double *weights)
{
    uint32_t count = table->count, small = 0, large = count;
    uint32_t *stack = allocate(count, sizeof *stack); /* small from below, large from above */
    double sum = 0;
    for (uint32_t i = 0; i < count; i++)
        sum += weights[i];
    for (uint32_t i = 0; i < count; i++) {
        table->entries[i].threshold = UINT32_MAX;
        table->entries[i].alias = i;
        weights[i] *= count / sum;
        stack[weights[i] < 1 ? small++ : --large] = i;
    }
    while (small > 0 && large < count) {
        uint32_t lesser = stack[--small], greater = stack[large];
        table->entries[lesser].threshold = (uint32_t)(weights[lesser] * UINT32_MAX);
        table->entries[lesser].alias = greater;
        weights[greater] -= 1 - weights[lesser];
        if (weights[greater] < 1) {
            large++;
            stack[small++] = greater;
        }
    }
    free(stack);
}

/* Give entry i the weight 1 / (i + 1)^exponent. */
static void table_set_zipf(struct table *table, double exponent)
{
    double *weights = allocate(table->count, sizeof *weights);
    for (uint32_t i = 0; i < table->count; i++)
        weights[i] = pow(i + 1.0, -exponent);
    table_set_weights(table, weights);
    free(weights);
}

static const struct entry *table_pick(struct generator *generator, const struct table *table)
{
    uint64_t random = random_next(generator);
    const struct entry *entry = &table->entries[((random >> 32) * table->count) >> 32];
    return (uint32_t)random <= entry->threshold ? entry : &table->entries[entry->alias];
}

/* Filling the tables */

/* What stands before and after the part of a text that differs. */
struct frame {
    const char *before, *after;
};

static const struct frame path_frames[] = {
    {"/products/", ""},
    {"/images/products/", "_800x600.webp"},
    {"/static/js/", ".chunk.js"},
    {"/api/v2/stock/", "?fields=name,price,count&page=1"},
    {"/search/", "?sort=price&order=asc"},
    {"/blog/2026/03/", "/"},
    {"/category/", "/?page=2"},
    {"/", ".html"},
};

#define WINDOWS "Mozilla/5.0 (Windows NT 10.0; Win64; x64) "
#define WEBKIT "AppleWebKit/537.36 (KHTML, like Gecko) "

static const struct frame agent_frames[] = {
    {WINDOWS WEBKIT "Chrome/", " Safari/537.36"},
    {"Mozilla/5.0 (Linux; Android 10; K) " WEBKIT "Chrome/", " Mobile Safari/537.36"},
    {"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) " WEBKIT "CriOS/", " Mobile/15E148"},
    {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) " WEBKIT "Chrome/", " Safari/537.36"},
    {WINDOWS WEBKIT "Chrome/140.0.0.0 Safari/537.36 Edg/", ""},
    {"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/", ""},
    {"Mozilla/5.0 (compatible; examplebot/", "; +https://bot.example/about)"},
    {"Mozilla/5.0 (Linux; Android 14; SM-A546B) " WEBKIT "Chrome/", " Mobile Safari/537.36"},
};

static const char *const words[] = {"lamp",   "chair",   "garden",  "summer", "kitchen", "oak",
                                    "blue",   "classic", "travel",  "winter", "paper",   "stone",
                                    "silver", "family",  "outdoor", "coffee", "cotton",  "office",
                                    "studio", "river",   "light",   "modern", "vintage", "wooden",
                                    "green",  "little",  "city",    "music",  "sports"};

enum {
    PATH_FRAME_COUNT = sizeof path_frames / sizeof path_frames[0],
    AGENT_FRAME_COUNT = sizeof agent_frames / sizeof agent_frames[0],
    WORD_COUNT = sizeof words / sizeof words[0],
};

static const char *word(uint32_t number)
{
    return words[scramble(number) % WORD_COUNT];
}

static void fill_path(struct table *paths, uint32_t i)
{
    const struct frame *frame = &path_frames[i % PATH_FRAME_COUNT];
    const char *section = word(2 * i), *name = word(2 * i + 1);
    char text[TEXT_MAX_BYTES];
    snprintf(text, sizeof text, "%s%s/%s-%u%s", frame->before, section, name, i, frame->after);
    table_add(paths, text);
}

static void fill_agent(struct table *agents, uint32_t i)
{
    const struct frame *frame = &agent_frames[i % AGENT_FRAME_COUNT];
    uint32_t hash = scramble(i), major = 96 + hash % 50, build = 4000 + i, patch = hash / 64 % 250;
    char text[TEXT_MAX_BYTES];
    snprintf(text, sizeof text, "%s%u.0.%u.%u%s", frame->before, major, build, patch, frame->after);
    table_add(agents, text);
}

static void fill_referer(struct table *referers, uint32_t i)
{
    const char *site = i % 3 == 0 ? word(i) : "shop";
    const char *section = word(i + 7), *name = word(i + 9);
    char text[TEXT_MAX_BYTES];
    snprintf(text, sizeof text, "https://www.%s.example/%s/%s-%u", site, section, name, i);
    table_add(referers, text);
}

/* Write the client of this number, and return its length; another number gives another text. */
static int print_client(char text[TEXT_MAX_BYTES], uint32_t number)
{
    uint32_t x = scramble(number), a = x >> 24, b = x >> 16 & 255, c = x >> 8 & 255, d = x & 255;
    bool is_ipv6 = scramble(~number) % 100 < IPV6_PERCENT;
    if (is_ipv6)
        return snprintf(text, TEXT_MAX_BYTES, "2001:db8:%x:%x::%x", x >> 16, x & 0xFFFF, 1 + d);
    return snprintf(text, TEXT_MAX_BYTES, "%u.%u.%u.%u", a, b, c, d);
}

static void fill_answers(struct table *answers)
{
    static const struct {
        const char *status;
        double percent;
    } mix[] = {
        {"200", 76}, {"304", 8},   {"301", 3},   {"302", 3},   {"404", 5},   {"403", 1},
        {"206", 2},  {"499", 0.6}, {"500", 0.5}, {"502", 0.5}, {"503", 0.4},
    };
    enum { COUNT = sizeof mix / sizeof mix[0] };
    double weights[COUNT];
    table_create(answers, COUNT);
    for (uint32_t i = 0; i < COUNT; i++) {
        table_add(answers, mix[i].status);
        weights[i] = mix[i].percent;
    }
    table_set_weights(answers, weights);
}

static void fill_tables(struct generator *generator)
{
    fill_answers(&generator->answers);
    table_create(&generator->clients, CLIENT_COUNT);
    table_create(&generator->paths, PATH_COUNT);
    table_create(&generator->agents, AGENT_COUNT);
    table_create(&generator->referers, REFERER_COUNT);
    for (uint32_t i = 0; i < CLIENT_COUNT; i++) {
        char text[TEXT_MAX_BYTES];
        print_client(text, i);
        table_add(&generator->clients, text);
    }
    for (uint32_t i = 0; i < PATH_COUNT; i++)
        fill_path(&generator->paths, i);
    for (uint32_t i = 0; i < AGENT_COUNT; i++)
        fill_agent(&generator->agents, i);
    for (uint32_t i = 0; i < REFERER_COUNT; i++)
        fill_referer(&generator->referers, i);
    table_set_zipf(&generator->clients, 0.9);
    table_set_zipf(&generator->paths, 1.05);
    table_set_zipf(&generator->agents, 1.1);
    table_set_zipf(&generator->referers, 1.0);
}

static void destroy_tables(struct generator *generator)
{
    table_destroy(&generator->answers);
    table_destroy(&generator->clients);
    table_destroy(&generator->paths);
    table_destroy(&generator->agents);
    table_destroy(&generator->referers);
}

/* Writing */

static void put_bytes(struct generator *generator, const char *bytes, size_t length)
{
    memcpy(generator->end, bytes, length);
    generator->end += length;
}

static void put_text(struct generator *generator, const char *text)
{
    put_bytes(generator, text, strlen(text));
}

static void put_entry(struct generator *generator, const struct table *table,
                      const struct entry *entry)
{
    put_bytes(generator, table->bytes + entry->start, entry->length);
}

static void put_picked(struct generator *generator, const struct table *table)
{
    put_entry(generator, table, table_pick(generator, table));
}

/* A colon and two digits, as in a time. */
static void put_two_digits(struct generator *generator, uint32_t number)
{
    *generator->end++ = ':';
    *generator->end++ = (char)('0' + number / 10);
    *generator->end++ = (char)('0' + number % 10);
}

static void put_number(struct generator *generator, uint32_t number)
{
    char digits[10];
    size_t start = sizeof digits;
    do
        digits[--start] = (char)('0' + number % 10);
    while ((number /= 10) != 0);
    put_bytes(generator, digits + start, sizeof digits - start);
}

/* Eight hexadecimal digits that no other line has. */
static void put_key(struct generator *generator)
{
    for (int shift = 28; shift >= 0; shift -= 4)
        *generator->end++ = "0123456789abcdef"[(generator->key >> shift) & 15];
}

static void put_client(struct generator *generator)
{
    if (!generator->is_distinct)
        put_picked(generator, &generator->clients);
    else
        generator->end += print_client(generator->end, generator->key);
}

/* Most lines are in order, some a few seconds late, few half a minute. */
static void put_time(struct generator *generator)
{
    double progress = (double)generator->written_bytes / (double)generator->wanted_bytes;
    uint32_t now = (uint32_t)(progress * (DAY_SEC - 1));
    bool is_late = random_percent(generator, 15);
    uint32_t late = is_late ? random_below(generator, random_percent(generator, 10) ? 30 : 4) : 0;
    now = now > late ? now - late : 0;
    put_text(generator, " - - [12/Mar/2026");
    put_two_digits(generator, now / 3600);
    put_two_digits(generator, now / 60 % 60);
    put_two_digits(generator, now % 60);
    put_text(generator, " +0100] \"");
}

static void put_request(struct generator *generator, bool is_quoted)
{
    uint32_t kind = random_below(generator, 100);
    put_text(generator, kind < 88 ? "GET " : kind < 97 ? "POST " : kind < 99 ? "HEAD " : "PUT ");
    if (generator->is_distinct) {
        put_text(generator, "/u/");
        put_key(generator);
    }
    put_picked(generator, &generator->paths);
    if (is_quoted)
        put_text(generator, "&name=\\\"blue lamp\\\"");
    put_text(generator, random_percent(generator, 55) ? " HTTP/1.1\" " : " HTTP/2.0\" ");
}

/* Sizes of successes spread over four decades; 304 and 499 send nothing. */
static void put_status_and_size(struct generator *generator)
{
    const struct table *answers = &generator->answers;
    const struct entry *answer = table_pick(generator, answers);
    put_entry(generator, answers, answer);
    *generator->end++ = ' ';
    const char *status = answers->bytes + answer->start;
    uint32_t size = 150 + random_below(generator, 40);
    if (status[0] == '2')
        size = random_below(generator, 100u << 2 * random_below(generator, 8));
    else if (memcmp(status, "304", 3) == 0 || memcmp(status, "499", 3) == 0)
        size = 0;
    put_number(generator, size);
}

static void put_referer(struct generator *generator)
{
    if (generator->is_distinct) {
        put_text(generator, "https://www.shop.example/r/");
        put_key(generator);
    } else if (random_percent(generator, NO_REFERER_PERCENT)) {
        *generator->end++ = '-';
    } else {
        put_picked(generator, &generator->referers);
    }
}

static void put_agent(struct generator *generator, bool is_quoted)
{
    put_picked(generator, &generator->agents);
    if (is_quoted)
        put_text(generator, " (\\\"special\\\" edition)");
    if (generator->is_distinct) {
        put_text(generator, " Build/");
        put_key(generator);
    }
}

/* What nginx logs when TLS comes in on a plain port. */
static void put_tls_request(struct generator *generator)
{
    put_text(generator, "\\x16\\x03\\x01\\x02\\x00\\x01\\x00\\x01\\xFC\\x03\\x03");
    for (uint64_t random = random_next(generator); random != 0; random >>= 8) {
        put_text(generator, "\\x");
        *generator->end++ = "0123456789ABCDEF"[(random >> 4) & 15];
        *generator->end++ = "0123456789ABCDEF"[random & 15];
    }
    put_text(generator, "\" 400 157 \"-\" \"-\"\n");
}

static void put_line(struct generator *generator)
{
    uint64_t number = ++generator->line_count;
    generator->key = scramble((uint32_t)number);
    put_client(generator);
    put_time(generator);
    if (number % TLS_LINE_EVERY == 0) {
        put_tls_request(generator);
        return;
    }
    bool is_quoted = number % QUOTED_LINE_EVERY == 0;
    put_request(generator, is_quoted);
    put_status_and_size(generator);
    put_text(generator, " \"");
    put_referer(generator);
    put_text(generator, "\" \"");
    put_agent(generator, is_quoted);
    put_text(generator, "\"\n");
}

static bool write_buffer(struct generator *generator)
{
    size_t length = (size_t)(generator->end - generator->buffer);
    generator->end = generator->buffer;
    return fwrite(generator->buffer, 1, length, stdout) == length;
}

/* Write the whole log; false if standard output does not take it. */
static bool write_log(struct generator *generator)
{
    while (generator->written_bytes < generator->wanted_bytes) {
        const char *line = generator->end;
        put_line(generator);
        generator->written_bytes += (uint64_t)(generator->end - line);
        bool is_full = generator->buffer + BUFFER_BYTES - generator->end < LINE_MAX_BYTES;
        if (is_full && !write_buffer(generator))
            return false;
    }
    return write_buffer(generator) && fflush(stdout) == 0;
}

/* Read "123", "10K", "250M" or "2G". */
static bool parse_number(const char *text, uint64_t *number_out)
{
    static const char suffixes[] = "KMG";
    char *end;
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    const char *suffix = *end != '\0' ? strchr(suffixes, *end) : NULL;
    unsigned shift = suffix != NULL ? 10 * (unsigned)(suffix - suffixes + 1) : 0;
    *number_out = (uint64_t)number << shift;
    bool is_number = text[0] >= '0' && text[0] <= '9' && end[suffix != NULL] == '\0';
    return is_number && errno == 0 && *number_out >> shift == number;
}

/* Fill in what the command line says; false if it makes no sense. */
static bool read_arguments(struct generator *generator, int count, char **arguments)
{
    int operand_count = 0;
    generator->random_state = 1;
    for (int i = 1; i < count; i++) {
        uint64_t *target = operand_count == 0 ? &generator->wanted_bytes : &generator->random_state;
        if (strcmp(arguments[i], "--distinct") == 0)
            generator->is_distinct = true;
        else if (operand_count++ == 2 || !parse_number(arguments[i], target))
            return false;
    }
    return operand_count > 0;
}

int main(int count, char **arguments)
{
    static struct generator generator;
    if (!read_arguments(&generator, count, arguments)) {
        fputs("usage: generate_log BYTES [SEED] [--distinct]\n", stderr);
        return EXIT_FAILURE;
    }
    setvbuf(stdout, NULL, _IONBF, 0);
    generator.end = generator.buffer;
    fill_tables(&generator);
    bool is_written = write_log(&generator);
    if (!is_written)
        perror("generate_log: cannot write");
    destroy_tables(&generator);
    return is_written ? EXIT_SUCCESS : EXIT_FAILURE;
}

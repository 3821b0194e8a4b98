/* SPDX-License-Identifier: MIT */
#include "incident/agent_family.h"

#include <stdbool.h>

#include "base/compiler.h"

/* Agents are mostly of 100 to 200 bytes; what tells their family stands in the first ones. */
enum { LOOKED_AT_BYTES = 512 };

/* A browser's own name stands before those of the browsers that it wants to be taken for. */
static const struct {
    const char *name;
    const char *family;
} browsers[] = {
    {"EdgA", "Edge"},
    {"EdgiOS", "Edge"},
    {"Edg", "Edge"},
    {"Edge", "Edge"},
    {"OPR", "Opera"},
    {"SamsungBrowser", "Samsung Internet"},
    {"YaBrowser", "Yandex Browser"},
    {"Vivaldi", "Vivaldi"},
    {"UCBrowser", "UC Browser"},
    {"HeadlessChrome", "HeadlessChrome"},
    {"FxiOS", "Firefox"},
    {"Firefox", "Firefox"},
    {"CriOS", "Chrome"},
    {"Chrome", "Chrome"},
    {"Trident", "Internet Explorer"},
    {"MSIE", "Internet Explorer"},
    {"Safari", "Safari"},
};

static const char *const robot_words[] = {"bot", "crawl", "spider", "slurp"};

static bool is_name_byte(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z') || byte == '-' || byte == '_';
}

static char lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
}

/* Does 'word' hold one of the words that robots have in their names, in any case? */
static bool is_robot(struct httally_slice word)
{
    for (size_t at = 0; at < word.length; at++) {
        for (size_t i = 0; i < ARRAY_LENGTH(robot_words); i++) {
            size_t length = strlen(robot_words[i]), same = 0;
            if (at + length > word.length)
                continue;
            while (same < length && lower(word.data[at + same]) == robot_words[i][same])
                same++;
            if (same == length)
                return true;
        }
    }
    return false;
}

/* The place of a browser's name in the table, or its length. */
static size_t browser_of(struct httally_slice word)
{
    size_t i = 0;
    while (i < ARRAY_LENGTH(browsers) &&
           !httally_slice_equal(word, httally_slice_of_string(browsers[i].name)))
        i++;
    return i;
}

/* Is the word at [from, until) a product, not a piece of an address ("+http://bot.example/")? */
static bool is_product(struct httally_slice text, size_t from, size_t until)
{
    bool is_behind_gap = from == 0 || strchr(" (;,", text.data[from - 1]);
    return is_behind_gap && (until == text.length || strchr("/ ;,)", text.data[until]));
}

static struct httally_slice first_product(struct httally_slice agent)
{
    size_t length = 0;
    while (length < agent.length && !strchr("/ ;(,", agent.data[length]))
        length++;
    return length ? httally_slice_of(agent.data, length) : agent;
}

struct httally_slice agent_family(struct httally_slice agent)
{
    static const char compatible[] = "Mozilla/";
    size_t length = agent.length < LOOKED_AT_BYTES ? agent.length : LOOKED_AT_BYTES;
    size_t browser = ARRAY_LENGTH(browsers);
    for (size_t from = 0, until; from < length; from = until + 1) {
        for (until = from; until < length && is_name_byte(agent.data[until]); until++)
            ;
        struct httally_slice word = httally_slice_of(agent.data + from, until - from);
        if (!is_product(agent, from, until))
            continue;
        if (is_robot(word))
            return word;
        size_t known = browser_of(word);
        browser = known < browser ? known : browser;
    }
    bool is_mozilla = agent.length >= sizeof compatible - 1 &&
                      memcmp(agent.data, compatible, sizeof compatible - 1) == 0;
    return is_mozilla && browser < ARRAY_LENGTH(browsers)
               ? httally_slice_of_string(browsers[browser].family)
               : first_product(agent);
}

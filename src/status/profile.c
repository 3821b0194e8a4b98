/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "status/catalogue.h"
#include "status/status_names.h"

/* Nobody has that many servers in front of each other. */
enum { PROFILE_VENDOR_MAX = 32 };

static const char registry[] = "iana";

struct httally_profile {
    /* The catalogue's own strings. */
    const char *vendors[PROFILE_VENDOR_MAX];
    size_t vendor_count;
    struct httally_reading readings[HTTALLY_STATUS_COUNT];
};

/* All entries of one code, likeliest vendor first. */
struct candidates {
    const struct httally_status_entry *entries;
    size_t count;
};

static bool is_meaning(const struct httally_status_entry *entry)
{
    return entry->standing != HTTALLY_STANDING_NOTE;
}

static const struct httally_status_entry *meaning_of(const struct candidates *candidates,
                                                     const char *vendor)
{
    for (size_t i = 0; i < candidates->count; i++) {
        const struct httally_status_entry *entry = &candidates->entries[i];
        if (is_meaning(entry) && strcmp(entry->vendor, vendor) == 0)
            return entry;
    }
    return NULL;
}

/* What the named vendors, in their order, and then the registry say. */
static const struct httally_status_entry *certain_meaning(const struct httally_profile *profile,
                                                          const struct candidates *candidates)
{
    for (size_t i = 0; i < profile->vendor_count; i++) {
        const struct httally_status_entry *entry = meaning_of(candidates, profile->vendors[i]);
        if (entry)
            return entry;
    }
    return meaning_of(candidates, registry);
}

/* Where no status was, the token itself tells which software wrote it; NULL for real statuses. */
static const char *vendor_of_token(httally_status status)
{
    switch (status) {
    case 0:
        /* %03d of nothing.  Also Squid, AWS load balancers, CloudFront, Traffic Server. */
        return "nginx";
    case HTTALLY_STATUS_DASH:
        /* %>s when the status is not positive.  Also gorouter. */
        return "apache";
    case HTTALLY_STATUS_ZERO:
        /* %RESPONSE_CODE%, a plain integer.  Also Caddy, Azure Front Door, Tencent. */
        return "envoy";
    case HTTALLY_STATUS_MINUS_ONE:
        return "haproxy";
    default:
        return NULL;
    }
}

static const struct httally_status_entry *likeliest_meaning(
    const struct httally_catalogue *catalogue, const struct candidates *candidates,
    httally_status status)
{
    const struct httally_status_entry *likeliest = NULL;
    for (size_t i = 0; i < candidates->count && !likeliest; i++) {
        if (is_meaning(&candidates->entries[i]))
            likeliest = &candidates->entries[i];
    }
    /* A list that the user brought along is a better witness than the shape of the token. */
    const char *writer = vendor_of_token(status);
    if (!likeliest || !writer || catalogue_is_users_vendor(catalogue, likeliest->vendor))
        return likeliest;
    const struct httally_status_entry *writers = meaning_of(candidates, writer);
    return writers ? writers : likeliest;
}

static void list_others(struct httally_reading *reading, const struct candidates *candidates)
{
    for (size_t i = 0; i < candidates->count; i++) {
        const struct httally_status_entry *entry = &candidates->entries[i];
        if (entry == reading->entry || !is_meaning(entry))
            continue;
        if (reading->also_count == HTTALLY_READING_ALSO_MAX)
            return;
        reading->also[reading->also_count++] = entry;
    }
}

/* RFC 9110 section 15: a code that nobody lists is known by its class alone. */
static struct httally_reading unlisted_reading(httally_status status)
{
    int code = httally_status_code(status);
    enum httally_class class_ = httally_status_class(status);
    struct httally_reading reading = {
        .vendor = "", .outcome = outcome_of_class(class_), .is_certain = true};
    if (class_ != HTTALLY_CLASS_OTHER)
        reading.name = "Unassigned";
    else
        reading.name = code == 0 || code == -1 ? "No status" : "Not a status";
    return reading;
}

static struct httally_reading work_out_reading(const struct httally_profile *profile,
                                               const struct httally_catalogue *catalogue,
                                               httally_status status)
{
    struct candidates candidates;
    candidates.entries =
        catalogue_range(catalogue, httally_status_code(status), -1, &candidates.count);
    struct httally_reading reading = {.entry = certain_meaning(profile, &candidates)};
    reading.is_certain = reading.entry;
    if (!reading.entry)
        reading.entry = likeliest_meaning(catalogue, &candidates, status);
    if (!reading.entry)
        return unlisted_reading(status);
    if (!reading.is_certain)
        list_others(&reading, &candidates);
    reading.name = reading.entry->name;
    reading.vendor = reading.entry->vendor;
    reading.outcome = reading.entry->outcome;
    return reading;
}

static struct httally_slice trim(struct httally_slice text)
{
    while (text.length > 0 && text.data[0] == ' ') {
        text.data++;
        text.length--;
    }
    while (text.length > 0 && text.data[text.length - 1] == ' ')
        text.length--;
    return text;
}

/* Steps of one byte (added, left out, changed) that lead from 'a' to 'b'; ids are short. */
static unsigned edit_distance(struct httally_slice a, const char *b)
{
    enum { LONGEST = 32 };
    unsigned row[LONGEST + 1];
    size_t b_length = strlen(b);
    if (a.length > LONGEST || b_length > LONGEST)
        return LONGEST;
    for (size_t j = 0; j <= b_length; j++)
        row[j] = (unsigned)j;
    for (size_t i = 1; i <= a.length; i++) {
        unsigned diagonal = row[0];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= b_length; j++) {
            unsigned best = diagonal + (a.data[i - 1] != b[j - 1]);
            diagonal = row[j];
            if (best > row[j] + 1)
                best = row[j] + 1;
            if (best > row[j - 1] + 1)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[b_length];
}

static bool begins_with(const char *string, struct httally_slice beginning)
{
    return strlen(string) >= beginning.length &&
           memcmp(string, beginning.data, beginning.length) == 0;
}

static enum httally_result report_unknown_vendor(const struct httally_catalogue *catalogue,
                                                 struct httally_slice id,
                                                 struct httally_error *error)
{
    enum { FARTHEST = 2 };
    const char *closest = NULL;
    unsigned closest_distance = FARTHEST + 1;
    size_t count;
    const struct httally_vendor *vendors = httally_catalogue_vendors(catalogue, &count);
    for (size_t i = 0; i < count; i++) {
        unsigned distance = begins_with(vendors[i].id, id) ? 1 : edit_distance(id, vendors[i].id);
        if (distance < closest_distance) {
            closest = vendors[i].id;
            closest_distance = distance;
        }
    }
    int length = id.length < 80 ? (int)id.length : 80;
    if (closest)
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                 "unknown vendor '%.*s', did you mean '%s'?", length, id.data,
                                 closest);
    return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0, "unknown vendor '%.*s'", length,
                             id.data);
}

static bool has_vendor(const struct httally_profile *profile, const char *id)
{
    for (size_t i = 0; i < profile->vendor_count; i++) {
        if (strcmp(profile->vendors[i], id) == 0)
            return true;
    }
    return false;
}

static enum httally_result add_vendor(struct httally_profile *profile,
                                      const struct httally_catalogue *catalogue,
                                      struct httally_slice id, struct httally_error *error)
{
    if (id.length == 0)
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                 "an empty name in the list of vendors");
    const struct httally_vendor *vendor = httally_catalogue_find_vendor(catalogue, id);
    if (!vendor)
        return report_unknown_vendor(catalogue, id, error);
    if (has_vendor(profile, vendor->id))
        return HTTALLY_OK;
    if (profile->vendor_count == PROFILE_VENDOR_MAX)
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0, "more than %d vendors",
                                 PROFILE_VENDOR_MAX);
    profile->vendors[profile->vendor_count++] = vendor->id;
    return HTTALLY_OK;
}

static enum httally_result add_vendors(struct httally_profile *profile,
                                       const struct httally_catalogue *catalogue,
                                       const char *vendors, struct httally_error *error)
{
    enum httally_result result = HTTALLY_OK;
    const char *rest = vendors && *vendors ? vendors : NULL;
    while (rest && result == HTTALLY_OK) {
        const char *comma = strchr(rest, ',');
        size_t length = comma ? (size_t)(comma - rest) : strlen(rest);
        result = add_vendor(profile, catalogue, trim(httally_slice_of(rest, length)), error);
        rest = comma ? comma + 1 : NULL;
    }
    return result;
}

enum httally_result httally_profile_create(const struct httally_catalogue *catalogue,
                                           const char *vendors,
                                           struct httally_profile **profile_out,
                                           struct httally_error *error)
{
    *profile_out = NULL;
    struct httally_profile *profile = memory_allocate(1, sizeof *profile);
    if (!profile)
        return memory_error(error);
    enum httally_result result = add_vendors(profile, catalogue, vendors, error);
    if (result != HTTALLY_OK) {
        httally_profile_destroy(profile);
        return result;
    }
    for (httally_status status = 0; status < HTTALLY_STATUS_COUNT; status++)
        profile->readings[status] = work_out_reading(profile, catalogue, status);
    *profile_out = profile;
    return HTTALLY_OK;
}

size_t httally_profile_vendor_count(const struct httally_profile *profile)
{
    return profile->vendor_count;
}

const char *httally_profile_vendor(const struct httally_profile *profile, size_t index)
{
    assert(index < profile->vendor_count);
    return profile->vendors[index];
}

const struct httally_reading *httally_profile_read(const struct httally_profile *profile,
                                                   httally_status status)
{
    assert(status < HTTALLY_STATUS_COUNT);
    return &profile->readings[status];
}

void httally_profile_destroy(struct httally_profile *profile)
{
    free(profile);
}

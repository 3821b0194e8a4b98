/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "status/catalogue.h"
#include "status/catalogue_builtin.h"
#include "status/code_file.h"

/*
 * Both arrays are the catalogue's own, so that a code file can replace them in one step; the
 * strings are the built-in table's or point into 'texts'.
 */
struct httally_catalogue {
    struct httally_status_entry *entries;
    size_t entry_count;
    /* By rank; an entry's place among those of its code is its vendor's place here. */
    struct httally_vendor *vendors;
    size_t vendor_count;
    /* Places in 'vendors', by id. */
    size_t *places_by_id;
    /* The code files loaded so far. */
    char **texts;
    size_t text_count;
};

struct named_place {
    const char *id;
    size_t place;
};

static int compare_sizes(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

static int compare_named_places(const void *a, const void *b)
{
    const struct named_place *left = a, *right = b;
    int order = strcmp(left->id, right->id);
    return order ? order : compare_sizes(left->place, right->place);
}

static int compare_places(const void *a, const void *b)
{
    const struct named_place *left = a, *right = b;
    return compare_sizes(left->place, right->place);
}

/* Work out 'places_by_id'; false when memory is out. */
static bool index_vendors(struct httally_catalogue *catalogue)
{
    size_t count = catalogue->vendor_count;
    struct named_place *named = memory_allocate(count, sizeof *named);
    catalogue->places_by_id = memory_allocate(count, sizeof *catalogue->places_by_id);
    bool is_done = named && catalogue->places_by_id;
    if (is_done) {
        for (size_t i = 0; i < count; i++)
            named[i] = (struct named_place){.id = catalogue->vendors[i].id, .place = i};
        qsort(named, count, sizeof *named, compare_named_places);
        for (size_t i = 0; i < count; i++)
            catalogue->places_by_id[i] = named[i].place;
    }
    free(named);
    return is_done;
}

enum httally_result httally_catalogue_create(struct httally_catalogue **catalogue_out,
                                             struct httally_error *error)
{
    *catalogue_out = NULL;
    struct httally_catalogue *catalogue = memory_allocate(1, sizeof *catalogue);
    if (!catalogue)
        return memory_error(error);
    size_t entry_count = catalogue_builtin_entry_count;
    size_t vendor_count = catalogue_builtin_vendor_count;
    catalogue->entries = memory_allocate(entry_count, sizeof *catalogue->entries);
    catalogue->vendors = memory_allocate(vendor_count, sizeof *catalogue->vendors);
    if (catalogue->entries && catalogue->vendors) {
        memcpy(catalogue->entries, catalogue_builtin_entries,
               entry_count * sizeof *catalogue->entries);
        memcpy(catalogue->vendors, catalogue_builtin_vendors,
               vendor_count * sizeof *catalogue->vendors);
        catalogue->entry_count = entry_count;
        catalogue->vendor_count = vendor_count;
        if (index_vendors(catalogue)) {
            *catalogue_out = catalogue;
            return HTTALLY_OK;
        }
    }
    httally_catalogue_destroy(catalogue);
    return memory_error(error);
}

void httally_catalogue_destroy(struct httally_catalogue *catalogue)
{
    if (!catalogue)
        return;
    for (size_t i = 0; i < catalogue->text_count; i++)
        free(catalogue->texts[i]);
    free(catalogue->texts);
    free(catalogue->places_by_id);
    free(catalogue->vendors);
    free(catalogue->entries);
    free(catalogue);
}

const struct httally_status_entry *httally_catalogue_entries(
    const struct httally_catalogue *catalogue, size_t *count_out)
{
    *count_out = catalogue->entry_count;
    return catalogue->entries;
}

const struct httally_vendor *httally_catalogue_vendors(const struct httally_catalogue *catalogue,
                                                       size_t *count_out)
{
    *count_out = catalogue->vendor_count;
    return catalogue->vendors;
}

/* Byte order, as strcmp() has it for ids without NUL. */
static int compare_slice_to_string(struct httally_slice slice, const char *string)
{
    size_t length = strlen(string);
    size_t common = slice.length < length ? slice.length : length;
    int order = common ? memcmp(slice.data, string, common) : 0;
    return order ? order : compare_sizes(slice.length, length);
}

const struct httally_vendor *httally_catalogue_find_vendor(
    const struct httally_catalogue *catalogue, struct httally_slice id)
{
    size_t low = 0, high = catalogue->vendor_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct httally_vendor *vendor = &catalogue->vendors[catalogue->places_by_id[middle]];
        int order = compare_slice_to_string(id, vendor->id);
        if (order == 0)
            return vendor;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

bool catalogue_is_users_vendor(const struct httally_catalogue *catalogue, const char *vendor)
{
    const struct httally_vendor *found =
        httally_catalogue_find_vendor(catalogue, httally_slice_of_string(vendor));
    return found && found->rank < 0;
}

static int compare_codes(const struct httally_status_entry *entry, int code, int subcode)
{
    if (entry->code != code)
        return entry->code < code ? -1 : 1;
    return (entry->subcode > subcode) - (entry->subcode < subcode);
}

const struct httally_status_entry *catalogue_range(const struct httally_catalogue *catalogue,
                                                   int code, int subcode, size_t *count_out)
{
    size_t low = 0, high = catalogue->entry_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_codes(&catalogue->entries[middle], code, subcode) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    size_t end = low;
    while (end < catalogue->entry_count &&
           compare_codes(&catalogue->entries[end], code, subcode) == 0)
        end++;
    *count_out = end - low;
    return &catalogue->entries[low];
}

const struct httally_status_entry *httally_catalogue_find(const struct httally_catalogue *catalogue,
                                                          int code, int subcode, const char *vendor)
{
    size_t count;
    const struct httally_status_entry *entries = catalogue_range(catalogue, code, subcode, &count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(entries[i].vendor, vendor) == 0)
            return &entries[i];
    }
    return NULL;
}

/*
 * Write the vendors of 'file' that 'catalogue' has not got into 'places_out' (room for every row),
 * in the order of their first rows, and return their number.
 */
static size_t collect_new_vendors(const struct httally_catalogue *catalogue,
                                  const struct code_file *file, struct named_place *places_out)
{
    size_t count = 0;
    for (size_t i = 0; i < file->row_count; i++) {
        const char *id = file->rows[i].entry.vendor;
        if (!httally_catalogue_find_vendor(catalogue, httally_slice_of_string(id)))
            places_out[count++] = (struct named_place){.id = id, .place = i};
    }
    qsort(places_out, count, sizeof *places_out, compare_named_places);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || strcmp(places_out[kept - 1].id, places_out[i].id) != 0)
            places_out[kept++] = places_out[i];
    }
    qsort(places_out, kept, sizeof *places_out, compare_places);
    return kept;
}

/* Give 'merged' the vendors of 'old' behind those that only 'file' has; false: memory is out. */
static bool merge_vendors(struct httally_catalogue *merged, const struct httally_catalogue *old,
                          const struct code_file *file)
{
    bool is_done = false;
    struct named_place *added = memory_allocate(file->row_count, sizeof *added);
    if (!added)
        return false;
    size_t added_count = collect_new_vendors(old, file, added);
    merged->vendor_count = added_count + old->vendor_count;
    merged->vendors = memory_allocate(merged->vendor_count, sizeof *merged->vendors);
    if (!merged->vendors)
        goto out;
    int lowest_rank = old->vendors[0].rank < 0 ? old->vendors[0].rank : 0;
    for (size_t i = 0; i < added_count; i++) {
        merged->vendors[i] = (struct httally_vendor){
            .id = added[i].id,
            .title = added[i].id,
            .about = "From a list of status codes of the user",
            .rank = lowest_rank - (int)(added_count - i),
        };
    }
    memcpy(merged->vendors + added_count, old->vendors,
           old->vendor_count * sizeof *merged->vendors);
    is_done = index_vendors(merged);
out:
    free(added);
    return is_done;
}

/* An entry with what it is ordered by; of two alike the one with the higher 'line' stays. */
struct ordered_entry {
    struct httally_status_entry entry;
    /* Of its vendor, in the merged catalogue. */
    size_t vendor_place;
    /* In the file being loaded; 0 for entries that were there before. */
    uint64_t line;
};

static int compare_keys(const struct ordered_entry *left, const struct ordered_entry *right)
{
    int order = compare_codes(&left->entry, right->entry.code, right->entry.subcode);
    return order ? order : compare_sizes(left->vendor_place, right->vendor_place);
}

static int compare_ordered(const void *a, const void *b)
{
    const struct ordered_entry *left = a, *right = b;
    int order = compare_keys(left, right);
    return order ? order : (left->line > right->line) - (left->line < right->line);
}

static struct ordered_entry order_entry(const struct httally_catalogue *merged,
                                        const struct httally_status_entry *entry, uint64_t line)
{
    const struct httally_vendor *vendor =
        httally_catalogue_find_vendor(merged, httally_slice_of_string(entry->vendor));
    assert(vendor);
    return (struct ordered_entry){
        .entry = *entry, .vendor_place = (size_t)(vendor - merged->vendors), .line = line};
}

static enum httally_result report_twice(const struct ordered_entry *first,
                                        const struct ordered_entry *second,
                                        struct httally_error *error)
{
    char subcode[16] = "";
    if (second->entry.subcode >= 0)
        snprintf(subcode, sizeof subcode, ".%d", second->entry.subcode);
    enum httally_result result = httally_error_set(
        error, HTTALLY_ERROR_DATA, 0, "%d%s of vendor '%s' stands in line %ju already",
        second->entry.code, subcode, second->entry.vendor, (uintmax_t)first->line);
    if (error)
        error->line = second->line;
    return result;
}

/* Keep the last of entries alike and count what stays; two alike of the same file are an error. */
static enum httally_result keep_last(struct ordered_entry *ordered, size_t *count,
                                     struct httally_error *error)
{
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++) {
        bool replaces = kept > 0 && compare_keys(&ordered[kept - 1], &ordered[i]) == 0;
        if (replaces && ordered[kept - 1].line > 0)
            return report_twice(&ordered[kept - 1], &ordered[i], error);
        if (replaces)
            kept--;
        ordered[kept++] = ordered[i];
    }
    *count = kept;
    if (kept > CATALOGUE_ENTRY_MAX)
        return httally_error_set(error, HTTALLY_ERROR_DATA, 0,
                                 "more than %d entries with those built in", CATALOGUE_ENTRY_MAX);
    return HTTALLY_OK;
}

/* Give 'merged', which has its vendors, the entries of both. */
static enum httally_result merge_entries(struct httally_catalogue *merged,
                                         const struct httally_catalogue *old,
                                         const struct code_file *file, struct httally_error *error)
{
    enum httally_result result = HTTALLY_ERROR_MEMORY;
    size_t count = old->entry_count + file->row_count;
    struct ordered_entry *ordered = memory_allocate(count, sizeof *ordered);
    merged->entries = memory_allocate(count, sizeof *merged->entries);
    if (!ordered || !merged->entries) {
        result = memory_error(error);
        goto out;
    }
    for (size_t i = 0; i < old->entry_count; i++)
        ordered[i] = order_entry(merged, &old->entries[i], 0);
    for (size_t i = 0; i < file->row_count; i++)
        ordered[old->entry_count + i] =
            order_entry(merged, &file->rows[i].entry, file->rows[i].line);
    qsort(ordered, count, sizeof *ordered, compare_ordered);
    result = keep_last(ordered, &count, error);
    if (result != HTTALLY_OK)
        goto out;
    for (size_t i = 0; i < count; i++)
        merged->entries[i] = ordered[i].entry;
    merged->entry_count = count;
out:
    free(ordered);
    return result;
}

/* Make room for one text more; the pointers so far stay as they are. */
static bool reserve_text(struct httally_catalogue *catalogue)
{
    void *texts =
        memory_resize(catalogue->texts, catalogue->text_count + 1, sizeof *catalogue->texts);
    if (texts)
        catalogue->texts = texts;
    return texts;
}

enum httally_result httally_catalogue_load(struct httally_catalogue *catalogue,
                                           struct httally_slice text, struct httally_error *error)
{
    struct httally_catalogue merged = {0};
    struct code_file file;
    enum httally_result result = code_file_read(text, &file, error);
    if (result != HTTALLY_OK)
        return result;
    if (!reserve_text(catalogue) || !merge_vendors(&merged, catalogue, &file))
        result = memory_error(error);
    else
        result = merge_entries(&merged, catalogue, &file, error);

    if (result == HTTALLY_OK) {
        /* From here on nothing can fail: take over the text, swap the arrays. */
        catalogue->texts[catalogue->text_count++] = file.text;
        file.text = NULL;
        merged.texts = catalogue->texts;
        merged.text_count = catalogue->text_count;
        struct httally_catalogue old = *catalogue;
        *catalogue = merged;
        merged = old;
    }
    free(merged.places_by_id);
    free(merged.vendors);
    free(merged.entries);
    code_file_finish(&file);
    return result;
}

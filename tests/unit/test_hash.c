/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "random.h"

static const struct hash_secret secret = {
    {0x9AE16A3B2F90404FULL, 0xC3A5C85C97CB3127ULL, 0xB492B66FBE98F273ULL, 0x3C6EF372FE94F82BULL}};

enum { KEYS = 1 << 16, LONGEST = 200 };

static int compare_hashes(const void *a, const void *b)
{
    const uint32_t *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

/* Keys whose upper halves are equal: of 2^16 keys, half a pair is to be expected. */
static size_t count_collisions(uint32_t *hashes)
{
    size_t collisions = 0;
    qsort(hashes, KEYS, sizeof *hashes, compare_hashes);
    for (size_t i = 1; i < KEYS; i++)
        collisions += hashes[i] == hashes[i - 1];
    return collisions;
}

/* Keys as logs have them: they differ in a few digits, at the beginning, within, or at the end. */
static void keys_that_differ_little_do_not_collide(void **state)
{
    (void)state;
    static const char *const patterns[] = {
        "%u",
        "10.%u.0.1",
        "2001:db8::%x:1",
        "/items/%u",
        "%u/a/longer/path/with/its/number/in/front",
        "/a/longer/path/with/its/number/behind/%u",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%u Safari",
    };
    static uint32_t hashes[KEYS];
    for (size_t i = 0; i < ARRAY_LENGTH(patterns); i++) {
        for (unsigned number = 0; number < KEYS; number++) {
            char text[LONGEST];
            int length = snprintf(text, sizeof text, patterns[i], number);
            hashes[number] =
                (uint32_t)(hash_keyed(&secret, httally_slice_of(text, (size_t)length)) >> 32);
        }
        assert_in_range(count_collisions(hashes), 0, 8);
    }
}

/* Flipping any bit of a key of any length flips each bit of the hash about every other time. */
static void every_bit_of_a_key_counts(void **state)
{
    (void)state;
    enum { ROUNDS = 200 };
    struct random random = {31};
    for (size_t length = 1; length <= 70; length++) {
        unsigned flips[64] = {0};
        for (int round = 0; round < ROUNDS; round++) {
            char text[LONGEST];
            for (size_t i = 0; i < length; i++)
                text[i] = (char)random_between(&random, 0, 255);
            uint64_t before = hash_keyed(&secret, httally_slice_of(text, length));
            size_t bit = (size_t)random_between(&random, 0, length * 8 - 1);
            text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
            uint64_t changed = before ^ hash_keyed(&secret, httally_slice_of(text, length));
            assert_true(changed != 0);
            for (int i = 0; i < 64; i++)
                flips[i] += changed >> i & 1;
        }
        for (int i = 0; i < 64; i++)
            assert_in_range(flips[i], ROUNDS * 3 / 10, ROUNDS * 7 / 10);
    }
}

/* Every byte and the length matter, and nothing outside the key does: it stands at the very end of
 * its memory, and a sanitizer sees what is read behind it. */
static void nothing_outside_the_key_is_read(void **state)
{
    (void)state;
    for (size_t length = 0; length < LONGEST; length++) {
        char *memory = calloc(length + 1, 1), *copy = calloc(length ? length : 1, 1);
        assert_non_null(memory);
        assert_non_null(copy);
        memset(memory + 1, 'k', length);
        memset(copy, 'k', length);
        uint64_t hash = hash_keyed(&secret, httally_slice_of(memory + 1, length));
        assert_true(hash == hash_keyed(&secret, httally_slice_of(copy, length)));
        if (length > 0)
            assert_true(hash != hash_keyed(&secret, httally_slice_of(copy, length - 1)));
        free(memory);
        free(copy);
    }
}

static void secrets_change_everything(void **state)
{
    (void)state;
    struct hash_secret a = {{0}}, b = {{0}};
    struct httally_slice key = {"/index.html", 11};
    hash_secret_draw(&a);
    hash_secret_draw(&b);
    assert_memory_not_equal(&a, &b, sizeof a);
    assert_true(hash_keyed(&a, key) != hash_keyed(&b, key));
    assert_true(hash_keyed(&a, key) == hash_keyed(&a, key));
}

/* A path of the hostile log of tests/bench/hostile.py. */
static struct httally_slice hostile_key(char text[LONGEST], unsigned number)
{
    int length =
        snprintf(text, LONGEST, "/collisions/one/\xde\xd4\x6d\xe9\x83\x90\x97\xdb%08x", number);
    return httally_slice_of(text, (size_t)length);
}

/* Where there is no secret, whoever sends requests can send any number of keys with one hash. */
static void keys_collide_without_a_secret(void **state)
{
    (void)state;
    char text[LONGEST];
    uint64_t hash = hash_fixed(hostile_key(text, 0));
    for (unsigned number = 1; number < KEYS; number++)
        assert_int_equal(hash_fixed(hostile_key(text, number)), hash);
}

static void the_same_keys_do_not_collide_with_one(void **state)
{
    (void)state;
    static uint32_t hashes[KEYS];
    char text[LONGEST];
    for (unsigned number = 0; number < KEYS; number++)
        hashes[number] = (uint32_t)(hash_keyed(&secret, hostile_key(text, number)) >> 32);
    assert_in_range(count_collisions(hashes), 0, 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_that_differ_little_do_not_collide),
        cmocka_unit_test(every_bit_of_a_key_counts),
        cmocka_unit_test(nothing_outside_the_key_is_read),
        cmocka_unit_test(secrets_change_everything),
        cmocka_unit_test(keys_collide_without_a_secret),
        cmocka_unit_test(the_same_keys_do_not_collide_with_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

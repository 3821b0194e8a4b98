/* SPDX-License-Identifier: MIT */
/*
 * definition.h - a format as somebody wrote it down, taken apart: literal texts and fields in turn.
 *
 * Each dialect has a reader that makes pieces; what follows is the same for all of them.
 */
#ifndef DEFINITION_H
#define DEFINITION_H

#include "base/buffer.h"
#include "format/field.h"

enum { DEFINITION_PIECES_MAX = 200 };

enum piece_kind {
    PIECE_LITERAL,
    PIECE_FIELD,
    /* Any number of spaces, or none. */
    PIECE_SPACES,
};

struct piece {
    enum piece_kind kind;
    /* Of a field; the pattern of a time is in 'texts' until the steps are made. */
    struct field_spec spec;
    /* A literal, or the pattern of a time, in 'texts'. */
    size_t offset, length;
    /* Where it stands in the definition. */
    size_t place;
    /* Several values with ", " or " : " between them, as nginx writes of servers behind. */
    bool is_list;
    /* Holds only where no other piece is the same field: $server_name beside $host. */
    bool is_weak;
    /* It has no space in it: a text that is stepped over may have, otherwise. */
    bool is_word;
    /* A part of a duration, not another way to say it. */
    bool adds_up;
};

struct definition {
    struct piece pieces[DEFINITION_PIECES_MAX];
    size_t count;
    bool is_too_long;
    /* Literals and patterns, the latter ended by NULs. */
    struct buffer texts;
    /* What follows the last field is no matter. */
    bool ignores_rest;
    /* The log may cut its lines: the last quoted field needs no closing quote. */
    bool may_be_cut;
};

/* Add to the literal at the end of the definition. */
void definition_add_literal(struct definition *definition, const char *text, size_t length,
                            size_t place);

/* Add a field like 'piece', of which spec, is_list, is_weak, is_word, and adds_up
 * count.  'pattern' of 'pattern_length' bytes is that of a time, or NULL. */
void definition_add_field(struct definition *definition, const struct piece *piece,
                          const char *pattern, size_t pattern_length, size_t place);

void definition_add_spaces(struct definition *definition, size_t place);

/* The byte that "\t", "\n", "\"", "\\" and their like at 'text' stand for; false when there is none
 * and the backslash is itself. */
bool definition_escape(const char *text, char *byte_out);

/* Fail with a message that shows the place: "log format, at '%r': ...". */
enum httally_result definition_error(struct httally_error *error, const char *text, size_t place,
                                     const char *message);

/* The dialects. */
enum httally_result definition_read_nginx(struct definition *definition, const char *text,
                                          struct httally_error *error) HTTALLY_MUST_CHECK;
enum httally_result definition_read_apache(struct definition *definition, const char *text,
                                           struct httally_error *error) HTTALLY_MUST_CHECK;
/* 'date' and 'time' are GoAccess' date-format and time-format, NULL for the usual ones. */
enum httally_result definition_read_goaccess(struct definition *definition, const char *text,
                                             const char *date, const char *time,
                                             struct httally_error *error) HTTALLY_MUST_CHECK;
/* That of our own named formats: $name as in nginx's, where names are those of fields. */
enum httally_result definition_read_plain(struct definition *definition, const char *text,
                                          struct httally_error *error) HTTALLY_MUST_CHECK;

/* $name and ${name}, of a dialect that finds what a name says. */
typedef struct piece (*definition_variable_function)(struct httally_slice name);
enum httally_result definition_read_variables(struct definition *definition, const char *text,
                                              definition_variable_function find,
                                              struct httally_error *error) HTTALLY_MUST_CHECK;

/*
 * Join pieces that are parts of one field (host and port, path and query), and settle which of
 * several that are the same field holds.
 */
void definition_join(struct definition *definition);
void definition_settle(struct definition *definition);

#endif

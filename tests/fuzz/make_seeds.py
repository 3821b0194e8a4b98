#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Write seeds for the fuzz targets that are no text, or too many to keep.

    make_seeds.py FOLDER STAMP

Makes FOLDER/<target>/<name>, the same bytes each time, and then touches STAMP.
Text seeds stand in corpus/<target>/, to be read by people.
"""

import gzip
import pathlib
import struct
import sys
import zlib

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "reference"))

import ugly  # noqa: E402

LINE = b'192.0.2.1 - - [12/Mar/2026:14:03:00 +0100] "GET /%d HTTP/1.1" 200 5 "-" "curl/8.5.0"\n'
LINES = b"".join(LINE % number for number in range(200))


# gzip: the target's first byte chooses step sizes, the rest is the stream


def member(content, level=6, flags=0, fields=b""):
    """Write one gzip member, with the optional fields of RFC 1952 that 'flags' announce."""
    deflate = zlib.compressobj(level, zlib.DEFLATED, -15)
    body = deflate.compress(content) + deflate.flush()
    header = struct.pack("<4BI2B", 0x1f, 0x8b, 8, flags, 0, 0, 255) + fields
    if flags & 2:
        header += struct.pack("<H", zlib.crc32(header) & 0xffff)
    return header + body + struct.pack("<2I", zlib.crc32(content), len(content) & 0xffffffff)


def damaged(content, position, value=0xff):
    """Turn over bits of one byte."""
    changed = bytearray(content)
    changed[position] ^= value
    return bytes(changed)


def gzip_streams():
    """Yield (name, stream)."""
    one = member(LINES)
    yield "one", one
    yield "stored", member(LINES, level=0)
    yield "fixed-codes", member(b"a\n", level=1)
    yield "empty-member", member(b"")
    yield "two", one + member(b"last line without end")
    yield "many-small", b"".join(member(LINE % number) for number in range(50))
    yield "padded", one + bytes(512) + one + bytes(1024)
    yield "trailing-garbage", one + b"not gzip at all"
    yield "all-fields", member(LINES, flags=0x1f, fields=b"\x04\0ab\1\2name\0comment\0")
    yield "reserved-flag", member(LINES, flags=0x20)
    yield "extra-too-long", member(b"x", flags=4, fields=b"\xff\xff")
    yield "name-without-end", member(b"x", flags=8, fields=b"n" * 3000)
    yield "run-of-zeros", member(bytes(1 << 20), level=9)
    yield "long-line", member(b"x" * 70000 + b"\n" + LINES)
    yield "bad-checksum", damaged(one, -6)
    yield "bad-length", damaged(one, -1)
    yield "bad-body", damaged(one, len(one) // 2)
    yield "bad-method", damaged(one, 2)
    for kept in (1, 2, 3, 9, 10, 11, 40, len(one) // 2, len(one) - 9, len(one) - 8, len(one) - 1):
        yield f"cut-{kept}", one[:kept]
        yield f"second-cut-{kept}", one + one[:kept]
    yield "ugly", gzip.compress(b"".join(ugly.pieces_of(4, 300)), mtime=0)


def gzip_seeds():
    """Yield (name, input), each stream with small and with large steps."""
    for name, stream in gzip_streams():
        yield f"{name}-small-steps", bytes([1 + 7 * 2]) + stream
        yield f"{name}-large-steps", bytes([6 + 7 * 6]) + stream


# combined: a log


def combined_seeds():
    """Yield small ugly logs."""
    pieces = list(ugly.pieces_of(3, 600))
    for number in range(0, len(pieces), 10):
        yield f"ugly-{number // 10:02}", b"".join(pieces[number:number + 10])


# filter: the first byte says what the text up to the first NUL is; behind it stands a field


TERMS = (
    # By kind, in the order of the target's enum text_kind.
    (b"^/api/", b"!\\.css$", b"(a+)+$", b"[", b"(?i)\xc3\xa9", b"a{1000}{1000}", b"(?R)"),
    (b"bot|crawl", b"\\!x", b"(*UTF)\xff"),
    (b"!^https://shop\\.example/", b"(?=", b"\\Q"),
    (b"shop.example,*.example.org,!a.b:443", b"*", b"*.", b",,", b"[2001:db8::1]:80"),
    (b"GET,post,!head", b"!", b""),
    (b"5xx,!503,404,500-502,40x", b"-,0,000,-1,other", b"600-500", b"!!404", b"9999", b"5x"),
    (b"upstream,!throttled", b"nonsense", b""),
    (b"192.0.2.0/24,!192.0.2.7,2001:db8::/32", b"::ffff:192.0.2.1", b"1.2.3/8", b"::/129",
     b"192.0.2.1:80", b"[::1]:1"),
    (b"yesterday", b"last-week", b"2026-11", b"2026-11-22 14", b"14:00..14:30", b"2h", b"..",
     b"9999", b"2026-13"),
    (b"2026-11-22T14:03:00+01:00", b"10/Oct/2000:13:55:36 -0700", b"@1700000000", b"now",
     b"yesterday 14:03", b"1h30m", b"90 min ago", b"@99999999999999999999", b"2026-02-30"),
)
FIELDS = (b"", b"/api/v1/checkout", b"192.0.2.7", b"shop.example:443", b"GET", b"aaaaaaaaaaaaaaaaa!")


def filter_seeds():
    """Yield every term with every field."""
    for kind, terms in enumerate(TERMS):
        for number, term in enumerate(terms):
            for field_number, field in enumerate(FIELDS):
                yield f"{kind}-{number}-{field_number}", bytes([kind]) + term + b"\0" + field


# escape: the first byte says how wide a cell is

ODD_CHARACTERS = (0, 0x1b, 0x7f, 0x80, 0x9b, 0xad, 0x61c, 0x200b, 0x202e, 0x2028, 0x2066, 0x3164,
                  0xfdd0, 0xfeff, 0xfff9, 0xfffe, 0x1d173, 0xe0041, 0x10ffff)


def escape_seeds():
    """Yield characters that may not be shown, and bytes that are none."""
    for character in ODD_CHARACTERS:
        yield f"character-{character:04x}", b"\x08a" + chr(character).encode() * 5 + b"z"
    for number, text in enumerate((b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80",
                                   b"\xe2\x80", b"\xc0\x80", b"\\x\xff\"", bytes(range(256)))):
        yield f"bytes-{number}", b"\x03" + text


# options: the first byte chooses the command, arguments end in NULs

COMMAND_LINES = (
    ("access.log",), ("-", "--", "-n", "--"), ("-qs5xx", "--top=5", "-n", "3"),
    ("--status",), ("-s",), ("--quiet=1",), ("--=x",), ("---",), ("-",), ("",), ("--memory", "64M"),
    ("1K", "256M", "1GiB", "10B", "0", "1X", "99999999999999999999", "18014398509481984T"),
    ("--as", "json", "--class=5xx"), ("-\udcff", "--\udcff=\udcff"), ("-qqqqqqqqqqqqqqqq",),
)


def options_seeds():
    """Yield command lines for every command."""
    for number, words in enumerate(COMMAND_LINES):
        line = "\0".join(words).encode("utf-8", "surrogateescape")
        for command in range(4):
            yield f"line-{number}-{command}", bytes([command]) + line


SEEDS = {
    "combined": combined_seeds,
    "escape": escape_seeds,
    "filter": filter_seeds,
    "gzip": gzip_seeds,
    "options": options_seeds,
}


def main(folder, stamp):
    """Write the seeds of all targets."""
    for target, seeds in SEEDS.items():
        place = pathlib.Path(folder, target)
        place.mkdir(parents=True, exist_ok=True)
        for old in place.iterdir():
            old.unlink()
        for name, content in seeds():
            (place / name).write_bytes(content)
    pathlib.Path(stamp).touch()


if __name__ == "__main__":
    main(*sys.argv[1:])

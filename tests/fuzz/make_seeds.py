#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Write seeds for the fuzz targets that are no text, or too many to keep.

    make_seeds.py FOLDER STAMP PROGRAM

Makes FOLDER/<target>/<name>, the same bytes each time, and then touches STAMP.  PROGRAM is asked
for a line in each format that has a name.
Text seeds stand in corpus/<target>/, to be read by people.
"""

import gzip
import pathlib
import struct
import subprocess
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


# json: lines of JSON and LTSV, and envelopes around them

JSON_LINES = (
    b'{"ts":1773320587.75,"request":{"client_ip":"192.0.2.1","method":"GET","host":"shop.example",'
    b'"uri":"/a?b=\\u0026","proto":"HTTP/2.0","headers":{"User-Agent":["curl/8.5.0"]},"tls":'
    b'{"version":772}},"user_id":"","duration":0.0027,"size":5,"status":404}',
    b'2026/03/12 13:03:07.120\tINFO\tlog\thandled request\t{"request":{"method":"GET"},'
    b'"status":200}',
    b'{"DownstreamStatus":200,"Duration":357313,"OriginStatus":0,"OriginDuration":0,"ClientAddr":'
    b'"192.0.2.1:4711","StartUTC":"2026-03-12T13:03:07.587782192Z","ServiceURL":{"User":null}}',
    b'{":authority":"shop.example","response_code":503,"response_flags":"UF","user-agent":null,'
    b'"duration":11,"downstream_remote_address":"[2001:db8::1]:5929"}',
    b'{"EdgeResponseStatus":522,"EdgeStartTimestamp":1773320587479000000,"ClientRequestURI":"/a"}',
    b'{"httpRequest":{"latency":"0.1s","requestUrl":"https://shop.example/a","status":502}}',
    b'{"status":200,"urt":,"upstream_response_time":0.004, 0.012,"upstream_status":502, 200 : 304}',
    b'{"status":200,"request":"GET / HTTP/1.1","latency":"1h2m3.5s","time":"[12/Mar/2026:14:03:07 '
    b'+0100]","user_agent":"\\uD83D\\uDE00\\uD83D\\x22","a":{"b":1},"t":5,"d":7}',
    b'{"status":200,"virtual_host":shop.example"}',
    b"[" * 70, b'{"a":' * 70,
    b"time:[12/Mar/2026:14:03:07 +0100]\thost:192.0.2.1\treq:GET / HTTP/1.1\tstatus:200\tsize:5\t"
    b"apptime:0.1, -\treqtime_microsec:5",
)
ENVELOPES = (
    b"%s", b"2026-03-12T14:03:07.493035218+01:00 stdout F %s", b"Mar 02 14:03:07 host nginx: %s",
    b'<134>1 2026-03-12T14:03:07Z host app 1 - [x a="\\]"] %s',
    b"2026-03-12T14:03:07Z stdout F <134>Mar  2 14:03:07 nginx[1]: %s",
)


def json_seeds():
    """Yield every line in every envelope, and in Docker's."""
    for number, line in enumerate(JSON_LINES):
        for kind, envelope in enumerate(ENVELOPES):
            yield f"line-{number:02}-{kind}", envelope % line
        text = line.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\t", b"\\t")
        yield f"docker-{number:02}", b'{"log":"' + text + b'\\n","stream":"stdout","time":"x"}'


# definition: the first byte says what the text up to the first NUL is; behind it stand lines

DEFINITIONS = (
    # By kind, in the order of the target's enum kind.
    (b"log_format m '$remote_addr - [$time_local] \"$request\" ' '$status'; access_log a m;",
     b"\xef\xbb\xbflog_format j escape=json '{\"ip\":\"$remote_addr\",' '\"s\":$status}';",
     b"x_by_lua_block { '}' } log_format a \"${status}\\t\"; # ' \nlog_format b '2';",
     b"log_format a 'open", b"log_format a 'x' }", b"access_log off; access_log x;",
     b"LogFormat \"%h %l \\\"%r\\\" \\\r\n %>s\\t\" x\nCustomLog \"|a b\" x env=!y\n",
     b"LogFormat '%{a\\t}t %h %>s'\nTransferLog x\n", b"CustomLog a \"%h\n",
     b"CustomLog a combined"),
    (b"^(?<client>\\S+) .*\"(?<request>[^\"]*)\" (?<status>\\d+) (?<duration_ms>\\d+)?",
     b"(?<time>\\d+) (?<status>.*)", b"(?J)(?:(?<status>2..)|(?<status>5..))", b"(?<status>",
     b"(?<x>)",
     b"(?<status>(?:a+)+)!", b"(?<duration>1)(?<status>2)", b"(?R)(?<status>2)"),
    (b"$remote_addr [$time_local] \"$request\" $status", b"%h %l %u %t \"%r\" %>s %b", b"w3c",
     b"json:status=code,duration=took:ms", b"ltsv", b"caddy", b"$status$", b"%{x", b"auto"),
    (b"{\"s\":$status,\"a\":{\"b\":\"${host}\",\"c\":[1,{}]}}", b"{\"s\":$status", b"{\"\\\":$s}",
     b"{" * 40 + b"\"s\":$status}", b"{\"s\":$status,\"a\":" + b"{\"a\":" * 40 + b"}"),
)
DEFINITION_LINES = (
    b"192.0.2.7 - - [12/Mar/2026:14:03:07 +0100] \"GET /a?b HTTP/1.1\" 502 5 \"-\" \"curl\" 12\n"
    b"{\"ip\":\"192.0.2.7\",\"s\":502}\n192.0.2.7\t502\n"
    b"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa?!\n1773324187 200",
    b"#Fields: date time c-ip sc-status\n2026-03-12 14:03:07 192.0.2.7 200\n",
)
W3C_LOGS = (
    b"#Software: Microsoft Internet Information Services 10.0\n#Date: 2026-03-12 14:03:07\r\n"
    b"#Fields: time c-ip cs(User-Agent) cs-uri-stem cs-uri-query sc-status time-taken\r\n"
    b"23:59:59 192.0.2.7 a+b++c /a q=1 200 15\r\n00:00:01 192.0.2.7 - /a - 404.0 -\n\n",
    b"2026-03-12 14:03:07 198.51.100.1 GET /a q 80 - 192.0.2.7 curl - 500 0 64 15\n"
    b"2026-03-12\t14:03:07\tFRA2\t4045\t192.0.2.7\tGET\td1\t/a\t000\t-\ta%20b%2\tq\n",
    b"#Fields: date time cs-uri cs(User-Agent) sc-status x-edge-location\n"
    b"\"2026-03-12\" \"14:03:07\" \"shop.example/a\" \"a \"\"b\"\" %41\" \"\" \"\" more\n"
    b"\"\"\" \" x\n",
)


def definition_seeds():
    """Yield every text with every kind of lines, and W3C logs, which need no text."""
    for kind, texts in enumerate(DEFINITIONS):
        for number, text in enumerate(texts):
            for lines_number, lines in enumerate(DEFINITION_LINES):
                yield f"{kind}-{number}-{lines_number}", bytes([kind]) + text + b"\0" + lines
    for number, log in enumerate(W3C_LOGS):
        yield f"w3c-{number}", bytes([len(DEFINITIONS)]) + log


# formats: the first byte chooses the format, the second one its siblings; behind them stand lines

DIRECTIVES = b"#Software: x\n#Fields: date time c-ip cs-method cs-uri-stem sc-status time-taken\n"
DIRECTED = b"2026-03-12 14:03:07 192.0.2.7 GET /a 200 15\n"


def asked(program, *arguments):
    """Return the lines that `httally formats` prints."""
    return subprocess.run([program, "formats", *arguments], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, check=True).stdout.splitlines()


def format_examples(program):
    """Yield a line in each format, in their order."""
    for row in asked(program):
        if not row:
            return
        (line,) = [text for text in asked(program, row.split()[0]) if text.startswith(b"  a line ")]
        yield line[len(b"  a line "):].lstrip()


def changes(line):
    """Yield what may become of a line."""
    yield "whole", line
    yield "cut", line[:len(line) * 2 // 3]
    yield "longer", line + b' "-" 0.5 "a \\"b\\" c"'
    yield "escaped", line.replace(b"curl", b"a\\x22\\\\\\\"b").replace(b"/a", b"/\xff\t a")
    yield "empty", line.replace(b"512", b"-").replace(b"200", b"-").replace(b"/a?b", b"")
    yield "moved", b"...  " + line.partition(b" ")[2]
    yield "retried", line.replace(b"198.51.100.2:", b"192.0.2.9:1, 192.0.2.8:2 : 198.51.100.2:")


def formats_seeds(program):
    """Yield what may become of each format's lines, in it, in another, and in envelopes."""
    lines = list(format_examples(program))
    for number, line in enumerate(lines):
        following = lines[(number + 1) % len(lines)]
        changed = dict(changes(line))
        log = b"\n".join([*changed.values(), b"", b"\0\0" + line + b"\r\r", following, DIRECTIVES,
                          DIRECTED, *(envelope % line for envelope in ENVELOPES)])
        yield f"{number:02}-alone", bytes([number, 0]) + log
        yield f"{number:02}-beside", bytes([number, 3 * ((number + 1) % len(lines)) + 1]) + log
        yield f"{number:02}-behind", bytes([(number + 7) % len(lines), 3 * number + 2]) + log
        for name, text in changed.items():
            yield f"{number:02}-{name}", bytes([number, 0]) + text


SEEDS = {
    "combined": combined_seeds,
    "definition": definition_seeds,
    "escape": escape_seeds,
    "filter": filter_seeds,
    "gzip": gzip_seeds,
    "json": json_seeds,
    "options": options_seeds,
}


def main(folder, stamp, program):
    """Write the seeds of all targets."""
    for target, seeds in {**SEEDS, "formats": lambda: formats_seeds(program)}.items():
        place = pathlib.Path(folder, target)
        place.mkdir(parents=True, exist_ok=True)
        for old in place.iterdir():
            old.unlink()
        for name, content in seeds():
            (place / name).write_bytes(content)
    pathlib.Path(stamp).touch()


if __name__ == "__main__":
    main(*sys.argv[1:])

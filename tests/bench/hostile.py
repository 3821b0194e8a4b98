# SPDX-License-Identifier: MIT
"""Measure what hostile logs cost against an ordinary one.

Logs are made one after the other and deleted once they are measured; the
longest line is never a file, and bombs are small.
"""

import dataclasses
import gzip
import json
import pathlib
import subprocess
import sys
import tempfile
from collections.abc import Callable

from contender import Contender, run_rounds
from table import figure, mebibytes, print_table, ratio, seconds

HEADS = ["log", "seconds", "minimum", "ns per line", "x ordinary", "ns per byte", "x ordinary",
         "peak MiB"]
GOOD_LINE = b'192.0.2.1 - - [01/Jan/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "-"\n'
BLOCK_BYTES = 1 << 20
# With fewer lines, the time of one says nothing.
LINES_COMPARED = 10_000
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@dataclasses.dataclass
class Log:
    """A log that somebody might send on purpose."""

    title: str
    # Writes it to a path, ...
    make: Callable | None = None
    # ... or to the program's standard input.
    feed: Callable | None = None
    is_slow: bool = False


# What is in them


def write_generated(path, *command):
    """Keep what the generator of logs writes."""
    with path.open("wb") as output:
        subprocess.run(command, stdout=output, check=True)


def write_minutes(path, lines, minutes):
    """Write requests in so many minutes of some thirty years, each in another than the last."""
    with path.open("w", encoding="ascii") as log:
        for number in range(lines):
            mixed = number % minutes * 7919
            when = (f"{mixed % 28 + 1:02}/{MONTHS[mixed // 28 % 12]}/"
                    f"{1996 + mixed // 336 % 29}:{mixed // 9744 % 24:02}:"
                    f"{mixed // 233856 % 60:02}:00 +0000")
            log.write(f'192.0.2.{number % 256} - - [{when}] "GET /{number % 100} HTTP/1.1" 200 5 '
                      '"-" "-"\n')


# Keys that collide in the tables cannot be made without their secret.  These collide in XXH3
# without one, which takes 32 bytes as four words, xors each with a constant of its own and
# multiplies the last two: where the third is the constant, the product is 0 and the last one
# counts for nothing.  tests/unit/test_hash.c holds that it is so.
COLLIDING_WORD = bytes.fromhex("ded46de9839097db")
HARMLESS_WORD = bytes.fromhex("ded46de9839097da")


def write_paths(path, lines, third_word):
    """Write requests for distinct paths of 32 bytes, whose third eight are the same."""
    head = GOOD_LINE[:GOOD_LINE.index(b"/ HTTP")] + b"/collisions/one/" + third_word
    tail = GOOD_LINE[GOOD_LINE.index(b" HTTP"):]
    with path.open("wb") as log:
        for number in range(lines):
            log.write(head + b"%08x" % number + tail)


def write_quotes(path, lines):
    """Write lines of 60 KB that look as if every quote might close the request."""
    head = '192.0.2.1 - - [01/Jan/2026:00:00:00 +0000] "GET /'
    with path.open("w", encoding="ascii") as log:
        for _ in range(lines):
            log.write(head + '" 200 5' * 8500 + "\n")


def write_repeated(pipe, block, size):
    """Write a block again and again between two good lines, with a newline behind."""
    pipe.write(GOOD_LINE)
    for _ in range(size // len(block)):
        pipe.write(block)
    pipe.write(b"\n" + GOOD_LINE)


def write_bomb(path, block, size):
    """Write the same as members of gzip: the block is compressed but once."""
    member = gzip.compress(block, mtime=0)
    with path.open("wb") as bomb:
        bomb.write(gzip.compress(GOOD_LINE, mtime=0))
        for _ in range(size // len(block)):
            bomb.write(member)
        bomb.write(gzip.compress(b"\n" + GOOD_LINE, mtime=0))


# Which there are


def bytes_of(text):
    """Read "20M" or "1G"."""
    shift = {"K": 10, "M": 20, "G": 30}.get(text[-1:])
    return int(text[:-1]) << shift if shift else int(text)


def amount(size):
    """Write a number of bytes."""
    return f"{size / (1 << 30):.1f} GiB" if size >= 1 << 30 else f"{size >> 20} MiB"


def hostile_logs(generator, size):
    """List the logs, in proportion to the longest line; bombs are ten times as large."""
    lines, minutes = size // 1000, 100_000
    one_line, many_lines = b"x" * BLOCK_BYTES, GOOD_LINE * (BLOCK_BYTES // len(GOOD_LINE))
    return [
        Log("all keys distinct",
            lambda path: write_generated(path, generator, str(size * 3 // 10), "7",
                                         "--distinct")),
        Log(f"{lines:,} distinct paths that have one XXH3 hash",
            lambda path: write_paths(path, lines, COLLIDING_WORD)),
        Log("as many paths, with no such intent",
            lambda path: write_paths(path, lines, HARMLESS_WORD)),
        Log(f"{minutes:,} minutes in turns",
            lambda path: write_minutes(path, lines, minutes)),
        Log("each line in a minute of its own",
            lambda path: write_minutes(path, lines, lines)),
        Log("lines of 60 KB with 8,500 quotes that might close the request",
            lambda path: write_quotes(path, max(size >> 20, 1))),
        Log(f"a line of {amount(size)} between two good ones, through a pipe",
            feed=lambda pipe: write_repeated(pipe, one_line, size)),
        Log("the same as gzip", lambda path: write_bomb(path, one_line, size)),
        Log(f"{amount(10 * size)} of one short line as gzip",
            lambda path: write_bomb(path, many_lines, 10 * size), is_slow=True),
        Log(f"{amount(10 * size)} of zeros as gzip",
            lambda path: write_bomb(path, bytes(BLOCK_BYTES), 10 * size), is_slow=True),
    ]


# Measuring


def read_report(path):
    """Return the lines and the decoded bytes of a report in JSON."""
    report = json.loads(path.read_text(encoding="utf-8"))
    return report["lines"]["read"], report["inputs"][0]["bytes"]


def reader_of(program, name, title, path, log=None):
    """Have httally read a log on one core."""
    return Contender(name, title, [program, "--jobs", "1", "--as", "json", path or "-"],
                     read=read_report, is_slow=bool(log and log.is_slow),
                     feed=log and log.feed)


def nanoseconds(reader):
    """Return the time of a line, None where there are few, and of a decoded byte."""
    lines, size = reader.found
    time = reader.median * 1e9
    return time / lines if lines >= LINES_COMPARED else None, time / size


def cells(reader, ordinary):
    """Write what was measured of a log, and how it compares."""
    row = [reader.title, seconds(reader.median), seconds(min(reader.seconds))]
    for own, usual in zip(nanoseconds(reader), nanoseconds(ordinary)):
        row += [figure(own), ratio(own, usual) if own else ""]
    return [*row, mebibytes(reader.peak_kib)]


def measure(reader, ordinary, arguments, folder):
    """Let a log take turns with the ordinary one, which is timed anew each time."""
    ordinary = dataclasses.replace(ordinary, seconds=[])
    for _, reason in run_rounds([ordinary, reader], arguments.rounds, arguments.slow_rounds,
                                folder):
        sys.exit(f"bench: {reader.title}: {reason}")
    return cells(reader, ordinary)


def bench(arguments, program, generator, folder):
    """Print seconds, nanoseconds per line and per byte, and peak memory."""
    size, rows = bytes_of(arguments.size or "1G"), []
    with tempfile.TemporaryDirectory(prefix="hostile-", dir=folder) as name:
        place = pathlib.Path(name)
        usual, path = place / "ordinary.log", place / "hostile.log"
        write_generated(usual, generator, str(size // 10))
        ordinary = reader_of(program, "ordinary", "ordinary", usual)
        again = reader_of(program, "again", f"ordinary, {amount(size // 10)}", usual)
        rows.append(measure(again, ordinary, arguments, place))
        for log in hostile_logs(generator, size):
            if log.make:
                log.make(path)
            reader = reader_of(program, "hostile", log.title, log.make and path, log)
            rows.append(measure(reader, ordinary, arguments, place))
    print_table(HEADS, rows)
    print(f"\nMedians of {arguments.rounds} rounds, of {arguments.slow_rounds} where a log is "
          "ten times as large; one job.")

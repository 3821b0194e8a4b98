#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measure httally beside other programs that read the same log.

    bench.py --build FOLDER [--size SIZE] [--rounds N] [--slow-rounds N] [--only NAME,...]

The log is made once and kept in FOLDER/bench.  Programs take turns, round by
round, each bound to one core, or to two where its title ends in "2"; the table
shows medians, and the minimum beside.  What is not installed, or fails, is
named with the reason.  Speeds are those of the decompressed log, warm in the
page cache: compare the ratios, not the seconds.

    bench.py --build FOLDER --hostile

measures what hostile logs cost: time per line and per byte against an ordinary
log, and peak memory.
"""

import argparse
import pathlib
import subprocess
import sys

import hostile
import peers
from contender import Absent, missing, run_rounds, version
from table import figure, mebibytes, print_table, ratio, seconds

HEADS = ["program", "seconds", "minimum", "GB/s", "million lines/s", "peak MiB", "x `wc -l`",
         "x httally", "same lines", "same 200s"]


# The log


def write_once(command, path):
    """Have a command write the file, unless it is there; return its path."""
    if not path.is_file():
        print(f"bench: writing {path.name}", file=sys.stderr)
        partial = path.with_suffix(".partial")
        with partial.open("wb") as output:
            subprocess.run(command, stdout=output, check=True)
        partial.rename(path)
    return path


def make_log(generator, size, folder):
    """Write the log, and compress it; return both paths."""
    log = write_once([generator, size], folder / f"access-{size}.log")
    return log, write_once(["gzip", "-6", "-c", log], log.with_suffix(".log.gz"))


def count_lines(path):
    """Count lines, and by that bring the file into the page cache."""
    with path.open("rb") as log:
        return sum(block.count(b"\n") for block in iter(lambda: log.read(1 << 20), b""))


# Who takes part


def choose(rows, only):
    """Leave those that the command line names."""
    names = only.split(",") if only else [row.name for row in rows]
    unknown = set(names) - {row.name for row in rows}
    if unknown:
        sys.exit(f"bench: no {', '.join(sorted(unknown))}; there are "
                 f"{', '.join(row.name for row in rows)}")
    return [row for row in rows if row.name in names]


def engines_missing(rows, folder):
    """Have the SQL engines installed where one takes part; return why they are not, or None."""
    try:
        if any(row.needs_engines for row in rows):
            peers.install_engines(folder)
    except Absent as reason:
        return reason
    return None


def split_present(rows, folder):
    """Part those that can run from the others, and say why these cannot."""
    present, absent, no_engines = [], [], engines_missing(rows, folder)
    for row in rows:
        reason = row.needs_engines and no_engines or missing(row)
        if reason:
            absent.append((row, reason))
        else:
            present.append(row)
    return present, absent


# The table


def verdict(found, expected):
    """Say whether a program counts what is expected; nothing where that is not known."""
    if expected is None:
        return ""
    if found == expected:
        return "yes"
    return f"no, {abs(found - expected):,} {'short' if found < expected else 'more'}"


def verdicts(row, lines, ok):
    """Hold what a program counted against the lines of the log and httally's count of 200s."""
    if not row.found:
        return ["", ""]
    return [verdict(row.found.lines, lines), verdict(row.found.ok, ok)]


def cells(row, size, lines, others):
    """Write what was measured of a program."""
    median = row.median
    return [row.label(version(row)), seconds(median), seconds(min(row.seconds)),
            figure(size / median / 1e9), figure(lines / median / 1e6), mebibytes(row.peak_kib),
            *(ratio(median, other and other.median) for other in others)]


def print_results(rows, log, lines):
    """Print the table."""
    by_name = {row.name: row for row in rows}
    httally = by_name.get("httally")
    ok = httally and httally.found.ok
    size, others = log.stat().st_size, [by_name.get("wc"), httally]
    print(f"{log.name}: {size / 1e6:,.0f} MB, {lines:,} lines"
          + (f", {ok:,} of them with status 200 (httally)\n" if httally else "\n"))
    print_table(HEADS, [cells(row, size, lines, others) + verdicts(row, lines, ok)
                        for row in rows])


def bench_peers(arguments, program, generator, folder):
    """Measure everyone; return the exit status."""
    log, packed = make_log(generator, arguments.size or "250M", folder)
    rows = choose(peers.all_rows(program, log, packed, folder), arguments.only)
    rows, absent = split_present(rows, folder)
    lines = count_lines(log)
    failed = run_rounds(rows, arguments.rounds, arguments.slow_rounds, folder)
    print_results(rows, log, lines)
    print(f"\nMedians of {arguments.rounds} rounds; of slow programs, {arguments.slow_rounds}.")
    for row, reason in absent + failed:
        print(f"{row.label()} is not there: {reason}")
    return any(row.command[0] == program for row, _ in failed)


def positive(text):
    """Read a number of rounds."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def main():
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description="measure httally beside other programs")
    parser.add_argument("--build", type=pathlib.Path, required=True, help="the build folder")
    parser.add_argument("--size", help="of the log (250M); of the longest hostile line (1G)")
    parser.add_argument("--rounds", type=positive, default=5, help="of each program (5)")
    parser.add_argument("--slow-rounds", type=positive, default=1,
                        help="of programs and logs that take many seconds (1)")
    parser.add_argument("--hostile", action="store_true", help="measure hostile logs instead")
    parser.add_argument("--only", help="programs, comma-separated: httally,brief-2,duckdb")
    arguments = parser.parse_args()
    build = arguments.build.resolve()
    folder = build / "bench"
    folder.mkdir(exist_ok=True)
    program, generator = build / "src" / "httally", build / "tests" / "bench" / "generate_log"
    bench = hostile.bench if arguments.hostile else bench_peers
    return bench(arguments, program, generator, folder)


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measure httally beside other programs that read the same log.

    bench.py --build FOLDER [--size SIZE] [--rounds N] [--only NAME,...]

The log is made once and kept in FOLDER/bench.  Programs take turns, round by
round, each bound to one core; the table shows medians.  A program that is not
installed is left out.  Speeds are those of the decompressed log, warm in the
page cache: compare the ratios, not the seconds.
"""

import argparse
import dataclasses
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

ONE_TABLE = "{ c[$9]++ } END { for (k in c) print k, c[k] }"
FOUR_TABLES = ("{ c[$9]++; p[$7]++; a[$1]++; b += $10 } END { for (k in c) print k, c[k]; "
               "print length(p), length(a), b > \"/dev/stderr\" }")


# How many requests with status 200 the programs say there are


def ok_count_of_awk(path):
    """Read lines of a code and a count."""
    rows = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    return next((int(row[1]) for row in rows if row[0] == "200"), 0)


def ok_count_of_httally(path):
    """Read the line of 200 in the text report."""
    match = re.search(r"^ +200 .*? ([\d,]+) +[\d.]+%", path.read_text(encoding="utf-8"),
                      re.MULTILINE)
    return int(match[1].replace(",", "")) if match else None


def ok_count_of_logswan(path):
    """Read logswan's JSON."""
    rows = json.loads(path.read_text(encoding="utf-8")).get("status", [])
    return next((row["hits"] for row in rows if str(row["data"]) == "200"), None)


def ok_count_of_goaccess(path):
    """Read the JSON that GoAccess wrote beside its output."""
    report = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    rows = [row for group in report["status_codes"]["data"] for row in group.get("items", [group])]
    return next((row["hits"]["count"] for row in rows if str(row["data"]).startswith("200")), None)


@dataclasses.dataclass
class Contender:
    """A program to measure."""

    name: str
    command: list
    # From its output to its count of status 200, where it counts that.
    ok_count: Callable | None = None
    # Too slow to be run more than once.
    is_slow: bool = False
    seconds: list = dataclasses.field(default_factory=list)
    peak_kib: int | None = None

    @property
    def median(self):
        """Seconds of the middle round."""
        return statistics.median(self.seconds)


def contenders(program, log, packed, folder):
    """List the programs; httally first, since all are compared with it."""
    goaccess_report = folder / "goaccess.json"
    return [
        Contender("httally", [program, log], ok_count_of_httally),
        Contender("wc -l", ["wc", "-l", log]),
        Contender("httally gzip", [program, packed], ok_count_of_httally),
        Contender("gzip -dc", ["gzip", "-dc", packed]),
        Contender("igzip -dc", ["igzip", "-dc", packed]),
        Contender("mawk 1 table", ["mawk", ONE_TABLE, log], ok_count_of_awk),
        Contender("mawk 4 tables", ["mawk", FOUR_TABLES, log], ok_count_of_awk),
        Contender("logswan", ["logswan", log], ok_count_of_logswan),
        Contender("goaccess", ["goaccess", log, "--log-format=COMBINED", "--no-global-config",
                               "--no-progress", "-o", goaccess_report],
                  ok_count_of_goaccess, is_slow=True),
    ]


# Measuring


def bind_to_one_core():
    """Keep a child on the first core it may use."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def output_path(folder, contender):
    """Name the file that keeps a program's output."""
    return folder / (contender.name.replace(" ", "-") + ".out")


def run(command, output_name):
    """Run a program; return seconds."""
    with open(output_name, "wb") as output:
        begin = time.perf_counter()
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output,
                              stderr=subprocess.DEVNULL, preexec_fn=bind_to_one_core, check=False)
        seconds = time.perf_counter() - begin
    if done.returncode != 0:
        sys.exit(f"bench: {command} exited with {done.returncode}")
    return seconds


def measure_first(contender, folder):
    """Warm up, keep the output, and have the peak of memory measured.

    That needs GNU time: a child of this script begins with the peak of Python.
    """
    peak, command = folder / "peak.txt", contender.command
    tool = shutil.which("time")
    if tool:
        command = [tool, "--format", "%M", "--output", peak, *command]
    seconds = run(command, output_path(folder, contender) if contender.ok_count else os.devnull)
    if tool:
        contender.peak_kib = int(peak.read_text(encoding="utf-8"))
    if contender.is_slow:
        contender.seconds.append(seconds)


def tell(text):
    """Show progress to people only."""
    if sys.stderr.isatty():
        print(f"\r{text:<60}\r", end="", file=sys.stderr, flush=True)


def measure_all(programs, rounds, folder):
    """Let the programs take turns, so that a busy moment of the machine meets them all."""
    for contender in programs:
        tell(f"first round: {contender.name}")
        measure_first(contender, folder)
    for number in range(rounds):
        for contender in programs:
            if not contender.is_slow:
                tell(f"round {number + 1} of {rounds}: {contender.name}")
                contender.seconds.append(run(contender.command, os.devnull))
    tell("")


# The log


def make_log(generator, size, folder):
    """Write the log unless it is there; return its path."""
    path = folder / f"access-{size}.log"
    if not path.is_file():
        print(f"bench: writing {path.name}", file=sys.stderr)
        partial = path.with_suffix(".partial")
        with partial.open("wb") as output:
            subprocess.run([generator, size], stdout=output, check=True)
        partial.rename(path)
    return path


def pack_log(log):
    """Compress the log unless it is; return the path."""
    path = log.with_suffix(".log.gz")
    if not path.is_file():
        print(f"bench: writing {path.name}", file=sys.stderr)
        partial = path.with_suffix(".partial")
        with partial.open("wb") as output:
            subprocess.run(["gzip", "-6", "-c", log], stdout=output, check=True)
        partial.rename(path)
    return path


def count_lines(path):
    """Count lines, and by that bring the file into the page cache."""
    with path.open("rb") as log:
        return sum(block.count(b"\n") for block in iter(lambda: log.read(1 << 20), b""))


# The table


def verdict(contender, expected, folder):
    """Say whether a program counts as many 200s as httally."""
    if contender.ok_count is None:
        return "-"
    count = contender.ok_count(output_path(folder, contender))
    return "yes" if count == expected else f"no: {count}"


def row(contender, size, lines, others, ok_column):
    """Write one row of the table."""
    seconds = contender.median
    peak = f"{contender.peak_kib / 1024:8.1f}" if contender.peak_kib else "       -"
    ratios = [f"{seconds / other.median:8.2f}" if other else "       -" for other in others]
    return (f"{contender.name:<14} {seconds:8.3f} {size / seconds / 1e9:7.3f} "
            f"{lines / seconds / 1e6:8.2f} {peak} "
            f"{' '.join(ratios)}  {ok_column}")


def print_table(programs, log, folder):
    """Print all rows, and what the columns mean."""
    size, lines = log.stat().st_size, count_lines(log)
    by_name = {contender.name: contender for contender in programs}
    others = [by_name.get("wc -l"), by_name.get("httally")]
    httally = by_name.get("httally")
    expected = httally and httally.ok_count(output_path(folder, httally))
    print(f"{log.name}: {size:,} bytes, {lines:,} lines; 200s by httally: {expected}\n")
    print("program         seconds    GB/s  Mlines/s     MiB  x wc -l  x httally  same 200s")
    for contender in programs:
        print(row(contender, size, lines, others, verdict(contender, expected, folder)))


def main():
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description="measure httally beside other programs")
    parser.add_argument("--build", type=pathlib.Path, required=True, help="the build folder")
    parser.add_argument("--size", default="250M", help="of the log (250M)")
    parser.add_argument("--rounds", type=int, default=5, help="of each program (5)")
    parser.add_argument("--only", help="programs, comma-separated, as named in the table")
    arguments = parser.parse_args()
    build = arguments.build.resolve()
    folder = build / "bench"
    folder.mkdir(exist_ok=True)
    log = make_log(build / "tests" / "bench" / "generate_log", arguments.size, folder)
    packed = pack_log(log)
    programs = []
    for contender in contenders(build / "src" / "httally", log, packed, folder):
        if arguments.only and contender.name not in arguments.only.split(","):
            continue
        if shutil.which(contender.command[0]):
            programs.append(contender)
        else:
            print(f"bench: no {contender.command[0]} here, left out", file=sys.stderr)
    count_lines(log)
    measure_all(programs, arguments.rounds, folder)
    print_table(programs, log, folder)


if __name__ == "__main__":
    main()

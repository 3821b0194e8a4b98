#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measure httally beside other programs that read the same log.

    bench.py --build FOLDER [--size SIZE] [--rounds N] [--only NAME,...]

The log is made once and kept in FOLDER/bench.  Programs take turns, round by
round, each bound to one core; the table shows medians.  A program that is not
installed is left out.  Speeds are those of the decompressed log, warm in the
page cache: compare the ratios, not the seconds.  "2" behind a name means two
cores.

    bench.py --build FOLDER --hostile

measures what hostile logs cost: time per line against an ordinary log, and
peak memory.
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
    # Runs on two cores instead of one.
    is_wide: bool = False
    seconds: list = dataclasses.field(default_factory=list)
    peak_kib: int | None = None

    @property
    def median(self):
        """Seconds of the middle round."""
        return statistics.median(self.seconds)


def contenders(program, log, packed, folder):
    """List the programs; httally first, since all are compared with it."""
    goaccess_report = folder / "goaccess.json"
    one, two = ["--jobs", "1"], ["--jobs", "2"]
    return [
        Contender("httally", [program, *one, log], ok_count_of_httally),
        Contender("wc -l", ["wc", "-l", log]),
        Contender("cat", ["cat", log]),
        Contender("httally 2", [program, *two, log], ok_count_of_httally, is_wide=True),
        Contender("brief", [program, *one, "--brief", log], ok_count_of_httally),
        Contender("brief 2", [program, *two, "--brief", log], ok_count_of_httally, is_wide=True),
        Contender("gzip", [program, *one, packed], ok_count_of_httally),
        Contender("gzip 2", [program, *two, packed], ok_count_of_httally, is_wide=True),
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


def bind_to_cores(count):
    """Keep a child on the last cores it may use: the first one serves interrupts."""
    os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[-count:]))


def output_path(folder, contender):
    """Name the file that keeps a program's output."""
    return folder / (contender.name.replace(" ", "-") + ".out")


def run(command, output_name, cores=1):
    """Run a program; return seconds."""
    with open(output_name, "wb") as output:
        begin = time.perf_counter()
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output,
                              stderr=subprocess.DEVNULL, preexec_fn=lambda: bind_to_cores(cores), check=False)
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
    output = output_path(folder, contender) if contender.ok_count else os.devnull
    seconds = run(command, output, 1 + contender.is_wide)
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
                contender.seconds.append(
                    run(contender.command, os.devnull, 1 + contender.is_wide))
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


# Hostile logs


def write_distinct_minutes(path, lines):
    """Write requests of which each is in another minute of some thirty years."""
    months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    with path.open("w", encoding="ascii") as log:
        for number in range(lines):
            mixed = number * 7919
            when = (f"{mixed % 28 + 1:02}/{months[mixed // 28 % 12]}/{1996 + mixed // 336 % 29}:"
                    f"{mixed // 9744 % 24:02}:{mixed // 233856 % 60:02}:00 +0000")
            log.write(f'192.0.2.{number % 256} - - [{when}] "GET /{number % 100} HTTP/1.1" 200 5 '
                      '"-" "-"\n')


def write_long_line(path, size):
    """Write one line of the size between two good ones."""
    good = '192.0.2.1 - - [01/Jan/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "-"\n'
    with path.open("w", encoding="ascii") as log:
        log.write(good)
        for _ in range(size >> 20):
            log.write("x" * (1 << 20))
        log.write("\n" + good)


def write_quotes(path, lines):
    """Write lines of 60 KB that look as if every quote might close the request."""
    head = '192.0.2.1 - - [01/Jan/2026:00:00:00 +0000] "GET /'
    with path.open("w", encoding="ascii") as log:
        for _ in range(lines):
            log.write(head + '" 200 5' * 8500 + "\n")


def hostile_logs(generator, folder):
    """Make the logs, the ordinary one first; yield name, path."""
    makers = {
        "ordinary": lambda path: path.write_bytes(
            subprocess.run([generator, "100M"], capture_output=True, check=True).stdout),
        "all keys distinct": lambda path: path.write_bytes(
            subprocess.run([generator, "300M", "7", "--distinct"], capture_output=True,
                           check=True).stdout),
        "distinct minutes": lambda path: write_distinct_minutes(path, 400_000),
        "a line of 1 GiB": lambda path: write_long_line(path, 1 << 30),
        "quotes": lambda path: write_quotes(path, 1000),
    }
    for name, make in makers.items():
        path = folder / f"hostile-{name.replace(' ', '-')}.log"
        if not path.is_file():
            make(path)
        yield name, path
    bomb = folder / "hostile-bomb.log.gz"
    if not bomb.is_file():
        with bomb.open("wb") as output:
            subprocess.run(["gzip", "-9", "-c", folder / "hostile-a-line-of-1-GiB.log"],
                           stdout=output, check=True)
    yield "the same as gzip", bomb


def bench_hostile(program, generator, rounds, folder):
    """Print seconds, nanoseconds per line and per byte, and peak memory."""
    print(f"{'log':<18} {'seconds':>8} {'ns/line':>10} {'ns/byte':>8} {'MiB':>7}")
    for name, path in hostile_logs(generator, folder):
        contender = Contender(name, [program, "--jobs", "1", "--as", "json", path],
                              lambda _: None)
        measure_first(contender, folder)
        contender.seconds += [run(contender.command, os.devnull) for _ in range(rounds)]
        report = json.loads(output_path(folder, contender).read_text(encoding="utf-8"))
        lines, size = report["lines"]["read"], report["inputs"][0]["bytes"]
        seconds = contender.median
        print(f"{name:<18} {seconds:8.3f} {seconds / lines * 1e9:10.0f} "
              f"{seconds / size * 1e9:8.2f} {(contender.peak_kib or 0) / 1024:7.1f}")


def main():
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description="measure httally beside other programs")
    parser.add_argument("--build", type=pathlib.Path, required=True, help="the build folder")
    parser.add_argument("--size", default="250M", help="of the log (250M)")
    parser.add_argument("--rounds", type=int, default=5, help="of each program (5)")
    parser.add_argument("--hostile", action="store_true", help="measure hostile logs instead")
    parser.add_argument("--only", help="programs, comma-separated, as named in the table")
    arguments = parser.parse_args()
    build = arguments.build.resolve()
    folder = build / "bench"
    folder.mkdir(exist_ok=True)
    generator = build / "tests" / "bench" / "generate_log"
    if arguments.hostile:
        bench_hostile(build / "src" / "httally", generator, arguments.rounds, folder)
        return
    log = make_log(generator, arguments.size, folder)
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

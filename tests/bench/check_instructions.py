#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Hold the work per line against a ceiling: instructions counted by callgrind.

    check_instructions.py --program PROGRAM --generator GENERATE_LOG

Instructions do not depend on what else the machine does.  The figure is the
difference of two logs, so that starting and rendering do not count; a third
log, twice the second, shows that work grows with the lines and no faster.
Other formats are held to theirs by smaller logs, of the same requests.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import log_formats  # noqa: E402
import tap  # noqa: E402

# Large enough that most keys were met before, as in any log worth waiting for.
SIZES = (64_000_000, 128_000_000, 256_000_000)
CEILINGS = {"default": ([], 1390), "brief": (["--brief"], 650)}
LARGEST_GROWTH = 2.05

# Of the combined logs that are written in other formats.
CONVERTED_SIZES = (16_000_000, 32_000_000)
CONVERTED = {
    "nginx with times": (log_formats.write_nginx_timed, log_formats.NGINX_TIMED,
                         {"default": ([], 4000), "brief": (["--brief"], 2500)}),
    "JSON": (log_formats.write_json, "json",
             {"default": ([], 7750), "brief": (["--brief"], 6250)}),
}


def make_log(generator, size, path):
    """Write a log of the size; return its number of lines."""
    with path.open("wb") as output:
        subprocess.run([generator, str(size)], stdout=output, check=True)
    return path.read_bytes().count(b"\n")


def count_instructions(program, options, log):
    """Run the program under callgrind on one thread."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
               program, "--jobs", "1", *options, str(log)]
    # meson has new memory filled, which is no work of the program's.
    environment = {name: value for name, value in os.environ.items()
                   if name != "MALLOC_PERTURB_"}
    done = subprocess.run(command, capture_output=True, check=True, text=True, env=environment)
    return int(re.search(r"Collected : (\d+)", done.stderr)[1])


def check(results, program, name, logs):
    """Judge one kind of report."""
    options, ceiling = CEILINGS[name]
    counts = [count_instructions(program, options, log) for log, _ in logs]
    lines = [number for _, number in logs]
    per_line = (counts[1] - counts[0]) / (lines[1] - lines[0])
    later = (counts[2] - counts[1]) / (lines[2] - lines[1])
    results.check(f"{name}: {per_line:.0f} instructions per line, at most {ceiling}",
                  [] if per_line <= ceiling else [f"{per_line - ceiling:.0f} too many"])
    growth = counts[2] / counts[1]
    results.check(f"{name}: twice the lines cost {growth:.3f} times the work ({later:.0f} a line)",
                  [] if growth <= LARGEST_GROWTH else [f"more than {LARGEST_GROWTH}"])


def check_converted(results, program, generator, folder):
    """Judge the reading of other formats."""
    sources = []
    for size in CONVERTED_SIZES:
        path = folder / f"{size}.source"
        make_log(generator, size, path)
        sources.append(path)
    for name, (write, definition, ceilings) in CONVERTED.items():
        logs = [source.with_suffix(".log") for source in sources]
        lines = [log_formats.convert(*pair, write) for pair in zip(sources, logs)]
        for kind, (options, ceiling) in ceilings.items():
            counts = [count_instructions(program, ["-F", definition, *options], log)
                      for log in logs]
            per_line = (counts[1] - counts[0]) / (lines[1] - lines[0])
            results.check(f"{name}, {kind}: {per_line:.0f} instructions per line, "
                          f"at most {ceiling}",
                          [] if per_line <= ceiling else [f"{per_line - ceiling:.0f} too many"])


def main():
    """Check all kinds of report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--generator", required=True)
    arguments = parser.parse_args()
    results = tap.Tap()
    if not shutil.which("valgrind"):
        results.skipped("instructions per line", "valgrind is not installed")
        return results.finish()
    with tempfile.TemporaryDirectory() as folder:
        check_converted(results, arguments.program, arguments.generator, pathlib.Path(folder))
        logs = []
        for size in SIZES:
            path = pathlib.Path(folder) / f"{size}.log"
            logs.append((path, make_log(arguments.generator, size, path)))
        for name in CEILINGS:
            check(results, arguments.program, name, logs)
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())

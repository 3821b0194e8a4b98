# SPDX-License-Identifier: MIT
"""Run programs in turns, bound to cores, and keep their times and their peak of memory."""

import dataclasses
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable


class Absent(Exception):
    """A program that cannot be measured, and why."""


@dataclasses.dataclass
class Contender:
    """A program to measure."""

    # For the command line and for files.
    name: str
    # In the table, before version and cores.
    title: str
    command: list
    # From the path of its output to what it found out, where it finds out anything.
    read: Callable | None = None
    cores: int = 1
    # Takes many seconds: has rounds of its own number.
    is_slow: bool = False
    # Is one of those that npm installs.
    needs_engines: bool = False
    # Called before each run, unmeasured.
    prepare: Callable | None = None
    # Writes the program's standard input.
    feed: Callable | None = None
    # Prints the version, which the table shows.
    version_command: list | None = None
    seconds: list = dataclasses.field(default_factory=list)
    peak_kib: int | None = None
    found: object = None

    def label(self, version=""):
        """Name it in the table, with its version and its cores where it has more than one."""
        name = f"{self.title} {version}".strip()
        return name if self.cores == 1 else f"{name}, {self.cores}"

    @property
    def median(self):
        """Seconds of the middle round."""
        return statistics.median(self.seconds)


def missing(contender):
    """Say what the program needs and this machine has not got; None if it has all."""
    if not shutil.which(contender.command[0]):
        return f"no {pathlib.Path(contender.command[0]).name} on this machine"
    cores = len(os.sched_getaffinity(0))
    if contender.cores > cores:
        return f"needs {contender.cores} cores, and may use {cores}"
    return None


def version(contender):
    """Ask a program for its version; empty where it does not say."""
    if not contender.version_command:
        return ""
    done = subprocess.run(contender.version_command, capture_output=True, text=True, check=False)
    match = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
    return match[0] if match else ""


def bind_to_cores(count):
    """Keep a child on the last cores it may use: the first one serves interrupts."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-count:])


def feed_standard_input(contender, process):
    """Write what the program reads; one that ends early shows in its exit status."""
    try:
        with process.stdin as pipe:
            contender.feed(pipe)
    except BrokenPipeError:
        pass


def complaint(path, status):
    """Say how a program failed: the last line of its errors."""
    lines = path.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return f"exited with {status}: {lines[-1].strip() if lines else 'no message'}"


def run(contender, folder, output_name=os.devnull, prefix=()):
    """Run a program; return seconds, or raise Absent."""
    if contender.prepare:
        contender.prepare()
    errors_path = folder / "errors.txt"
    with open(output_name, "wb") as output, errors_path.open("wb") as errors:
        begin = time.perf_counter()
        process = subprocess.Popen(
            [*prefix, *contender.command], stdout=output, stderr=errors,
            stdin=subprocess.PIPE if contender.feed else subprocess.DEVNULL,
            preexec_fn=lambda: bind_to_cores(contender.cores))
        if contender.feed:
            feed_standard_input(contender, process)
        status = process.wait()
        seconds = time.perf_counter() - begin
    if status != 0:
        raise Absent(complaint(errors_path, status))
    return seconds


def read_output(contender, path):
    """Read what a program found out, or raise Absent where it is not as it should be."""
    try:
        return contender.read(path)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise Absent(f"its output cannot be read: {type(error).__name__}: {error}") from error


def run_first(contender, folder):
    """Warm up, read the output, and have the peak of memory measured.

    That needs GNU time: a child of this script begins with the peak of Python.
    """
    peak, tool = folder / "peak.txt", shutil.which("time")
    prefix = [tool, "--format", "%M", "--output", peak] if tool else []
    output = folder / f"{contender.name}.out" if contender.read else os.devnull
    seconds = run(contender, folder, output, prefix)
    if tool:
        contender.peak_kib = int(peak.read_text(encoding="utf-8"))
    if contender.is_slow:
        contender.seconds.append(seconds)
    if contender.read:
        contender.found = read_output(contender, output)


def tell(text):
    """Show progress to people only."""
    if sys.stderr.isatty():
        print(f"\r{text:<60}\r", end="", file=sys.stderr, flush=True)


def run_rounds(contenders, rounds, slow_rounds, folder):
    """Let the programs take turns, so that a busy moment of the machine meets them all.

    Returns those that could not, with the reason; they are taken off the list.  The first run of a
    slow program counts.
    """
    failures = []
    for number in range(max(rounds, slow_rounds) + 1):
        for contender in list(contenders):
            wanted = slow_rounds if contender.is_slow else rounds
            tell(f"round {number} of {rounds}: {contender.label()}")
            try:
                if number == 0:
                    run_first(contender, folder)
                elif len(contender.seconds) < wanted:
                    contender.seconds.append(run(contender, folder))
            except Absent as reason:
                failures.append((contender, reason))
                contenders.remove(contender)
    tell("")
    return failures

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How many inputs of many kinds are read by several jobs.

    test_inputs.py --program PROGRAM
"""

import argparse
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import tap  # noqa: E402

PROGRAM = None
IS_SANITIZED = False
LINE = '192.0.2.{} - - [{:02}/Mar/2026:{:02}:{:02}:00 +0100] "GET /{} HTTP/1.1" {} 5 "-" "-"\n'


def run(*arguments, stdin=subprocess.DEVNULL, limits=None):
    """Run the program; it hangs when it takes a minute."""
    def prepare():
        for limit, value in (limits or {}).items():
            resource.setrlimit(limit, (value, value))
    return subprocess.run([PROGRAM, *map(str, arguments)], stdin=stdin, capture_output=True,
                          preexec_fn=prepare, timeout=60, check=False)


def lines_read(done):
    """Return the number of lines in a JSON report."""
    return json.loads(done.stdout)["lines"]["read"]


class Inputs(unittest.TestCase):
    """Each test in a folder of its own."""

    def setUp(self):
        """Make the folder."""
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def write(self, name, count, days=1):
        """Write a log of so many lines."""
        path = self.folder / name
        with path.open("w", encoding="ascii") as log:
            for number in range(count):
                log.write(LINE.format(number % 50, number * days // count % 28 + 1,
                                      number // 60 % 24, number % 60, number % 9,
                                      (200, 404, 500, 301, 502)[number % 5]))
        return path

    def test_more_files_than_may_be_open(self):
        """No more inputs are open than there are jobs."""
        files = [self.write(f"{number}.log", 3) for number in range(150)]
        for jobs in (1, 2, 4):
            done = run("-j", jobs, "--as", "json", *files, limits={resource.RLIMIT_NOFILE: 30})
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            self.assertEqual(lines_read(done), 450)

    def test_pipes_written_one_after_the_other(self):
        """A writer that waits for the first pipe to be read never comes to the second."""
        text = self.write("log", 3000).read_bytes()
        for jobs in (1, 2):
            pipes = [self.folder / f"pipe{jobs}-{number}" for number in range(3)]
            for pipe in pipes:
                os.mkfifo(pipe)
            writer = threading.Thread(
                target=lambda paths: [path.write_bytes(text) for path in paths], args=(pipes,))
            writer.start()
            done = run("-j", jobs, "--as", "json", *pipes)
            writer.join()
            self.assertEqual(lines_read(done), 9000)

    def test_an_input_that_only_fails_is_never_readable(self):
        """The exit code does not depend on who looks when."""
        bad = self.folder / "bad.gz"
        bad.write_bytes(b"\x1f\x8b")
        self.assertEqual({run("-q", "-j8", bad).returncode for _ in range(40)}, {1})

    def test_standard_input_twice_is_counted_once(self):
        """A large file as standard input is not read in pieces beside itself."""
        path = self.write("log", 200_000)
        for jobs in (1, 2, 4):
            with path.open("rb") as log:
                done = run("-j", jobs, "--as", "json", "-", "-", stdin=log)
            self.assertEqual((lines_read(done), done.returncode), (200_000, 0))

    def test_little_memory_for_any_number_of_jobs(self):
        """What does not fit is made coarser alike."""
        path = self.write("days.log", 40_000, days=28)
        for memory in ("4M", "24M", "64M", "100M"):
            reports = {run("-j", jobs, "--memory", memory, "--as", "json", path).stdout
                       for jobs in (1, 2, 4, 7)}
            self.assertEqual(len(reports), 1, memory)

    def test_little_address_space(self):
        """Memory is taken when it is needed."""
        if IS_SANITIZED:
            self.skipTest("a sanitizer maps terabytes")
        path = self.write("log", 20_000)
        done = run("-j2", "--as", "json", path, limits={resource.RLIMIT_AS: 400 << 20})
        self.assertEqual((lines_read(done), done.returncode), (20_000, 0))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--plain", action="store_true")
    kind.add_argument("--sanitized", action="store_true", help="the program is that")
    options = parser.parse_args()
    PROGRAM = str(pathlib.Path(options.program).resolve())
    IS_SANITIZED = options.sanitized
    sys.exit(tap.run_unittests())

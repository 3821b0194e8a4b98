#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Formats that begin where the sample of a log does not reach.

    test_late_formats.py --program PROGRAM
"""

import argparse
import gzip
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import tap  # noqa: E402

PROGRAM = None
JOBS = (1, 2, 5)
PIECE_BYTES = 8 << 20

COMBINED = '192.0.2.{} - - [12/Mar/2026:14:03:07 +0100] "GET /{} HTTP/1.1" 200 5 "-" "curl"\n'
JSON = '{{"ts":1773320587,"ip":"192.0.2.{}","status":502,"request":"GET /{} HTTP/1.1"}}\n'
COLUMNS = "#Software: Microsoft Internet Information Services 10.0\n#Fields: date time c-ip {}\n"
NAMES = "cs-method cs-uri-stem sc-status time-taken"
W3C = "2026-03-12 13:03:07 192.0.2.{} GET /{} 404 109\n"
JUNK = "2026/03/12 14:03:07 [error] {}#{}: upstream timed out\n"


def lines(template, count):
    """Return the bytes of so many lines."""
    return "".join(template.format(number % 200, number) for number in range(count)).encode()


def without_inputs(node):
    """Return a report without its inputs, whose names differ."""
    if isinstance(node, list):
        return [without_inputs(part) for part in node]
    if not isinstance(node, dict):
        return node
    return {key: without_inputs(part) for key, part in node.items()
            if key not in ("inputs", "input")}


def report_of(*arguments, stdin=None):
    """Return what the program says of an input."""
    done = subprocess.run([PROGRAM, "--as", "json", *map(str, arguments)], input=stdin,
                          capture_output=True, timeout=60, check=False)
    return without_inputs(json.loads(done.stdout))


def drip(text, chunk_bytes):
    """Return a report of what a pipe delivers in small parts."""
    reader, writer = os.pipe()
    with subprocess.Popen([PROGRAM, "--as", "json", "-j3"], stdin=reader,
                          stdout=subprocess.PIPE) as process:
        os.close(reader)
        with open(writer, "wb", buffering=0) as pipe:
            for start in range(0, len(text), chunk_bytes):
                pipe.write(text[start:start + chunk_bytes])
        return without_inputs(json.loads(process.communicate()[0]))


class LateFormats(unittest.TestCase):
    """Each test in a folder of its own."""

    def setUp(self):
        """Make the folder."""
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def read_all_ways(self, text):
        """Read a log from a pipe, and compressed, by any number of jobs; all must agree."""
        packed = self.folder / "log.gz"
        packed.write_bytes(gzip.compress(text, 1))
        reports = [report_of("-j", jobs, stdin=text) for jobs in JOBS]
        reports += [report_of("-j", jobs, packed) for jobs in JOBS]
        for report in reports[1:]:
            self.assertEqual(report, reports[0])
        return reports[0]

    def test_a_log_that_was_switched_to_json(self):
        """All lines are read, however little of the last block they fill."""
        for after in (12, 400, 9000):
            report = self.read_all_ways(lines(COMBINED, 9000) + lines(JSON, after))
            self.assertEqual(report["lines"]["unparsed"], 0)
            self.assertEqual(report["classes"]["5xx"], after)

    def test_a_pipe_may_deliver_anyhow(self):
        """Blocks are the same for any parts."""
        text = lines(COMBINED, 9000) + lines(JSON, 3000) + lines(JUNK, 200)
        expected = report_of(stdin=text)
        self.assertEqual(expected["lines"]["unparsed"], 200)
        for chunk_bytes in (997, 4096, 70_001):
            self.assertEqual(drip(text, chunk_bytes), expected)

    def test_columns_that_are_named_late(self):
        """#Fields is followed wherever it comes, and so are others behind it."""
        for before in (3000, 9000):
            text = lines(COMBINED, before) + COLUMNS.format(NAMES).encode() + lines(W3C, 7)
            text += lines(COMBINED, 5000) + lines(W3C, 5000)
            text += COLUMNS.format("sc-status").encode() + b"2026-03-12 13:03:08 ::1 503\n" * 3
            report = self.read_all_ways(text)
            self.assertEqual(report["lines"]["unparsed"], 0)
            self.assertEqual((report["classes"]["4xx"], report["classes"]["5xx"]), (5007, 3))
            self.assertEqual(report["latency"]["max"], 0.109)

    def test_columns_in_a_large_file(self):
        """Its end is looked at, and then the line that names them is searched for."""
        path = self.folder / "large.log"
        count = PIECE_BYTES * 3 // 2 // len(COMBINED)
        path.write_bytes(lines(COMBINED, count) + COLUMNS.format(NAMES).encode()
                         + lines(W3C, 3000))
        for jobs in JOBS:
            report = report_of("-j", jobs, path)
            self.assertEqual((report["lines"]["unparsed"], report["classes"]["4xx"]), (0, 3000))

    def test_what_nobody_can_read_stays_unparsed(self):
        """Lines that are of no format add none, nor do a few that look like one by chance."""
        text = lines(COMBINED, 9000) + lines(JUNK, 9000) + lines(JSON, 3) + lines(JUNK, 9000)
        report = self.read_all_ways(text)
        self.assertEqual(report["lines"]["unparsed"], 18_003)
        self.assertEqual(report["format"], "combined")

    def test_a_format_that_was_named_is_believed(self):
        """Nothing is added to it."""
        text = lines(COMBINED, 9000) + lines(JSON, 9000)
        report = report_of("-F", "combined", stdin=text)
        self.assertEqual(report["lines"]["unparsed"], 9000)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    PROGRAM = str(pathlib.Path(parser.parse_args().program).resolve())
    sys.exit(tap.run_unittests())

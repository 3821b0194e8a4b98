#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Test the counting of test results, since nothing else would notice a wrong count."""

import contextlib
import io
import json
import pathlib
import sys
import tempfile
import unittest

import count_results
import tap


def entry(result, output=""):
    """Make an entry of meson's log."""
    return {"name": "a", "result": result, "stdout": output}


def count_entries(*entries):
    """Count a build folder with these entries; return the exit code and the last line."""
    with tempfile.TemporaryDirectory() as folder:
        log = pathlib.Path(folder, "meson-logs", "testlog.json")
        log.parent.mkdir()
        log.write_text("".join(json.dumps(item) + "\n" for item in entries), encoding="utf-8")
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            code = count_results.main([folder])
        return code, output.getvalue().splitlines()[-1]


class Counting(unittest.TestCase):
    """What the closing line says."""

    def test_subtests_are_summed(self):
        tests = (entry("OK", "1..2\nok 1 - a\nok 2 - b\n"), entry("OK", "ok 1\n1..1\n"))
        self.assertEqual(count_entries(*tests), (0, "3 passed, 0 failed"))

    def test_failures_are_counted_and_fail(self):
        test = entry("FAIL", "ok 1 - a\nnot ok 2 - b\n  # not ok either\nnot ok 3\n1..3\n")
        self.assertEqual(count_entries(test), (1, "1 passed, 2 failed"))

    def test_skips_are_mentioned(self):
        tests = (entry("OK", "ok 1 # SKIP no tool\nok 2\n1..2\n"), entry("SKIP", "1..0 # skipped\n"))
        self.assertEqual(count_entries(*tests), (0, "1 passed, 0 failed, 2 skipped"))

    def test_known_failures_are_none(self):
        self.assertEqual(count_entries(entry("OK", "not ok 1 # TODO later\n")), (0, "1 passed, 0 failed"))

    def test_a_crash_behind_good_subtests_is_a_failure(self):
        for result in ("ERROR", "TIMEOUT", "FAIL", "INTERRUPT"):
            self.assertEqual(count_entries(entry(result, "ok 1\n")), (1, "1 passed, 1 failed"))

    def test_tests_without_subtests_count_as_one(self):
        self.assertEqual(count_entries(entry("OK"), entry("FAIL")), (1, "1 passed, 1 failed"))

    def test_nothing_run_is_a_failure(self):
        self.assertEqual(count_entries(), (1, "0 passed, 0 failed"))
        self.assertEqual(count_entries(entry("SKIP")), (1, "0 passed, 0 failed, 1 skipped"))

    def test_a_build_without_results_is_a_failure(self):
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
            self.assertEqual(count_results.main([folder]), 1)


if __name__ == "__main__":
    sys.exit(tap.run_unittests())

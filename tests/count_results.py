#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Add up what "meson test" left in build folders, down to the single subtest.

    count_results.py BUILD...

Names what failed and ends in one line, "N passed, N failed".  Exits with 1
when anything failed, when a folder has no results, or when nothing was run.
"""

import collections
import json
import pathlib
import re
import sys

RESULT_LINE = re.compile(r"(not )?ok\b(?:[^#\\]|\\.)*(?:#\s*(skip|todo))?", re.IGNORECASE)
GOOD = {"OK", "EXPECTEDFAIL"}


def count_tap(output):
    """Count the results in a text of the Test Anything Protocol."""
    count = collections.Counter()
    for line in output.splitlines():
        match = RESULT_LINE.match(line)
        if match is None:
            continue
        directive = (match[2] or "").lower()
        if directive == "skip":
            count["skipped"] += 1
        elif match[1] and directive != "todo":
            count["failed"] += 1
        else:
            count["passed"] += 1
    return count


def count_test(test):
    """Count one entry of meson's log; one that is no TAP counts as one."""
    count = count_tap(test.get("stdout") or "")
    if test["result"] == "SKIP" and not count:
        count["skipped"] += 1
    elif test["result"] in GOOD | {"SKIP"}:
        count["passed"] += not count
    elif not count["failed"]:
        # It crashed, ran out of time, or broke off after what it had reported.
        count["failed"] += 1
    return count


def read_tests(folder):
    """Return the entries of a build folder's log, or None if it has none."""
    log = pathlib.Path(folder, "meson-logs", "testlog.json")
    if not log.is_file():
        return None
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


def count_folder(folder):
    """Count a build folder, and name on standard output what failed in it."""
    tests = read_tests(folder)
    name = pathlib.Path(folder).name
    if tests is None:
        print(f"{name}: did not build, or no test ran")
        return collections.Counter(failed=1)
    total = collections.Counter()
    for test in tests:
        count = count_test(test)
        if count["failed"]:
            print(f"{name}: {test['name']}: {count['failed']} failed ({test['result']})")
        total += count
    return total


def closing_line(total):
    """Write the sum; what was skipped is mentioned only when there is some."""
    skipped = f", {total['skipped']} skipped" if total["skipped"] else ""
    return f"{total['passed']} passed, {total['failed']} failed{skipped}"


def main(folders):
    """Count all folders and return the exit code."""
    total = sum((count_folder(folder) for folder in folders), collections.Counter())
    print(closing_line(total))
    return 1 if total["failed"] or not total["passed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

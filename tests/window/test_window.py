# SPDX-License-Identifier: MIT
"""The end of a log counts as much as a full read with --since does, wherever the window begins."""

import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time

BASE = 1773320400
LINE = '192.0.2.1 - - [{}] "GET /{} HTTP/1.1" {} 1\n'


def write_log(path, rng):
    """Lines of a day, some dated up to 50 s back; returns the time of the last one."""
    now = BASE - 90000
    with open(path, "w", encoding="ascii") as out:
        for _ in range(rng.choice([0, 1, 5, 300, 5000, 20000])):
            now += rng.choice([0, 0, 1, 3, rng.randint(0, 40)])
            back = rng.randint(0, 50) if rng.random() < 0.1 else 0
            stamp = time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now - back))
            path_text = "x" * rng.randint(0, rng.choice([5, 300]))
            out.write(LINE.format(stamp, path_text, rng.choice([200, 200, 503])))
    return now


def iso(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def run(*arguments):
    return subprocess.run(arguments, capture_output=True, text=True, check=False).stdout


def counts_of_check(program, path, last, now):
    said = run(program, "check", "-w", "503>999999", "--last", f"{last}s", "--now", iso(now), path)
    found = re.search(r"'503'=(\d+);.*'requests'=(\d+);", said)
    return (int(found[2]), int(found[1])) if found else said


def counts_of_report(program, path, last, now):
    said = run(program, "report", "--as", "json", "--since", iso(now - last),
               "--until", iso(now + 1), path)
    report = json.loads(said)
    return report["requests"], report["classes"]["5xx"]


def main():
    program = os.path.abspath(sys.argv[1])
    seed = int(os.environ.get("HTTALLY_SEED", "7"))
    rng = random.Random(seed)
    print("1..12")
    for number in range(1, 13):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "access.log")
            end = write_log(path, rng)
            wrong = []
            for last in (60, 300, 3600, 7200, 86400):
                now = end + rng.randint(0, 100)
                found = counts_of_check(program, path, last, now)
                expected = counts_of_report(program, path, last, now)
                if found != expected:
                    wrong.append(f"--last {last}s: {found}, not {expected}")
        print(f"{'not ok' if wrong else 'ok'} {number} - log {number} of seed {seed}")
        for line in wrong:
            print(f"# {line}")


main()

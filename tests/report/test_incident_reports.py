#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Find made-up incidents in logs, with the program as a whole.

    test_incident_reports.py PROGRAM
"""

import datetime
import json
import pathlib
import random
import subprocess
import sys
import tempfile

PROJECT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(PROJECT / "tests"), str(PROJECT / "tests" / "cli")]

import expectation  # noqa: E402
import tap  # noqa: E402

ZONE = datetime.timezone(datetime.timedelta(hours=1))
START = datetime.datetime(2026, 3, 10, tzinfo=ZONE)
MINUTES = 2 * 1440
OUTAGE = range(2100, 2112)
WAVE = range(2500, 2510)
PATHS = ("/", "/shop", "/shop/item/%d", "/api/v1/cart", "/api/v1/checkout", "/about")


def line(moment, client, path, status):
    """Write one request as nginx does."""
    return (f"203.0.113.{client} - - [{moment:%d/%b/%Y:%H:%M:%S} +0100] \"GET {path} HTTP/1.1\" "
            f"{status} 512 \"-\" \"Mozilla/5.0 ({client % 7})\"\n")


def write_log(path, status_of):
    """Write two days with some twenty requests a minute; status_of(minute, path) may say more."""
    numbers = random.Random(7)
    with open(path, "w", encoding="ascii") as log:
        for minute in range(MINUTES):
            for second in sorted(numbers.sample(range(60), numbers.randint(14, 26))):
                where = numbers.choice(PATHS)
                status = status_of(minute, where) or (500 if numbers.random() < 0.002 else 200)
                if "%d" in where:
                    where %= numbers.randrange(1000)
                moment = START + datetime.timedelta(minutes=minute, seconds=second)
                log.write(line(moment, numbers.randint(1, 250), where, status))


LOGS = {
    "calm": lambda minute, path: None,
    "outage": lambda minute, path: 502 if minute in OUTAGE and path.endswith("checkout") else None,
    "wave": lambda minute, path: 404 if minute in WAVE and path == "/about" else None,
}


class Logs:
    """The program, run where the logs are."""

    def __init__(self, program, folder):
        self.program = program
        self.folder = folder
        for name, status_of in LOGS.items():
            write_log(folder / f"{name}.log", status_of)

    def run(self, *arguments, expected=0):
        """Run the program; return what it printed, which is fit to be looked at."""
        done = subprocess.run([self.program, *arguments], cwd=self.folder, check=False,
                              stdin=subprocess.DEVNULL, capture_output=True)
        if done.returncode != expected:
            raise AssertionError(f"exit {done.returncode}: {done.stderr.decode()}")
        impure = expectation.impurities(done.stdout)
        if impure:
            raise AssertionError(impure)
        return done.stdout.decode()

    def find(self, *arguments):
        """Return the incidents and habits that `spikes` finds."""
        found = json.loads(self.run("spikes", "--as", "json", *arguments))
        return found["incidents"]


def overlaps(incident, minutes):
    """Whether the incident is about these minutes; a stray error may be close to them."""
    start, end = (
        (datetime.datetime.fromisoformat(incident[key]) - START).total_seconds() / 60
        for key in ("start", "end"))
    return -5 <= start - minutes.start <= 3 and -3 <= end - minutes.stop <= 15


def complain(condition, words):
    """Raise what a test says when its condition does not hold."""
    if not condition:
        raise AssertionError(words)


def an_outage_is_found_with_its_cause(logs):
    """One incident, of 502, on the path that failed."""
    found = logs.find("outage.log")
    complain(len(found) == 1, f"found {found}")
    incident = found[0]
    complain(overlaps(incident, OUTAGE), f"at another time: {incident}")
    complain(incident["codes"][0]["code"] == 502, f"other codes: {incident}")
    causes = {cause["dimension"]: cause["value"] for cause in incident["concentrates_on"]}
    complain(incident["is_concentrated"] and causes.get("path") == "/api/v1/checkout",
             f"other causes: {incident}")
    content = (logs.folder / "outage.log").read_text(encoding="ascii").splitlines()
    complain(incident["samples"] and all(sample in content for sample in incident["samples"]),
             f"other lines: {incident}")
    complain("502" in incident["text"], f"says something else: {incident}")


def the_report_tells_the_same(logs):
    """In words, in JSON, and in the head where there is nothing to tell."""
    found = logs.find("outage.log")
    report = json.loads(logs.run("--as", "json", "outage.log"))
    complain(report["incidents"] == found, "the report has other incidents")
    text = " ".join(logs.run("outage.log").split())
    complain(found[0]["text"] in text, "the report has no such sentence")
    complain("Incidents none: errors did not rise beyond chance and habit" in logs.run("calm.log"),
             "the report does not say that all was calm")
    complain(logs.run("spikes", "calm.log").startswith("No spikes in 5"), "spikes says otherwise")


def conditions_follow(logs):
    """The exit status tells of spikes."""
    logs.run("-o", "a.json", "--fail-if", "spike", "calm.log")
    logs.run("-o", "a.json", "--fail-if", "spike", "outage.log", expected=4)
    logs.run("spikes", "-o", "a.csv", "--fail-if", "page>=0", "calm.log", expected=4)
    complain((logs.folder / "a.csv").read_text(encoding="ascii").count("\n") == 1,
             "a calm log has rows")


def options_steer_the_search(logs):
    """What is an error, what is usual, how many are needed."""
    complain(not logs.find("wave.log"), "404 is an error")
    found = logs.find("--error-codes", "4xx,5xx,!501", "wave.log")
    complain(len(found) == 1 and overlaps(found[0], WAVE), f"404 is no error: {found}")
    complain(not logs.find("--min-errors", "1000", "outage.log"), "--min-errors is not held")
    complain(len(logs.find("--online", "outage.log")) == 1, "not found online")
    complain(len(logs.find("--baseline", "2026-03-10", "outage.log")) == 1, "not found by a baseline")
    complain(len(logs.find("--brief", "outage.log")) == 1, "not found briefly")


def filters_narrow_the_search(logs):
    """Where the outage was not, there is none."""
    complain(not logs.find("--path", "^/shop", "outage.log"), "found elsewhere")
    complain(not logs.find("--period", "2026-03-10", "outage.log"), "found the day before")
    complain(len(logs.find("--path", "^/api/", "outage.log")) == 1, "not found where it was")


TESTS = (an_outage_is_found_with_its_cause, the_report_tells_the_same, conditions_follow,
         options_steer_the_search, filters_narrow_the_search)


def main(program):
    """Run every test on the same logs."""
    results = tap.Tap()
    with tempfile.TemporaryDirectory() as name:
        logs = Logs(str(pathlib.Path(program).resolve()), pathlib.Path(name))
        for test in TESTS:
            try:
                test(logs)
                results.check(test.__name__, [])
            except AssertionError as problem:
                results.check(test.__name__, [str(problem)])
    return results.finish()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Hold what `httally spikes` finds on sites of our own making against floors.

    test_scores.py PROGRAM

Reports in TAP.
"""

import csv
import io
import pathlib
import subprocess
import sys
import tempfile

import sites

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import tap  # noqa: E402

SEEDS = (1, 2)
# Of the whole series online, with hindsight, and of the judged days alone (no history; each day).
F1_MIN = {"online": 0.95, "hindsight": 0.95, "cold": 0.93, "lone days": 0.95}
FALSE_PER_DAY_MAX = 0.11
# Surges and silences where nothing was planned.
CHANGES_PER_DAY_MAX = 0.02
# An alarm belongs to an incident up to five minutes behind its end.
LATE_SEC = 300


def alarms(program, path, *options):
    """Run the program; return its rows."""
    output = subprocess.run([program, "spikes", "--series", path, "--as", "csv", *options],
                            stdout=subprocess.PIPE, text=True, check=True).stdout
    return list(csv.DictReader(io.StringIO(output)))


def is_of(row, event, is_online):
    """Say whether an alarm belongs to an incident: it fired in it, or with hindsight is of it."""
    start, end = event
    if is_online:
        return start < int(row["fired_at"]) <= end + LATE_SEC
    return int(row["start"]) < end and int(row["end"]) > start


def parts_of(text, is_split):
    """Return the judged days of a series: each by itself, or all together."""
    head, *rows = text.splitlines()
    first = sites.START + sites.TAUGHT_DAYS * sites.DAY * 60
    days = {}
    for row in rows:
        at = int(row.split(",")[0])
        if at >= first:
            days.setdefault(at // 86400 if is_split else 0, []).append(row)
    return ["\n".join([head, *part]) + "\n" for part in days.values()]


def series_of(text, way):
    """Return the texts that are searched one by one."""
    return [text] if way in ("online", "hindsight") else parts_of(text, way == "lone days")


class Score:
    """What was planned, what was found of it, and what else was."""

    def __init__(self):
        self.known = self.found = self.false = self.changes = self.days = 0

    def add(self, rows, events, is_online, has_history):
        """Count the alarms of a site; without history nobody can know that a job is a habit."""
        first = sites.START + sites.TAUGHT_DAYS * sites.DAY * 60
        rows = [row for row in rows if int(row["fired_at"]) >= first]
        errors = [row for row in rows if row["class"] == "5xx"
                  and (has_history or not sites.is_of_nightly_job(int(row["start"])))]
        self.known += len(events)
        self.found += sum(any(is_of(row, event, is_online) for row in errors) for event in events)
        self.false += sum(not any(is_of(row, event, is_online) for event in events)
                          for row in errors)
        self.changes += sum(row["class"] in ("surge", "silence") for row in rows)
        self.days += sites.DAYS - sites.TAUGHT_DAYS

    def f1(self):
        """Return the harmonic mean of recall and precision."""
        return 2 * self.found / (self.known + self.found + self.false)


def measure(program, way):
    """Return the score over all sites and seeds; the first days teach, or are not there."""
    score = Score()
    is_online = way in ("online", "cold")
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "site.csv"
        for site in sites.SITES:
            for seed in SEEDS:
                text, events = sites.make(site, seed)
                rows = []
                for part in series_of(text, way):
                    path.write_text(part, encoding="ascii")
                    rows += alarms(program, path, *(["--online"] if is_online else []))
                score.add(rows, events, is_online, way in ("online", "hindsight"))
    return score


def problems(score, least):
    """List what is worse than it has been."""
    false, changes = score.false / score.days, score.changes / score.days
    print(f"# F1 {score.f1():.3f}, {score.found} of {score.known}, false alarms a day {false:.3f}, "
          f"surges and silences {changes:.3f}")
    return ([f"F1 {score.f1():.3f}, at least {least}"] * (score.f1() < least)
            + [f"{false:.3f} false alarms a day, at most {FALSE_PER_DAY_MAX}"]
            * (false > FALSE_PER_DAY_MAX)
            + [f"{changes:.3f} changes a day, at most {CHANGES_PER_DAY_MAX}"]
            * (changes > CHANGES_PER_DAY_MAX))


def main(program):
    """Measure each way of looking at the series."""
    report = tap.Tap()
    for way, least in F1_MIN.items():
        report.check(f"{way}: incidents are found and little else",
                     problems(measure(program, way), least))
    return report.finish()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

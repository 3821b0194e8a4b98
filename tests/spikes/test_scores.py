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
RECALL_MIN = 0.94
FALSE_PER_DAY_MAX = 0.11
# An alarm belongs to an incident up to five minutes behind its end.
LATE_SEC = 300


def alarms(program, path, *options):
    """Run the program; return its rows of server errors."""
    output = subprocess.run([program, "spikes", "--series", path, "--as", "csv", *options],
                            stdout=subprocess.PIPE, text=True, check=True).stdout
    return [row for row in csv.DictReader(io.StringIO(output)) if row["class"] == "5xx"]


def is_of(row, event):
    """Say whether an alarm was raised in an incident."""
    return event[0] < int(row["fired_at"]) <= event[1] + LATE_SEC


def measure(program, *options):
    """Return (recall, false alarms a day) over all sites and seeds; the first days teach."""
    known = found = false = days = 0
    with tempfile.TemporaryDirectory() as folder:
        for site in sites.SITES:
            for seed in SEEDS:
                text, events = sites.make(site, seed)
                path = pathlib.Path(folder) / f"{site[0]}.csv"
                path.write_text(text, encoding="ascii")
                rows = [row for row in alarms(program, path, *options)
                        if int(row["fired_at"]) >= sites.START + sites.TAUGHT_DAYS * sites.DAY * 60]
                known += len(events)
                found += sum(any(is_of(row, event) for row in rows) for event in events)
                false += sum(not any(is_of(row, event) for event in events) for row in rows)
                days += sites.DAYS - sites.TAUGHT_DAYS
    return found / known, false / days


def problems(recall, false):
    """List what is worse than it has been."""
    print(f"# recall {recall:.3f}, false alarms a day {false:.3f}")
    return ([f"recall {recall:.3f}, at least {RECALL_MIN}"] * (recall < RECALL_MIN)
            + [f"{false:.3f} false alarms a day, at most {FALSE_PER_DAY_MAX}"]
            * (false > FALSE_PER_DAY_MAX))


def main(program):
    """Measure online and with hindsight."""
    report = tap.Tap()
    report.check("online, incidents are found and little else",
                 problems(*measure(program, "--online")))
    report.check("so they are with hindsight", problems(*measure(program)))
    return report.finish()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

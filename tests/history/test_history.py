#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every line of a log counts exactly once, whatever happens to its file.

    test_history.py --program PROGRAM
"""

import argparse
import bz2
import contextlib
import gzip
import json
import lzma
import os
import pathlib
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import tap  # noqa: E402
from numbered_log import Site, line, lines  # noqa: E402

PROJECT = pathlib.Path(__file__).resolve().parents[2]
HOUR = 3600


class HistoryCase(unittest.TestCase):
    """Each test with a site of its own."""

    def setUp(self):
        """Make the folder."""
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.site = Site(temporary.name)

    def update(self, *names, exit_code=0, says="", options=()):
        """Update, and see what it says."""
        done = self.site.update(*names, options=options)
        self.assertEqual((done.returncode, done.stdout), (exit_code, ""), done.stderr)
        if says:
            self.assertIn(says, done.stderr)
        else:
            self.assertEqual(done.stderr, "")

    def check(self, count):
        """See that the lines [0, count) are counted, each once."""
        counted = self.site.numbers()
        self.assertEqual(sorted(counted), list(range(count)))
        self.assertEqual(set(counted.values()), {1} if count else set())

    def age(self, name, seconds):
        """Let a file look as if nobody had written to it for so long."""
        then = time.time() - seconds
        os.utime(self.site.path(name), (then, then))


class Rotation(HistoryCase):
    """What becomes of a log's file."""

    def test_a_log_grows(self):
        """Each update takes what is new; nothing new changes nothing."""
        for end in (1, 3, 100, 3500, 3501):
            self.site.append("access.log", lines(len(self.site.numbers()) if end > 1 else 0, end))
            self.update("access.log")
            self.update("access.log")
            self.check(end)

    def test_renamed_and_compressed(self):
        """Rotation by number: access.log, .1, .2.gz."""
        self.site.write("access.log", lines(0, 300))
        self.update("access.log")
        self.site.append("access.log", lines(300, 400))
        self.site.path("access.log").rename(self.site.path("access.log.1"))
        self.site.write("access.log", lines(400, 500))
        self.update("access.log", "access.log.1")
        self.check(500)
        text = self.site.path("access.log.1").read_bytes()
        self.site.path("access.log.2.gz").write_bytes(gzip.compress(text))
        self.site.path("access.log.1").unlink()
        self.update("access.log", "access.log.2.gz")
        self.check(500)

    def test_the_log_alone_is_named(self):
        """What it was rotated to is found beside it."""
        self.site.write("access.log", lines(0, 300))
        self.update("access.log")
        self.site.append("access.log", lines(300, 400))
        self.site.path("access.log").rename(self.site.path("access.log.1"))
        self.site.write("access.log", lines(400, 500))
        self.update("access.log")
        self.check(500)

    def test_empty_at_first(self):
        """A log that was empty when it was read, and was rotated before it was read again."""
        self.site.write("access.log", "")
        self.update("access.log")
        self.site.append("access.log", lines(0, 100))
        self.site.path("access.log").rename(self.site.path("access.log.1"))
        self.site.write("access.log", lines(100, 120))
        self.update("access.log")
        self.check(120)

    def test_rotated_twice_between_updates(self):
        """A log that was never seen under its own name counts too."""
        self.site.write("access.log", lines(0, 200))
        self.update("access.log")
        self.site.append("access.log", lines(200, 300))
        self.site.path("access.log.2.gz").write_bytes(
            gzip.compress(self.site.path("access.log").read_bytes()))
        self.site.write("access.log.1", lines(300, 450))
        self.site.write("access.log", lines(450, 500))
        self.update("access.log")
        self.check(500)

    def test_old_logs_that_were_not_named_stay_out(self):
        """The first update reads what it is told to."""
        self.site.write("access.log.1", lines(500, 600))
        self.age("access.log.1", 24 * HOUR)
        self.site.write("access.log", lines(0, 10))
        self.update("access.log")
        self.site.append("access.log", lines(10, 20))
        self.update("access.log")
        self.check(20)

    def test_dated_names(self):
        """The dateext of logrotate, with its extension or without."""
        for name in ("access.log-20261122", "access-20261122.log", "access.log.2026-11-22"):
            site = self.site = Site(tempfile.mkdtemp(dir=self.site.folder))
            site.write("access.log", lines(0, 90))
            self.update("access.log")
            site.append("access.log", lines(90, 100))
            site.path("access.log").rename(site.path(name))
            site.write("access.log", lines(100, 120))
            self.update("access.log")
            self.check(120)

    def test_compressed_by_anything(self):
        """A compressed copy is known by what is in it."""
        for pack, ending in ((gzip.compress, "gz"), (bz2.compress, "bz2"), (lzma.compress, "xz")):
            site = self.site = Site(tempfile.mkdtemp(dir=self.site.folder))
            site.write("access.log", lines(0, 3000))
            self.update("access.log")
            site.append("access.log", lines(3000, 3500))
            packed = site.path(f"access.log.1.{ending}")
            packed.write_bytes(pack(site.path("access.log").read_bytes()))
            site.path("access.log").unlink()
            self.update(packed.name)
            self.check(3500)
            packed.rename(site.path(f"access.log.2.{ending}"))
            self.update(f"access.log.2.{ending}")
            self.check(3500)

    def test_members_added_to_a_compressed_log(self):
        """What is behind the last member read is new."""
        packed = self.site.path("access.log.gz")
        packed.write_bytes(gzip.compress(lines(0, 100).encode()))
        self.update("access.log.gz")
        with packed.open("ab") as log:
            log.write(gzip.compress(lines(100, 250).encode()))
        self.update("access.log.gz")
        self.check(250)

    def test_copied_and_cut(self):
        """Rotation by copytruncate, the log read before and after."""
        for count in (20, 3000):
            site = self.site = Site(tempfile.mkdtemp(dir=self.site.folder))
            site.write("access.log", lines(0, count))
            self.update("access.log")
            site.append("access.log", lines(count, count + 50))
            shutil.copy(site.path("access.log"), site.path("access.log.1"))
            self.update("access.log", "access.log.1")
            self.check(count + 50)
            site.write("access.log", lines(count + 50, count + 70))
            self.update("access.log", "access.log.1")
            self.check(count + 70)

    def test_copied_read_on_and_cut(self):
        """A copy that is shorter than what was read of the log is known all the same."""
        for count in (20, 3000):
            site = self.site = Site(tempfile.mkdtemp(dir=self.site.folder))
            site.write("access.log", lines(0, count))
            self.update("access.log")
            shutil.copy(site.path("access.log"), site.path("access.log.1"))
            site.append("access.log", lines(count, count + 40))
            self.update("access.log")
            site.write("access.log", lines(count + 40, count + 60))
            self.update("access.log", "access.log.1")
            site.path("access.log.1.gz").write_bytes(
                gzip.compress(site.path("access.log.1").read_bytes()))
            site.path("access.log.1").unlink()
            self.update("access.log", "access.log.1.gz")
            self.check(count + 60)

    def test_replaced_by_a_longer_file(self):
        """Another file of the same name is read from its beginning."""
        self.site.write("access.log", lines(0, 50))
        self.update("access.log")
        self.site.write("new", lines(50, 500))
        self.site.path("new").replace(self.site.path("access.log"))
        self.update("access.log")
        self.check(500)

    def test_an_inode_is_used_again(self):
        """What counts is the content, not where it lies."""
        self.site.write("access.log", lines(0, 500))
        self.update("access.log")
        with self.site.path("access.log").open("r+", encoding="ascii") as log:
            log.write(lines(500, 2000))
        self.update("access.log")
        self.check(2000)

    def test_nul_bytes_after_a_cut(self):
        """A writer without O_APPEND leaves a run of NULs at the head of the log."""
        self.site.write("access.log", lines(0, 500))
        self.update("access.log")
        self.site.path("access.log").write_bytes(b"\0" * 40000 + lines(500, 600).encode())
        self.update("access.log")
        self.site.append("access.log", lines(600, 700))
        self.update("access.log")
        self.check(700)

    def test_logs_of_two_servers_that_begin_alike(self):
        """The same first line in another folder is another line."""
        for name in ("one", "two"):
            self.site.path(name).mkdir()
            self.site.write(f"{name}/access.log", line(0))
        self.update("one/access.log", "two/access.log")
        self.assertEqual(self.site.numbers(), {0: 2})


class UnfinishedLines(HistoryCase):
    """A last line without its end."""

    def test_cut_at_every_byte(self):
        """It waits until it is whole."""
        text = lines(0, 3)
        for cut in range(1, len(text), 7):
            site = self.site = Site(tempfile.mkdtemp(dir=self.site.folder))
            site.write("access.log", text[:cut])
            self.update("access.log")
            site.append("access.log", text[cut:])
            self.update("access.log")
            self.check(3)

    def test_of_a_compressed_log(self):
        """Nobody will finish it."""
        self.site.path("access.log.1.gz").write_bytes(gzip.compress(lines(0, 3)[:-1].encode()))
        self.update("access.log.1.gz")
        self.check(3)

    def test_of_a_rotated_log(self):
        """It is taken when nobody has written to the file for an hour; and then, compressed, not
        again."""
        self.site.write("access.log.1", lines(0, 100)[:-1])
        self.update("access.log.1")
        self.check(99)
        self.age("access.log.1", 2 * HOUR)
        self.update("access.log.1")
        self.check(100)
        self.site.path("access.log.1.gz").write_bytes(
            gzip.compress(self.site.path("access.log.1").read_bytes()))
        self.site.path("access.log.1").unlink()
        self.update("access.log.1.gz")
        self.check(100)


class Damage(HistoryCase):
    """Files that cannot be read as they should."""

    def test_a_file_that_is_being_compressed(self):
        """It is left, without a word, until it is whole."""
        whole = gzip.compress(lines(0, 4000).encode())
        packed = self.site.path("access.log.1.gz")
        packed.write_bytes(whole[:len(whole) // 2])
        self.update("access.log.1.gz")
        self.assertEqual(self.site.numbers(), {})
        packed.write_bytes(whole)
        self.update("access.log.1.gz")
        self.check(4000)

    def test_a_file_that_stays_damaged(self):
        """What is readable counts, once, and the exit code tells."""
        packed = self.site.path("access.log.1.gz")
        packed.write_bytes(gzip.compress(lines(0, 4000).encode())[:-9])
        self.age("access.log.1.gz", 2 * HOUR)
        self.site.write("access.log", lines(4000, 4010))
        self.update("access.log.1.gz", "access.log", exit_code=2, says="middle of a member")
        counted = self.site.numbers()
        self.assertGreater(len(counted), 3000)
        self.update("access.log.1.gz", "access.log")
        self.assertEqual(self.site.numbers(), counted)

    def test_what_is_no_log_is_left(self):
        """It may be read another time, with --format."""
        self.site.write("access.log", "what is this\n" * 50)
        self.update("access.log", exit_code=1, says="no known format")
        self.assertEqual(self.site.query("SELECT count(*) FROM files"), [(0,)])

    def test_a_file_that_is_not_there(self):
        """Others count."""
        self.site.write("access.log", lines(0, 5))
        self.update("gone.log", "access.log", exit_code=2, says="gone.log: cannot open")
        self.check(5)

    def test_unparsed_lines_count_for_a_day(self):
        """Every line read is in one printed count of its day."""
        for number in range(60):
            self.site.append("access.log", line(number))
            if number % 3 == 0:
                self.site.append("access.log", "what is this\n\n")
            if number % 5 == 0:
                self.update("access.log")
        self.update("access.log")
        self.assertEqual(
            self.site.query("SELECT day, read, requests, unparsed, blank FROM days"),
            [("2026-11-22", 100, 60, 20, 20)])
        self.assertEqual(
            self.site.query("SELECT file, line, text FROM samples WHERE status = 'unparsed' "
                            "ORDER BY number LIMIT 2"),
            [(str(self.site.path("access.log")), 2, "what is this"),
             (str(self.site.path("access.log")), 7, "what is this")])


class Formats(HistoryCase):
    """What earlier lines say about later ones."""

    def test_fields_of_a_w3c_log(self):
        """The directives that name the columns were read by an earlier update."""
        head = "#Version: 1.0\n#Fields: date time cs-method cs-uri-stem sc-status\n"
        other = "#Fields: date time sc-status cs-method cs-uri-stem\n"
        self.site.write("u_ex.log", head)
        for number in range(10):
            self.site.append("u_ex.log", f"2026-11-22 10:00:0{number} GET /{number} 200\n")
            self.update("u_ex.log")
        self.site.append("u_ex.log", other)
        for number in range(10, 20):
            self.site.append("u_ex.log", f"2026-11-22 10:00:{number} 404 GET /{number}\n")
            self.update("u_ex.log")
        self.check(20)
        self.assertEqual(self.site.query("SELECT status, requests FROM statuses"),
                         [("200", 10), ("404", 10)])


def incident_of(entry):
    """What a history knows of an incident."""
    return {key: entry[key] for key in ("start", "end", "kind", "codes", "requests", "errors")}


class Reports(HistoryCase):
    """Reports from the history alone."""

    def test_equals_a_report_from_the_log(self):
        """All that is kept is what the log says."""
        for sample in ("vhosts.log", "nginx-incident.log", "apache-odd-requests.log"):
            site = self.site = Site(tempfile.mkdtemp(dir=self.site.folder))
            log = PROJECT / "samples" / sample
            text = log.read_bytes()
            for part in range(1, 8):
                with site.path("access.log").open("wb") as partial:
                    partial.write(text[:len(text) * part // 7])
                done = site.update("access.log", options=("--keep", "minutes=all,hours=all"))
                self.assertIn(done.returncode, (0, 2), done.stderr)
            whole = json.loads(site.run("--as", "json", log).stdout)
            kept = site.report()
            for key in set(whole) - {"inputs", "error_samples", "unparsed_samples", "incidents"}:
                self.assertEqual(kept[key], whole[key], key)
            # Whose errors they were is not kept: paths, clients and lines.
            self.assertEqual([incident_of(entry) for entry in kept["incidents"]],
                             [incident_of(entry) for entry in whole["incidents"]
                              if entry["kind"] not in ("path", "upstream")])

    def test_latency_and_upstreams(self):
        """Durations come back in the same buckets."""
        entry = ('{{"time":"2026-11-22T10:00:{:02}+01:00","remote_addr":"192.0.2.1",'
                 '"request":"GET /{} HTTP/1.1","status":{},"body_bytes_sent":5,'
                 '"request_time":{},"upstream_addr":"192.0.2.9:80","upstream_status":"{}",'
                 '"upstream_response_time":"{}"}}\n')
        for number in range(50):
            self.site.append("access.log", entry.format(
                number, number, (200, 502)[number % 2], number * 0.0137,
                (200, 502)[number % 2], number * 0.011))
            if number % 9 == 0:
                self.update("access.log", options=("--keep", "minutes=all"))
        self.update("access.log")
        whole = json.loads(self.site.run("--as", "json", self.site.path("access.log")).stdout)
        kept = self.site.report()
        self.assertIsNotNone(whole["latency"])
        for key in ("latency", "upstream", "status", "top", "series"):
            self.assertEqual(kept[key], whole[key], key)

    def test_periods(self):
        """Days are those of the log's clock."""
        for day in range(16, 24):
            text = "".join(line(number).replace("22/Nov", f"{day}/Nov") for number in range(day))
            self.site.append("access.log", text)
        self.update("access.log", options=("--keep", "minutes=all,hours=all"))
        for period, count in (("2026-11-20", 20), ("2026-11-16..2026-11-18", 16 + 17 + 18),
                              ("2026-11", sum(range(16, 24))), ("2026", sum(range(16, 24))),
                              ("2025", 0)):
            self.assertEqual(self.site.report("--period", period)["requests"], count, period)
        self.assertEqual(self.site.report("--since", "2026-11-22", "--until",
                                          "2026-11-23")["requests"], 22)

    def test_parts_of_days(self):
        """Codes and times of any hour are those of the log; the rest is told to be unknown."""
        for day, clock in ((24, "+0200"), (25, "+0100"), (26, "+0100")):
            self.site.append("access.log", "".join(
                line(number * 7).replace("22/Nov", f"{day}/Oct").replace("+0100", clock)
                for number in range(day * 100)))
        self.update("access.log", options=("--keep", "minutes=all,hours=all"))
        for since, until in (("2026-10-24 00:03", "2026-10-24 03:00"),
                             ("2026-10-24 03:00", "2026-10-26 01:00"),
                             ("2026-10-25 00:00", "2026-10-25 04:11"), ("2026-10-26 05:00", "now"),
                             ("1999-01-01", "2026-10-25 02:30")):
            options = ("--since", since, "--until", until)
            kept = self.site.report(*options)
            whole = json.loads(self.site.run("--as", "json", *options,
                                             self.site.path("access.log")).stdout)
            self.assertGreater(whole["requests"], 0)
            for key in ("requests", "classes", "outcomes", "series", "error_rate"):
                self.assertEqual(kept[key], whole[key], (key, options))
            self.assertEqual([(row["code"], row["requests"]) for row in kept["status"]],
                             [(row["code"], row["requests"]) for row in whole["status"]])
            self.assertIsNone(kept["bytes"])
            self.assertIn("bytes, tops", kept["note"])

    def test_hours_where_minutes_are_gone(self):
        """Whole hours are known for longer."""
        self.site.append("access.log", lines(0, 9000))
        self.update("access.log", options=("--keep", "minutes=all,hours=all"))
        self.site.query("DELETE FROM minutes")
        report = self.site.report("--period", "2026-11-22 01")
        self.assertEqual((report["requests"], report["series"]["interval_seconds"]), (3600, 3600))
        done = self.site.run("report", "--history", self.site.history, "--period",
                             "2026-11-22 01:00..01:30")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("minutes of 2026-11-22 are not kept any more: write whole hours", done.stderr)

    def write_weeks(self):
        """Write 16 days of a log: a blip every day at 03:03, an incident on the last but one."""
        for day in range(1, 17):
            for minute in range(1440):
                date = f"{day:02}/Nov/2026:{minute // 60:02}:{minute % 60:02}:07 +0100"
                is_blip = minute in (183, 184)
                is_bad = day == 15 and 600 <= minute < 630
                self.site.append("access.log", "".join(
                    f'192.0.2.{(minute * 7 + number) % 200} - - [{date}] "GET /{number} HTTP/1.1" '
                    f'{503 if is_blip else 502 if is_bad and number % 3 == 0 else 200} 5\n'
                    for number in range(12)))

    def spikes(self, *arguments):
        """Return the incidents as JSON, the habits, and the note."""
        done = self.site.run("spikes", "--history", self.site.history, "--as", "json", *arguments)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        report = json.loads(done.stdout)
        return ([(entry["start"][:10], entry["codes"][0]["code"]) for entry in report["incidents"]],
                [habit["text"] for habit in report["habits"]], report["note"])

    def test_spikes_know_the_weeks_before(self):
        """What happens every day is no incident of a day, as it is without a history."""
        self.write_weeks()
        self.update("access.log", options=("--keep", "minutes=all"))
        found, habits, note = self.spikes("--period", "2026-11-15")
        self.assertEqual((found, note), ([("2026-11-15", 502)], None))
        self.assertEqual(len(habits), 2)
        self.assertIn("every day about 03:0", habits[0])
        self.assertEqual(self.spikes("--period", "2026-11-16")[0], [])
        self.assertEqual(self.spikes("--period", "2026-11-15", "--online")[0],
                         [("2026-11-15", 502)])
        self.assertEqual(self.spikes("--period", "2026-11-15 10")[0], [("2026-11-15", 502)])
        self.assertEqual(self.spikes("--period", "2026-11-15 11:00..23:00")[0], [])
        # A quiet day is no less usual for what came before.
        self.assertEqual(self.spikes("--period", "2026-11-15", "--baseline", "2026-11-10")[0],
                         [("2026-11-15", 502)])
        text = self.site.path("access.log").read_text(encoding="ascii")
        for day, expected in ((15, ("2026-11-15", 502)), (16, None)):
            self.site.write("day.log", "".join(
                entry for entry in text.splitlines(keepends=True) if f"[{day}/Nov" in entry))
            found = self.spikes(self.site.path("day.log"))[0]
            self.assertEqual(expected in found, expected is not None, day)
            alone = json.loads(self.site.run("spikes", "--as", "json",
                                             self.site.path("day.log")).stdout)
            self.assertIn(503, [entry["codes"][0]["code"] for entry in alone["incidents"]])
        self.site.query("DELETE FROM minutes WHERE day < '2026-11-15'")
        found, _, note = self.spikes("--period", "2026-11")
        self.assertIn(("2026-11-15", 502), found)
        self.assertEqual(note, "incidents are searched from the first kept minutes on: 2026-11-15")

    def test_many_keys(self):
        """Tables are bounded, and rows say by how much they may be short."""
        for start in range(0, 30000, 10000):
            self.site.append("access.log", lines(start, start + 10000))
            self.site.append("access.log", line(7) * 500)
            self.update("access.log")
        report = self.site.report()
        self.assertEqual(report["requests"], 31500)
        top = report["top"]["paths"][0]
        self.assertEqual(top["value"], "/7")
        self.assertLessEqual(top["requests"], 1501)
        self.assertGreaterEqual(top["requests"] + top["max_error"], 1501)
        rows = self.site.query("SELECT count(*) FROM tops WHERE dimension = 'path'")[0][0]
        self.assertLessEqual(rows, 8000)
        self.assertEqual(self.site.run("history", self.site.history, "--verify").stderr, "")

    def test_what_is_not_kept(self):
        """Minutes go first, then hours; days stay."""
        old = "".join(line(number).replace("22/Nov/2026", "22/Nov/2015") for number in range(10))
        self.site.write("old.log", old)
        self.update("old.log")
        self.assertEqual(self.site.query("SELECT count(*) FROM minutes"), [(0,)])
        self.assertEqual(self.site.query("SELECT count(*) FROM hours"), [(0,)])
        report = self.site.report("--period", "2015-11-22")
        self.assertEqual((report["requests"], report["series"]["interval_seconds"]), (10, 86400))
        self.assertEqual([point["requests"] for point in report["series"]["points"]], [10])
        self.update("old.log", options=("--keep", "days=30"))
        self.assertEqual(self.site.report()["requests"], 0)


class Database(HistoryCase):
    """The file itself."""

    def test_nobody_else_may_read_it(self):
        """Whatever the umask."""
        self.site.write("access.log", lines(0, 5))
        old = os.umask(0)
        self.addCleanup(os.umask, old)
        self.update("access.log")
        self.assertEqual(stat.S_IMODE(self.site.history.stat().st_mode), 0o600)

    def refused(self, says):
        """See that the history is refused by all commands and left as it was."""
        before = self.site.history.read_bytes()
        for command in (self.site.command("access.log"),
                        [Site.program, "report", "--history", str(self.site.history)],
                        [Site.program, "history", str(self.site.history)]):
            done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True,
                                  text=True, check=False)
            self.assertEqual((done.returncode, done.stdout), (1, ""), command)
            self.assertIn(says, done.stderr)
            self.assertIn("site.history", done.stderr)
        self.assertEqual(self.site.history.read_bytes(), before)

    def test_damaged(self):
        """It is named and refused."""
        self.site.write("access.log", lines(0, 3000))
        self.update("access.log")
        whole = self.site.history.read_bytes()
        self.site.append("access.log", lines(3000, 4000))
        for damage in (b"garbage" * 2000, whole[:5000],
                       whole[:100] + b"\xff" * 4000 + whole[4100:]):
            self.site.history.write_bytes(damage)
            self.refused("history")

    def test_no_history_of_ours(self):
        """Another program's database is not touched."""
        self.site.write("access.log", lines(0, 3))
        self.site.query("CREATE TABLE t(a)")
        self.refused("no history of httally")

    def test_newer(self):
        """What a newer version wrote is not understood."""
        self.site.write("access.log", lines(0, 3))
        self.update("access.log")
        self.site.query("PRAGMA user_version = 99")
        self.refused("of a newer httally")

    def test_held_by_another(self):
        """The exit code is 75, or it is waited for."""
        self.site.write("access.log", lines(0, 3))
        self.update("access.log")
        with subprocess.Popen(["flock", str(self.site.history), "sleep", "2"]) as holder:
            time.sleep(0.5)
            self.update("access.log", exit_code=75, says="another run holds the history")
            self.update("access.log", options=("--lock-timeout", "60"))
            holder.wait()
        self.check(3)

    def test_forget_and_list(self):
        """What was read is listed; what is forgotten counts again."""
        self.site.write("access.log", lines(0, 3))
        self.update("access.log")
        listed = self.site.run("history", self.site.history)
        self.assertIn(str(self.site.path("access.log")), listed.stdout)
        done = self.site.run("history", self.site.history, "--forget",
                             self.site.path("access.log"))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.update("access.log")
        self.assertEqual(set(self.site.numbers().values()), {2})
        done = self.site.run("history", self.site.history, "--forget", "nothing")
        self.assertEqual(done.returncode, 1)

    def test_sums_that_do_not_agree(self):
        """--verify names the day."""
        self.site.write("access.log", lines(0, 3))
        self.update("access.log")
        self.assertEqual(self.site.run("history", self.site.history, "--verify").returncode, 0)
        self.site.query("UPDATE statuses SET requests = requests + 1 WHERE status = '500'")
        done = self.site.run("history", self.site.history, "--verify")
        self.assertEqual(done.returncode, 1)
        self.assertIn("2026-11-22", done.stderr)


class Versions(HistoryCase):
    """Histories of all versions of the tables, kept as SQL."""

    def test_version_1(self):
        """It opens, adds up, and its log goes on where it was left."""
        with contextlib.closing(sqlite3.connect(self.site.history)) as database:
            database.executescript(
                (PROJECT / "tests/history/version_1.sql").read_text(encoding="utf-8"))
        self.assertEqual(self.site.run("history", self.site.history, "--verify").stderr, "")
        report = self.site.report()
        self.assertEqual((report["requests"], report["lines"]["unparsed"],
                          report["unique_clients"]["exact"]), (60, 1, True))
        sample = (PROJECT / "samples/vhosts.log").read_text(encoding="ascii").splitlines(True)
        self.site.write("access.log", "".join(sample[:60]) + "what is this\n" + sample[60])
        self.update("access.log", options=("--keep", "minutes=all,hours=all"))
        self.assertEqual(self.site.report()["lines"]["read"], 62)


class Samples(HistoryCase):
    """What stands in samples/ for cron and systemd."""

    def test_cron(self):
        """Its commands run as they stand, and are silent; the report compares weekdays."""
        for days in (8, 1):
            date = time.strftime("%d/%b/%Y", time.gmtime(time.time() - days * 24 * HOUR))
            self.site.append("access.log", lines(0, 5).replace("22/Nov/2026", date)
                             .replace("+0100", "+0000"))
        jobs = [job.split(None, 6)[6] for job in
                (PROJECT / "samples/cron/httally").read_text(encoding="ascii").splitlines()
                if job[:1] in "*0123456789"]
        self.assertEqual(len(jobs), 2)
        for job in jobs:
            job = job.replace("\\%", "%").replace("httally ", f"{Site.program} ")
            for folder in ("/var/lib/httally", "/var/log/nginx", "/srv/reports"):
                job = job.replace(folder, str(self.site.folder))
            done = subprocess.run(["sh", "-c", job], stdin=subprocess.DEVNULL,
                                  capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""), job)
        reports = list(self.site.folder.glob("20??-??-??.html"))
        self.assertEqual(len(reports), 1)
        self.assertIn("Compared with before", reports[0].read_text(encoding="utf-8"))

    def test_systemd(self):
        """The service gives away nothing that it does not need."""
        if not shutil.which("systemd-analyze"):
            self.skipTest("no systemd-analyze")
        service = PROJECT / "samples/systemd/httally-update.service"
        done = subprocess.run(["systemd-analyze", "security", "--offline=true", service],
                              capture_output=True, text=True, check=False)
        level = re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)
        self.assertTrue(level, done.stderr)
        self.assertLessEqual(float(level[1]), 1.0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    Site.program = str(pathlib.Path(parser.parse_args().program).resolve())
    sys.exit(tap.run_unittests())

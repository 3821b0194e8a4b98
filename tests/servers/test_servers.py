#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Real web servers, asked oddly: httally says of their logs what they were asked.

    test_servers.py --program PROGRAM

A server that is not installed is skipped.
"""

import argparse
import collections
import contextlib
import datetime
import json
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import apache  # noqa: E402
import expected  # noqa: E402
import nginx  # noqa: E402
import odd_requests  # noqa: E402
import tap  # noqa: E402
import web_server  # noqa: E402

PROGRAM = None
# Of the names of fields that `inspect` shows.
LABEL_COLUMNS = len("upstream_duration") + 1


def run(*arguments):
    """Run the program, which has nothing to complain of."""
    done = subprocess.run([PROGRAM, *map(str, arguments)], stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=60, check=False)
    if done.returncode or done.stderr:
        raise AssertionError(f"{arguments[:4]}: exit {done.returncode}: {done.stderr.decode()}")
    return done.stdout.decode()


def shown_records(text):
    """Split what `inspect` says of several inputs into the fields of each first request."""
    records = []
    for line in text.split("\n"):
        if line.startswith("Input "):
            records.append({})
        elif records and line.startswith("  ") and not line.startswith("   "):
            name, value = line[2:2 + LABEL_COLUMNS].strip(), line[2 + LABEL_COLUMNS:]
            records[-1].setdefault(name, value)
    return records


def differences(exchange, log, record):
    """Name what is shown otherwise than it was sent."""
    return [f"{exchange.name}: {name} is {record.get(name)!r}, not {value!r}"
            for name, value in expected.fields_of(exchange, log).items()
            if record.get(name) != value]


class ServerTests:
    """What is tested with each server; its logs are written once."""

    module = None

    @classmethod
    def setUpClass(cls):
        """Start the server, send everything to it, and end it."""
        program = web_server.find(*cls.module.PROGRAMS)
        if not program:
            raise unittest.SkipTest(f"no {cls.module.PROGRAMS[0]} is installed")
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.since = int(time.time())
        server = cls.module.Server(program, cls.folder)
        with contextlib.closing(server):
            cls.exchanges = server.exchanges()
            for count, exchange in enumerate(cls.exchanges, 1):
                odd_requests.perform(exchange, server)
                web_server.wait_until(lambda: cls.line_count() >= count, exchange.name)
        cls.configuration = server.configuration
        cls.until = int(time.time())

    @classmethod
    def line_count(cls):
        """Count the lines in the log that is written last."""
        return cls.log_path(cls.module.logs()[-1]).read_bytes().count(b"\n")

    @classmethod
    def log_path(cls, log):
        """Say where a log is."""
        return cls.folder / f"{log.name}.log"

    def ways(self, log):
        """Yield how to tell the program what the log's format is."""
        yield "--format-from", f"{self.configuration}:{log.name}"
        if not log.definition.startswith("time:"):
            yield "--format", log.definition

    def each_way(self):
        """List each log with each way to read it."""
        return [(log, way) for log in self.module.logs() for way in self.ways(log)]

    def check_report(self, report, about):
        """Hold the sums of a report against what was sent."""
        count = len(self.exchanges)
        self.assertEqual(report["unparsed_samples"], [], about)
        self.assertEqual(report["lines"], dict.fromkeys(report["lines"], 0)
                         | {"read": count, "requests": count}, about)
        statuses = {row["token"]: row["requests"] for row in report["status"]}
        self.assertEqual(statuses, collections.Counter(each.status for each in self.exchanges),
                         about)

    def test_counts_are_what_was_sent(self):
        """However the format is told, each request counts, by its status and its method."""
        methods = collections.Counter(each.method for each in self.exchanges if each.is_http)
        for log, way in self.each_way():
            report = json.loads(run("--as", "json", "--top", 1000, *way, self.log_path(log)))
            self.check_report(report, way)
            if "request" in log.fields:
                self.assertEqual({row["value"]: row["requests"]
                                  for row in report["top"]["methods"]}, methods, way)

    def test_fields_are_what_was_sent(self):
        """Every request has the fields that the client and the servers behind have given it."""
        wrong = []
        for log, way in self.each_way():
            lines = self.log_path(log).read_bytes().splitlines(keepends=True)
            paths = [self.folder / f"line-{number:03}" for number in range(len(lines))]
            for path, line in zip(paths, lines):
                path.write_bytes(line)
            records = shown_records(run("inspect", *way, *paths))
            self.assertEqual(len(records), len(self.exchanges), way)
            for exchange, record in zip(self.exchanges, records):
                wrong += [f"{log.name}, {way[0]}: {problem}"
                          for problem in differences(exchange, log, record)
                          + self.bad_times(record, log)]
        self.assertFalse(wrong, "\n" + "\n".join(wrong))

    def bad_times(self, record, log):
        """Name the times that cannot be, of a request while the server ran."""
        problems = [f"no {name}" for name in log.times if name not in record]
        if "time" in record:
            seen = datetime.datetime.fromisoformat(record["time"]).timestamp()
            if not self.since <= seen <= self.until:
                problems.append(f"time is {record['time']}")
        for name in ("duration", "upstream_duration"):
            if not 0 <= float(record.get(name, "0").split(" ")[0]) <= self.until - self.since + 1:
                problems.append(f"{name} is {record[name]}")
        return problems

    def test_formats_are_told_by_their_lines(self):
        """Where a log's lines tell what they are, nothing else has to."""
        for log in self.module.logs():
            if log.detected is None:
                continue
            report = json.loads(run("--as", "json", self.log_path(log)))
            self.assertEqual(report["format"], log.detected)
            self.check_report(report, log.name)
            self.assertIn(f"{len(self.exchanges)} requests + 0 unparsed",
                          run("inspect", self.log_path(log)))


class NginxTests(ServerTests, unittest.TestCase):
    """What nginx writes."""

    module = nginx

    def test_retries_are_seen(self):
        """A request that the second server saved is told from one that failed."""
        for name in ("timed", "lists", "json"):
            report = json.loads(run("--as", "json", "--format-from",
                                    f"{self.configuration}:{name}", self.folder / f"{name}.log"))
            asked = collections.Counter(each.upstream.split(" ")[-1] for each in self.exchanges
                                        if each.upstream)
            self.assertEqual({row["value"]: row["requests"]
                              for row in report["top"]["upstreams"]}, asked)


class ApacheTests(ServerTests, unittest.TestCase):
    """What Apache httpd writes."""

    module = apache


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    PROGRAM = str(pathlib.Path(parser.parse_args().program).resolve())
    sys.exit(tap.run_unittests())

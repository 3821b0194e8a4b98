# SPDX-License-Identifier: MIT
"""Logs of numbered lines, updates of a history, and what it has counted."""

import contextlib
import json
import pathlib
import sqlite3
import subprocess

# Lines are of the path /<number>, so that a line lost or doubled has a name.
LINE = ('192.0.2.{} - - [22/Nov/2026:{:02}:{:02}:{:02} +0100] '
        '"GET /{} HTTP/1.1" {} 5 "-" "test"\n')


def line(number):
    """Write one line of a log."""
    return LINE.format(number % 200, number // 3600 % 24, number // 60 % 60, number % 60, number,
                       (200, 404, 500)[number % 3])


def lines(first, last):
    """Write the lines [first, last)."""
    return "".join(line(number) for number in range(first, last))


class Site:
    """A folder with logs and a history."""

    program = "httally"

    def __init__(self, folder):
        """Begin in an empty folder."""
        self.folder = pathlib.Path(folder)
        self.history = self.folder / "site.history"

    def path(self, name):
        """Name a file of the folder."""
        return self.folder / name

    def write(self, name, text):
        """Make a file anew."""
        self.path(name).write_text(text, encoding="ascii")

    def append(self, name, text):
        """Add to a file."""
        with self.path(name).open("a", encoding="ascii") as log:
            log.write(text)

    def command(self, *names, options=()):
        """Put the command of an update together."""
        return [self.program, "update", "--history", str(self.history), *options,
                *(str(self.path(name)) for name in names)]

    def run(self, *arguments):
        """Run the program on anything."""
        return subprocess.run([self.program, *map(str, arguments)], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, check=False, timeout=120)

    def update(self, *names, options=()):
        """Update the history; says what came out."""
        return subprocess.run(self.command(*names, options=options), stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, check=False, timeout=120)

    def query(self, sql):
        """Ask the database, as a person would."""
        with contextlib.closing(sqlite3.connect(self.history)) as database, database:
            return database.execute(sql).fetchall()

    def report(self, *options):
        """Return the history's report as JSON."""
        done = self.run("report", "--history", self.history, "--as", "json", *options)
        return json.loads(done.stdout)

    def numbers(self):
        """Return each number that was counted, and how often."""
        return {int(value[1:]): count for value, count in self.query(
            "SELECT value, requests FROM tops WHERE dimension = 'path'")}

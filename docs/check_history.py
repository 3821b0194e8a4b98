#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Try the queries and the table of tables of history.md on a history of the samples.

    check_history.py PROGRAM FILE SAMPLES
"""

import contextlib
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests"))
import tap  # noqa: E402

QUERY = re.compile(r"\n([^\n]+):\n\n```sql\n(.*?)```", re.DOTALL)
TABLE = re.compile(r"^\| `(\w+)` \| [^|]+ \| (.+) \|$", re.MULTILINE)
QUERIES = 10


def make_history(program, folder, samples):
    """Count the samples, with lines that are none, into a history."""
    log = folder / "access.log"
    text = (samples / "nginx-incident.log").read_bytes()
    log.write_bytes(text[:200000].rpartition(b"\n")[0] + b"\nwhat is this\n" + text[-500000:])
    history = folder / "www.history"
    subprocess.run([program, "update", "--history", history, "--keep", "minutes=all,hours=all",
                    log], check=True)
    return history


def main(program, document, samples):
    """Run every query: none may fail or say nothing."""
    report = tap.Tap()
    text = pathlib.Path(document).read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        history = make_history(program, pathlib.Path(folder), pathlib.Path(samples))
        with contextlib.closing(sqlite3.connect(history)) as database:
            queries = QUERY.findall(text)
            report.check("there are ten queries",
                         [] if len(queries) == QUERIES else [str(len(queries))])
            for title, sql in queries:
                rows = database.execute(sql).fetchall()
                report.check(title.replace("#", ""), [] if rows else ["no rows"])
            documented = {name for name, _ in TABLE.findall(text)}
            tables = {name for name, in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'")}
            report.check("all tables are documented", sorted(documented ^ tables))
            version = database.execute("PRAGMA user_version").fetchone()[0]
            report.check("the version is documented",
                         [] if f"the version of the tables, now {version}." in
                         text.replace("\n", " ") else [str(version)])
    return report.finish()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

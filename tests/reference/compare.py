#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Hold httally against reference.py, log by log, and report in TAP.

    compare.py --program PATH [--seeds N] [--lines N] [LOG...]

Without LOGs it takes the samples of the project and, for each seed, an ugly
log.  Each log is read in several ways, which must make no difference.
"""

import argparse
import datetime
import gzip
import io
import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
SCHEMA = PROJECT / "docs" / "report.schema.json"
sys.path.insert(0, str(HERE.parent))

import tap  # noqa: E402

PIECES = 10
TIMEOUT_SEC = 300
TOO_LONG = "too long"


# Ways to hand a log to the program: each takes the log and a folder, and
# returns (names of files, options, content of standard input).


def as_file(log, _):
    """The log as it is."""
    return [log], [], None


def as_gzip(log, folder):
    """Compressed, under a name that does not tell."""
    path = folder / "packed.log"
    path.write_bytes(gzip.compress(log.read_bytes(), 1, mtime=0))
    return [path], [], None


def as_input(log, _):
    """Through a pipe."""
    return ["-"], [], log.read_bytes()


def as_detected(log, _):
    """As it is, and its format told by its lines."""
    return [log], ["--format", "auto"], None


def as_pieces(log, folder):
    """Cut between lines, all pieces given in order."""
    lines = split_lines(log.read_bytes())
    paths = []
    for number in range(PIECES):
        path = folder / f"piece-{number}.log"
        begin, end = (len(lines) * n // PIECES for n in (number, number + 1))
        path.write_bytes(b"".join(lines[begin:end]))
        paths.append(path)
    return paths, [], None


def with_little_memory(log, _):
    """Tables may forget rare keys; none of these figures may."""
    return [log], ["--memory", "4M"], None


def with_one_thread(log, _):
    """No figure depends on the threads."""
    return [log], ["--jobs", "1"], None


def with_many_threads(log, _):
    """More threads than there are cores, or pieces of a small file."""
    return [log], ["--jobs", "7"], None


WAYS = {
    "file": as_file, "gzip": as_gzip, "input": as_input, "pieces": as_pieces,
    "little memory": with_little_memory, "one thread": with_one_thread,
    "many threads": with_many_threads, "detected": as_detected,
}


def split_lines(content):
    """Cut behind each LF, and nowhere else, as bytes.splitlines() would at CR."""
    return io.BytesIO(content).readlines()


# Both sides, brought to one form


def run(command, content):
    """Run a command; return its output, or raise with what it complained of."""
    done = subprocess.run(command, input=content, capture_output=True, timeout=TIMEOUT_SEC,
                          check=False)
    if done.returncode != 0:
        complaint = done.stderr.decode(errors="backslashreplace").strip()[-2000:]
        raise RuntimeError(f"{command[0]} exited with {done.returncode}: {complaint}")
    return json.loads(done.stdout)


def seconds_of(text):
    """Turn a time of ISO 8601 into seconds, None into None."""
    return text and datetime.datetime.fromisoformat(text).timestamp()


def figures_of_reference(report):
    """Bring the reference's report to the common form."""
    return {
        "lines": report["lines"], "bytes": report["bytes"], "classes": report["classes"],
        "status": {token: (row["requests"], row["bytes"])
                   for token, row in report["status"].items()},
        "first": seconds_of(report["first"]), "last": seconds_of(report["last"]),
        "unparsed lines": report["unparsed_lines"],
    }


def figures_of_program(report):
    """Bring the program's report to the common form."""
    lines = dict(report["lines"])
    if lines.pop("filtered") != 0:
        raise RuntimeError("lines were filtered, though nobody asked for it")
    return {
        "lines": lines, "bytes": report["bytes"], "classes": report["classes"],
        "status": {row["token"]: (row["requests"], row["bytes"]) for row in report["status"]},
        "first": seconds_of(report["first"]), "last": seconds_of(report["last"]),
        "unparsed lines": [sample["line"] for sample in report["unparsed_samples"]
                           if TOO_LONG not in sample["reason"]],
    }


def contradictions_within(report):
    """Check sums that a report has to keep, whatever the log."""
    lines, requests = report["lines"], report["requests"]
    sums = {
        "lines": (sum(lines.values()) - lines["read"], lines["read"]),
        "lines.requests": (lines["requests"], requests),
        "status": (sum(row["requests"] for row in report["status"]), requests),
        "classes": (sum(report["classes"].values()), requests),
        "outcomes": (sum(report["outcomes"].values()), requests),
        "inputs": (sum(entry["lines"] for entry in report["inputs"]), lines["read"]),
    }
    return [f"{name}: {left} is not {right}"
            for name, (left, right) in sums.items() if left != right]


def differences(expected, found):
    """Compare two sets of figures."""
    problems = []
    for name in expected:
        left, right = expected[name], found[name]
        if name == "unparsed lines":
            # Samples may be fewer than the reference shows, or more.
            shared = min(len(left), max(len(right), 1))
            left, right = left[:shared], right[:shared]
        if isinstance(left, dict):
            keys = sorted(set(left) | set(right))
            problems += [f"{name} '{key}': expected {left.get(key)}, found {right.get(key)}"
                         for key in keys if left.get(key) != right.get(key)]
        elif left != right:
            problems.append(f"{name}: expected {left}, found {right}")
    return problems


def schema_problems(report):
    """Validate against the published schema, where it and a validator are there."""
    try:
        import jsonschema
    except ImportError:
        return []
    if not SCHEMA.is_file():
        return []
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    return [f"schema: {error.json_path}: {error.message[:200]}"
            for error in validator.iter_errors(report)][:10]


def compare(program, log, way):
    """Return what the program gets wrong when the log is handed to it this way."""
    with tempfile.TemporaryDirectory(prefix="httally-compare-") as folder:
        names, options, content = WAYS[way](log, pathlib.Path(folder))
        expected = run([sys.executable, HERE / "reference.py", *names], content)
        found = run([program, "report", "--as", "json", "--format", "combined", *options, *names],
                    content)
    return (differences(figures_of_reference(expected), figures_of_program(found))
            + contradictions_within(found) + schema_problems(found))


def ugly_log(folder, seed, lines):
    """Write an ugly log and return its path."""
    path = pathlib.Path(folder, f"ugly-{seed}.log")
    with path.open("wb") as output:
        subprocess.run([sys.executable, HERE / "ugly.py", "--seed", str(seed), "--lines",
                        str(lines)], stdout=output, check=True)
    return path


def ways_known(program):
    """Leave out ways whose option this httally has not got."""
    text = subprocess.run([program, "report", "--help"], stdout=subprocess.PIPE, text=True,
                          check=True).stdout
    options = {"little memory": "--memory", "one thread": "--jobs", "many threads": "--jobs"}
    return [way for way in WAYS if options.get(way, "") in text]


def compare_all(program, logs, report):
    """Compare every log in every way."""
    ways = ways_known(program)
    for log in logs:
        for way in ways:
            try:
                problems = compare(program, log, way)
            except (RuntimeError, KeyError, ValueError, subprocess.TimeoutExpired) as error:
                problems = [f"{type(error).__name__}: {error}"]
            report.check(f"{log.name} as {way}", problems)


def main():
    """Compare what the command line names."""
    parser = argparse.ArgumentParser(description="hold httally against the reference")
    parser.add_argument("--program", required=True, help="the httally to run")
    parser.add_argument("--seeds", type=int, default=4, metavar="N", help="how many ugly logs")
    parser.add_argument("--lines", type=int, default=3000, metavar="N", help="lines of each")
    parser.add_argument("logs", nargs="*", type=pathlib.Path, metavar="LOG")
    arguments = parser.parse_args()
    report = tap.Tap()
    with tempfile.TemporaryDirectory(prefix="httally-ugly-") as folder:
        logs = arguments.logs or [
            *sorted((PROJECT / "samples").glob("*.log")),
            *(ugly_log(folder, seed, arguments.lines) for seed in range(1, arguments.seeds + 1))]
        compare_all(pathlib.Path(arguments.program).resolve(), logs, report)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Hold the CSV, Prometheus and Markdown reports against the JSON report of the same run.

    test_table_reports.py PROGRAM

One run writes all of them.  Logs are the samples, damaged and hostile ones.
"""

import csv
import json
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent)]

import test_json_report as logs  # noqa: E402  (puts tests/ and tests/cli on the path)
import expectation  # noqa: E402
import tap  # noqa: E402

TABLES = ("status", "classes", "outcomes", "series", "incidents", "latency", "inputs", "lines",
          "unparsed", "paths", "clients", "agents", "referers", "hosts", "methods", "protocols",
          "upstreams", "cache", "tls_versions")
CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx", "other")
SAMPLE = re.compile(r'^([a-z_]+)(?:\{((?:[a-z]+="(?:[^"\\\n]|\\["\\n])*",?)+)\})? ([0-9.]+)$')
LABEL = re.compile(r'([a-z]+)="((?:[^"\\]|\\.)*)"')


def outputs_of(program, folder, inputs):
    """Write every kind in one run; return the JSON report and the bytes of each file."""
    names = {"json": "r.json", "md": "r.md", "prom": "r.prom"}
    arguments = []
    for name in names.values():
        arguments += ["-o", name]
    for table in TABLES:
        names[table] = f"{table}.csv"
        arguments += ["--table", table, "-o", names[table]]
    done = subprocess.run([program, "-F", "combined", *arguments, *inputs], cwd=folder, check=False,
                          stdin=subprocess.DEVNULL, capture_output=True)
    if done.returncode not in (0, 2):
        raise ValueError(f"exit {done.returncode}: {done.stderr!r}")
    files = {kind: (folder / name).read_bytes() for kind, name in names.items()}
    return json.loads(files["json"]), files


def guarded(text):
    """What stands in CSV for a text of the JSON report, as far as both can say it."""
    return "'" + text if len(text) > 1 and text[0] in "=+-@" else text


def is_plain(text):
    """Is it written the same in JSON and elsewhere?  Escapes of what cannot be shown differ."""
    return text.isascii() and text.isprintable()


def check_rows(table, rows, expected, columns):
    """Compare the rows of a CSV table with objects of the report."""
    if len(rows) != len(expected):
        yield f"{table}: {len(rows)} rows instead of {len(expected)}"
        return
    for row, want in zip(rows, expected):
        for column in columns:
            value = want[column]
            text = json.dumps(value) if isinstance(value, (bool, int)) else value
            if isinstance(value, float):
                same = abs(float(row[column]) - value) < 2e-6
            else:
                wanted = guarded(value) if isinstance(value, str) else text
                same = row[column] == wanted or not is_plain(wanted)
            if not same:
                yield f"{table} {column}: {row[column]!r} instead of {text!r}"


def csv_problems(report, files):
    """Compare every CSV table with the JSON report."""
    tables = {}
    for table in TABLES:
        text = files[table].decode("utf-8")
        tables[table] = list(csv.DictReader(text.splitlines(keepends=True), strict=True))
        if any(None in row or None in row.values() for row in tables[table]):
            yield f"{table}: a row has not as many fields as the header"
    yield from check_rows("status", tables["status"], report["status"],
                          ("code", "token", "class", "name", "vendor", "certain", "outcome",
                           "requests", "bytes", "share"))
    for table, counts, key in (("classes", report["classes"], "class"),
                               ("outcomes", report["outcomes"], "outcome")):
        if {row[key]: int(row["requests"]) for row in tables[table]} != counts:
            yield f"{table} differ"
    if {row["kind"]: int(row["lines"]) for row in tables["lines"]} != report["lines"]:
        yield "lines differ"
    yield from check_rows("series", tables["series"], report["series"]["points"],
                          ("time", "requests"))
    yield from check_rows("inputs", tables["inputs"], report["inputs"],
                          ("name", "bytes", "stored_bytes", "lines", "compression", "format"))
    yield from check_rows("unparsed", tables["unparsed"], report["unparsed_samples"],
                          ("input", "line", "reason", "text"))
    for table in TABLES[9:]:
        expected = [{**row, **row["classes"]} for row in report["top"][table]]
        yield from check_rows(table, tables[table], expected,
                              ("value", "requests", "bytes", *CLASSES, "max_error"))
    for table in TABLES:
        for row in tables[table]:
            for cell in row.values():
                if cell[:1] in tuple("=+@") and len(cell) > 1:
                    yield f"{table}: {cell[:20]!r} is a formula"


def read_metrics(text):
    """Read Prometheus' text format strictly: {(name, labels): value}."""
    types, values = {}, {}
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            types[name] = kind
        elif line.startswith("# HELP "):
            continue
        else:
            match = SAMPLE.match(line)
            if not match:
                raise ValueError(f"no sample: {line!r}")
            name, labels, value = match.groups()
            family = name[:-6] if name.endswith("_count") else name
            if family not in types:
                raise ValueError(f"{name} has no type before it")
            if types[family] == "counter" and not name.endswith("_total"):
                raise ValueError(f"counter {name} does not end in _total")
            key = (name, tuple(LABEL.findall(labels or "")))
            if key in values:
                raise ValueError(f"{key} stands twice")
            values[key] = float(value)
    return values


def metric_problems(report, files):
    """Compare the metrics with the JSON report."""
    values = read_metrics(files["prom"].decode("utf-8"))
    requests = {dict(labels)["code"]: n for (name, labels), n in values.items()
                if name == "httally_requests_total"}
    if requests != {row["token"]: row["requests"] for row in report["status"]}:
        yield "requests by code differ"
    lines = {dict(labels)["kind"]: n for (name, labels), n in values.items()
             if name == "httally_lines_total"}
    if lines != {kind: n for kind, n in report["lines"].items() if kind != "read"}:
        yield "lines differ"
    damaged = sum(1 for entry in report["inputs"] if entry["error"])
    if values[("httally_inputs_damaged", ())] != damaged:
        yield "damaged inputs differ"
    if values[("httally_unique_clients", ())] != report["unique_clients"]["estimate"]:
        yield "clients differ"


def markdown_problems(report, files):
    """Outside code spans nothing logged stands, and the table has every status."""
    text = files["md"].decode("utf-8")
    for line in text.splitlines():
        if line.count("`") % 2:
            yield f"a code span has no end: {line[:60]!r}"
        bare = re.sub(r"`[^`]*`", "", line)
        if re.search(r"[<>\[\]@#\\]|://", bare):
            yield f"outside a code span: {bare[:60]!r}"
        if line.startswith("|") and line.count("|") not in (5,):
            yield f"a table row has other columns: {line[:60]!r}"
    rows = re.findall(r"^\| `([^`]+)` \| [^|]+ \| ([0-9,]+) \| [^|]+ \|$", text, re.MULTILINE)
    if {token: int(n.replace(",", "")) for token, n in rows} != {
            row["token"]: row["requests"] for row in report["status"]}:
        yield "statuses differ"


def main(program):
    """Run the checks over all logs."""
    results = tap.Tap()
    program = str(pathlib.Path(program).resolve())
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        cases = {**logs.make_logs(folder),
                 "samples": [str(sample) for sample in logs.SAMPLES]}
        for kind, inputs in cases.items():
            report, files = outputs_of(program, folder, inputs)
            impure = [f"{kind_}: {p}" for kind_, data in files.items()
                      for p in expectation.impurities(data)]
            results.check(f"{kind}: fit to be shown", impure)
            results.check(f"{kind}: CSV", list(csv_problems(report, files)))
            results.check(f"{kind}: Prometheus", list(metric_problems(report, files)))
            results.check(f"{kind}: Markdown", list(markdown_problems(report, files)))
    return results.finish()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Hold the JSON report against its schema, and its numbers against each other.

    test_json_report.py PROGRAM

Logs are the samples, damaged and hostile ones, and filtered ones.
"""

import datetime
import gzip
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

try:
    import jsonschema
except ImportError:
    jsonschema = None

PROJECT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(PROJECT / "tests"), str(PROJECT / "tests" / "cli")]

import expectation  # noqa: E402
import tap  # noqa: E402

SAMPLES = sorted((PROJECT / "samples").glob("*.log"))
SCHEMA = PROJECT / "docs" / "report.schema.json"
FILTERS = (
    ["--status", "5xx"], ["--status", "!2xx,!3xx"], ["--status", "418"], ["--outcome", "upstream"],
    ["--path", "^/api/"], ["--path", "!."], ["--agent", "!Mozilla"], ["--referer", "google"],
    ["--client", "198.51.100.0/24,!198.51.100.222"], ["--method", "POST"], ["--host", "*.example"],
    ["--since", "2026-03-12 14:00"], ["--until", "2026-03-12T14:00:00+01:00"],
    ["--period", "2026-03-12 14"], ["-n", "1"], ["-n", "1000000"], ["--memory", "1"],
    ["--vendor", "nginx,cloudflare"], ["--jobs", "1"], ["--jobs", "3"], ["--brief"],
    ["--brief", "--status", "5xx"], ["--sensitivity", "high", "--min-errors", "1"], ["--online"],
    ["--baseline", "2026-03-12 00:00..12:00"], ["--error-codes", "4xx,5xx"],
)
HOSTILE = (b"", b"-", b" ", b"\\\"", b"\"", b"\\", b"\x1b[31m", b"\x00", b"\x7f", b"\xc2\x9b",
           b"\xe2\x80\xae", b"\xf0\x9f\x98\x80", b"\xff", b"\xed\xa0\x80", b"\xf3\xa0\x81\x81",
           b"{}[],:", b"<script>", "中文".encode(), b"a" * 70000)


def request(time=b"12/Mar/2026:14:03:00 +0100", status=b"200", field=b"-", size=b"5"):
    """Write one line with something in every field that can hold it."""
    return b'192.0.2.1%s - %s [%s] "GET /%s HTTP/1.1" %s %s "%s" "%s"\n' % (
        field, field, time, field, status, size, field, field)


def make_logs(folder):
    """Make logs that samples are not; return their names by what they are."""
    incident = (PROJECT / "samples" / "nginx-incident.log").read_bytes()
    packed = gzip.compress(incident, mtime=0)
    numbers = random.Random(1)
    contents = {
        "empty": b"",
        "one line without end": request()[:-1],
        "noise": numbers.randbytes(100000),
        "gzip": packed,
        "gzip cut": packed[:len(packed) // 2],
        "gzip with rubbish behind": packed + b"rubbish",
        "gzip with a flipped byte": packed[:9000] + bytes([packed[9000] ^ 255]) + packed[9001:],
        "hostile fields": b"".join(request(field=field) for field in HOSTILE),
        "every status": b"".join(request(status=b"%03d" % n) for n in range(1000))
                        + b"".join(request(status=s) for s in (b"-", b"0", b"-1")),
        "huge sizes": request(size=b"18446744073709551615") * 2 + request(size=b"-"),
        "years": b"".join(request(b"12/Mar/%d:14:03:00 +0100" % y) for y in range(1990, 2030)),
        "offsets": b"".join(request(b"12/Mar/2026:14:03:00 " + o)
                            for o in (b"-0330", b"+0000", b"+1400", b"-1200", b"+0545")),
    }
    for number, content in enumerate(contents.values()):
        (folder / f"log-{number}").write_bytes(content)
    names = {kind: [f"log-{number}"] for number, kind in enumerate(contents)}
    hostile_name = b"\x1b]0;x\x07\xe2\x80\xae\xff\n\"\\.log"
    (folder.joinpath(hostile_name.decode("utf-8", "surrogateescape"))).write_bytes(request())
    names["hostile name"] = [hostile_name]
    names["missing among others"] = ["log-1", "missing", ".", hostile_name]
    return names


def unique_keys(pairs):
    """Refuse objects with a key twice, which most parsers do not see."""
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def sums_of(report):
    """Yield (what, one number, the same number from elsewhere)."""
    lines, requests = report["lines"], report["requests"]
    points = report["series"]["points"]
    yield "lines", lines["read"], sum(n for key, n in lines.items() if key != "read")
    yield "lines of inputs", lines["read"], sum(i["lines"] for i in report["inputs"])
    yield "requests", lines["requests"], requests
    yield "statuses", sum(row["requests"] for row in report["status"]), requests
    yield "outcomes", sum(report["outcomes"].values()), requests
    yield "classes", sum(report["classes"].values()), requests
    for name, count in report["classes"].items():
        yield name, sum(r["requests"] for r in report["status"] if r["class"] == name), count
    for name, count in report["outcomes"].items():
        yield name, sum(r["requests"] for r in report["status"] if r["outcome"] == name), count
    yield "series", sum(p["requests"] for p in points), requests - report["implausible_times"]
    for point in points:
        yield point["time"], sum(point["classes"].values()), point["requests"]
    latency, upstream = report["latency"], report["upstream"]
    if latency:
        yield ("latency", sum(part["requests"] for part in latency["classes"].values()),
               latency["requests"])
    if upstream:
        for key in ("passed", "minted"):
            yield f"upstream {key}", sum(row[key] for row in upstream["status"]), upstream[key]
    for name, rows in report["top"].items():
        for row in rows:
            yield f"{name} {row['value']}", sum(row["classes"].values()), row["requests"]


def latencies_of(report):
    """Yield (whose, an object with requests and quantiles) of each that has any requests."""
    latency = report["latency"] or {}
    parts = {"all": latency, **latency.get("classes", {}), "upstream": latency.get("upstream")}
    for name, part in parts.items():
        if part and part["requests"]:
            yield name, part


def incident_problems(report):
    """Say what is wrong with incidents, which their schema does not see."""
    starts = [instant(incident["start"]) for incident in report["incidents"]]
    if starts != sorted(starts):
        yield "incidents are not ascending"
    for incident in report["incidents"]:
        start, end, peak = (instant(incident[key]) for key in ("start", "end", "peak_time"))
        if not start <= peak < end:
            yield f"incident at {incident['start']} has its peak outside"
        if incident["errors"] > incident["requests"] > 0 or incident["requests"] > report["requests"]:
            yield f"incident at {incident['start']} has too many errors or requests"
        # Codes of a path or an upstream are those of all errors in that time.
        if (incident["kind"] not in ("path", "upstream")
                and sum(code["errors"] for code in incident["codes"]) > incident["errors"] > 0):
            yield f"incident at {incident['start']} has codes with more errors than there are"
        dimensions = [cause["dimension"] for cause in incident["concentrates_on"]]
        if len(set(dimensions)) != len(dimensions):
            yield f"incident at {incident['start']} has two causes of one dimension"
    if report["incidents_not_searched"] and report["incidents"]:
        yield "incidents were found without a search"


def instant(text):
    """Read a time of the report."""
    return datetime.datetime.fromisoformat(text)


def disorders_of(report):
    """Say what is not in its order or beyond its bounds."""
    points = [point["time"] for point in report["series"]["points"]]
    if points != sorted(set(points)):
        yield "points are not ascending"
    if points and not points[0] <= report["first"] <= report["last"]:
        yield "first or last is not in the series"
    codes = [row["code"] for row in report["status"]]
    if codes != sorted(codes):
        yield "statuses are not ascending"
    for name, rows in report["top"].items():
        counts = [row["requests"] for row in rows]
        if counts != sorted(counts, reverse=True):
            yield f"{name} are not descending"
        if sum(counts) > report["requests"]:
            yield f"{name} have more requests than there are"
        if len({row["value"] for row in rows}) != len(rows) and "\\x" not in str(rows):
            yield f"{name} have a value twice"
    for name, part in latencies_of(report):
        durations = [part[key] for key in ("p50", "p90", "p95", "p99", "max")]
        if durations != sorted(durations):
            yield f"quantiles of {name} are not ascending"
        if part["requests"] > report["requests"]:
            yield f"{name}: more durations than requests"
    upstream = report["upstream"] or {"passed": 0, "minted": 0, "retried": 0, "saved": 0}
    if not upstream["saved"] <= upstream["retried"] <= upstream["passed"] + upstream["minted"]:
        yield "more requests were saved than retried, or retried than there are"
    expected = report["classes"]["5xx"] / report["requests"] if report["requests"] else 0
    if abs(report["error_rate"] - expected) > 1e-6:
        yield "error_rate is not 5xx / requests"


def read_with_jq(text):
    """Read the text as jq understands it; None without jq."""
    if not shutil.which("jq"):
        return None
    return json.loads(subprocess.run(["jq", "."], input=text, stdout=subprocess.PIPE,
                                     check=True).stdout)


def problems_of(program, folder, arguments, validator):
    """Make a report and say what is wrong with it."""
    done = subprocess.run([program, "--as", "json", "--format", "combined", *arguments], cwd=folder, check=False,
                          stdin=subprocess.DEVNULL, capture_output=True)
    if done.returncode not in (0, 2):
        return [f"exit {done.returncode}", done.stderr.decode("utf-8", "backslashreplace")]
    problems = expectation.impurities(done.stdout) + expectation.impurities(done.stderr)
    report = json.loads(done.stdout, object_pairs_hook=unique_keys)
    if validator:
        problems += [f"{error.json_path}: {error.message}"
                     for error in validator.iter_errors(report)][:10]
    problems += [f"{what}: {one} and {other}" for what, one, other in sums_of(report)
                 if one != other]
    problems += disorders_of(report)
    problems += incident_problems(report)
    problems += spikes_problems(program, folder, arguments, report)
    # jq keeps numbers as doubles.
    if report["bytes"] < 2 ** 53 and read_with_jq(done.stdout) not in (None, report):
        problems.append("jq reads something else")
    damaged = any(entry["error"] for entry in report["inputs"])
    if damaged and done.returncode != 2:
        problems.append("an input is damaged, and the exit code does not say so")
    return problems


def spikes_problems(program, folder, arguments, report):
    """Say where the command for incidents alone tells other ones than the report."""
    if any(word in arguments for word in ("-n", "--brief")):
        return
    done = subprocess.run([program, "spikes", "--as", "json", "--format", "combined", *arguments],
                          cwd=folder, check=False, stdin=subprocess.DEVNULL, capture_output=True)
    if done.returncode not in (0, 2):
        yield f"spikes: exit {done.returncode}"
        return
    alone = json.loads(done.stdout, object_pairs_hook=unique_keys)
    for key in ("inputs", "requests", "first", "last", "incidents", "incidents_not_searched",
                "habits"):
        if alone[key] != report[key]:
            yield f"spikes has other {key} than the report"


def make_validator(results):
    """Make the schema's validator, or say why there is none."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    if jsonschema is None:
        results.skipped("schema", "Python has no jsonschema here")
        return None
    jsonschema.Draft202012Validator.check_schema(schema)
    results.passed("schema")
    return jsonschema.Draft202012Validator(schema)


def main(program):
    """Check every log and every filter."""
    results = tap.Tap()
    validator = make_validator(results)
    program = str(pathlib.Path(program).resolve())
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        cases = {sample.name: [sample] for sample in SAMPLES}
        cases["all samples"] = SAMPLES
        cases |= make_logs(folder)
        cases |= {" ".join(words): [*words, *SAMPLES] for words in FILTERS}
        for kind, arguments in cases.items():
            results.check(kind, problems_of(program, folder, arguments, validator))
    return results.finish()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

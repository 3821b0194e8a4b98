#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Hold HTML reports against what no report may have, and against the JSON report.

    test_html_report.py PROGRAM SPIKES_PAGE
"""

import json
import pathlib
import re
import sys
import tempfile

PROJECT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "tests"))

import tap  # noqa: E402

from page import HIDDEN, Page  # noqa: E402
from reports import render, write_logs  # noqa: E402

SIZE_MAX = 300_000
ARGUMENTS = ([], ["--brief"], ["--status", "5xx"], ["--vendor", "nginx,cloudflare"],
             ["--status", "418"], ["--memory", "1"], ["-n", "1"], ["-n", "100"])
CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx", "other")
# As html_writer.c cuts values.
VALUE_COLUMNS = 200


def number(text):
    """Read "1,234"."""
    return int(text.replace(",", ""))


def shown(value):
    """Write a value of the JSON report as people are to see it."""
    return HIDDEN.sub(lambda match: "\\x%02x" % ord(match[0]) if ord(match[0]) < 0x80
                      else "\\u{%x}" % ord(match[0]), value.replace("\n", "\\x0a"))


def check_values(page, report):
    """Compare the paths: what is read back is the text, whatever it was in the log."""
    rows = page.tables().get("Most frequent: Paths", [[]])[1:]
    wanted = [shown(row["value"]) or "(empty)" for row in report["top"]["paths"]]
    found = [row[0] for row in rows]
    for value, text in zip(wanted, found):
        if len(value) <= VALUE_COLUMNS and value != text:
            yield f"{value!r} became {text!r}"
        if len(text) > VALUE_COLUMNS:
            yield f"{len(text)} characters of a path"
    if len(wanted) != len(found):
        yield f"{len(wanted)} paths became {len(found)}"


def check_sums(page, report):
    """Compare the tables with the JSON report."""
    tables = page.tables()
    lines = {row[0]: number(row[1]) for row in tables["Every line read is one of these"][1:]}
    read = lines.pop("= read")
    if read != sum(lines.values()) or read != report["lines"]["read"]:
        yield f"lines {lines} are not {read}"
    if not report["requests"]:
        return
    statuses = {row[0].strip(): number(row[3]) for row in tables["Status codes"][1:]}
    if statuses != {row["token"]: row["requests"] for row in report["status"]}:
        yield f"statuses are {statuses}"
    outcomes = sum(number(row[1]) for row in tables["Outcomes: whose trouble it was"][1:])
    if outcomes != report["requests"]:
        yield f"outcomes are {outcomes}"
    over_time = tables.get("Requests over time by class")
    if over_time:
        for column, name in enumerate(over_time[0]):
            total = report["classes"].get(name)
            found = name in CLASSES and sum(number(row[column]) for row in over_time[1:])
            if name in CLASSES and found > total:
                yield f"{name} over time is {found}, not {total}"
            if name in CLASSES and not report["implausible_times"] and found != total:
                yield f"{name} over time is {found}, not {total}"


def hints_of(chart):
    """List the texts of a picture's steps, each as its lines."""
    return [rect.text().split("\n") for rect in chart.all("rect")
            if rect.all("title")]


def check_charts(page):
    """Find the numbers of each picture over time in the table behind it."""
    charts, tables = page.charts(), page.tables()
    for title, chart in charts.items():
        if not chart.all("path"):
            continue
        caption = "Error codes over time" if title.startswith("Status ") else \
            "Requests over time by class"
        rows = tables.get(caption)
        if not rows:
            yield f"{title!r} has no table"
            continue
        by_time = {row[0]: dict(zip(rows[0], row)) for row in rows[1:]}
        for time, *values in hints_of(chart):
            for value in values:
                name, _, count = value.rpartition(" ")
                if by_time[time][name or "5xx rate"] != count:
                    yield f"{title!r} says {value} at {time}, the table {by_time[time]}"
    for title, chart in charts.items():
        steps = {int(place) for path in chart.all("path")
                 for place in re.findall(r"H(\d+)", path.get("d"))}
        if steps and max(steps) > 200:
            yield f"{title!r} has {max(steps)} steps"


def heights_of(path, bottom, count):
    """Read the height of each step from an outline of M, H, V and Z."""
    heights, at, place = [], bottom, 0
    for letter, value in re.findall(r"([HV])(\d+)", path):
        if letter == "V":
            at = int(value)
        else:
            heights += [bottom - at] * (int(value) - place)
            place = int(value)
    return heights + [bottom - at] * (count - place)


def check_shapes(page):
    """Compare the outline of all requests with the numbers of the table."""
    chart, rows = page.charts()["Requests over time by class"], \
        page.tables()["Requests over time by class"]
    plot = next(svg for svg in chart.all("svg") if svg.get("viewbox"))
    _, _, steps, bottom = map(int, plot.get("viewbox").split())
    heights = heights_of(plot.all("path")[0].get("d"), bottom, steps)
    counts = [number(row[1]) for row in rows[1:]]
    drawn = [height for height in heights if height]
    if len(drawn) != len(counts):
        return [f"{len(drawn)} steps are drawn, the table has {len(counts)}"]
    scale = max(drawn) / max(counts)
    # A pixel is ten units; thin layers are a pixel each.
    return [f"{count} is drawn {height} high" for height, count in zip(drawn, counts)
            if abs(height - count * scale) > 60]


def check_report(results, program, name, log):
    """Check a log with all arguments."""
    for arguments in ARGUMENTS:
        content = render(program, "--as", "html", "-q", *arguments, log)
        report = json.loads(render(program, "--as", "json", "-q", *arguments, log))
        page = Page(content)
        problems = page.problems() + list(check_sums(page, report)) + list(check_charts(page))
        if "--brief" not in arguments:
            problems += check_values(page, report)
        if len(content) > SIZE_MAX and arguments != ["-n", "100"]:
            problems.append(f"{len(content)} bytes")
        results.check(f"{name} {' '.join(arguments)}", problems)


def check_spikes(results, spikes_page, log):
    """Look for spikes where they have to be told."""
    page = Page(render(spikes_page, log, 3, ""))
    text, charts = page.root.text(), page.charts()
    bands = [rect for rect in charts["Requests over time by class"].all("rect")
             if rect.get("class") == "spike"]
    problems = page.problems()
    problems += [] if len(bands) == 3 else [f"{len(bands)} bands"]
    for words in ("3 spikes", "Severe", "Spike 3: ", "/api/<b>checkout\\u{202e}", "/<script>\\x1b",
                  "\\xff", "1,402 of 3,411 requests, 41.10%; usually 0.10%", "/<backup>",
                  "It had not ended when the log did.", "outside spikes"):
        problems += [] if words in text else [f"{words!r} is not told"]
    results.check("spikes are told with their evidence", problems)
    changes = page.tables()
    problems = [] if ["502", "new"] in [row[:2] for row in changes["Codes that rose or fell"]] \
        else ["a new 502 is not told"]
    problems += [] if ["/<gone>\\x1b", "gone"] in [
        row[:2] for row in changes["Paths whose requests rose or fell"]] else ["no path is gone"]
    results.check("what rose and fell is told", problems)
    many = Page(render(spikes_page, log, 100, ""))
    problems = many.problems() + ([] if len(many.content) < SIZE_MAX else ["too large"])
    for words in ("100 spikes", "95 smaller spikes", "and 60 more, in the JSON report"):
        problems += [] if words in many.root.text() else [f"{words!r} is not told"]
    results.check("a hundred spikes do not make it long", problems)
    for reason, words in (("", "No spikes: at no time did errors rise"),
                          ("by <hour>", "Spikes were not looked for: by <hour>.")):
        page = Page(render(spikes_page, log, 0, reason))
        found = words in page.root.text()
        results.check(words, page.problems() + ([] if found else ["is not told"]))


def check_checks(results):
    """See that the checks above can fail."""
    page = b"<!DOCTYPE html>\n<html><body><h1>x</h1>%s</body></html>"
    faults = (b"<script>1</script>", b"<p onclick=x>a</p>", b'<a href="http://a">b</a>', b"<p>",
              b"\xff", b"\x1b", "\u202e".encode(), b"<h3>a</h3>", b'<p style="x">a</p>', b"</b>",
              b"<!-- a -->", b"<table></table>", b"<svg></svg>", b"<0.01%",
              b'<p id="a">a</p><p id="a">b</p>')
    without = set(Page(page % b"").problems())
    missed = [fault for fault in faults if set(Page(page % fault).problems()) <= without]
    results.check("faults would be found", [repr(fault) for fault in missed])


def main():
    """Run all checks."""
    program, spikes_page = sys.argv[1:]
    results = tap.Tap()
    check_checks(results)
    with tempfile.TemporaryDirectory() as folder:
        logs = write_logs(pathlib.Path(folder))
        for name, log in logs.items():
            check_report(results, program, name, log)
        week = logs["busy week"]
        results.check("shapes are those of the numbers",
                      check_shapes(Page(render(program, "--as", "html", "-q", week))))
        check_spikes(results, spikes_page, week)
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())

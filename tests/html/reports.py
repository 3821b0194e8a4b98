# SPDX-License-Identifier: MIT
"""Logs to make HTML reports of: the samples, a busy week, and what an attacker would send."""

import datetime
import json
import math
import pathlib
import random
import subprocess

PROJECT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = sorted((PROJECT / "samples").glob("*.log"))

HOSTILE = (
    b"\x00", b"\x1b[31m", b"\x7f", b"\xc2\x9b0m", b"\xe2\x80\xae", b"\xff\xfe", b"\xed\xa0\x80",
    b"\xf3\xa0\x81\x81", b"\xef\xbb\xbf", b"<script>alert(1)</script>", b"<img src=x onerror=a()>",
    b"'>\\\"><svg/onload=alert(1)>", b"&lt;b&gt;&#x41;&amp;", b"javascript:alert(1)", b"",
    b"https://evil.example/", b"//evil.example", b"</style></title></textarea><!--", b"]]>", b"-->",
    "\u4e2d\u6587 \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627".encode(),
    "e\u0301\u0301\u0301".encode(), b"\\x41", b"%s%n", b"{{7*7}}", b"a" * 60000, b"a b\tc")


def line(path=b"/", status=200, time=b"12/Mar/2026:14:03:00 +0100", more=b"-"):
    """Write one line of the combined format."""
    return (b'192.0.2.1 - - [%s] "GET %s HTTP/1.1" %d 5 "%s" "%s"\n'
            % (time, path, status, more, more))


def busy_week():
    """Write a week with a spike in it, many paths and clients, and long agents."""
    numbers = random.Random(1)
    codes = [200] * 90 + [304] * 6 + [404] * 6 + [301, 403, 400, 499, 429, 500, 502, 503, 504]
    start, rows = datetime.datetime(2026, 3, 9), []
    for minute in range(7 * 1440):
        time = start + datetime.timedelta(minutes=minute)
        is_bad = minute // 30 == 170
        for _ in range(1 + int(4 + 4 * math.sin(minute / 229))):
            status = 502 if is_bad and numbers.random() < .5 else numbers.choice(codes)
            rows.append(
                '198.51.100.%d - - [%s +0100] "GET /%s/%d/%s HTTP/1.1" %d %d "-" '
                '"Mozilla/5.0 (X11; Linux x86_64; rv:1%d.0) Gecko/20100101 Firefox/1%d.0"\n'
                % (numbers.randrange(256), time.strftime("%d/%b/%Y:%H:%M:%S"), "long-name" * 6,
                   numbers.randrange(3000), "deeper/" * 8, status, numbers.randrange(90000),
                   minute % 40, minute % 40))
    return "".join(rows).encode()


def timed():
    """Write JSON with durations and the servers behind."""
    numbers, rows = random.Random(2), []
    for minute in range(600):
        status = numbers.choice([200] * 9 + [404, 502, 504])
        duration = round(numbers.lognormvariate(-3, 1.5), 3)
        behind = status if status != 504 else "-"
        rows.append(json.dumps({
            "time_iso8601": f"2026-03-12T{minute // 60:02}:{minute % 60:02}:00+01:00",
            "remote_addr": "192.0.2.7", "request_method": "GET", "request_uri": "/" + "p" * 90,
            "server_protocol": "HTTP/1.1", "status": status, "body_bytes_sent": 5,
            "http_user_agent": "curl/8.5.0", "request_time": duration, "host": "a.example",
            "upstream_addr": "10.0.0.7:8080", "upstream_status": str(behind),
            "upstream_response_time": str(duration)}) + "\n")
    return "".join(rows).encode()


def logs():
    """Map names to the bytes of logs."""
    made = {path.name: path.read_bytes() for path in SAMPLES}
    hours = [b"12/Mar/2026:%02d:03:00 +0100" % hour for hour in range(24)]
    made["empty"] = b""
    made["one line"] = line(status=502)
    made["no line to read"] = b"nothing that is a request\n" * 9
    made["hostile"] = line() * 40 + b"".join(
        line(b"/" + value, (200, 404, 500, 502, 499)[number % 5], hours[number % 24], value)
        + (value + b" <b>junk\n" if number % 3 == 0 else b"")
        for number, value in enumerate(HOSTILE * 2))
    made["every status"] = b"".join(line(status=code) for code in range(100, 600))
    made["years"] = b"".join(line(time=b"12/Mar/%d:14:03:00 -0330" % year, status=500)
                             for year in range(1996, 2026))
    made["two minutes"] = line() * 30 + line(time=b"12/Mar/2026:14:04:00 +0100", status=503) * 3
    made["rare error"] = (line() * 15000 + line(time=b"12/Mar/2026:14:04:00 +0100") * 30000
                          + line(status=500))
    made["busy week"] = busy_week()
    made["timed"] = timed()
    return made


def write_logs(folder):
    """Put the logs into a folder; map names to their files."""
    files = {}
    for number, (name, content) in enumerate(logs().items()):
        files[name] = folder / f"log-{number}"
        files[name].write_bytes(content)
    return files


def render(program, *arguments):
    """Run the program; return the bytes of the report."""
    done = subprocess.run([str(program), *map(str, arguments)], capture_output=True, check=False,
                          timeout=60)
    # No line of a log that is none is a reason to have no report.
    if done.returncode != 0 and not done.stdout:
        raise RuntimeError(f"{arguments}: exit {done.returncode}: {done.stderr[-300:]!r}")
    return done.stdout

#!/usr/bin/env python3
"""A slow counter for access logs of the combined family, to test httally against.

    reference.py FILE...        plain or gzip files, "-" for standard input

It prints counts as JSON.  Nothing in it is shared with httally: it is the
grammar written down a second time, to be read and not to be fast:

    head SP "[" time "]" SP '"' request '"' SP status SP size tail

The head holds at least three fields (client, ident, user; perhaps a virtual
host first); the tail holds quoted and bare fields, each after one space.
"""

import argparse
import contextlib
import gzip
import io
import itertools
import json
import re
import sys
import time

BOM = b"\xef\xbb\xbf"
LINE_LIMIT = 65536
OLDEST_YEAR = 1995
FUTURE_SECONDS = 24 * 3600
UNPARSED_SHOWN = 5

MONTHS = b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

TIME_BEFORE_REQUEST = re.compile(
    rb' \[([\d ]\d)/([A-Za-z]{3})/(\d{4}):(\d\d):(\d\d):(\d\d)'
    rb' ([+-])(\d\d)(\d\d)\] "')
STATUS_AND_SIZE = re.compile(rb" (\d{3}|-1|-|0) (-|\d{1,18})(?= |\Z)")
QUOTE = re.compile(rb'"')
QUOTE_BEFORE_SPACE_OR_END = re.compile(rb'"(?= |\Z)')
BARE_FIELD = re.compile(rb'[^ "]*')
LABEL = re.compile(rb'[^ "]*[=:](?=")')
CLOSING_QUOTE_TRIES = 8
DIRECTIVE = re.compile(rb"#[A-Za-z-]+:")


# Time


def is_leap_year(year):
    """Tell whether the Gregorian year has a 29th of February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_before_year(year):
    """Count the days from 1 January 0000 to 1 January of the year."""
    past = year - 1
    return year * 365 + (past // 4 - past // 100 + past // 400 + 1)


def days_in_month(month, year):
    """Count the days of a month; months count from 0."""
    return MONTH_DAYS[month] + (month == 1 and is_leap_year(year))


def seconds_of_civil(year, month, day, seconds_of_day):
    """Turn a civil time of UTC into seconds since 1970."""
    days = days_before_year(year) - days_before_year(1970) + day - 1
    days += sum(days_in_month(earlier, year) for earlier in range(month))
    return days * 86400 + seconds_of_day


def parse_time(match):
    """Return (UTC seconds, offset in seconds), or None if no such time is."""
    day, year, hour, minute, second, zone_hours, zone_minutes = (
        int(match[i]) for i in (1, 3, 4, 5, 6, 8, 9))
    if match[2].capitalize() not in MONTHS:
        return None
    month = MONTHS.index(match[2].capitalize())
    if not (1 <= day <= days_in_month(month, year)
            and hour < 24 and minute < 60 and second <= 60
            and zone_hours <= 15 and zone_minutes < 60):
        return None
    offset = zone_hours * 3600 + zone_minutes * 60
    if match[7] == b"-":
        offset = -offset
    seconds_of_day = hour * 3600 + minute * 60 + second
    return seconds_of_civil(year, month, day, seconds_of_day) - offset, offset


def format_time(instant):
    """Write (UTC seconds, offset) as ISO 8601, or None as None."""
    if instant is None:
        return None
    seconds, offset = instant
    civil = time.gmtime(seconds + offset)
    sign = "-" if offset < 0 else "+"
    hours, minutes = divmod(abs(offset) // 60, 60)
    return (time.strftime("%Y-%m-%dT%H:%M:%S", civil)
            + f"{sign}{hours:02}:{minutes:02}")


# One request line


def is_escaped(line, position):
    """Tell whether an odd number of backslashes stands before the byte."""
    before = line[:position]
    return (len(before) - len(before.rstrip(b"\\"))) % 2 == 1


def closing_quote(line, start, escaping):
    """Find the quote that closes the field beginning at 'start', or -1."""
    if escaping:
        every = (match.start() for match in QUOTE.finditer(line, start))
        return next((quote for quote in every if not is_escaped(line, quote)), -1)
    match = QUOTE_BEFORE_SPACE_OR_END.search(line, start)
    return match.start() if match else -1


def is_tail(line, position, escaping):
    """Tell whether the rest of the line is nothing but proper fields."""
    while position < len(line):
        if line[position:position + 1] != b" ":
            return False
        position += 1
        if label := LABEL.match(line, position):
            position = label.end()
        if line[position:position + 1] == b'"':
            position = closing_quote(line, position + 1, escaping) + 1
            if position == 0:
                return False
        else:
            position = BARE_FIELD.match(line, position).end()
    return True


def parse_after_request(line, quote, escaping):
    """Read status, size and tail behind the quote; None if they are not."""
    match = STATUS_AND_SIZE.match(line, quote + 1)
    if match is None or not is_tail(line, match.end(), escaping):
        return None
    return match[1].decode(), 0 if match[2] == b"-" else int(match[2])


def parse_request(line):
    """Return (status token, bytes, instant) of a request line, or None."""
    match = TIME_BEFORE_REQUEST.search(line)
    if match is None:
        return None
    head = line[:match.start()]
    instant = parse_time(match)
    if head.count(b" ") < 2 or instant is None:
        return None
    quote = closing_quote(line, match.end(), escaping=True)
    result = None if quote < 0 else parse_after_request(line, quote, escaping=True)
    if result is None:
        likely = (quote.start() for quote in QUOTE.finditer(line, match.end())
                  if STATUS_AND_SIZE.match(line, quote.end()))
        every = (parse_after_request(line, quote, escaping=False)
                 for quote in itertools.islice(likely, CLOSING_QUOTE_TRIES))
        result = next((found for found in every if found), None)
    return result and (*result, instant)


# Counting


class Counter:
    """What was seen so far."""

    def __init__(self, now):
        """Start with nothing; 'now' is in seconds since 1970."""
        self.latest = now + FUTURE_SECONDS
        self.lines = dict.fromkeys(
            ("read", "requests", "unparsed", "too_long", "blank", "directives"), 0)
        self.status = {}
        self.first = self.last = None
        self.unparsed_lines = []

    def add_line(self, line, number):
        """Count one line, given without its end."""
        self.lines["read"] += 1
        line = line.lstrip(b"\0")
        if len(line) > LINE_LIMIT:
            self.lines["too_long"] += 1
        elif not line.strip(b" \t\0"):
            self.lines["blank"] += 1
        elif DIRECTIVE.match(line):
            self.lines["directives"] += 1
        elif (request := parse_request(line)) is not None:
            self.lines["requests"] += 1
            self.add_request(*request)
        else:
            self.lines["unparsed"] += 1
            self.unparsed_lines.append(number)
            del self.unparsed_lines[UNPARSED_SHOWN:]

    def add_request(self, token, size, instant):
        """Count one request."""
        row = self.status.setdefault(token, {"requests": 0, "bytes": 0})
        row["requests"] += 1
        row["bytes"] += size
        oldest = seconds_of_civil(OLDEST_YEAR, 0, 1, 0)
        if oldest <= instant[0] <= self.latest:
            if self.first is None or instant[0] < self.first[0]:
                self.first = instant
            if self.last is None or instant[0] > self.last[0]:
                self.last = instant

    def report(self):
        """Return everything as one dictionary."""
        classes = dict.fromkeys(("1xx", "2xx", "3xx", "4xx", "5xx", "other"), 0)
        for token, row in self.status.items():
            is_usual = len(token) == 3 and token[0] in "12345"
            classes[f"{token[0]}xx" if is_usual else "other"] += row["requests"]
        return {"lines": self.lines,
                "bytes": sum(row["bytes"] for row in self.status.values()),
                "first": format_time(self.first), "last": format_time(self.last),
                "status": dict(sorted(self.status.items())),
                "classes": classes, "unparsed_lines": self.unparsed_lines}


def lines_of(stream):
    """Yield the lines of a binary stream, without BOM and line ends."""
    for index, line in enumerate(stream):
        if index == 0:
            line = line.removeprefix(BOM)
        if not line:
            return
        yield line.removesuffix(b"\n").rstrip(b"\r")


def open_log(name):
    """Open a log for reading bytes; gzip is told by its first two bytes."""
    raw = sys.stdin.buffer if name == "-" else open(name, "rb")  # noqa: SIM115
    stream = io.BufferedReader(raw)
    if stream.peek(2)[:2] == b"\x1f\x8b":
        return gzip.GzipFile(fileobj=stream)
    return stream


def main():
    """Count the files named on the command line."""
    parser = argparse.ArgumentParser(description="count access-log lines, slowly")
    parser.add_argument("files", nargs="+", metavar="FILE")
    counter = Counter(time.time())
    for name in parser.parse_args().files:
        with contextlib.closing(open_log(name)) as stream:
            for number, line in enumerate(lines_of(stream), 1):
                counter.add_line(line, number)
    print(json.dumps(counter.report()))


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: MIT
"""The requests of a combined log, written in other formats."""

import json
import re

LINE = re.compile(r'(?P<client>\S+) - (?P<user>\S+) \[(?P<time>[^]]+)\] '
                  r'"(?P<request>(?:[^"\\]|\\.)*)" (?P<status>\d+) (?P<bytes>\d+) '
                  r'"(?P<referer>(?:[^"\\]|\\.)*)" "(?P<agent>(?:[^"\\]|\\.)*)"')

# nginx's `main`, with what most people add to it.
NGINX_TIMED = ('nginx:$remote_addr - $remote_user [$time_local] "$request" $status '
               '$body_bytes_sent "$http_referer" "$http_user_agent" "$http_x_forwarded_for" '
               'rt=$request_time uct="$upstream_connect_time" uht="$upstream_header_time" '
               'urt="$upstream_response_time" ua="$upstream_addr" us="$upstream_status"')


def upstream_of(fields, number):
    """What the servers behind said: every fiftieth request was tried twice."""
    server = f"192.0.2.{number % 8 + 1}:8080"
    seconds = f"{number * 7919 % 1500 / 1000:.3f}"
    if number % 50:
        return server, fields["status"], seconds
    return f"{server}, 192.0.2.9:8080", f"502, {fields['status']}", f"0.001, {seconds}"


def write_nginx_timed(line, fields, number):
    """The line with times and servers behind it."""
    server, status, seconds = upstream_of(fields, number)
    return (f'{line} "-" rt={number * 7919 % 1500 / 1000:.3f} uct="0.000" uht="{seconds}" '
            f'urt="{seconds}" ua="{server}" us="{status}"')


def iso_time(text):
    """ISO 8601 for 12/Mar/2026:14:03:07 +0100, all of March as the generator has it."""
    return f"{text[7:11]}-03-{text[:2]}T{text[12:20]}{text[21:24]}:{text[24:]}"


def write_json(_, fields, number):
    """An object with nginx's usual names."""
    server, status, seconds = upstream_of(fields, number)
    return json.dumps({
        "time": iso_time(fields["time"]), "remote_addr": fields["client"],
        "remote_user": fields["user"], "request": fields["request"],
        "status": int(fields["status"]), "body_bytes_sent": int(fields["bytes"]),
        "request_time": number * 7919 % 1500 / 1000, "http_referer": fields["referer"],
        "http_user_agent": fields["agent"], "upstream_addr": server,
        "upstream_status": status, "upstream_response_time": seconds,
    }, separators=(",", ":"))


def convert(combined, path, write):
    """Write the requests of one log to another; return the number of lines."""
    count = 0
    with combined.open() as lines, path.open("w") as output:
        for number, line in enumerate(lines):
            line = line.rstrip("\n")
            output.write(write(line, LINE.fullmatch(line).groupdict(), number) + "\n")
            count += 1
    return count

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Hold the tables of formats.md against the program: every name, variable, directive and key.

    check_formats.py PROGRAM FILE

A table behind "<!-- check: KIND -->" has the field in its first column and its names, each in
backticks and perhaps with a unit in parentheses, in the second.  Of each name a line is made, and
`inspect` must show that field with the value, in that unit.
"""

import json
import re
import subprocess
import sys

NAME_PATTERN = re.compile(r"`([^`]+)`(?: \((\w+)\))?")

VALUES = {
    "client": "192.0.2.7",
    "user": "jane",
    "host": "shop.example",
    "request": "GET /a HTTP/1.1",
    "method": "PUT",
    "target": "/a",
    "protocol": "HTTP/1.0",
    "status": "418",
    "bytes": "512",
    "referer": "https://shop.example/",
    "agent": "curl",
    "upstream": "198.51.100.2:80",
    "upstream_status": "502",
    "cache": "HIT",
    "tls": "TLSv1.3",
    "request_id": "c0ffee",
    "forwarded_for": "203.0.113.9",
}

# One of them is what the name has; the time is the same.
TIMES = ["12/Mar/2026:13:03:07 +0000", "[12/Mar/2026:13:03:07 +0000]", "2026-03-12T13:03:07+00:00"]
TIMES += ["1773320587" + digits for digits in ("", ".000", "000", "000000", "000000000")]

DURATIONS = {"s": "1.5", "ms": "1500", "us": "1500000", "ns": "1500000000"}


# Each makes the format of a name, and a function from a value to a line in it.  A method or a
# protocol alone is no request, and X-Forwarded-For alone is the client.


def words(prefix, status, target, client):
    def make(name, field):
        helper = {"forwarded_for": client, "method": target, "protocol": target}.get(field, "-")
        if field == "status":
            return f"{prefix}:{name} |", lambda value: f"{value} |"
        of_helper = {client: VALUES["client"], target: "/b"}.get(helper, "-")
        return (
            f"{prefix}:{status} | {helper} | {name} |",
            lambda value: f"418 | {of_helper} | {value} |",
        )

    return make


def nginx(name, field):
    return words("nginx", "$status", "$request_uri", "$remote_addr")("$" + name, field)


def json_line(name, field, value):
    record = {} if field == "status" else {"status": 418}
    if field in ("method", "protocol"):
        record["request_uri"] = "/b"
    elif field not in ("client", "request", "target"):
        record["client_ip"] = VALUES["client"]
    place = record
    *parents, key = name.split(".") if not name.startswith("@") else [name]
    for parent in parents:
        place = place.setdefault(parent, {})
    place[key] = value
    return json.dumps(record)


def ltsv_line(name, value):
    return f"status:418\t{name}:{value}"


def w3c_line(name, field, value):
    columns = {"sc-status": "418", "cs-uri-stem": "/b"}
    if field in ("target", "status"):
        columns = {"sc-status": "418"} if field == "target" else {}
    columns[name] = value
    return "#Fields: " + " ".join(columns) + "\n" + " ".join(columns.values())


def regex(name, field):
    helper = "(?<target>/b) " if field in ("method", "protocol") else ""
    status = "" if field == "status" else r"(?<status>418) "
    text = "/b " if helper else ""
    return (
        f"regex:^{status}{helper}(?<{name}>.*)$",
        lambda value: ("418 " if status else "") + text + value,
    )


KINDS = {
    "nginx": nginx,
    "apache": words("apache", "%>s", "%U", "%h"),
    "goaccess": words("goaccess", "%s", "%U", "%h"),
    "regex": regex,
    "json": lambda name, field: ("json", lambda value: json_line(name, field, value)),
    "json-durations": lambda name, field: ("json", lambda value: json_line(name, field, value)),
    "ltsv": lambda name, field: ("ltsv", lambda value: ltsv_line(name, value)),
    "w3c": lambda name, field: ("w3c", lambda value: w3c_line(name, field, value)),
}


def values_of(kind, field, unit):
    """Values to try, and what `inspect` shows of any of them."""
    if field == "time":
        return TIMES, "2026-03-12T13:03:07+00:00"
    if field.endswith("duration"):
        return ["1500ms" if kind == "json-durations" else DURATIONS[unit]], "1.500000 s"
    return [VALUES[field]], "(any)" if field == "request" else VALUES[field]


def inspect(program, text, line):
    run = subprocess.run(
        [program, "inspect", "-q", "-F", text], input=line + "\n", text=True, capture_output=True
    )
    shown = re.findall(r"^  (\w+) +(.*)$", run.stdout, re.M)
    return dict(shown)


def is_read(program, kind, name, unit, field):
    text, line_of = KINDS[kind](name, field)
    values, expected = values_of(kind, field, unit)
    for value in values:
        shown = inspect(program, text, line_of(value))
        if field == "request" and (shown.get("method"), shown.get("target")) == ("GET", "/a"):
            return True
        if shown.get(field) == expected:
            return True
    return False


def tables(lines):
    """Yield (kind, rows of cells) of each table that is to be checked."""
    for number, line in enumerate(lines):
        match = re.fullmatch(r"<!-- check: (\S+) -->", line)
        if not match:
            continue
        rows = []
        for row in lines[number + 3 :]:
            if not row.startswith("|"):
                break
            rows.append([cell.strip() for cell in row.strip("|").split("|")])
        yield match[1], rows


def check_fields(program, kind, rows):
    for field, cell in rows:
        for name, unit in NAME_PATTERN.findall(cell):
            if name == "~h{, }":
                continue
            yield (
                f"{kind}: {name} is {field}{' in ' + unit if unit else ''}",
                is_read(program, kind, name, unit, field),
            )


def formats_of(program):
    """The names that the program lists, each with its aliases and vendors as the page has them."""
    listed = subprocess.run([program, "formats"], capture_output=True, text=True, check=True)
    for line in listed.stdout.split("\n\n")[0].splitlines():
        name = line.split()[0]
        about = subprocess.run([program, "formats", name], capture_output=True, text=True).stdout
        aliases = re.search(r"^  also called +(.*)$", about, re.M)
        vendors = re.search(r"^  codes +as (\S+) means? them$", about, re.M)
        yield name, aliases[1].split() if aliases else [], vendors[1] if vendors else ""


def check_names(program, rows):
    told = [(row[0].strip("`"), row[1].replace("`", "").split(), row[2]) for row in rows]
    known = list(formats_of(program))
    for entry in known:
        yield f"names: {entry[0]}", entry in told
    yield "names: nothing else, and in this order", told == known


def main():
    program, path = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    results = []
    for kind, rows in tables(lines):
        if kind == "names":
            results += check_names(program, rows)
        else:
            results += check_fields(program, kind, rows)
    for number, (name, is_right) in enumerate(results, start=1):
        print(f"{'ok' if is_right else 'not ok'} {number} - {name.replace('#', '')}")
    print(f"1..{len(results)}")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Make the built-in catalogue of status codes from its two tab-separated files.

    generate_catalogue.py ENTRIES VENDORS --c FILE         the table that is compiled in
    generate_catalogue.py ENTRIES VENDORS --markdown FILE  the page for people
    generate_catalogue.py ENTRIES VENDORS --check FILE     exit 1 when that page is out of date

The files are checked first: a fault is told as FILE:LINE and nothing is written.
"""

import argparse
import re
import sys
from collections import namedtuple

ENTRY_COLUMNS = (
    "code vendor name standing outcome fault retry meaning check source confidence".split()
)
VENDOR_COLUMNS = "vendor title rank about".split()

# As in include/httally/status.h: the enum values are these words in capitals.
WORDS = {
    "standing": "standard webdav deprecated reserved unofficial note".split(),
    "outcome": (
        "informational success redirect client_error client_closed throttled refused tls "
        "server_error upstream unknown"
    ).split(),
    "fault": "none client server upstream network operator".split(),
    "retry": "no yes maybe".split(),
    "confidence": "primary secondary hearsay".split(),
}

CODE_PATTERN = re.compile(r"(-1|\d{1,4})(?:\.(\d{1,4}))?")
VENDOR_PATTERN = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")

Entry = namedtuple("Entry", ["number", "subcode"] + ENTRY_COLUMNS)
Vendor = namedtuple("Vendor", VENDOR_COLUMNS)


class Faults:
    """Collects what is wrong, so that one run tells everything."""

    def __init__(self):
        self.messages = []

    def add(self, path, line, message):
        self.messages.append(f"{path}:{line}: {message}")


def read_rows(path, columns, faults):
    """Yield (line number, {column: text}) for each well-formed row of a TSV file."""
    with open(path, "rb") as file:
        lines = file.read().split(b"\n")
    if lines and lines[-1] == b"":
        lines.pop()
    if not lines or lines[0].decode("ascii", "replace").split("\t") != columns:
        faults.add(path, 1, "the columns must be: " + " ".join(columns))
        return
    for number, raw in enumerate(lines[1:], start=2):
        if not all(byte == 0x09 or 0x20 <= byte <= 0x7E for byte in raw):
            faults.add(path, number, "a byte that is not printable ASCII")
            continue
        fields = raw.decode("ascii").split("\t")
        if len(fields) != len(columns):
            faults.add(path, number, f"{len(fields)} columns instead of {len(columns)}")
            continue
        row = dict(zip(columns, fields))
        for column, text in row.items():
            if not text or text != text.strip():
                faults.add(path, number, f"{column} is empty or has spaces at an end")
        yield number, row


def read_vendors(path, faults):
    vendors = {}
    ranks = {}
    for line, row in read_rows(path, VENDOR_COLUMNS, faults):
        if not VENDOR_PATTERN.fullmatch(row["vendor"]):
            faults.add(path, line, f"'{row['vendor']}' is not a vendor name")
        if row["vendor"] in vendors:
            faults.add(path, line, f"vendor '{row['vendor']}' stands twice")
        if not re.fullmatch(r"\d{1,6}", row["rank"]):
            faults.add(path, line, f"rank '{row['rank']}' is not a number from 0 on")
            continue
        rank = int(row["rank"])
        if rank in ranks:
            faults.add(path, line, f"rank {rank} is that of '{ranks[rank]}' already")
        ranks[rank] = row["vendor"]
        vendors[row["vendor"]] = Vendor(row["vendor"], row["title"], rank, row["about"])
    return vendors


def read_entries(path, vendors, faults):
    entries = {}
    for line, row in read_rows(path, ENTRY_COLUMNS, faults):
        match = CODE_PATTERN.fullmatch(row["code"])
        if not match:
            faults.add(path, line, f"'{row['code']}' is not a status code")
            continue
        if row["vendor"] not in vendors:
            faults.add(path, line, f"vendor '{row['vendor']}' is not in the list of vendors")
            continue
        for column, words in WORDS.items():
            if row[column] not in words:
                faults.add(path, line, f"unknown {column} '{row[column]}'")
        number = int(match[1])
        subcode = int(match[2]) if match[2] else -1
        key = (number, subcode, row["vendor"])
        if key in entries:
            faults.add(path, line, f"{row['code']} of '{row['vendor']}' stands twice")
        entries[key] = Entry(number, subcode, **row)
    return sorted(
        entries.values(), key=lambda entry: (entry.number, entry.subcode, vendors[entry.vendor].rank)
    )


def read_catalogue(entries_path, vendors_path):
    """The entries in the order of the table and the vendors by rank; exits on faults."""
    faults = Faults()
    vendors = read_vendors(vendors_path, faults)
    entries = read_entries(entries_path, vendors, faults)
    if not faults.messages and not (entries and vendors):
        faults.add(entries_path, 1, "no entries or no vendors")
    if faults.messages:
        sys.exit("\n".join(faults.messages))
    return entries, sorted(vendors.values(), key=lambda vendor: vendor.rank)


# ---- C ------------------------------------------------------------------------------------------


def c_string(text):
    # "??" could begin a trigraph.
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("??", '?""?')
    return f'"{escaped}"'


def c_entry(entry):
    lines = [f".code = {entry.number},", f".subcode = {entry.subcode},"]
    for column in ("vendor", "name", "meaning", "check", "source"):
        lines.append(f".{column} = {c_string(getattr(entry, column))},")
    for column in WORDS:
        lines.append(f".{column} = HTTALLY_{column.upper()}_{getattr(entry, column).upper()},")
    return "    {\n" + "".join(f"        {line}\n" for line in lines) + "    },\n"


def c_vendor(vendor):
    return (
        "    {\n"
        f"        .id = {c_string(vendor.vendor)},\n"
        f"        .title = {c_string(vendor.title)},\n"
        f"        .about = {c_string(vendor.about)},\n"
        f"        .rank = {vendor.rank},\n"
        "    },\n"
    )


def c_source(entries, vendors):
    return (
        "/* SPDX-License-Identifier: MIT */\n"
        "/* Generated by generate_catalogue.py from catalogue.tsv and vendors.tsv. */\n"
        '#include "status/catalogue_builtin.h"\n'
        "\n"
        "const struct httally_status_entry catalogue_builtin_entries[] = {\n"
        + "".join(map(c_entry, entries))
        + "};\n"
        f"const size_t catalogue_builtin_entry_count = {len(entries)};\n"
        "\n"
        "const struct httally_vendor catalogue_builtin_vendors[] = {\n"
        + "".join(map(c_vendor, vendors))
        + "};\n"
        f"const size_t catalogue_builtin_vendor_count = {len(vendors)};\n"
    )


# ---- Markdown -----------------------------------------------------------------------------------

INTRODUCTION = """\
<!-- Generated from src/status/catalogue.tsv and src/status/vendors.tsv: do not edit here. -->
<!-- src/status/generate_catalogue.py src/status/catalogue.tsv src/status/vendors.tsv --markdown docs/status-codes.md -->

# Status codes and what they mean

The {entry_count} readings of {code_count} codes by {vendor_count} vendors that httally knows. `httally explain CODE`
shows one of them, `httally codes` lists them, `--codes FILE` adds your own.

This page is generated from `src/status/catalogue.tsv` and `src/status/vendors.tsv`. To correct a
code, change its row there, with its source, and run the command at the head of this file.

## How a meaning is chosen

1. **You name the software** that wrote the log: `--vendor nginx,cloudflare`. The first vendor of
   the list that has the code decides, then the IANA registry.
2. **Else the log format tells** which vendor that is, where it can (AWS load balancers, Cloudflare,
   IIS, HAProxy, Envoy ...).
3. **Else** a registered code keeps its registered meaning. Any other gets the reading of the vendor
   most likely to have written it into a server's access log, which is the one with the lowest rank
   in the table below. It is marked as likely, and the readings of the others are listed with it.
   Where no status was sent the token decides: `000` is read as nginx writes it, `-` as Apache
   httpd, `0` as Envoy, `-1` as HAProxy.
4. **A code that nobody lists** is counted and shown all the same. Within 100 to 599 it is
   "Unassigned" and treated as its class (RFC 9110, section 15); outside it is no HTTP status.

A row of standing *note* is a remark on an ordinary code, never its meaning.

*Outcome* says what became of the request, *fault* whose trouble that was: of the `client`, of the
`server` that wrote the log, of the `upstream` behind it, of the `network` between two of them, or
of an `operator` whose rule or setting did it. *Retry* says whether the same request may succeed
later. A source in (brackets) was read second-hand; (hearsay) could not be confirmed.
"""

SECTIONS = (
    ("1xx: informational", lambda entry: 100 <= entry.number <= 199),
    ("2xx: success", lambda entry: 200 <= entry.number <= 299),
    ("3xx: redirection", lambda entry: 300 <= entry.number <= 399),
    ("4xx: client errors", lambda entry: 400 <= entry.number <= 499),
    ("5xx: server errors", lambda entry: 500 <= entry.number <= 599),
    ("No status, and other numbers", lambda entry: entry.number < 100 or entry.number > 599),
)


def markdown_text(text):
    """Plain text as the cell of a table: nothing of it is taken for markup."""
    escaped = re.sub(r"([\\`*|\[\]])", r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;"))
    # An underscore within a word is plain already.
    return re.sub(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])", r"\\_", escaped)


def markdown_table(headings, rows):
    lines = ["| " + " | ".join(headings) + " |", "|" + " --- |" * len(headings)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def markdown_source(entry):
    text = markdown_text(entry.source)
    return {"primary": text, "secondary": f"({text})", "hearsay": f"{text} (hearsay)"}[
        entry.confidence
    ]


def markdown_row(entry):
    meaning = markdown_text(entry.meaning)
    if entry.check != "-":
        meaning += f"<br>*Check:* {markdown_text(entry.check)}"
    name = markdown_text(entry.name)
    if entry.standing not in ("standard", "unofficial"):
        name += f" *({entry.standing})*"
    return [
        f"`{entry.code}`",
        entry.vendor,
        name,
        entry.outcome,
        entry.fault,
        entry.retry,
        meaning,
        markdown_source(entry),
    ]


def markdown_page(entries, vendors):
    parts = [
        INTRODUCTION.format(
            entry_count=len(entries),
            code_count=len({(entry.number, entry.subcode) for entry in entries}),
            vendor_count=len(vendors),
        ),
        "\n## Vendors\n\nBy rank: the likeliest writer of a code that is not registered first.\n\n",
        markdown_table(
            ["Vendor", "Title", "Rank", "Where its codes stand"],
            [
                [f"`{vendor.vendor}`", markdown_text(vendor.title), str(vendor.rank),
                 markdown_text(vendor.about)]
                for vendor in vendors
            ],
        ),
    ]
    headings = ["Code", "Vendor", "Name", "Outcome", "Fault", "Retry", "Meaning", "Source"]
    for title, belongs in SECTIONS:
        rows = [markdown_row(entry) for entry in entries if belongs(entry)]
        if rows:
            parts.append(f"\n## {title}\n\n{markdown_table(headings, rows)}")
    return "".join(parts)


def is_up_to_date(path, page):
    try:
        with open(path, encoding="ascii", newline="") as file:
            return file.read() == page
    except (OSError, UnicodeDecodeError):
        return False


def write(path, text):
    with open(path, "w", encoding="ascii", newline="") as file:
        file.write(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("entries", help="catalogue.tsv")
    parser.add_argument("vendors", help="vendors.tsv")
    parser.add_argument("--c", metavar="FILE", help="write the C table")
    parser.add_argument("--markdown", metavar="FILE", help="write the page docs/status-codes.md")
    parser.add_argument("--check", metavar="FILE", help="is the page FILE up to date?")
    arguments = parser.parse_args()

    entries, vendors = read_catalogue(arguments.entries, arguments.vendors)
    if arguments.c:
        write(arguments.c, c_source(entries, vendors))
    if arguments.markdown:
        write(arguments.markdown, markdown_page(entries, vendors))
    if arguments.check and not is_up_to_date(arguments.check, markdown_page(entries, vendors)):
        sys.exit(
            f"{arguments.check} is out of date: run {sys.argv[0]} {arguments.entries} "
            f"{arguments.vendors} --markdown {arguments.check}"
        )


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: MIT
"""Read the files that describe command-line cases: README.md has the grammar."""

import bz2
import dataclasses
import gzip
import lzma
import pathlib
import re
import shlex
import subprocess

PROJECT = pathlib.Path(__file__).resolve().parents[2]
INDENT = "    "

SECTION = re.compile(
    r"(?P<keyword>[a-z-]+)(?: (?P<name>[^ ():]+))?(?: \((?P<changes>[^)]*)\))?:(?: (?P<value>.*))?")
CASE_KEYWORDS = {"file", "folder", "require"}
RUN_KEYWORDS = {"stdin", "stdout-to", "env", "exit", "stdout", "stderr", "output", "allow"}
NAMED_KEYWORDS = {"file", "folder", "output"}
ESCAPE = re.compile(rb"\\(x[0-9A-Fa-f]{2}|.)", re.DOTALL)
ESCAPED_BYTES = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"0": b"\0", b"e": b"\x1b", b"\\": b"\\"}


class CaseError(Exception):
    """The file does not follow the grammar."""


@dataclasses.dataclass
class Section:
    """One section; lines [begin, end) of the file are its own."""

    keyword: str
    name: str
    changes: list
    value: str
    lines: list
    begin: int
    end: int

    @property
    def text(self):
        """The words behind the colon and below it, for sections that are no content."""
        return " ".join([self.value, *self.lines]).strip()


@dataclasses.dataclass
class Run:
    """One call of the program, with what has to be there before."""

    args: Section
    prepared: list
    sections: dict = dataclasses.field(default_factory=dict)
    outputs: list = dataclasses.field(default_factory=list)

    def text(self, keyword, default=""):
        """Return the words of a section, or 'default' when it is not there."""
        return self.sections[keyword].text if keyword in self.sections else default

    @property
    def end(self):
        """The first line of the file behind this run's sections."""
        return max(s.end for s in (self.args, *self.sections.values(), *self.outputs))


@dataclasses.dataclass
class Case:
    """A case file."""

    lines: list
    requires: list
    runs: list


def block_end(lines, begin):
    """Find the end of the indented block; blank lines behind it are not part of it."""
    end = begin
    for index in range(begin, len(lines)):
        if lines[index].startswith(INDENT):
            end = index + 1
        elif lines[index]:
            break
    return end


def read_section(lines, begin):
    """Read the section that begins in a line."""
    match = SECTION.fullmatch(lines[begin])
    if match is None:
        raise CaseError(f"line {begin + 1}: neither a section, nor indented, nor a comment")
    keyword = match["keyword"]
    if keyword not in CASE_KEYWORDS | RUN_KEYWORDS | {"args"}:
        raise CaseError(f"line {begin + 1}: unknown section '{keyword}'")
    if (keyword in NAMED_KEYWORDS) != bool(match["name"]):
        raise CaseError(f"line {begin + 1}: '{keyword}' {'has no' if match['name'] else 'needs a'} name")
    end = block_end(lines, begin + 1)
    changes = [change.strip() for change in (match["changes"] or "").split(",") if change.strip()]
    block = [line.removeprefix(INDENT) for line in lines[begin + 1:end]]
    return Section(keyword, match["name"] or "", changes, match["value"] or "", block, begin, end)


def read_sections(lines):
    """Yield the sections of a file."""
    index = 0
    while index < len(lines):
        if not lines[index] or lines[index].startswith("#"):
            index += 1
            continue
        section = read_section(lines, index)
        yield section
        index = section.end


def add_to_run(run, section):
    """Put a section where it belongs."""
    if run is None:
        raise CaseError(f"line {section.begin + 1}: '{section.keyword}' before any 'args'")
    if section.keyword == "output":
        run.outputs.append(section)
    elif section.keyword in run.sections:
        raise CaseError(f"line {section.begin + 1}: a second '{section.keyword}'")
    else:
        run.sections[section.keyword] = section


def parse_case(text):
    """Read a case file's text."""
    case = Case(text.split("\n"), [], [])
    prepared = []
    for section in read_sections(case.lines):
        if section.keyword == "require":
            case.requires += section.text.split()
        elif section.keyword in CASE_KEYWORDS:
            prepared.append(section)
        elif section.keyword == "args":
            case.runs.append(Run(section, prepared))
            prepared = []
        else:
            add_to_run(case.runs[-1] if case.runs else None, section)
    if not case.runs or prepared:
        raise CaseError("the last section that does something has to be 'args'")
    return case


def unescape(content):
    """Replace backslash escapes by their bytes."""
    def replace(match):
        if len(match[1]) == 3:
            return bytes([int(match[1][1:], 16)])
        if match[1] not in ESCAPED_BYTES:
            raise CaseError(f"unknown escape {match[0]!r}")
        return ESCAPED_BYTES[match[1]]
    return ESCAPE.sub(replace, content)


def zstd(content):
    """Compress with the zstd command; Python has no such module."""
    return subprocess.run(["zstd", "-qc"], input=content, stdout=subprocess.PIPE, check=True).stdout


CHANGES = {
    "escaped": unescape,
    "no-newline": lambda content: content.removesuffix(b"\n"),
    "crlf": lambda content: content.replace(b"\n", b"\r\n"),
    "gzip": lambda content: gzip.compress(content, mtime=0),
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": zstd,
}


def change_content(content, change):
    """Apply one word, or word and number, of the parenthesis behind a name."""
    word, _, number = change.partition(" ")
    if word in CHANGES and not number:
        return CHANGES[word](content)
    if word in ("cut", "repeat") and re.fullmatch(r"-?\d+", number):
        return content[:int(number)] if word == "cut" else content * int(number)
    raise CaseError(f"unknown change '{change}'")


def content_of(section):
    """Make the bytes that a 'file' or 'stdin' section describes."""
    if section.value:
        content = (PROJECT / section.value).read_bytes()
    else:
        content = "".join(line + "\n" for line in section.lines).encode()
    for change in section.changes:
        content = change_content(content, change)
    return content


def arguments_of(run):
    """Split the arguments of a run as a shell would; escapes are replaced before."""
    text = run.args.text.encode()
    for change in run.args.changes:
        text = change_content(text, change)
    return shlex.split(text.decode("utf-8", "surrogateescape"))


def environment_of(run):
    """Return the additional environment of a run."""
    section = run.sections.get("env")
    lines = [section.value, *section.lines] if section else []
    return dict(line.split("=", 1) for line in lines if line)


def compressions(case):
    """Name the optional compressions that the case makes."""
    sections = [s for run in case.runs for s in (*run.prepared, *run.sections.values())]
    return sorted({name for s in sections for name in ("bzip2", "xz", "zstd") if name in s.changes})


def required_programs(case):
    """Name what has to be installed for the case."""
    sections = [s for run in case.runs for s in (*run.prepared, *run.sections.values())]
    compressors = ["zstd" for section in sections if "zstd" in section.changes]
    return sorted({*case.requires, *compressors})

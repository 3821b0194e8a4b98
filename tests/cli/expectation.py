# SPDX-License-Identifier: MIT
"""Compare what a program wrote with what a case expects."""

import difflib
import re

PLACEHOLDERS = {
    "[VERSION]": r"\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?",
    "[NUMBER]": r"-?\d[\d.,' ]*",
    "[TIME]": r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?",
    "[ANY]": r".*",
}
PLACEHOLDER = re.compile("|".join(re.escape(name) for name in PLACEHOLDERS))
ANY_LINES = "..."
END = "[END]"
NO_NEWLINE = "[NO NEWLINE]"

# C0 without newline, DEL, C1; marks, embeddings and isolates of bidirectional text.
FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
COLOR = re.compile("\x1b\\[[0-9;]*m")
DIFF_LINES_MAX = 80


def impurities(content, allowed=()):
    """Say what no output may have, but for what is 'allowed', as a list of texts."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return [f"byte {error.start} is not UTF-8: {content[error.start:error.start + 8]!r}"]
    if "color" in allowed:
        text = COLOR.sub("", text)
    if "tabs" in allowed:
        text = text.replace("\t", " ")
    match = FORBIDDEN.search(text)
    if match is None:
        return []
    line = text.count("\n", 0, match.start()) + 1
    return [f"line {line} has the control character U+{ord(match[0]):04X}"]


def visible_lines(content):
    """Cut output into lines that show what would be invisible."""
    text = content.decode("utf-8", "backslashreplace").replace("\x1b", "\\e").replace("\t", "\\t")
    lines = text.split("\n")
    if lines[-1]:
        lines[-1] += NO_NEWLINE
    else:
        lines.pop()
    lines = [line + END if line.endswith(" ") else line for line in lines]
    if lines and not lines[-1]:
        lines[-1] = END
    return lines


def line_pattern(line):
    """Turn an expected line into a regular expression."""
    if line == ANY_LINES:
        return r"(?:.*\n)*?"
    pattern, position = "", 0
    for match in PLACEHOLDER.finditer(line):
        pattern += re.escape(line[position:match.start()]) + PLACEHOLDERS[match[0]]
        position = match.end()
    return pattern + re.escape(line[position:]) + r"\n"


def is_match(expected, actual):
    """Tell whether lines are as expected."""
    pattern = "".join(line_pattern(line) for line in expected)
    return re.fullmatch(pattern, "".join(line + "\n" for line in actual)) is not None


def difference(name, expected, actual):
    """Show a difference line by line; lines that a placeholder fits count as equal."""
    shown = list(actual)
    for index, line in enumerate(actual):
        fitting = next((e for e in expected if e != ANY_LINES and is_match([e], [line])), None)
        shown[index] = fitting if fitting is not None else line
    diff = list(difflib.unified_diff(expected, shown, f"{name} expected", f"{name} found",
                                     lineterm="", n=1))
    rest = len(diff) - DIFF_LINES_MAX
    return diff[:DIFF_LINES_MAX] + ([f"and {rest} lines more"] if rest > 0 else [])

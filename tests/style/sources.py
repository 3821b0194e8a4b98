# SPDX-License-Identifier: MIT
"""Find and read the project's sources, for the checks of this folder."""

import pathlib
import re
import sys

PROJECT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "tests"))

import tap  # noqa: E402,F401

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+"([^"]+)"', re.MULTILINE)
# A comment, or a text or character that may hold what looks like one.
COMMENT_OR_LITERAL = re.compile(
    r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


def c_files(*folders):
    """List the .c and .h files below folders of the project, sorted."""
    return sorted(path for folder in folders for path in (PROJECT / folder).rglob("*.[ch]"))


def relative(path):
    """Name a file as seen from the project's root."""
    return path.relative_to(PROJECT).as_posix()


def read(path):
    """Return a source's text; bytes that are not UTF-8 show up as escapes."""
    return path.read_text(encoding="utf-8", errors="backslashreplace")


def includes(path):
    """List what a source includes in quotes."""
    return INCLUDE.findall(read(path))


def bare_code(text):
    """Blank comments and literals, keeping the lines."""
    def blank(match):
        return "\n" * match[0].count("\n") or " "
    return COMMENT_OR_LITERAL.sub(blank, text)

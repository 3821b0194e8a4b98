#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check what no compiler does: banned functions, sizes, heads, and lists of files.

Reports in TAP.
"""

import collections
import re
import sys

from sources import PROJECT, bare_code, c_files, read, relative, tap

SPDX = "/* SPDX-License-Identifier: MIT */"
FILE_LINES_MAX = 500
FUNCTION_LINES_MAX = 80

# Unbounded, unable to report a failure, or dependent on the machine's time zone.
BANNED = ("strtok sprintf vsprintf strcpy strcat strncpy gets localtime gmtime mktime "
          "atoi atol atoll atof").split()
# The library does not speak, does not end the program, and knows no environment or time zone.
BANNED_IN_LIBRARY = ("printf vprintf fprintf vfprintf puts fputs putchar perror exit _exit abort "
                     "getenv setlocale localtime_r").split()

TEXT_SUFFIXES = {".c", ".h", ".py", ".md", ".build", ".txt", ".json", ".yml", ".test", ".sh"}
TEXT_FOLDERS = ("include", "src", "tests", "docs", "samples", ".ci")
LISTS = (
    ("include/httally/meson.build", "include/httally/*.h", "'{name}'"),
    ("tests/unit/meson.build", "tests/unit/test_*.c", "'{stem}'"),
    ("tests/fuzz/meson.build", "tests/fuzz/*_fuzz.c", "'{stem}'"),
)


# Calls


def banned_calls(path, names):
    """List calls of functions that may not be called."""
    pattern = re.compile(rf"\b({'|'.join(names)})[ \t]*\(")
    lines = bare_code(read(path)).split("\n")
    return [f"{relative(path)}:{number}: {match[1]}()"
            for number, line in enumerate(lines, 1) for match in pattern.finditer(line)]


def check_banned():
    """Look for functions that nobody may call."""
    return [call for path in c_files("src", "include") for call in banned_calls(path, BANNED)]


def check_library_calls():
    """Look for functions that belong to the program."""
    return [call for path in c_files("src", "include")
            if not relative(path).startswith("src/cli/")
            for call in banned_calls(path, BANNED_IN_LIBRARY)]


# Sizes and shapes


def check_heads():
    """Look at the first line of each source."""
    return [f"{relative(path)}: does not begin with {SPDX}"
            for path in c_files("src", "include", "tests")
            if not read(path).startswith(SPDX + "\n")]


def check_file_lengths():
    """Find files that should be two."""
    problems = []
    for path in c_files("src", "include"):
        count = read(path).count("\n")
        if count > FILE_LINES_MAX:
            problems.append(f"{relative(path)}: {count} lines, at most {FILE_LINES_MAX}")
    return problems


def function_lengths(lines):
    """Yield (line number, lines) of the functions: they open and close in the first column."""
    start = 0
    for index, line in enumerate(lines):
        if line == "{":
            start = index
        elif line == "}" and start:
            yield start, index - start + 2
            start = 0


def check_function_lengths():
    """Find functions that should be two; tables open behind a '=' and do not count."""
    problems = []
    for path in c_files("src"):
        for number, count in function_lengths(read(path).split("\n")):
            if count > FUNCTION_LINES_MAX:
                problems.append(f"{relative(path)}:{number}: a function of {count} lines, "
                                f"at most {FUNCTION_LINES_MAX}")
    return problems


def check_names():
    """Find file names that only their case or their folder tells apart."""
    problems, places = [], collections.defaultdict(list)
    for path in c_files("src", "include"):
        places[path.parent, path.name.lower()].append(path)
        # A command may be called like the stage it shows; public and inner headers may be twins.
        if path.suffix == ".c" and not relative(path).startswith("src/cli/"):
            places["src", path.name.lower()].append(path)
    for paths in places.values():
        if len(paths) > 1:
            problems.append(" and ".join(relative(path) for path in paths))
    return problems


def text_files():
    """List the files that people write."""
    below = [path for folder in TEXT_FOLDERS for path in (PROJECT / folder).rglob("*")]
    return sorted(path for path in [*PROJECT.glob("*"), *below]
                  if path.is_file() and (path.suffix in TEXT_SUFFIXES or path.name == "dev")
                  and "corpus" not in path.parts)


def check_whitespace():
    """Find blanks at line ends, tabs in C, and files without a last newline."""
    problems = []
    for path in text_files():
        lines = read(path).split("\n")
        problems += [f"{relative(path)}:{number}: ends in a blank"
                     for number, line in enumerate(lines, 1) if line != line.rstrip()]
        if lines[-1]:
            problems.append(f"{relative(path)}: no newline at the end")
        if path.suffix in (".c", ".h", ".py") and any("\t" in line for line in lines):
            problems.append(f"{relative(path)}: has a tab")
    return problems


# Lists


def check_list(list_name, pattern, form):
    """Compare the files of a folder with a list in a build file."""
    path = PROJECT / list_name
    text = re.sub(r"#.*", "", path.read_text(encoding="utf-8")) if path.is_file() else ""
    problems = []
    for source in sorted(PROJECT.glob(pattern)):
        stem = source.stem.removeprefix("test_").removesuffix("_fuzz")
        if form.format(name=source.name, stem=stem) not in text:
            problems.append(f"{relative(source)} is not listed in {list_name}")
    return problems


def main():
    """Check everything."""
    report = tap.Tap()
    report.check("no banned function is called", check_banned())
    report.check("the library leaves output and exit to the program", check_library_calls())
    report.check("sources begin with their licence", check_heads())
    report.check(f"no file is longer than {FILE_LINES_MAX} lines", check_file_lengths())
    report.check(f"no function is longer than {FUNCTION_LINES_MAX} lines",
                 check_function_lengths())
    report.check("file names are unique", check_names())
    report.check("no stray blanks", check_whitespace())
    for list_name, pattern, form in LISTS:
        report.check(f"{list_name} lists all of {pattern}", check_list(list_name, pattern, form))
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Hold the #includes against the table of stages: which may know which.

A stage may include its own headers, those of the stages named here, and the
public headers of the nouns that it works on.  Reports in TAP.
"""

import sys

from sources import PROJECT, c_files, includes, relative, tap

BASIC = {"export", "slice", "error"}
RECORD = BASIC | {"status", "record"}
FILTER = RECORD | {"period", "filter", "rewrite"}
TALLY = RECORD | {"tally"}
REPORT = TALLY | FILTER | {"source", "format", "incident", "previous", "report", "text"}

# Folder of src: (stages it may include, public headers it may include).
STAGES = {
    "base": (set(), BASIC | {"text"}),
    "input": ({"base"}, BASIC | {"source"}),
    "status": ({"base"}, BASIC | {"status"}),
    "format": ({"base"}, RECORD | {"format"}),
    "filter": ({"base"}, FILTER),
    "tally": ({"base", "status"}, TALLY),
    "incident": ({"base", "tally"}, TALLY | {"incident", "text"}),
    "report": ({"base", "status", "tally", "incident"}, REPORT),
    "history": ({"base", "input", "tally"}, TALLY | {"source", "history"}),
    "cli": (set(), None),
}
# Made by the build, with what was found on this machine.
GENERATED = {"config.h"}


def public_headers():
    """Name the public headers without folder and extension."""
    return {path.stem for path in c_files("include/httally")}


def complaint(stage, name):
    """Say why a file of a stage may not include 'name'; None if it may."""
    folder, _, rest = name.rpartition("/")
    stages, nouns = STAGES[stage]
    if name in GENERATED or folder == stage or folder in stages:
        return None
    if folder == "httally":
        noun = rest.removesuffix(".h")
        if nouns is None or noun in nouns:
            return None
        return f"{stage} does not work on the noun {noun}"
    if not folder and (PROJECT / "src" / stage / name).is_file():
        return None
    return f"{stage} may not know {folder or name}"


def check_stage(stage):
    """List what the files of a stage include against the table."""
    problems = []
    for path in c_files(f"src/{stage}"):
        for name in includes(path):
            reason = complaint(stage, name)
            if reason:
                problems.append(f"{relative(path)} includes {name}: {reason}")
    return problems


def check_folders():
    """List folders of src that the table does not know, and stray files."""
    problems = []
    for path in sorted((PROJECT / "src").iterdir()):
        if path.is_dir() and path.name not in (*STAGES, "analysis"):
            problems.append(f"src/{path.name} is not in the table of check_includes.py")
        elif path.suffix in (".c", ".h"):
            problems.append(f"src/{path.name} belongs to no stage")
    return problems


def check_naming():
    """List private headers of the library that are not named by stage and name."""
    return [f"{relative(path)} includes {name}" for path in c_files("src")
            if not relative(path).startswith("src/cli/")
            for name in includes(path) if "/" not in name and name not in GENERATED]


def check_analysis():
    """List what the folder that knows all stages includes of the program."""
    return [f"{relative(path)} includes {name}" for path in c_files("src/analysis")
            for name in includes(path) if name.startswith("cli/")]


def public_includes(noun):
    """Name the public headers that a public header includes."""
    return includes(PROJECT / "include" / "httally" / f"{noun}.h")


def find_cycle(noun, path, finished):
    """Return a chain of public headers that ends where it began, or None."""
    if noun in path:
        return [*path[path.index(noun):], noun]
    if noun in finished:
        return None
    for name in public_includes(noun):
        below = name.removeprefix("httally/").removesuffix(".h")
        cycle = find_cycle(below, [*path, noun], finished)
        if cycle:
            return cycle
    finished.add(noun)
    return None


def check_public_headers():
    """List private headers in public ones, and circles among these."""
    nouns, finished = public_headers(), set()
    problems = [f"include/httally/{noun}.h includes {name}"
                for noun in sorted(nouns) for name in public_includes(noun)
                if name.removeprefix("httally/").removesuffix(".h") not in nouns]
    if not problems:
        cycles = (find_cycle(noun, [], finished) for noun in sorted(nouns))
        problems = [" -> ".join(cycle) for cycle in cycles if cycle]
    return problems


def main():
    """Check everything."""
    report = tap.Tap()
    report.check("every folder of src is a stage", check_folders())
    for stage in STAGES:
        report.check(f"{stage} includes what it may", check_stage(stage))
    report.check("stages name headers with their folder", check_naming())
    report.check("analysis does not know the program", check_analysis())
    report.check("public headers include each other, one way", check_public_headers())
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compile each public header alone, and twice in a row, as C11 and as C++.

    check_headers.py COMPILER [ARGUMENT...]

COMPILER is the C compiler; C++ is tried when there is a compiler for it.
Reports in TAP.
"""

import os
import pathlib
import shutil
import subprocess
import sys

PROJECT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "tests"))

import tap  # noqa: E402

STRICT = ["-pedantic", "-Wall", "-Wextra", "-Wshadow", "-Werror", "-fsyntax-only"]
C11 = ["-x", "c", "-std=c11", "-Wstrict-prototypes"]
CXX11 = ["-x", "c++", "-std=c++11"]


def cxx_compiler():
    """Find a C++ compiler, or return None."""
    names = (os.environ.get("CXX"), "c++", "g++", "clang++")
    return next((name for name in names if name and shutil.which(name)), None)


def compile_header(compiler, language, header):
    """Compile a source that only includes a header, twice; return the complaints."""
    line = f'#include "httally/{header}"\n'
    command = [*compiler, *language, *STRICT, "-I", str(PROJECT / "include"), "-"]
    # ISO C wants something declared, and not every header does that.
    text = line * 2 + "typedef int something;\n"
    done = subprocess.run(command, input=text, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    return [done.stdout] if done.returncode else []


def main(compiler):
    """Compile all headers."""
    report = tap.Tap()
    cxx = cxx_compiler()
    for path in sorted((PROJECT / "include" / "httally").glob("*.h")):
        report.check(f"{path.name} as C11", compile_header(compiler, C11, path.name))
        if cxx:
            report.check(f"{path.name} as C++", compile_header([cxx], CXX11, path.name))
        else:
            report.skipped(f"{path.name} as C++", "no C++ compiler")
    return report.finish()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["cc"]))

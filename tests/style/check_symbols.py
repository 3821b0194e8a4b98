#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check that the shared library exports public names only, and all of them.

    check_symbols.py LIBRARY

Reports in TAP.
"""

import pathlib
import re
import shutil
import subprocess
import sys

from sources import bare_code, c_files, read, tap

# Names that linkers and sanitizers add.
FOREIGN = re.compile(r"_init$|_fini$|_edata$|_end$|__bss_start$|__(asan|ubsan|odr_asan|sanitizer)_")
DECLARED = re.compile(r"HTTALLY_API\b[^;{]*?\b(httally_\w+)\s*\(", re.DOTALL)


def exported(library):
    """Return the names that a library defines for others."""
    output = subprocess.run(["nm", "--dynamic", "--defined-only", "--format=posix", library],
                            stdout=subprocess.PIPE, text=True, check=True).stdout
    return {line.split()[0].partition("@")[0] for line in output.splitlines()}


def declared():
    """Return the functions that the public headers declare."""
    return {name for path in c_files("include") for name in DECLARED.findall(bare_code(read(path)))}


def main(library):
    """Compare names, both ways."""
    report = tap.Tap()
    titles = ("only httally_ names are exported", "all that is declared is exported")
    if not shutil.which("nm") or not pathlib.Path(library).is_file():
        for title in titles:
            report.skipped(title, "no nm, or no shared library")
        return report.finish()
    names = {name for name in exported(library) if not FOREIGN.match(name)}
    report.check(titles[0], sorted(name for name in names if not name.startswith("httally_")))
    report.check(titles[1], sorted(declared() - names))
    return report.finish()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

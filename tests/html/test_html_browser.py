#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Look at HTML reports in Chromium: accessible, silent, and no wider than a phone.

    test_html_browser.py PROGRAM SPIKES_PAGE

HTTALLY_BROWSER_MODULES names the folder with playwright-core and axe-core; "./dev test" installs
them.  Where they, Node.js or Chromium are missing, the test says so and is skipped.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

PROJECT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "tests"))

import tap  # noqa: E402

from reports import render, write_logs  # noqa: E402

LOOK = pathlib.Path(__file__).with_name("look.mjs")
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
LOGS = ("nginx-incident.log", "hostile", "timed", "empty", "no line to read", "one line")


def find_all():
    """Find (browser, node, modules); the first that is missing is said in a text."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    node = shutil.which("node")
    modules = pathlib.Path(os.environ.get("HTTALLY_BROWSER_MODULES", "/nonexistent"))
    if not browser:
        return "no Chromium on this machine"
    if not node:
        return "no Node.js on this machine"
    if not all((modules / name).is_dir() for name in ("playwright-core", "axe-core")):
        return "HTTALLY_BROWSER_MODULES has no playwright-core and axe-core"
    return browser, node, modules


def write_pages(program, spikes_page, folder):
    """Write the reports; return their files."""
    logs, pages = write_logs(folder), {}
    for name in LOGS:
        pages[name] = render(program, "--as", "html", "-q", logs[name])
    pages["spikes"] = render(spikes_page, logs["busy week"], 3, "")
    files = []
    for name, content in pages.items():
        files.append(folder / (name.replace(" ", "-") + ".html"))
        files[-1].write_bytes(content)
    return files


def main():
    """Run the browser once, on all pages."""
    results, found = tap.Tap(), find_all()
    if isinstance(found, str):
        results.skipped("browser", found)
        return results.finish()
    browser, node, modules = found
    with tempfile.TemporaryDirectory() as folder:
        files = write_pages(*sys.argv[1:], pathlib.Path(folder))
        done = subprocess.run([node, str(LOOK), browser, str(modules), *map(str, files)],
                              capture_output=True, check=False, timeout=900, text=True)
    if done.returncode != 0:
        results.failed("browser", done.stderr[-2000:])
        return results.finish()
    for name, problems in json.loads(done.stdout).items():
        results.check(name, problems)
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())

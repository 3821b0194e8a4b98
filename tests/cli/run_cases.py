#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Run command-line cases and report in TAP; README.md says what they look like.

    run_cases.py --program PATH [--update] [TOPIC | FILE]...
"""

import argparse
import concurrent.futures
import dataclasses
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

import case_file
import expectation

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import tap  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
TIMEOUT_SEC = 60
KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS")


@dataclasses.dataclass
class Difference:
    """A section that is not as expected: where it stands, and what was found."""

    run: case_file.Run
    keyword: str
    name: str
    section: object
    found: list
    problems: list


def environment(folder, run):
    """Make an environment in which nothing is left to chance."""
    variables = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    variables |= {"HOME": str(folder), "LC_ALL": "C.UTF-8", "TZ": "Pacific/Chatham"}
    return variables | case_file.environment_of(run)


def prepare(folder, run):
    """Make the files and folders that a run finds."""
    for section in run.prepared:
        path = folder / section.name
        if section.keyword == "folder":
            path.mkdir(parents=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(case_file.content_of(section))


def open_output(target):
    """Open what 'stdout-to' names; the caller closes it."""
    if target == "/dev/full":
        return os.open(target, os.O_WRONLY)
    if target == "closed-pipe":
        reader, writer = os.pipe()
        os.close(reader)
        return writer
    raise case_file.CaseError(f"unknown target '{target}'")


def start(program, folder, run, stdout):
    """Start the program under a fixed name, as the leader of its own session."""
    has_input = "stdin" in run.sections
    return subprocess.Popen(
        ["httally", *case_file.arguments_of(run)], executable=program, cwd=folder,
        env=environment(folder, run), start_new_session=True, restore_signals=True,
        stdin=subprocess.PIPE if has_input else subprocess.DEVNULL,
        stdout=stdout, stderr=subprocess.PIPE)


def wait(process, content):
    """Wait for the program, not for ever; return what it wrote."""
    try:
        return process.communicate(content, TIMEOUT_SEC)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise case_file.CaseError(f"took longer than {TIMEOUT_SEC} s") from None


def execute(program, folder, run):
    """Run the program; return its exit code, standard output and standard error."""
    section = run.sections.get("stdin")
    content = case_file.content_of(section) if section else None
    target = run.text("stdout-to")
    stdout = open_output(target) if target else subprocess.PIPE
    try:
        process = start(program, folder, run, stdout)
    finally:
        if target:
            os.close(stdout)
    output, errors = wait(process, content)
    return process.returncode, output or b"", errors


def exit_text(code):
    """Write an exit code as a case does."""
    return str(code) if code >= 0 else signal.Signals(-code).name


def compare_text(run, keyword, name, section, content):
    """Compare one stream or file with its section, which may be missing."""
    title = f"{keyword} {name}".strip()
    allowed = run.text("allow").split()
    problems = [f"{title}: {text}" for text in expectation.impurities(content, allowed)]
    expected = section.lines if section else []
    found = expectation.visible_lines(content)
    if not (section and section.value == "any") and not expectation.is_match(expected, found):
        problems += expectation.difference(title, expected, found)
    return Difference(run, keyword, name, section, found, problems) if problems else None


def compare_exit(run, code):
    """Compare the exit code."""
    expected, found = run.text("exit", "0"), exit_text(code)
    if expected == found:
        return None
    return Difference(run, "exit", "", run.sections.get("exit"), [found],
                      [f"exit {expected} expected, {found} found"])


def differences_of_run(program, folder, run):
    """Do one run and return all that is not as expected."""
    prepare(folder, run)
    code, output, errors = execute(program, folder, run)
    found = [compare_exit(run, code)]
    for keyword, content in (("stdout", output), ("stderr", errors)):
        found.append(compare_text(run, keyword, "", run.sections.get(keyword), content))
    for section in run.outputs:
        path = folder / section.name
        content = path.read_bytes() if path.is_file() else b"[NO FILE]\n"
        found.append(compare_text(run, "output", section.name, section, content))
    return [difference for difference in found if difference]


def differences_of_case(program, case):
    """Do the runs of a case in one new folder."""
    with tempfile.TemporaryDirectory(prefix="httally-case-") as folder:
        return [difference for run in case.runs
                for difference in differences_of_run(program, pathlib.Path(folder), run)]


def written_section(difference, version):
    """Write a section anew from what was found."""
    if difference.keyword == "exit":
        return [f"exit: {difference.found[0]}"]
    lines = [f"{difference.keyword} {difference.name}".strip() + ":"]
    for line in difference.found:
        if version:
            line = line.replace(f"httally {version}", "httally [VERSION]")
        lines.append(case_file.INDENT + line if line else "")
    return lines


def updated_text(case, differences, version):
    """Return the case file's text with the found in place of the expected."""
    lines = list(case.lines)
    order = {"exit": 0, "stdout": 1, "stderr": 2, "output": 3}
    # From the bottom up, so that the line numbers above stay right.
    def place(difference):
        section = difference.section
        return (section.begin if section else difference.run.end, order[difference.keyword])
    for difference in sorted(differences, key=place, reverse=True):
        section = difference.section
        begin = section.begin if section else difference.run.end
        lines[begin:section.end if section else begin] = written_section(difference, version)
    return "\n".join(lines)


class Runner:
    """Runs case files with one program."""

    def __init__(self, program, version=None, is_updating=False):
        """Remember what is run, and whether expectations are rewritten."""
        self.program = program
        self.version = version
        self.is_updating = is_updating
        # What the program says of libraries that may have been absent.
        self.features = subprocess.run([program, "--version"], capture_output=True, text=True,
                                       check=False).stdout

    def run_case(self, path):
        """Run one file; return (problems, why it was skipped or None)."""
        try:
            case = case_file.parse_case(path.read_text(encoding="utf-8"))
            missing = [p for p in case_file.required_programs(case) if not shutil.which(p)]
            missing += [name for name in case_file.compressions(case)
                        if f"{name} no" in self.features]
            if missing:
                return [], f"no {' or '.join(missing)} here"
            differences = differences_of_case(self.program, case)
        except (case_file.CaseError, OSError, UnicodeDecodeError, ValueError) as error:
            return [str(error)], None
        if self.is_updating and differences:
            path.write_text(updated_text(case, differences, self.version), encoding="utf-8")
            print(f"rewritten: {path}", file=sys.stderr)
        return [text for difference in differences for text in difference.problems], None

    def run_all(self, paths, report):
        """Run files, several at a time, and report in their order."""
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for path, (problems, skipped) in zip(paths, pool.map(self.run_case, paths)):
                name = f"{path.parent.name}/{path.stem}"
                if skipped:
                    report.skipped(name, skipped)
                else:
                    report.check(name, problems)


def find_cases(words):
    """Find the files that topics and paths name, all of them without any."""
    paths = []
    for word in words or [str(HERE)]:
        path = next((p for p in (pathlib.Path(word), HERE / word) if p.exists()), None)
        if path is None:
            sys.exit(f"no topic or file '{word}'")
        paths += sorted(path.rglob("*.test")) if path.is_dir() else [path]
    return paths


def main():
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description="run command-line cases")
    parser.add_argument("--program", required=True, help="the httally to run")
    parser.add_argument("--project-version", help="written [VERSION] by --update")
    parser.add_argument("--update", action="store_true", help="rewrite what is expected")
    parser.add_argument("cases", nargs="*", metavar="TOPIC | FILE")
    arguments = parser.parse_args()
    program = pathlib.Path(arguments.program).resolve()
    report = tap.Tap()
    runner = Runner(program, arguments.project_version, arguments.update)
    runner.run_all(find_cases(arguments.cases), report)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Test the runner of command-line cases on programs whose output is known."""

import gzip
import pathlib
import shutil
import sys
import tempfile
import unittest

import case_file
import expectation
import run_cases

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import tap  # noqa: E402


def run_text(program, text):
    """Run a case given as text; return its problems, and its text after --update."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "case.test")
        path.write_text(text, encoding="utf-8")
        problems, _ = run_cases.Runner(shutil.which(program)).run_case(path)
        run_cases.Runner(shutil.which(program), "0.1.0", is_updating=True).run_case(path)
        return problems, path.read_text(encoding="utf-8")


class Running(unittest.TestCase):
    """Programs are run, and what they do is compared."""

    def assert_passes(self, program, text):
        """The case has no problem, and --update leaves it as it is."""
        problems, updated = run_text(program, text)
        self.assertEqual(problems, [])
        self.assertEqual(updated, text)

    def assert_fails(self, program, text, word):
        """The case has a problem in which a word occurs."""
        problems, _ = run_text(program, text)
        self.assertIn(word, "\n".join(problems))

    def test_arguments_are_quoted_as_in_a_shell(self):
        self.assert_passes("echo", "args: a 'b  c'\nstdout:\n    a b  c\n")

    def test_arguments_may_hold_any_byte(self):
        self.assert_passes("printf", "args (escaped): '%d %d' \"'\\xc3\\xa9\" \"'x\"\nstdout:\n    233 120[NO NEWLINE]\n")

    def test_standard_input_arrives(self):
        self.assert_passes("cat", "# Why.\nargs: -\nstdin:\n    x\n\n    y\nstdout:\n    x\n\n    y\n")

    def test_without_input_there_is_none(self):
        self.assert_passes("cat", "args:\n")

    def test_files_are_made_and_may_be_samples(self):
        text = "file a:\n    x\nfile b/c: samples/README.md\nargs: a b/c\nstdout:\n    x\n    ...\n"
        self.assert_passes("cat", text)

    def test_exit_code_is_compared(self):
        self.assert_passes("false", "args:\nexit: 1\n")
        self.assert_fails("false", "args:\n", "exit 0 expected, 1 found")

    def test_a_difference_fails(self):
        self.assert_fails("echo", "args: a\nstdout:\n    b\n", "-b\n+a")
        self.assert_fails("echo", "args: a\n", "+a")

    def test_standard_error_is_compared(self):
        self.assert_passes("cat", "args: /none\nexit: 1\nstderr:\n    [ANY]/none[ANY]\n")
        self.assert_fails("cat", "args: /none\nexit: 1\n", "stderr")

    def test_runs_share_a_folder(self):
        text = "file a:\n    x\nargs: a\nstdout:\n    x\nfile b:\n    y\nargs: a b\nstdout:\n    x\n    y\n"
        self.assert_passes("cat", text)

    def test_written_files_are_compared(self):
        text = "file a:\n    x\nargs: a b\noutput b:\n    x\noutput c:\n    [NO FILE]\n"
        self.assert_passes("cp", text)

    def test_environment_is_fixed(self):
        self.assert_passes("printenv", "args: TZ LC_ALL X\nenv:\n    X=1 2\n"
                           "stdout:\n    Pacific/Chatham\n    C.UTF-8\n    1 2\n")

    def test_full_disk_and_closed_pipe(self):
        self.assert_passes("cat", "args:\nstdin:\n    x\nstdout-to: /dev/full\nexit: 1\nstderr:\n    ...\n")
        self.assert_passes("cat", "args:\nstdin:\n    x\nstdout-to: closed-pipe\nexit: SIGPIPE\n")

    def test_endless_programs_are_stopped(self):
        self.addCleanup(setattr, run_cases, "TIMEOUT_SEC", run_cases.TIMEOUT_SEC)
        run_cases.TIMEOUT_SEC = 0.2
        self.assert_fails("sleep", "args: 60\n", "took longer")

    def test_there_is_no_terminal(self):
        self.assert_fails("cat", "args: /dev/tty\nexit: 0\n", "No such device")


class Purity(unittest.TestCase):
    """No expectation allows control characters."""

    def test_forbidden_bytes_fail_whatever_is_expected(self):
        for escape in (r"\x1b[31m", r"\x07", r"\x7f", r"\r", r"\t", r"\0", r"\xc2\x85",
                       r"\xe2\x80\xae", r"\xe2\x81\xa6"):
            text = f"args:\nstdin (escaped):\n    {escape}\nstdout: any\n"
            self.assertIn("control character", "\n".join(run_text("cat", text)[0]), escape)

    def test_broken_utf8_fails(self):
        problems, _ = run_text("cat", "args:\nstdin (escaped):\n    \\xff\nstdout: any\n")
        self.assertIn("not UTF-8", "\n".join(problems))

    def test_standard_error_is_looked_at(self):
        text = "args: '/none\u202e'\nenv:\n    QUOTING_STYLE=literal\nexit: 1\nstderr: any\n"
        self.assertIn("U+202E", "\n".join(run_text("cat", text)[0]))

    def test_color_may_be_allowed_and_nothing_else(self):
        text = "args:\nallow: color\nstdin (escaped):\n    \\e[1;31mx\\e[0m\nstdout:\n    \\e[1;31mx\\e[0m\n"
        self.assertEqual(run_text("cat", text)[0], [])
        text = "args:\nallow: color\nstdin (escaped):\n    \\e]0;title\\x07\nstdout: any\n"
        self.assertIn("U+001B", "\n".join(run_text("cat", text)[0]))

    def test_tabs_may_be_allowed(self):
        text = "args:\nallow: tabs\nstdin (escaped):\n    a\\tb\nstdout:\n    a\\tb\n"
        self.assertEqual(run_text("cat", text)[0], [])


class Updating(unittest.TestCase):
    """--update writes what makes the case pass."""

    def test_sections_are_rewritten_in_place(self):
        text = "# Why.\nargs: 'httally 0.1.0' b\nexit: 3\nstdout:\n    old\n\n    older\n\nstderr:\n    x\n"
        _, updated = run_text("echo", text)
        self.assertEqual(updated, "# Why.\nargs: 'httally 0.1.0' b\nexit: 0\nstdout:\n"
                                  "    httally [VERSION] b\n\nstderr:\n")

    def test_missing_sections_are_added(self):
        _, updated = run_text("cat", "args: /none -\nstdin:\n    x\n")
        self.assertEqual(updated, "args: /none -\nstdin:\n    x\nexit: 1\nstdout:\n    x\n"
                                  "stderr:\n    httally: /none: No such file or directory\n")

    def test_invisible_ends_become_visible(self):
        for source, shown in ((r"x ", "    x [END]"), (r"x\n\n", "    x\n\n    [END]"), (r"\n", "\n    [END]")):
            text = f"args:\nstdin (escaped):\n    {source}\n"
            _, updated = run_text("cat", text)
            self.assertEqual(updated, text + f"stdout:\n{shown}\n")
            self.assertEqual(run_text("cat", updated), ([], updated))

    def test_missing_newline_becomes_visible(self):
        _, updated = run_text("cat", "args:\nstdin (no-newline):\n    x\n")
        self.assertIn("    x[NO NEWLINE]\n", updated)
        self.assertEqual(run_text("cat", updated)[0], [])


class Reading(unittest.TestCase):
    """The grammar of case files."""

    def test_mistakes_are_named(self):
        for text, word in (("", "'args'"), ("stdout:\n", "before any 'args'"),
                           ("args:\nnonsense:\n", "unknown section"), ("args:\nno section\n", "line 2"),
                           ("args:\nstdout:\nstdout:\n", "second"), ("file:\nargs:\n", "needs a name"),
                           ("args:\nfile a:\n", "'args'"), ("args x:\n", "has no name")):
            self.assertIn(word, run_text("true", text)[0][0], text)

    def test_content_is_changed_from_left_to_right(self):
        section = case_file.parse_case("file a (repeat 2, gzip, cut -1):\n    \\x\nargs:\n").runs[0].prepared[0]
        content = gzip.compress(b"\\x\n\\x\n", mtime=0)[:-1]
        self.assertEqual(case_file.content_of(section), content)

    def test_escapes_are_bytes(self):
        self.assertEqual(case_file.unescape(rb"\x00\n\\n\0"), b"\0\n\\n\0")
        self.assertRaises(case_file.CaseError, case_file.unescape, rb"\q")


class Matching(unittest.TestCase):
    """Wildcards in expected text."""

    def test_lines(self):
        for expected, actual, is_match in (
                (["a", "...", "c"], ["a", "b", "b", "c"], True), (["a", "...", "c"], ["a", "c"], True),
                (["..."], [], True), (["a", "..."], ["b"], False), (["a.c"], ["abc"], False),
                (["v [VERSION]."], ["v 1.2.3."], True), (["[NUMBER] x"], ["12,345.6 x"], True),
                (["[TIME]"], ["2026-03-12T14:03:00+01:00"], True), (["[TIME]"], ["today"], False),
                (["a [ANY]"], ["a "], True), (["[OTHER]"], ["x"], False)):
            self.assertEqual(expectation.is_match(expected, actual), is_match, (expected, actual))


if __name__ == "__main__":
    sys.exit(tap.run_unittests())

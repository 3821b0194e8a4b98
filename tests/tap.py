# SPDX-License-Identifier: MIT
"""Write test results in the Test Anything Protocol, which meson reads."""

import contextlib
import io
import sys
import unittest


def printable(text):
    """Escape whatever could disturb a terminal or the protocol."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


class Tap:
    """Results in order; finish() writes the plan and returns the exit code."""

    def __init__(self, output=None):
        """Write to 'output', standard output unless told otherwise."""
        self.output = output or sys.stdout
        self.count = 0
        self.failures = 0

    def line(self, verdict, name, directive=""):
        """Write one result line."""
        self.count += 1
        # A '#' would begin a directive.
        name = printable(name).replace("#", "no. ")
        print(f"{verdict} {self.count} - {name}{directive}", file=self.output, flush=True)

    def passed(self, name):
        """Report a success."""
        self.line("ok", name)

    def failed(self, name, *details):
        """Report a failure, and why."""
        self.failures += 1
        self.line("not ok", name)
        self.note(*details)

    def skipped(self, name, reason):
        """Report something that could not be tried."""
        self.line("ok", name, f" # SKIP {printable(reason)}")

    def note(self, *details):
        """Write lines that no reader of the protocol looks at."""
        for detail in details:
            for text in str(detail).split("\n"):
                # In the first column, or meson 1.0 takes it for noise.
                print("#  ", printable(text), file=self.output, flush=True)

    def check(self, name, problems):
        """Report a failure for each problem in a list of texts, or one success."""
        if problems:
            self.failed(name, *problems)
        else:
            self.passed(name)

    def finish(self):
        """Write the plan; the result is for sys.exit()."""
        print(f"1..{self.count}", file=self.output, flush=True)
        return 1 if self.failures else 0


class _TapResult(unittest.TestResult):
    """Translate the results of unittest."""

    def __init__(self, tap):
        super().__init__()
        self.tap = tap

    @staticmethod
    def name_of(test):
        # "setUpClass (__main__.Class)" where a whole class is concerned.
        return test.id().split(".", 1)[1].rstrip(")")

    def addSuccess(self, test):
        self.tap.passed(self.name_of(test))

    def addSkip(self, test, reason):
        self.tap.skipped(self.name_of(test), reason)

    def addFailure(self, test, err):
        self.tap.failed(self.name_of(test), self._exc_info_to_string(err, test))

    addError = addFailure


def run_unittests():
    """Run the tests of the calling script, for 'sys.exit(tap.run_unittests())'."""
    tap = Tap(sys.stdout)
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])
    # What the tested code prints is not for the reader of the protocol.
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        suite.run(_TapResult(tap))
    return tap.finish()

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Updates that are killed, starved and raced: every line still counts exactly once.

    torture.py --program PROGRAM [--long [--minutes N]] [--seed N]

The short form is part of the test suite; --long tries every point.  With --minutes, each test stops
after its share of them, and says how many points it tried: they come in random order.
"""

import argparse
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import tap  # noqa: E402
from numbered_log import Site, line, lines  # noqa: E402

IS_LONG = False
IS_SANITIZED = False
SEED = None
# What each test may take, if that is bounded.
SECONDS = None
# What a kill may fall between: everything that changes a file.
CHANGES = "write,pwrite64,fsync,fdatasync,rename,unlink,ftruncate,fallocate"
# System calls that can fail for reasons of the world, and how.
FAILURES = [(call, error)
            for call in ("openat", "read", "pread64", "pwrite64", "fsync", "fdatasync",
                         "ftruncate", "fstat,newfstatat", "fcntl", "flock", "unlink", "mmap")
            for error in ("EIO", "ENOSPC", "EINTR")]
ROTATIONS = {
    "create": "create 0640",
    "copytruncate": "copytruncate",
    "dateext": "create 0640\n dateext\n dateformat -%Y%m%d-%s",
    "delaycompress": "create 0640\n compress\n delaycompress",
    "compress": "create 0640\n compress",
    "copytruncate_compress": "copytruncate\n compress",
}


def environment():
    """Leaks cannot be looked for under a tracer."""
    return {**os.environ, "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"}


class TortureCase(unittest.TestCase):
    """Each test with a folder of its own."""

    def setUp(self):
        """Make the folder."""
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        self.folder.chmod(0o755)
        self.random = random.Random(SEED)
        self.start = time.monotonic()
        self.tried = 0

    def tearDown(self):
        """Say what was done."""
        if IS_LONG:
            print(f"# {self.id()}: {self.tried} points in "
                  f"{time.monotonic() - self.start:.0f} s", file=sys.__stdout__, flush=True)

    def within_time(self, points):
        """Yield points as long as there is time, at least one."""
        for point in points:
            if SECONDS and self.tried and time.monotonic() - self.start > SECONDS:
                return
            self.tried += 1
            yield point

    def new_site(self, name):
        """Make a site with a log that is read in part, and rotated since."""
        (self.folder / name).mkdir()
        site = Site(self.folder / name)
        site.write("access.log", lines(0, 600))
        self.assertEqual(site.update("access.log").returncode, 0)
        site.append("access.log", lines(600, 900))
        site.path("access.log").rename(site.path("access.log.1"))
        site.write("access.log", lines(900, 1200))
        return site

    def check(self, site, count):
        """See that the lines [0, count) are counted, each once, and that all adds up."""
        done = site.update("access.log")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        counted = site.numbers()
        lost = sorted(set(range(count)) - set(counted))
        doubled = sorted(number for number, times in counted.items() if times != 1)
        self.assertEqual((lost, doubled), ([], []), f"seed {SEED}")
        self.assertEqual(len(counted), count)
        done = site.run("history", site.history, "--verify")
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def again(self, site):
        """Put everything back to where it was the first time."""
        saved = self.folder / "saved"
        if saved.exists():
            shutil.rmtree(site.folder)
            shutil.copytree(saved, site.folder)
        else:
            shutil.copytree(site.folder, saved)
        return site

    def trace(self, site, *options):
        """Run an update under strace."""
        return subprocess.run(
            ["strace", "-f", "-qq", "-o", str(self.folder / "trace"), *options,
             *site.command("access.log", options=("-j2",))],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=120,
            env=environment())

    def need(self, program):
        """Skip the test without a program."""
        if not shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/sbin"):
            self.skipTest(f"no {program}")

    def points(self, count, short):
        """Choose points out of [1, count]: all of them in the long form, while there is time."""
        chosen = count if IS_LONG or count <= short else short
        return self.within_time(self.random.sample(range(1, count + 1), chosen))


class Killed(TortureCase):
    """A run that is killed is as if it had not been."""

    def test_at_every_change_of_a_file(self):
        """Killed at the k-th write, sync, rename: the next run makes up for it."""
        self.need("strace")
        site = self.new_site("site")
        self.trace(self.again(site), "-e", f"trace={CHANGES}")
        changes = (self.folder / "trace").read_text(encoding="utf-8").splitlines()
        count = sum("resumed" not in change and "+++" not in change for change in changes)
        killed = 0
        for number in self.points(count, 25):
            copy = self.again(site)
            done = self.trace(copy, "-e",
                              f"inject={CHANGES}:signal=KILL:when={number}")
            killed += done.returncode != 0
            self.check(copy, 1200)
        self.assertGreater(killed, 10)

    def test_at_random_moments(self):
        """Killed at any time."""
        site = self.new_site("site")
        for _ in self.within_time(range(1000 if IS_LONG else 25)):
            copy = self.again(site)
            with subprocess.Popen(copy.command("access.log"), stdin=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL) as update:
                time.sleep(self.random.random() * 0.06)
                update.send_signal(signal.SIGKILL)
            self.check(copy, 1200)


class Failing(TortureCase):
    """System calls that fail."""

    def test_each_system_call_in_turn(self):
        """Whatever fails, nothing is lost, doubled or broken."""
        self.need("strace")
        site = self.new_site("site")
        failures = [(calls, error, number) for calls, error in FAILURES
                    for number in range(1, 13 if IS_LONG else 5)]
        self.random.shuffle(failures)
        chosen = len(failures) if IS_LONG else 18 if IS_SANITIZED else 72
        for calls, error, number in self.within_time(failures[:chosen]):
            copy = self.again(site)
            paths = [option for path in (*copy.folder.iterdir(), copy.folder,
                                         f"{copy.history}-wal", f"{copy.history}-shm")
                     for option in ("-P", str(path))]
            done = self.trace(copy, *paths, "-e",
                              f"inject={calls}:error={error}:when={number}")
            self.assertIn(done.returncode, (0, 1, 2, 75), (calls, error, number, done.stderr))
            if done.returncode:
                self.assertNotEqual(done.stderr, "", (calls, error, number))
            self.check(copy, 1200)

    def test_full_disk(self):
        """No file may grow beyond a limit: history and report stay as they were."""
        site = self.new_site("site")
        report = site.path("report.json")
        self.assertEqual(site.run("report", "--history", site.history, "-o",
                                  report).returncode, 0)
        before = report.read_bytes()
        limits = (0, 1000, 5000, 20000, 40000, 100000, 200000, 300000)
        if IS_LONG:
            limits += tuple(self.random.sample(range(400000), 300))
        for limit in self.within_time(limits):
            copy = self.again(site)

            def prepare(limit=limit):
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            done = subprocess.run(copy.command("access.log"), stdin=subprocess.DEVNULL,
                                  capture_output=True, text=True, preexec_fn=prepare, check=False)
            self.assertIn(done.returncode, (0, 1), done.stderr)
            if limit < 5000:
                self.assertEqual(done.returncode, 1)
                self.assertIn("site.history", done.stderr)
                done = subprocess.run(
                    [Site.program, "report", "--history", str(copy.history), "-o",
                     str(copy.path("report.json"))], stdin=subprocess.DEVNULL,
                    capture_output=True, preexec_fn=prepare, check=False)
                self.assertEqual(done.returncode, 1)
                self.assertEqual(copy.path("report.json").read_bytes(), before)
            self.check(copy, 1200)

    def test_a_small_disk(self):
        """The same with a file system that is full, where one may be mounted."""
        disk = self.folder / "disk"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk],
                                 capture_output=True, check=False)
        if mounted.returncode:
            self.skipTest("may not mount a file system")
        self.addCleanup(subprocess.run, ["umount", disk], check=True)
        site = self.new_site("site")
        site.history = disk / "site.history"
        self.assertEqual(site.update("access.log", "access.log.1").returncode, 0)
        filler = disk / "filler"
        with filler.open("wb", buffering=0) as file:
            try:
                while file.write(b"x" * 4096):
                    pass
            except OSError:
                pass
        site.append("access.log", lines(1200, 1300))
        done = site.update("access.log")
        self.assertEqual(done.returncode, 1, done.stderr)
        filler.unlink()
        done = site.update("access.log")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(sorted(site.numbers()), list(range(1300)))


class Raced(TortureCase):
    """Several programs at once."""

    def test_many_updates(self):
        """Each line once, however many updates run; who does not get hold of it says so."""
        site = self.new_site("site")
        for _ in self.within_time(range(50 if IS_LONG else 1)):
            copy = self.again(site)
            updates = [subprocess.Popen(
                copy.command("access.log",
                             options=("--lock-timeout", "100" if number % 5 else "0")),
                stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for number in range(50)]
            for number, update in enumerate(updates):
                self.assertIn(update.wait(), (0,) if number % 5 else (0, 75))
            self.check(copy, 1200)

    def test_reports_while_an_update_runs(self):
        """A report shows what was committed, and is never kept waiting."""
        site = self.new_site("site")
        with subprocess.Popen(site.command("access.log"), stdin=subprocess.DEVNULL) as update:
            while update.poll() is None:
                self.assertIn(site.report()["requests"], (600, 900, 1200))
        self.check(site, 1200)

    def rotate(self, site, mode):
        """Let logrotate do its work once."""
        config = site.path("logrotate.conf")
        config.write_text(f"{site.path('access.log')} {{\n rotate 1000\n {ROTATIONS[mode]}\n}}\n",
                          encoding="ascii")
        config.chmod(0o644)
        done = subprocess.run(
            ["logrotate", "--force", "--state", str(site.path("state")), str(config)],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
            env={**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin"})
        self.assertEqual(done.returncode, 0, done.stderr)

    def rotations(self, mode):
        """Write, rotate and update at the same time, at random moments."""
        self.need("logrotate")
        for number in self.within_time(range(40 if IS_LONG else 1)):
            folder = self.folder / str(number)
            folder.mkdir(mode=0o755)
            self.rotate_often(Site(folder), mode)

    def rotate_often(self, site, mode):
        """Rotate so often that a history still keeps every line as a row of its own."""
        site.write("access.log", line(0))
        self.assertEqual(site.update("access.log").returncode, 0)
        has_ended = threading.Event()
        failures = []

        def update():
            while not has_ended.is_set():
                done = site.update("access.log")
                if done.returncode not in (0, 2):
                    failures.append(done.stderr)
                time.sleep(self.random.random() * 0.05)
        updater = threading.Thread(target=update)
        written = 1
        updater.start()
        for _ in range(16 if IS_LONG else 8):
            for _ in range(self.random.randrange(1, 8)):
                count = self.random.randrange(1, 40)
                # Whoever writes opens the log anew, as after the signal that rotation sends.
                site.append("access.log", lines(written, written + count))
                written += count
                time.sleep(self.random.random() * 0.02)
            self.rotate(site, mode)
            if not site.path("access.log").exists():
                site.write("access.log", "")
            if "dateext" in mode:
                time.sleep(1.01)
        has_ended.set()
        updater.join()
        self.assertEqual(failures, [])
        site.update("access.log")
        self.check(site, written)


def add_rotations():
    """One test for each mode of logrotate."""
    for mode in ROTATIONS:
        setattr(Raced, f"test_logrotate_{mode}",
                lambda self, mode=mode: self.rotations(mode))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--long", action="store_true", help="every point, and many rotations")
    parser.add_argument("--minutes", type=float, help="of the long form, for all tests together")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--plain", action="store_true")
    kind.add_argument("--sanitized", action="store_true", help="the program is that")
    arguments = parser.parse_args()
    Site.program = str(pathlib.Path(arguments.program).resolve())
    IS_LONG, IS_SANITIZED, SEED = arguments.long, arguments.sanitized, arguments.seed
    add_rotations()
    if arguments.minutes:
        tests = unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])
        SECONDS = arguments.minutes * 60 / tests.countTestCases()
    sys.exit(tap.run_unittests())

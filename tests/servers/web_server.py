# SPDX-License-Identifier: MIT
"""Start web servers of this machine for a test: nothing of theirs but the program is used."""

import contextlib
import os
import pathlib
import shutil
import socket
import subprocess
import time

# Where Debian has servers; not everybody's PATH does.
PLACES = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
SECONDS_TO_WAIT = 10


def find(*names):
    """Return the path of the first program there is, or None."""
    return next(filter(None, (shutil.which(name, path=PLACES) for name in names)), None)


def free_ports(count):
    """Return so many ports that nobody listens on."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def wait_until(is_so, what):
    """Look again and again, for a while."""
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.002)


class WebServer:
    """A process that listens; what it says of its troubles is in the folder's error.log."""

    def __init__(self, folder, command, port):
        """Start it and wait until it takes connections."""
        self.folder = pathlib.Path(folder)
        self.port = port
        self.process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        try:
            wait_until(self.is_ready, f"{command[0]} does not listen")
        except BaseException:
            self.stop()
            raise

    def is_ready(self):
        """Say whether it takes connections."""
        if self.process.poll() is not None:
            raise RuntimeError(self.process.stderr.read().decode(errors="replace"))
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True

    def stop(self):
        """End it; its logs are whole then."""
        self.process.terminate()
        try:
            self.process.wait(SECONDS_TO_WAIT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stderr.close()

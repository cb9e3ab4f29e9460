# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""A program in front of a terminal of 80 columns: what it writes is what a person would see."""

import contextlib
import fcntl
import os
import pathlib
import pty
import select
import struct
import subprocess
import termios

import pyte
from stack import PATIENCE, wait_for

COLUMNS, LINES = 80, 30


class Terminal:
    """Runs a command with standard output and error on a terminal of its own, or only error where `stdout` is given."""

    def __init__(self, command: list, stdout: pathlib.Path | None = None, environment: dict | None = None):
        self.screen = pyte.Screen(COLUMNS, LINES)
        self.written = b""
        self._stream = pyte.ByteStream(self.screen)
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        with contextlib.ExitStack() as files:
            out = files.enter_context(stdout.open("wb")) if stdout else slave
            self.process = subprocess.Popen(
                [str(word) for word in command], stdin=slave, stdout=out, stderr=slave, env={**os.environ, **(environment or {})},
                start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
            )  # fmt: skip
        os.close(slave)

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._master)

    def read(self):
        """Takes what was written since, if anything."""
        while select.select([self._master], [], [], 0)[0]:
            try:
                chunk = os.read(self._master, 65536)
            except OSError:  # everybody has closed the other end
                return
            self.written += chunk
            self._stream.feed(chunk)

    def lines(self) -> list[str]:
        """What is on the screen now, without the blanks at the right."""
        self.read()
        return [line.rstrip() for line in self.screen.display]

    def text(self) -> str:
        return "\n".join(self.lines())

    def press(self, key: str):
        """`\\x03` is Ctrl-C."""
        os.write(self._master, key.encode())

    def wait(self, timeout_s: float) -> int:
        """The exit code; the terminal is read meanwhile, so that nobody waits for it."""

        def exit_code() -> tuple | None:
            self.read()
            code = self.process.poll()
            return None if code is None else (code,)

        (code,) = wait_for(exit_code, f"{self.process.args} ends", timeout_s * PATIENCE)
        self.read()
        return code

# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""A page of the documents as a script: what is indented on it is run as it stands there, or there is a reason why not."""

import os
import pathlib
import re
import subprocess

from stack import PROGRAMS, ROOT


class Page:
    """From `with` to its end. A line that nobody took and that has no reason fails the test; so does a reason for a line that was taken
    or is not there any more.

    `own` are names of the reader's that we have our own for: addresses, ports, a camera. `not_run` has the beginning of a line and the
    reason; it goes for all lines up to the next empty one.
    """

    def __init__(self, name: str, folder: pathlib.Path, own: dict[str, str] | None = None, not_run: dict[str, str] | None = None):
        self.name, self.folder, self.own, self.not_run = name, folder, own or {}, not_run or {}
        indented = re.findall(r"(?:^(?:    .*)?\n)+", (ROOT / name).read_text(), re.MULTILINE)
        self.blocks = [re.sub(r"^    ", "", block, flags=re.MULTILINE) for block in indented]
        self.left = [line for block in self.blocks for line in block.splitlines() if line]
        # The make that runs this test tells its own words to those below it.
        plain = {name: value for name, value in os.environ.items() if not name.startswith("MAKE") and name not in ("ARGS", "PRESET")}
        self.environment = {
            **plain,
            "PATH": f"{PROGRAMS}:{os.environ['PATH']}:/usr/sbin",
            "HOME": str(folder),
            "NO_PROXY": "*",
            "no_proxy": "*",
        }

    def __enter__(self) -> "Page":
        return self

    def __exit__(self, kind, *_):
        if kind is not None:
            return
        for start in self.not_run:
            assert any(line.startswith(start) for line in self.left), f"{self.name}: {start!r} needs no reason"
            self.take(start, "\n\n")
        assert not self.left, f"{self.name}: nobody ran\n" + "\n".join(self.left)

    def take(self, start: str, end: str = "") -> str:
        """From the line that begins with `start` to before the next `end`, or to the end of its block; with our own names."""
        text = next(block for block in self.blocks if re.search(rf"^{re.escape(start)}", block, re.MULTILINE))
        text = text[re.search(rf"^{re.escape(start)}", text, re.MULTILINE).start() :]
        text = text[: text.find(end, len(start))] if end and end in text[len(start) :] else text
        for line in text.splitlines():
            if line in self.left:
                self.left.remove(line)
        for theirs, ours in self.own.items():
            text = text.replace(theirs, ours)
        return text

    def run(self, start: str, end: str = "\n", codes: tuple[int, ...] = (0,)) -> str:
        """Runs one line as a rule, in the shell and the folder of the reader; what it writes to standard output."""
        return self.shell(self.take(start, end), codes)

    def shell(self, commands: str, codes: tuple[int, ...] = (0,)) -> str:
        command = ["bash", "-euo", "pipefail", "-c", commands]
        ended = subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False)
        assert ended.returncode in codes, f"{self.name}: {commands}\nended with {ended.returncode}\n{ended.stdout}{ended.stderr}"
        return ended.stdout

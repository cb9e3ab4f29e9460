# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""The program `eyrie` in a folder laid out as an installed one, so that the shipped models and the catalogue are the test's."""

import json
import os
import pathlib
import shutil
import subprocess

from stack import PROGRAMS


class Installation:
    """With a user, who has a home and a folder to work in."""

    def __init__(self, folder: pathlib.Path):
        self.programs, self.shipped = folder / "usr/bin", folder / "usr/share/eyrie/models"
        self.home, self.work = folder / "home", folder / "work"
        for made in (self.programs, self.shipped, self.home, self.work):
            made.mkdir(parents=True)
        shutil.copy(PROGRAMS / "eyrie", self.programs / "eyrie")
        (self.shipped / "manifest.json").write_text('{"format": "eyrie-models-1", "models": []}')
        self.own = self.home / ".local/share/eyrie/models"
        hidden = ("EYRIE_MODELS", "XDG_DATA_HOME", "XDG_CACHE_HOME")
        self.environment = {name: value for name, value in os.environ.items() if name not in hidden} | {"HOME": str(self.home)}

    def eyrie(self, *words, code: int = 0) -> subprocess.CompletedProcess:
        command = [str(word) for word in (self.programs / "eyrie", *words)]
        ended = subprocess.run(
            command, cwd=self.work, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        assert ended.returncode == code, f"{words}: {ended.returncode}\n{ended.stdout}{ended.stderr}"
        return ended

    def refusal(self, *words) -> str:
        return self.eyrie(*words, code=1).stderr

    def listed(self) -> dict[str, dict]:
        return {one["name"]: one for one in json.loads(self.eyrie("model", "list", "--json").stdout)["models"]}

    def findings(self, *words, code: int = 0) -> list[dict]:
        return json.loads(self.eyrie("model", "verify", "--json", *words, code=code).stdout)["findings"]


def rewrite(path: pathlib.Path, change):
    """Lets `change` alter a JSON document."""
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))

# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Files that are whole or not there, whenever the program ends."""

import os
import pathlib
import typing


def write_atomically(path: pathlib.Path, write: typing.Callable[[typing.BinaryIO], None]) -> None:
    """`write` gets a new file, open for reading and writing, that takes the place of `path` once it is on the disk."""
    part = path.with_name(f"{path.name}.part")
    with open(part, "w+b") as file:
        write(file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)

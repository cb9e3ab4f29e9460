# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""The books of delivery, read from both ends after the edge has stopped: what became of every number that was ever given out."""

import contextlib
import dataclasses
import json
import pathlib
import shutil
import sqlite3
import tempfile

from stack import Program, Stack, wait_for

ALERT, TELEMETRY = 0, 3  # urgencies, as the journal keeps them


@dataclasses.dataclass
class Entry:
    seq: int
    last: int
    is_tombstone: bool
    urgency: int
    payload: dict


@dataclasses.dataclass
class Journal:
    """What the edge still keeps, and how many numbers it has given out."""

    epoch: str
    next_seq: int
    entries: list[Entry]

    @property
    def waiting(self) -> set[int]:
        return {seq for entry in self.entries for seq in range(entry.seq, entry.last + 1)}

    def of_urgency(self, urgency: int) -> list[Entry]:
        return [entry for entry in self.entries if entry.urgency == urgency and not entry.is_tombstone]

    @property
    def tombstones(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.is_tombstone]


def read_journal(folder: pathlib.Path) -> Journal:
    """Of an edge that does not run. A copy is read, as reading would put the log into the file."""
    with tempfile.TemporaryDirectory() as copy:
        for file in folder.glob("journal.db*"):
            shutil.copy(file, copy)
        with contextlib.closing(sqlite3.connect(f"{copy}/journal.db")) as database:
            meta = dict(database.execute("SELECT name, CAST(value AS TEXT) FROM meta"))
            rows = database.execute("SELECT seq, last, is_tombstone, urgency, payload FROM entries ORDER BY seq").fetchall()
    entries = [Entry(seq, last, bool(is_tombstone), urgency, json.loads(payload)) for seq, last, is_tombstone, urgency, payload in rows]
    return Journal(meta["epoch"], int(meta["next_seq"]), entries)


def telemetry_of(path: pathlib.Path) -> pathlib.Path:
    """A recorded flight that hovers."""
    place = "[latitude: 53.365080] [longitude: -6.460739] [rel_alt: 5.400 abs_alt: 24.744] [gb_yaw: 0 gb_pitch: -60 gb_roll: 0]"
    path.write_text(f"1\n00:00:00,000 --> 00:00:01,000\n{place}\n\n2\n00:00:01,000 --> 00:00:02,000\n{place}\n\n")
    return path


def assert_every_number_has_one_fate(stack: Stack, drone: str, edge: Program) -> set[int]:
    """Stops the edge once the gateway has nearly all. Every number is one row, or named as lost, or still in the journal; the numbers
    that are named."""
    reached = stack.api.drone(drone)["ledger"]["highest"]
    wait_for(lambda: is_settled(stack, drone, reached + 20), f"the ledger of {drone} settles", 90)
    assert edge.stop() == 0
    journal = read_journal(stack.folder / drone)
    kinds = dict(stack.query("SELECT seq, kind FROM messages JOIN epochs ON epochs.id = epoch_id WHERE epoch = ?", journal.epoch))
    gaps = stack.query("SELECT first_seq, last_seq, lost FROM gaps JOIN epochs ON epochs.id = epoch_id WHERE epoch = ?", journal.epoch)

    tombstones = {first for first, _, _ in gaps if kinds.get(first) == 2}
    came = kinds.keys() - tombstones
    named = {seq for first, last, _ in gaps for seq in range(first, last + 1)} - came
    given = set(range(1, journal.next_seq))
    assert given - came - named - journal.waiting == set(), "numbers that nobody names"
    assert came | named <= given, "numbers that the edge never gave out"
    assert sum(lost for _, _, lost in gaps) == len(named), "a number that is named twice"

    ledger = stack.api.drone(drone)["ledger"]
    assert (ledger["missing"], ledger["tombstoned"]) == (0, len(named))
    assert ledger["committed"] == len(came), "the ledger counts otherwise than the tables"
    assert_rows_once(stack, drone, kinds)
    return named


def assert_rows_once(stack: Stack, drone: str, kinds: dict[int, int]):
    reports = [seq for (seq,) in stack.query("SELECT seq FROM reports WHERE drone_id = ? ORDER BY seq", drone)]
    assert reports == sorted(seq for seq, kind in kinds.items() if kind == 0), "a report that is no row, or two"
    (samples,) = stack.query("SELECT COUNT(*) FROM telemetry WHERE drone_id = ?", drone)[0]
    assert samples == sum(kind == 1 for kind in kinds.values()), "telemetry that is no row, or two"


def is_settled(stack: Stack, drone: str, highest: int) -> bool:
    """`highest` is one of now: what the ledger says of the time before may be settled too."""
    ledger = stack.api.drone(drone)["ledger"]
    return ledger["highest"] >= highest and ledger["missing"] == 0 and ledger["waiting"] <= 100

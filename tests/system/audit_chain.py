# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Verifies the audit trail as anybody could who has only the API: the format is that of libs/fleet/audit.hpp, worked out anew."""

import datetime
import hashlib


def verify(entries: list[dict]):
    """Fails at the first entry, oldest first, that is missing, changed or not chained to the one before."""
    previous = bytes(32)
    for index, entry in enumerate(entries, 1):
        assert entry["id"] == index, f"entry {index} is missing"
        assert bytes.fromhex(entry["previous"]) == previous, f"entry {index} is not chained to the one before"
        previous = hashlib.sha256(previous + canonical(entry)).digest()
        assert bytes.fromhex(entry["hash"]) == previous, f"entry {index} was changed"


def canonical(entry: dict) -> bytes:
    since = datetime.datetime.fromisoformat(entry["at"]) - datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
    nanoseconds = since // datetime.timedelta(microseconds=1) * 1000
    texts = [entry.get(field, "").encode() for field in ("actor", "action", "subject", "detail")]
    numbers = entry["id"].to_bytes(8) + nanoseconds.to_bytes(8)
    return numbers + b"".join(len(text).to_bytes(8) + text for text in texts)

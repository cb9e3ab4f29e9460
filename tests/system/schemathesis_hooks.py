# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""What schemathesis does not know by itself; schemathesis.toml names this file."""

import schemathesis


@schemathesis.serializer("application/offset+octet-stream")
def tus_chunk(_context: schemathesis.SerializationContext, value: object) -> object:
    """Bytes of an upload go as they are."""
    return value if isinstance(value, bytes) else str(value).encode()


@schemathesis.hook
def filter_body(_context: schemathesis.HookContext, body: object) -> bool:
    """Whole numbers of more than 64 bits are left out: RFC 8259, section 6, lets a reader limit the range of numbers, and ours does,
    also in fields that it does not know."""
    return holds_numbers_in_range(body)


def holds_numbers_in_range(value: object) -> bool:
    if isinstance(value, dict):
        return all(holds_numbers_in_range(item) for item in value.values())
    if isinstance(value, list):
        return all(holds_numbers_in_range(item) for item in value)
    return not isinstance(value, int) or -(2**63) <= value < 2**64

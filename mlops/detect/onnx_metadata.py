# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Metadata of an ONNX file, written without the `onnx` package.

A protobuf message may be extended by appending fields to its bytes (protobuf.dev, "Encoding", Last One Wins and repeated fields);
`metadata_props` is the repeated field 14 of ModelProto, each with key (1) and value (2) (onnx.proto)."""

METADATA_PROPS, KEY, VALUE = 14, 1, 2
LENGTH_DELIMITED = 2


def varint(value: int) -> bytes:
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


def field(number: int, content: bytes) -> bytes:
    return varint(number << 3 | LENGTH_DELIMITED) + varint(len(content)) + content


def metadata_fields(metadata: dict[str, str]) -> bytes:
    """What is appended to the bytes of a model."""
    entries = (field(KEY, key.encode()) + field(VALUE, value.encode()) for key, value in metadata.items())
    return b"".join(field(METADATA_PROPS, entry) for entry in entries)

# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Publishes detection messages as fast as a broker takes them.

The packets are written to the socket ready-made (MQTT 3.1.1, section 3.3), so that the load costs next to nothing beside what is
measured. Run as a program: PORT COUNT; prints nothing, ends when the broker has everything."""

import socket
import struct
import sys

EPOCH = "01997a1c-2f6e-7c3a-9d5e-0123456789ab"
DRONES = ("drone-01", "drone-02", "drone-03", "drone-04")
SIZE = 400
REPEAT_EVERY = 100
WINDOW = 20_000  # unacknowledged, of 65,535 packet ids
CHUNK = 500


def message(number: int) -> tuple[str, bytes]:
    """Topic and payload of message `number` from 0: 400 bytes with two objects, numbered per drone from 1."""
    drone, seq = DRONES[number % len(DRONES)], number // len(DRONES) + 1
    x = (number % 97) / 200
    box = f'"bbox":[{x:.6f},0.223344,{x + 0.2:.6f},0.604512]'
    text = (
        f'{{"drone_id":"{drone}","timestamp":"2025-09-24T09:{seq // 900 % 60:02}:{seq // 15 % 60:02}.{seq % 15 * 66:03}Z",'
        f'"frame_id":"frame-{seq:04}","detections":[{{"class":"person","conf":0.918273,{box},"track_id":"t{seq // 50}"}},'
        f'{{"class":"person","conf":0.418273,{box},"track_id":"t{seq // 70}"}}],"epoch":"{EPOCH}","seq":{seq},'
        f'"width":1920,"height":1080,"model":"'
    )
    return f"drone/{drone}/detections", (text + "m" * (SIZE - len(text) - 2) + '"}').encode()


def with_repeats(count: int) -> list[int]:
    """The numbers in the order they are sent: every hundredth comes twice, as QoS 1 allows."""
    order = []
    for number in range(count):
        order.append(number)
        if number % REPEAT_EVERY == REPEAT_EVERY - 1:
            order.append(number)
    return order


def publish_packet(topic: str, payload: bytes, packet_id: int) -> bytes:
    body = struct.pack(">H", len(topic)) + topic.encode() + struct.pack(">H", packet_id) + payload
    length, digits = len(body), bytearray()
    while True:
        length, digit = divmod(length, 128)
        digits.append(digit | (128 if length else 0))
        if not length:
            return b"\x32" + bytes(digits) + body


def connect(port: int) -> socket.socket:
    broker = socket.create_connection(("127.0.0.1", port))
    name = b"flood"
    body = b"\x00\x04MQTT\x04\x02\x00\x00" + struct.pack(">H", len(name)) + name
    broker.sendall(bytes([0x10, len(body)]) + body)
    assert broker.recv(4, socket.MSG_WAITALL) == b"\x20\x02\x00\x00", "the broker did not let us in"
    return broker


def main():
    port, count = map(int, sys.argv[1:])
    packets = [publish_packet(*message(number), place % 65_535 + 1) for place, number in enumerate(with_repeats(count))]
    chunks = [b"".join(packets[begin : begin + CHUNK]) for begin in range(0, len(packets), CHUNK)]
    broker = connect(port)
    print("ready", flush=True)
    sys.stdin.readline()
    sent = acknowledged = rest = 0
    for chunk in chunks:
        while sent - acknowledged > WINDOW:
            rest += len(broker.recv(65_536))
            acknowledged += rest // 4
            rest %= 4
        broker.sendall(chunk)
        sent += CHUNK
    while acknowledged < len(packets):
        rest += len(broker.recv(65_536))
        acknowledged += rest // 4
        rest %= 4


if __name__ == "__main__":
    main()

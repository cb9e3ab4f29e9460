# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""The peer of the gateway's ingest: an ordinary bridge from MQTT to SQLite by paho-mqtt and sqlite3. PORT DATABASE

One row a detected object, committed in batches of 500 or when nothing has come for a moment. A message that comes twice is kept
once: its first object's (drone, epoch, seq) is there already."""

import json
import queue
import sqlite3
import sys

import paho.mqtt.client as mqtt

BATCH = 500
PATIENCE_S = 0.1

SCHEMA = """
CREATE TABLE IF NOT EXISTS detections (id INTEGER PRIMARY KEY, drone_id TEXT, timestamp TEXT, frame_id TEXT, epoch TEXT, seq INTEGER,
  ordinal INTEGER, class TEXT, conf REAL, x_min REAL, y_min REAL, x_max REAL, y_max REAL, track_id TEXT,
  UNIQUE (drone_id, epoch, seq, ordinal));
CREATE INDEX IF NOT EXISTS detections_by_time ON detections (drone_id, timestamp);
"""
INSERT = """INSERT OR IGNORE INTO detections (drone_id, timestamp, frame_id, epoch, seq, ordinal, class, conf, x_min, y_min, x_max,
  y_max, track_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""


def rows_of(payload: bytes) -> list[tuple]:
    report = json.loads(payload)
    head = (report["drone_id"], report["timestamp"], report["frame_id"], report["epoch"], report["seq"])
    return [
        (*head, ordinal, found["class"], found["conf"], *found["bbox"], found.get("track_id"))
        for ordinal, found in enumerate(report["detections"])
    ]


def main():
    port, path = int(sys.argv[1]), sys.argv[2]
    messages: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id="bridge")
    client.max_inflight_messages_set(1000)
    client.on_connect = lambda *_: client.subscribe("drone/+/detections", qos=1)
    client.on_message = lambda _client, _data, message: messages.put(message.payload)
    client.connect("127.0.0.1", port)
    client.loop_start()

    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode=WAL")
    database.executescript(SCHEMA)
    while True:
        batch = [messages.get()]
        try:
            while len(batch) < BATCH:
                batch.append(messages.get(timeout=PATIENCE_S))
        except queue.Empty:
            pass
        database.executemany(INSERT, [row for payload in batch for row in rows_of(payload)])
        database.commit()


if __name__ == "__main__":
    main()

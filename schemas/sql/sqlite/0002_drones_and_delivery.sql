-- SPDX-FileCopyrightText: 2026 The Eyrie Authors
-- SPDX-License-Identifier: Apache-2.0
-- Drones, and what has arrived from them: every message once, the ledger of what is missing, and what was refused.

CREATE TABLE drones (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  site TEXT NOT NULL,
  enrolment TEXT NOT NULL,                -- pending, enrolled, retired
  token_hash BLOB,                        -- sha256 of the upload token
  first_seen_at TEXT NOT NULL,
  last_seen_at TEXT,
  -- The last message on drone/<id>/status; null before the first.
  is_online INTEGER, reported_at TEXT, version TEXT, epoch TEXT,
  capture_state TEXT, capture_source TEXT, capture_width INTEGER, capture_height INTEGER, capture_fps REAL,
  inference_model TEXT, inference_backend TEXT, inference_precision TEXT,
  inference_ms_p50 REAL, inference_ms_p95 REAL, inference_fps REAL,
  journal_next_seq INTEGER, journal_acknowledged INTEGER, journal_waiting INTEGER, journal_tombstoned INTEGER,
  dropped_frames INTEGER, cpu_percent REAL, rss_bytes INTEGER
) WITHOUT ROWID;
CREATE UNIQUE INDEX idx_drones_token ON drones (token_hash) WHERE token_hash IS NOT NULL;

-- One journal file of one drone; the newest has the highest id.
CREATE TABLE epochs (
  id INTEGER PRIMARY KEY,
  drone_id TEXT NOT NULL,
  epoch TEXT NOT NULL,
  first_seen_at TEXT NOT NULL,
  UNIQUE (drone_id, epoch)
);

-- Every message that was committed, once.
CREATE TABLE messages (
  epoch_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  kind INTEGER NOT NULL,                  -- 0 detections, 1 telemetry, 2 event
  PRIMARY KEY (epoch_id, seq)
) WITHOUT ROWID;

-- Stands for messages that have no sequence number: another maker's edge.
CREATE TABLE message_contents (
  digest BLOB PRIMARY KEY,
  received_at TEXT NOT NULL
) WITHOUT ROWID;

-- The ledger: which numbers are committed or named as lost, as ranges that neither overlap nor touch.
CREATE TABLE ledger_ranges (
  epoch_id INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (epoch_id, first)
) WITHOUT ROWID;

-- What was not seen: spans without a camera, and messages deleted unacknowledged.
CREATE TABLE gaps (
  id INTEGER PRIMARY KEY,
  drone_id TEXT NOT NULL,
  what TEXT NOT NULL,
  reason TEXT NOT NULL,
  from_at TEXT NOT NULL,
  to_at TEXT NOT NULL,
  epoch_id INTEGER, first_seq INTEGER, last_seq INTEGER,  -- of messages
  lost INTEGER NOT NULL DEFAULT 0                         -- of these numbers, how many never arrived
);
CREATE INDEX idx_gaps_drone_time ON gaps (drone_id, from_at);
CREATE INDEX idx_gaps_epoch ON gaps (epoch_id) WHERE epoch_id IS NOT NULL;

-- Flagged frames and clips in the object store.
CREATE TABLE clips (
  id INTEGER PRIMARY KEY,
  drone_id TEXT NOT NULL,
  kind TEXT NOT NULL,                     -- frame, clip
  key TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  from_at TEXT NOT NULL,
  to_at TEXT NOT NULL,
  track_ids TEXT NOT NULL,                -- joined by a line feed
  frame_id TEXT NOT NULL,
  captured_at TEXT NOT NULL,
  epoch TEXT NOT NULL, seq INTEGER NOT NULL
);
CREATE INDEX idx_clips_drone_time ON clips (drone_id, to_at);

CREATE TABLE dead_letters (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  received_at TEXT NOT NULL,
  topic TEXT NOT NULL,
  reason TEXT NOT NULL,
  payload BLOB NOT NULL
);

-- SPDX-FileCopyrightText: 2026 The Eyrie Authors
-- SPDX-License-Identifier: Apache-2.0
-- What drones saw, what came of it, and where they were. Times are RFC 3339 in UTC with milliseconds: they sort as text.
-- The first columns of `detections`, `incidents` and `telemetry` are those every integrator knows; ours follow them.

CREATE TABLE detections (
  id INTEGER PRIMARY KEY,
  drone_id TEXT NOT NULL,
  timestamp TEXT NOT NULL,                -- capture time of the frame
  class TEXT NOT NULL,
  confidence REAL NOT NULL,
  x_min REAL, y_min REAL, x_max REAL, y_max REAL,  -- shares of the picture, 0..1 from left and top
  frame_id TEXT,
  object_id TEXT,                         -- track id
  clip_s3_key TEXT,                       -- clip or flagged frame in the object store
  processed INTEGER DEFAULT 0,            -- 1 once the rules were evaluated
  created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  report_id INTEGER,
  lat REAL, lon REAL, alt_m REAL,         -- where it stood: WGS-84, metres above mean sea level
  semi_major_m REAL, semi_minor_m REAL, orientation_deg REAL  -- the 95 % ellipse
);
CREATE INDEX idx_detections_ts ON detections (timestamp DESC);
CREATE INDEX idx_detections_drone ON detections (drone_id);

-- One inferred frame. Its detections have consecutive ids, so no index joins the two.
CREATE TABLE reports (
  id INTEGER PRIMARY KEY,
  drone_id TEXT NOT NULL,
  captured_at TEXT NOT NULL,
  frame_id TEXT NOT NULL,
  frame_key TEXT,
  model TEXT,
  width INTEGER, height INTEGER,          -- pixels
  is_flagged INTEGER NOT NULL,
  epoch_id INTEGER, seq INTEGER,          -- null for another maker's edge
  first_detection INTEGER NOT NULL,
  detection_count INTEGER NOT NULL
);
CREATE INDEX idx_reports_drone_time ON reports (drone_id, captured_at);

CREATE TABLE incidents (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  detection_id INTEGER REFERENCES detections(id) ON DELETE SET NULL,
  incident_type TEXT,
  severity INTEGER,                       -- 1 low, 2 medium, 3 high, 4 critical
  status TEXT DEFAULT 'open',             -- open, acknowledged, assigned, resolved, false_alarm
  assigned_to TEXT,
  created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  site TEXT NOT NULL DEFAULT 'home',
  title TEXT NOT NULL DEFAULT '',
  rule_id TEXT NOT NULL DEFAULT '',
  drone_id TEXT NOT NULL DEFAULT '',
  track_id TEXT,
  opened_at TEXT NOT NULL DEFAULT '',     -- capture time of the first frame
  last_seen_at TEXT NOT NULL DEFAULT '',
  closed_at TEXT,
  sightings INTEGER NOT NULL DEFAULT 0,
  confidence REAL NOT NULL DEFAULT 0,
  class TEXT,
  x_min REAL, y_min REAL, x_max REAL, y_max REAL,                      -- in the key frame
  frame_id TEXT, captured_at TEXT, frame_key TEXT, clip_key TEXT,      -- the key frame
  last_x_min REAL, last_y_min REAL, last_x_max REAL, last_y_max REAL,  -- where it was seen last
  lat REAL, lon REAL, alt_m REAL, semi_major_m REAL, semi_minor_m REAL, orientation_deg REAL
);
CREATE INDEX idx_incidents_rule_seen ON incidents (rule_id, last_seen_at);
CREATE INDEX idx_incidents_drone_seen ON incidents (drone_id, last_seen_at);
-- Deleting old detections looks here for each of them.
CREATE INDEX idx_incidents_detection ON incidents (detection_id) WHERE detection_id IS NOT NULL;

CREATE TABLE incident_history (
  id INTEGER PRIMARY KEY,
  incident_id INTEGER NOT NULL REFERENCES incidents(id) ON DELETE CASCADE,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  what TEXT NOT NULL,                     -- opened, acknowledge, ..., note, frame_attached, clip_attached
  status TEXT NOT NULL,                   -- afterwards
  assigned_to TEXT,
  note TEXT
);
CREATE INDEX idx_incident_history ON incident_history (incident_id);

CREATE TABLE telemetry (
  time TEXT NOT NULL,
  drone_id TEXT NOT NULL,
  lat REAL,
  lon REAL,
  alt REAL,                               -- metres above mean sea level
  speed REAL,                             -- metres a second over ground
  battery_percent INTEGER,
  relative_alt REAL,                      -- metres above take-off
  heading REAL,                           -- degrees clockwise from north
  roll REAL, pitch REAL, yaw REAL,        -- degrees, of the airframe
  gimbal_roll REAL, gimbal_pitch REAL, gimbal_yaw REAL  -- degrees, of the camera
);
CREATE INDEX idx_telemetry_drone_time ON telemetry (drone_id, time);

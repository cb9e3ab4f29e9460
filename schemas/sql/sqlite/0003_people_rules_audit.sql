-- SPDX-FileCopyrightText: 2026 The Eyrie Authors
-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE users (
  name TEXT PRIMARY KEY,
  display_name TEXT NOT NULL,
  role TEXT NOT NULL,                     -- viewer, operator, supervisor, admin
  site TEXT NOT NULL,
  is_enabled INTEGER NOT NULL,
  password_hash TEXT NOT NULL,            -- argon2id
  created_at TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE sessions (
  token_hash BLOB PRIMARY KEY,            -- sha256 of the token, never the token
  user_name TEXT NOT NULL REFERENCES users(name) ON DELETE CASCADE,
  opened_at TEXT NOT NULL,
  expires_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX idx_sessions_user ON sessions (user_name);

CREATE TABLE rules (
  site TEXT NOT NULL,
  version INTEGER NOT NULL,
  document TEXT NOT NULL,                 -- JSON
  changed_at TEXT NOT NULL,
  changed_by TEXT NOT NULL,
  PRIMARY KEY (site, version)
) WITHOUT ROWID;

-- Each entry holds the digest of the one before it.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL,
  previous BLOB NOT NULL,
  digest BLOB NOT NULL
);
CREATE TRIGGER audit_entries_stay BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END;
CREATE TRIGGER audit_entries_are_final BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END;

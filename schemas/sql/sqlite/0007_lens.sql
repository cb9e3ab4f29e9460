-- SPDX-FileCopyrightText: 2026 The Eyrie Authors
-- SPDX-License-Identifier: Apache-2.0
-- How wide a drone's camera sees, so that the map shows what it sees of the ground; 0 where it was never told.
ALTER TABLE drones ADD COLUMN capture_fov_deg REAL NOT NULL DEFAULT 0;

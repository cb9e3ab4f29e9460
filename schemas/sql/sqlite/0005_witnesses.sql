-- SPDX-FileCopyrightText: 2026 The Eyrie Authors
-- SPDX-License-Identifier: Apache-2.0
ALTER TABLE incidents ADD COLUMN witnesses TEXT;  -- other drones that saw it, each with its track seen last: "drone-02 t7", one a line

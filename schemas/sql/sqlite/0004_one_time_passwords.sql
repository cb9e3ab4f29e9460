-- SPDX-FileCopyrightText: 2026 The Eyrie Authors
-- SPDX-License-Identifier: Apache-2.0
ALTER TABLE users ADD COLUMN must_change_password INTEGER NOT NULL DEFAULT 0;  -- its owner has not chosen it yet

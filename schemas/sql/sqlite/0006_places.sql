-- SPDX-FileCopyrightText: 2026 The Eyrie Authors
-- SPDX-License-Identifier: Apache-2.0
ALTER TABLE incidents ADD COLUMN places TEXT;  -- where each drone saw it last, a line each: drone, time, lat, lon, alt_m, semi_major_m, semi_minor_m, orientation_deg

# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""The table that the C++ test of ground areas reads is what scipy says, and what drawing places says."""

import math

import area_probability
import numpy as np
import pytest

ROWS = [[float(word) for word in line.split()] for line in area_probability.TABLE.read_text().splitlines()]


def corners_in(row: list[float]) -> list[tuple[float, float]]:
    return list(zip(row[6::2], row[7::2], strict=True))


def test_the_table_is_that_of_scipy():
    assert len(ROWS) == 60
    for row in ROWS:
        assert row[0] == pytest.approx(area_probability.probability(tuple(row[1:6]), corners_in(row)), abs=1e-7)


def test_the_table_is_that_of_drawn_places():
    draws = 40_000
    dice = np.random.default_rng(3)
    for row in ROWS[::4]:
        expected, lat, lon, major, minor, orientation = row[:6]
        outline = np.array([area_probability.east_north((lat, lon), corner) for corner in corners_in(row)])
        along, across = dice.normal(size=(2, draws)) * np.array([[major], [minor]]) / area_probability.CHI_95
        turn = math.radians(orientation)
        east, north = along * math.sin(turn) + across * math.cos(turn), along * math.cos(turn) - across * math.sin(turn)
        is_inside = np.zeros(draws, bool)
        for (ax, ay), (bx, by) in zip(outline, np.roll(outline, 1, axis=0), strict=True):
            is_inside ^= ((ay > north) != (by > north)) & (east < (bx - ax) * (north - ay) / (by - ay) + ax)
        assert is_inside.mean() == pytest.approx(expected, abs=5 * math.sqrt(expected * (1 - expected) / draws) + 1e-3)

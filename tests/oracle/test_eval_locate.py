# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""`eyrie eval locate` says what numpy says of places drawn from a known error: quantiles, and who lies in which ellipse."""

import json
import math
import subprocess

import numpy as np
import pytest
from detector import EYRIE, ROOT

PLACES = 4000
NORTH_M_A_DEGREE, EAST_M_A_DEGREE = 111_131.745, 78_846.806  # of WGS-84 at 45 degrees north
CHI_95 = math.sqrt(5.991464547107979)  # of two degrees of freedom: the 95 % ellipse of a normal error in the plane


def test_errors_of_a_known_distribution(tmp_path):
    if not EYRIE.exists():
        pytest.skip(f"{EYRIE.relative_to(ROOT)} is not built")
    dice = np.random.default_rng(5)
    sigmas = np.sort(dice.uniform(0.5, 3, (PLACES, 2)))[:, ::-1]  # along the major axis, along the minor
    angles = dice.uniform(0, np.pi, PLACES)
    along, across = dice.normal(size=(2, PLACES)) * sigmas.T
    axes = sigmas * CHI_95
    north = along * np.cos(angles) - across * np.sin(angles)
    east = along * np.sin(angles) + across * np.cos(angles)
    truth, places = [], []
    for i in range(PLACES):
        lat = 45 + north[i] / NORTH_M_A_DEGREE
        lon = 9 + east[i] / EAST_M_A_DEGREE
        truth.append({"id": "walker", "frame": i, "lat": lat, "lon": lon})
        ellipse = {"semi_major_m": axes[i, 0], "semi_minor_m": axes[i, 1], "orientation_deg": math.degrees(angles[i])}
        places.append({"id": "walker", "frame": i, "lat": 45, "lon": 9, **ellipse})
    places.append({"id": "stranger", "lat": 0, "lon": 0, "semi_major_m": 1, "semi_minor_m": 1, "orientation_deg": 0})
    for name, rows in (("truth", truth), ("places", places)):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    files = ["--truth", tmp_path / "truth.jsonl", "--places", tmp_path / "places.jsonl"]
    ran = subprocess.run([EYRIE, "eval", "locate", *files, "--json"], capture_output=True, text=True, timeout=60, check=True)
    ours = json.loads(ran.stdout)

    errors = np.hypot(north, east)
    inside = np.hypot(along / axes[:, 0], across / axes[:, 1]) <= 1
    assert (ours["places"], ours["without_truth"], ours["without_estimate"]) == (PLACES, 1, 0)
    for name, expected in (("mean_m", errors.mean()), ("median_m", np.median(errors)), ("p95_m", np.quantile(errors, 0.95))):
        assert ours[name] == pytest.approx(expected, rel=1e-4), name
    assert ours["in_ellipse"] == pytest.approx(inside.mean(), abs=2 / PLACES)
    assert ours["in_ellipse"] == pytest.approx(0.95, abs=0.015), "the draw itself is honest"

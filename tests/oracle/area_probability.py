# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""How likely a place with an error lies in a polygon on the ground, by scipy: the table that libs/fleet/ground_area_test.cpp reads.

`python tests/oracle/area_probability.py` writes it anew. A line is `probability lat lon semi_major_m semi_minor_m orientation_deg` and then
`lat lon` of each corner. The way is another than Eyrie's: corners are taken to the plane through the earth's centre of coordinates, not by
degrees, and the density is integrated line by line from south to north, not edge by edge."""

import math
import pathlib

import numpy as np
from scipy.integrate import quad
from scipy.stats import norm

TABLE = pathlib.Path(__file__).with_name("area_probability.txt")
CHI_95 = math.sqrt(-2 * math.log(0.05))
A, E2 = 6378137.0, 6.69437999014e-3  # WGS-84


def ecef(lat: float, lon: float) -> np.ndarray:
    phi, lam = math.radians(lat), math.radians(lon)
    n = A / math.sqrt(1 - E2 * math.sin(phi) ** 2)
    return np.array([n * math.cos(phi) * math.cos(lam), n * math.cos(phi) * math.sin(lam), n * (1 - E2) * math.sin(phi)])


def east_north(origin: tuple[float, float], place: tuple[float, float]) -> np.ndarray:
    phi, lam = map(math.radians, origin)
    offset = ecef(*place) - ecef(*origin)
    east = np.array([-math.sin(lam), math.cos(lam), 0])
    north = np.array([-math.sin(phi) * math.cos(lam), -math.sin(phi) * math.sin(lam), math.cos(phi)])
    return np.array([offset @ east, offset @ north])


def probability(place: tuple[float, ...], corners: list[tuple[float, float]]) -> float:
    lat, lon, major, minor, orientation = place
    turn = math.radians(orientation)
    axes = np.array([[math.sin(turn), math.cos(turn)], [math.cos(turn), -math.sin(turn)]])
    outline = [axes @ east_north((lat, lon), corner) / (np.array([major, minor]) / CHI_95) for corner in corners]

    def along_line(y: float) -> float:
        edges = zip(outline, outline[1:] + outline[:1], strict=True)
        crossings = sorted(a[0] + (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) for a, b in edges if (a[1] > y) != (b[1] > y))
        return norm.pdf(y) * sum(norm.cdf(end) - norm.cdf(begin) for begin, end in zip(crossings[::2], crossings[1::2], strict=True))

    breaks = sorted({min(9.0, max(-9.0, float(corner[1]))) for corner in outline} | {-1.0, 0.0, 1.0})
    return sum(quad(along_line, low, high, epsabs=1e-11, limit=200)[0] for low, high in zip(breaks, breaks[1:], strict=False))


def cases() -> list[tuple[tuple[float, ...], list[tuple[float, float]]]]:
    """Stars and combs, so that outlines are concave too, of 3 to 12 corners and 5 to 60 m, with places in, at and beside them."""
    dice = np.random.default_rng(19)
    drawn = []
    for number in range(60):
        lat, lon = float(dice.uniform(-75, 75)), float(dice.uniform(-179.9, 179.9))
        a_degree = east_north((lat, lon), (lat, lon + 1e-4))[0] / 1e-4, east_north((lat, lon), (lat + 1e-4, lon))[1] / 1e-4

        def moved(east: float, north: float, lat=lat, lon=lon, scale=a_degree) -> tuple[float, float]:
            return round(lat + north / scale[1], 9), round(lon + east / scale[0], 9)

        count = int(dice.integers(3, 13))
        angles = (np.arange(count) + dice.uniform(0.1, 0.9, count)) * 2 * math.pi / count
        radii = dice.uniform(5, 60, count)
        corners = [moved(r * math.cos(angle), r * math.sin(angle)) for r, angle in zip(radii, angles, strict=True)]
        place = moved(*dice.normal(0, 15, 2))
        if number % 10 == 0:
            place = corners[0]
        minor = float(dice.uniform(1, 20))
        ellipse = round(minor * float(dice.choice([1, 1.5, 6])), 3), round(minor, 3), round(float(dice.uniform(0, 180)), 2)
        drawn.append(((*place, *ellipse), corners[:: 1 if number % 2 else -1]))
    return drawn


def table() -> str:
    lines = []
    for place, corners in cases():
        numbers = [*place, *(degree for corner in corners for degree in corner)]
        lines.append(" ".join([f"{probability(place, corners):.8f}", *(f"{number:.9f}" for number in numbers)]))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    TABLE.write_text(table())

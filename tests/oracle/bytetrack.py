# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""ByteTrack by the paper (Zhang et al., ECCV 2022, algorithm 1), of numpy and scipy, with BoT-SORT's state (centre, width, height) and its
noise told per second, as libs/perception/box_filter.hpp says. `python bytetrack.py det.txt` writes MOTChallenge lines."""

import dataclasses
import math
import sys
import typing

import numpy as np
from scipy.optimize import linear_sum_assignment

FRAME_RATE = 30.0
SURE, WEAK = 0.25, 0.1  # detections are sure from here on, and of use at all
MIN_IOU, MIN_IOU_WEAK = 0.2, 0.5
LOST_AFTER_S = 2.0
POSITION_NOISE, RATE_NOISE = FRAME_RATE / 20**2, FRAME_RATE**3 / 160**2  # random walks, in shares of the size, squared, a second


class Detection(typing.NamedTuple):
    box: np.ndarray  # x_min, y_min, x_max, y_max
    score: float


class Filter:
    """A Kalman filter of eight numbers: centre, width and height, and how they change in a second."""

    def __init__(self, box: np.ndarray):
        self.mean = np.concatenate([self.measured(box), np.zeros(4)])
        sizes = self.sizes()
        self.covariance = np.diag(np.concatenate([(2 / 20 * sizes) ** 2, (10 * FRAME_RATE / 160 * sizes) ** 2]))

    @staticmethod
    def measured(box: np.ndarray) -> np.ndarray:
        return np.concatenate([(box[:2] + box[2:]) / 2, box[2:] - box[:2]])

    def sizes(self) -> np.ndarray:
        """What the noise of each number is a share of."""
        width, height = np.maximum(self.mean[2:4], 1)
        return np.array([math.sqrt(width * height), math.sqrt(width * height), width, height])

    def predict(self, seconds: float):
        squares = np.diag(self.sizes() ** 2)
        move = np.block([[np.eye(4), seconds * np.eye(4)], [np.zeros((4, 4)), np.eye(4)]])
        position = POSITION_NOISE * seconds + RATE_NOISE * seconds**3 / 3
        both, rate = RATE_NOISE * seconds**2 / 2, RATE_NOISE * seconds
        noise = np.block([[position * squares, both * squares], [both * squares, rate * squares]])
        self.mean = move @ self.mean
        self.covariance = move @ self.covariance @ move.T + noise
        self.mean[2:4] = np.maximum(self.mean[2:4], 1)

    def correct(self, box: np.ndarray):
        look = np.eye(4, 8)
        innovation = look @ self.covariance @ look.T + np.diag((self.sizes() / 20) ** 2)
        gain = self.covariance @ look.T @ np.linalg.inv(innovation)
        self.mean = self.mean + gain @ (self.measured(box) - look @ self.mean)
        self.covariance = self.covariance - gain @ look @ self.covariance

    def box(self) -> np.ndarray:
        return np.concatenate([self.mean[:2] - self.mean[2:4] / 2, self.mean[:2] + self.mean[2:4] / 2])


@dataclasses.dataclass
class Track:
    id: int
    filter: Filter
    last_seen_s: float
    is_lost: bool = False


def overlaps(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    common = np.clip(high - low, 0, None).prod(axis=2)
    areas, other_areas = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1), (others[:, 2:] - others[:, :2]).prod(axis=1)
    return common / (areas[:, None] + other_areas[None, :] - common)


class ByteTrack:
    def __init__(self):
        self.tracks: list[Track] = []
        self.now_s: float | None = None
        self.last_id = 0

    def update(self, detections: list[Detection], now_s: float) -> list[tuple[int, Detection]]:
        """Detections that belong to a track, in the order given, with its id."""
        for track in self.tracks:
            track.filter.predict(now_s - self.now_s)
        self.now_s = now_s
        self.tracks = [track for track in self.tracks if now_s - track.last_seen_s <= LOST_AFTER_S + 1e-9]

        sure = [index for index, one in enumerate(detections) if one.score >= SURE]
        weak = [index for index, one in enumerate(detections) if WEAK <= one.score < SURE]
        found = self.associate(self.tracks, detections, sure, MIN_IOU)
        left = [track for track in self.tracks if not track.is_lost and track not in found.values()]
        found |= self.associate(left, detections, weak, MIN_IOU_WEAK)

        for track in self.tracks:
            track.is_lost = True
        for index, track in found.items():
            track.filter.correct(detections[index].box)
            track.last_seen_s, track.is_lost = now_s, False
        for track in self.tracks:
            if track.is_lost:
                track.filter.mean[6:] = 0
        for index in sure:
            if index not in found:
                self.last_id += 1
                found[index] = Track(self.last_id, Filter(detections[index].box), now_s)
                self.tracks.append(found[index])
        return [(found[index].id, one) for index, one in enumerate(detections) if index in found]

    @staticmethod
    def associate(tracks: list[Track], detections: list[Detection], indices: list[int], min_iou: float) -> dict[int, Track]:
        if not tracks or not indices:
            return {}
        predicted = np.array([track.filter.box() for track in tracks])
        gains = np.maximum(overlaps(predicted, np.array([detections[index].box for index in indices])) - min_iou, 0)
        pairs = zip(*linear_sum_assignment(gains, maximize=True), strict=True)
        return {indices[column]: tracks[row] for row, column in pairs if gains[row, column] > 0}


def read(path: str) -> dict[int, list[Detection]]:
    frames: dict[int, list[Detection]] = {}
    for line in open(path):
        frame, _, left, top, width, height, score = map(float, line.split(",")[:7])
        box = np.array([left, top, left + width, top + height])
        frames.setdefault(int(frame), []).append(Detection(box, score))
    return frames


def track_file(path: str) -> list[tuple[int, int, list[float]]]:
    """Frame, id and box (left, top, width, height) of what is in a track."""
    tracker, frames, rows = ByteTrack(), read(path), []
    for frame in range(1, max(frames, default=0) + 1):
        for id, one in tracker.update(frames.get(frame, []), frame / FRAME_RATE):
            rows.append((frame, id, [*one.box[:2], *(one.box[2:] - one.box[:2])]))
    return rows


if __name__ == "__main__":
    for frame, id, box in track_file(sys.argv[1]):
        print(f"{frame},{id},{','.join(f'{edge:.2f}' for edge in box)},1,-1,-1,-1")

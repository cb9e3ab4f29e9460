# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""The mean of the weights over the last steps, which finds more than the weights of any one step."""

import copy

import torch

from detect.model import Detector


class AveragedDetector:
    """Exponential moving average. It begins with short memory, so that the first steps are soon forgotten."""

    def __init__(self, detector: Detector, decay: float) -> None:
        self.decay = decay
        self.detector = copy.deepcopy(detector).requires_grad_(False).eval()

    @torch.no_grad()
    def update(self, detector: Detector, step: int) -> None:
        decay = min(self.decay, (1 + step) / (10 + step))
        for mean, new in zip(self.detector.state_dict().values(), detector.state_dict().values(), strict=True):
            if mean.is_floating_point():
                mean.lerp_(new, 1 - decay)
            else:
                mean.copy_(new)

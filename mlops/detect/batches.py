# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""The batches of a run, in the order of its steps.

What a step learns from follows from the run's seed and the step's number alone: a run that goes on from step 5,000 needs to remember
nothing of how it came there, and threads may make batches ahead in any order."""

import collections
import concurrent.futures
import dataclasses
import functools
import os
import typing

import numpy as np
import torch
from torch import Tensor

from detect.augment import AugmentConfig, cut, vary_colours
from detect.cache import PictureCache
from detect.coco import PictureSet
from detect.truth import Truth

ORDER, CONTENT = 0, 1  # two streams of random numbers from one seed


@dataclasses.dataclass(frozen=True)
class Batch:
    images: Tensor  # [B,3,H,W] of 0..1
    truth: Truth


class BatchSource:
    def __init__(self, picture_set: PictureSet, cache: PictureCache, size: int, seed: int, config: AugmentConfig) -> None:
        self.pictures = picture_set.pictures
        self.cache = cache
        self.size = size
        self.seed = seed
        self.config = config

    @functools.lru_cache(maxsize=2)  # noqa: B019  # a source lives as long as the program
    def order(self, epoch: int) -> np.ndarray:
        return np.random.default_rng([self.seed, ORDER, epoch]).permutation(len(self.pictures))

    def pictures_of(self, step: int) -> list[int]:
        """Every picture comes once an epoch."""
        count = len(self.pictures)
        return [int(self.order(place // count)[place % count]) for place in range(step * self.size, (step + 1) * self.size)]

    def batch(self, step: int) -> Batch:
        random = np.random.default_rng([self.seed, CONTENT, step])
        cuts = [cut(self.cache[index], self.pictures[index], random, self.config) for index in self.pictures_of(step)]
        images, labels = zip(*cuts, strict=True)
        return Batch(vary_colours(torch.stack(images), random, self.config), Truth.of(list(labels)))

    def from_step(self, first: int) -> typing.Iterator[Batch]:
        """Without end; some batches are made ahead, by threads."""
        threads = max(1, min(8, (os.cpu_count() or 1) - 1))
        with concurrent.futures.ThreadPoolExecutor(threads) as workers:
            ahead = collections.deque(workers.submit(self.batch, step) for step in range(first, first + threads + 1))
            step = first + len(ahead)
            try:
                while True:
                    yield ahead.popleft().result()
                    ahead.append(workers.submit(self.batch, step))
                    step += 1
            finally:
                workers.shutdown(cancel_futures=True)

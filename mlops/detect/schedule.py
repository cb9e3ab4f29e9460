# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""How long a run lasts, how far it is, and how fast it learns there."""

import dataclasses
import math


@dataclasses.dataclass(frozen=True)
class Budget:
    """One of the two is set. A run by steps gives the same weights each time; a run by minutes, those that its machine had time for."""

    steps: int | None = None
    minutes: float | None = None

    def __post_init__(self) -> None:
        if (self.steps is None) == (self.minutes is None):
            raise ValueError("a budget is either steps or minutes")

    def share(self, step: int, elapsed_s: float) -> float:
        """Of the budget that is used up; 1 and more at its end."""
        return step / self.steps if self.steps is not None else elapsed_s / (self.minutes * 60)

    def __str__(self) -> str:
        return f"{self.steps} steps" if self.steps is not None else f"{self.minutes:g} minutes"


@dataclasses.dataclass(frozen=True)
class RateConfig:
    peak: float = 3e-3
    last_share: float = 0.02  # of the peak, at the end
    warm_up_steps: int = 60


def learning_rate(step: int, share: float, config: RateConfig) -> float:
    """A straight rise, then half a cosine down (SGDR, Loshchilov and Hutter 2017, eq. 5, without restarts)."""
    rise = min(1.0, (step + 1) / config.warm_up_steps)
    fall = (1 + math.cos(math.pi * min(1.0, share))) / 2
    return config.peak * rise * (config.last_share + (1 - config.last_share) * fall)

# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Whether a model is good enough to take the place of the one that is shipped. The bar stands here and nowhere else: no option lowers
it."""

import dataclasses

from detect.evaluate import Figures

LEAST_AP50 = 0.85  # of all classes
LEAST_CLASS_AP50 = 0.80
MOST_LOSS = 0.01  # of a class, against the shipped model on the same pictures


@dataclasses.dataclass(frozen=True)
class Verdict:
    name: str  # of the class, or `all`
    ap50: float | None
    shipped_ap50: float | None
    reason: str  # why it failed; empty where it passed

    @property
    def has_passed(self) -> bool:
        return not self.reason


def judge(candidate: Figures, shipped: Figures | None) -> list[Verdict]:
    """All classes together first, then each."""
    verdicts = [verdict_of("all", candidate.ap50, shipped.ap50 if shipped else None, LEAST_AP50)]
    for name, figures in candidate.classes.items():
        before = shipped.classes.get(name) if shipped else None
        verdicts.append(verdict_of(name, figures.ap50, before.ap50 if before else None, LEAST_CLASS_AP50))
    return verdicts


def verdict_of(name: str, ap50: float | None, shipped: float | None, least: float) -> Verdict:
    reason = ""
    if ap50 is None:
        reason = "the held-out pictures show none"
    elif ap50 < least:
        reason = f"below {least:.2f}"
    elif shipped is not None and ap50 < shipped - MOST_LOSS:
        reason = f"{(shipped - ap50) * 100:.1f} points below the shipped model"
    return Verdict(name, ap50, shipped, reason)

# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""One line that tells how a run stands: kept current on a terminal, once a minute elsewhere."""

import time
import typing

from detect.training import Progress

ON_TERMINAL_S, ELSEWHERE_S = 1.0, 60.0


class ProgressLine:
    def __init__(self, out: typing.TextIO) -> None:
        self.out = out
        self.is_terminal = out.isatty()
        self.told_s = -ELSEWHERE_S

    def __call__(self, progress: Progress) -> None:
        now_s = time.monotonic()
        if now_s - self.told_s < (ON_TERMINAL_S if self.is_terminal else ELSEWHERE_S):
            return
        self.told_s = now_s
        start, end = ("\r\033[K", "") if self.is_terminal else ("", "\n")
        print(f"{start}{line_of(progress)}", end=end, file=self.out, flush=True)

    def finish(self) -> None:
        if self.is_terminal:
            print(file=self.out)


def line_of(progress: Progress) -> str:
    left_min = progress.elapsed_s / 60 * (1 - progress.share) / progress.share
    return (
        f"step {progress.step}  {progress.share:4.0%}  about {left_min:.0f} min left  "
        f"score loss {float(progress.loss.score):.3f}  box loss {float(progress.loss.box):.3f}"
    )

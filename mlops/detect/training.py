# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""The loop that makes a detector of labelled pictures."""

import dataclasses
import pathlib
import time
import typing

import torch
from torch import nn

from detect import checkpoint
from detect.augment import AugmentConfig
from detect.averaging import AveragedDetector
from detect.batches import Batch, BatchSource
from detect.cache import open_cache
from detect.coco import PictureSet
from detect.hardware import Hardware
from detect.loss import Loss, LossConfig, loss_of
from detect.model import Detector, Grid, ModelConfig
from detect.refusal import Refusal
from detect.schedule import Budget, RateConfig, learning_rate


@dataclasses.dataclass(frozen=True)
class Recipe:
    """How is learnt. Together with the data and `ModelConfig`, it decides the weights."""

    budget: Budget
    seed: int = 1
    batch: int = 16
    weight_decay: float = 0.02
    largest_gradient: float = 8.0
    averaging: float = 0.998
    rate: RateConfig = RateConfig()
    augment: AugmentConfig = AugmentConfig()
    loss: LossConfig = LossConfig()


@dataclasses.dataclass(frozen=True)
class Progress:
    step: int
    elapsed_s: float
    share: float  # of the budget
    loss: Loss


@dataclasses.dataclass(frozen=True)
class Trained:
    detector: Detector  # with averaged weights, on the CPU, for inference
    step: int
    elapsed_s: float
    is_complete: bool  # the budget is used up; otherwise somebody asked it to stop


@dataclasses.dataclass(frozen=True)
class Place:
    """Where a run keeps what it would be lost without."""

    out: pathlib.Path
    checkpoint_every_s: float = 100.0  # and once more where it ends

    @property
    def checkpoint(self) -> pathlib.Path:
        return self.out / "checkpoint.pt"

    @property
    def cache(self) -> pathlib.Path:
        return self.out / "cache"


class Training:
    """One run, from its beginning or from its checkpoint."""

    def __init__(self, model: ModelConfig, recipe: Recipe, data: PictureSet, place: Place, hardware: Hardware) -> None:
        self.recipe, self.data, self.place, self.hardware = recipe, data, place, hardware
        self.identity = checkpoint.Identity.of(model, data.fingerprint, recipe)
        torch.manual_seed(recipe.seed)
        self.detector = Detector(model).to(hardware.device, memory_format=torch.channels_last).train()
        self.averaged = AveragedDetector(self.detector, recipe.averaging)
        self.optimiser = make_optimiser(self.detector, recipe)
        self.scaler = torch.cuda.amp.GradScaler(enabled=hardware.needs_scaler)
        crop = recipe.augment
        self.grid = Grid.make(crop.crop_height, crop.crop_width, model.strides, hardware.device)
        self.step = 0
        self.elapsed_s = 0.0

    def start_or_resume(self, is_resumed: bool) -> None:
        """A run is never begun anew over one that is there, nor continued where there is none."""
        path = self.place.checkpoint
        if path.exists() and not is_resumed:
            raise Refusal(f"{path}: a run is here already. Go on with it by --resume, or name another --out.")
        if is_resumed and not path.exists():
            raise Refusal(f"{path}: no run to go on with. Leave --resume out, or name the --out of the run.")
        if not is_resumed:
            return
        kept = checkpoint.load(path, self.identity)
        self.detector.load_state_dict(kept.detector)
        self.averaged.detector.load_state_dict(kept.averaged)
        self.optimiser.load_state_dict({**self.optimiser.state_dict(), "state": kept.optimiser})
        self.scaler.load_state_dict(kept.scaler)
        self.step, self.elapsed_s = kept.step, kept.elapsed_s

    def run(self, tell: typing.Callable[[Progress], None], should_stop: typing.Callable[[], bool]) -> Trained:
        """To the end of the budget, or until `should_stop`, which is asked after every step."""
        cache = open_cache(self.place.cache, self.data)
        source = BatchSource(self.data, cache, self.recipe.batch, self.recipe.seed, self.recipe.augment)
        batches = source.from_step(self.step)
        started = time.monotonic() - self.elapsed_s
        saved_s = self.elapsed_s
        while (share := self.recipe.budget.share(self.step, self.elapsed_s)) < 1 and not should_stop():
            loss = self.learn(next(batches), share)
            self.step += 1
            self.elapsed_s = time.monotonic() - started
            tell(Progress(self.step, self.elapsed_s, self.recipe.budget.share(self.step, self.elapsed_s), loss))
            if self.elapsed_s - saved_s >= self.place.checkpoint_every_s:
                self.save()
                saved_s = self.elapsed_s
        batches.close()
        self.save()
        return Trained(self.averaged.detector.to("cpu"), self.step, self.elapsed_s, share >= 1)

    def learn(self, batch: Batch, share: float) -> Loss:
        """One step, at this share of the budget."""
        for group in self.optimiser.param_groups:
            group["lr"] = learning_rate(self.step, share, self.recipe.rate)
        images = batch.images.to(self.hardware.device, memory_format=torch.channels_last)
        with self.hardware.autocast():
            distances, logits = self.detector(images)
        loss = loss_of(distances, logits, batch.truth.to(self.hardware.device), self.grid, self.recipe.loss)
        self.optimiser.zero_grad(set_to_none=True)
        self.scaler.scale(loss.total).backward()
        self.scaler.unscale_(self.optimiser)
        # What is not finite would spoil all weights, and soon the checkpoint: end here. With a scaler it happens, and is skipped.
        has_to_be_finite = not self.hardware.needs_scaler
        nn.utils.clip_grad_norm_(self.detector.parameters(), self.recipe.largest_gradient, error_if_nonfinite=has_to_be_finite)
        self.scaler.step(self.optimiser)
        self.scaler.update()
        self.averaged.update(self.detector, self.step)
        return Loss(loss.score.detach(), loss.box.detach(), loss.total.detach())

    def save(self) -> None:
        checkpoint.save(
            self.place.checkpoint,
            checkpoint.Checkpoint(
                identity=self.identity,
                step=self.step,
                elapsed_s=self.elapsed_s,
                scaler=self.scaler.state_dict(),
                detector=self.detector.state_dict(),
                averaged=self.averaged.detector.state_dict(),
                optimiser=self.optimiser.state_dict()["state"],
            ),
        )


def make_optimiser(detector: Detector, recipe: Recipe) -> torch.optim.AdamW:
    """Weights of convolutions decay; biases and normalisations do not."""
    parameters = list(detector.parameters())
    groups = [
        {"params": [parameter for parameter in parameters if parameter.ndim > 1], "weight_decay": recipe.weight_decay},
        {"params": [parameter for parameter in parameters if parameter.ndim <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=recipe.rate.peak)

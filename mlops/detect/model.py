# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""The network: anchor-free, of plain convolutions and ReLU, which every engine computes fast in int8.

A backbone of cross-stage blocks (CSPNet, Wang et al. 2020, as in YOLOv8's C2f) gives features at strides 4 to 32; a path aggregation
neck (PANet, Liu et al. 2018) mixes them; at every cell of every level two small branches say the distances to the four sides of a box
(FCOS, Tian et al. 2019, eq. 1-2) and a score for each class. Written from the papers."""

import dataclasses
import math

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

COARSEST_STRIDE = 32
PRIOR = 0.01  # of a class at a cell before anything is learnt (Focal Loss, Lin et al. 2017, section 4.1)


@dataclasses.dataclass(frozen=True)
class ModelConfig:
    """What decides the network's weights; two networks can exchange theirs when this is the same."""

    classes: tuple[str, ...]
    widths: tuple[int, ...] = (16, 24, 48, 80, 128)  # channels at strides 2, 4, 8, 16, 32
    depths: tuple[int, ...] = (1, 1, 2, 1)  # residuals of the blocks at strides 4, 8, 16, 32
    head_width: int = 32  # processors take channels by 16 at once: 40 would cost as much as 48
    finest_stride: int = 4  # 4 sees heads of a few pixels, 8 takes a fifth less time

    def __post_init__(self) -> None:
        if self.finest_stride not in (4, 8):
            raise ValueError(f"finest stride {self.finest_stride}: it is 4 or 8")

    @property
    def strides(self) -> tuple[int, ...]:
        return tuple(stride for stride in (4, 8, 16, 32) if stride >= self.finest_stride)


class Convolution(nn.Sequential):
    """Convolution, batch normalisation, ReLU. The statistics follow quickly, and averaging.py smooths them with the weights: slow ones are
    wrong for hundreds of steps, a little in each layer, and a network of many layers then sees nothing."""

    def __init__(self, inputs: int, outputs: int, size: int = 3, stride: int = 1) -> None:
        super().__init__(
            nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False),
            nn.BatchNorm2d(outputs, eps=1e-3),
            nn.ReLU(inplace=True),
        )


class Residual(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(Convolution(channels, channels), Convolution(channels, channels))

    def forward(self, features: Tensor) -> Tensor:
        return features + self.layers(features)


class CrossStage(nn.Module):
    """Half of the channels go through `layers`, one after the other; all that comes out on the way is joined."""

    def __init__(self, inputs: int, outputs: int, layers: list[nn.Module]) -> None:
        super().__init__()
        self.half = outputs // 2
        self.enter = Convolution(inputs, outputs, 1)
        self.layers = nn.ModuleList(layers)
        self.leave = Convolution(outputs + len(layers) * self.half, outputs, 1)

    def forward(self, features: Tensor) -> Tensor:
        parts = [self.enter(features)]
        flow = parts[0][:, self.half :]
        for layer in self.layers:
            flow = layer(flow)
            parts.append(flow)
        return self.leave(torch.cat(parts, 1))


def residual_stage(inputs: int, outputs: int, depth: int) -> CrossStage:
    return CrossStage(inputs, outputs, [Residual(outputs // 2) for _ in range(depth)])


def mixing_stage(inputs: int, outputs: int) -> CrossStage:
    return CrossStage(inputs, outputs, [Convolution(outputs // 2, outputs // 2)])


class Context(nn.Module):
    """Looks around over 5, 9 and 13 cells (spatial pyramid pooling, He et al. 2014, one pooling after the other)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.enter = Convolution(channels, channels // 2, 1)
        self.leave = Convolution(channels * 2, channels, 1)

    def forward(self, features: Tensor) -> Tensor:
        parts = [self.enter(features)]
        for _ in range(3):
            parts.append(functional.max_pool2d(parts[-1], 5, 1, 2))
        return self.leave(torch.cat(parts, 1))


class Backbone(nn.Module):
    """Pictures -> features at strides 4, 8, 16, 32."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        widths = config.widths
        self.stem = Convolution(3, widths[0], stride=2)
        self.stages = nn.ModuleList(
            nn.Sequential(Convolution(inputs, outputs, stride=2), residual_stage(outputs, outputs, depth))
            for inputs, outputs, depth in zip(widths, widths[1:], config.depths, strict=False)
        )
        self.context = Context(widths[-1])

    def forward(self, images: Tensor) -> list[Tensor]:
        flow, levels = self.stem(images), []
        for stage in self.stages:
            flow = stage(flow)
            levels.append(flow)
        levels[-1] = self.context(levels[-1])
        return levels


class Neck(nn.Module):
    """Meaning from the coarse levels goes down to the fine ones, and places from the fine ones up again."""

    def __init__(self, widths: tuple[int, ...]) -> None:
        """`widths` of the levels, the finest first."""
        super().__init__()
        pairs = list(zip(widths, widths[1:], strict=False))
        self.down = nn.ModuleList(mixing_stage(fine + coarse, fine) for fine, coarse in pairs)
        self.shrink = nn.ModuleList(Convolution(fine, fine, stride=2) for fine, _ in pairs)
        self.up = nn.ModuleList(mixing_stage(fine + coarse, coarse) for fine, coarse in pairs)

    def forward(self, levels: list[Tensor]) -> list[Tensor]:
        mixed = list(levels)
        for level in reversed(range(len(levels) - 1)):
            larger = functional.interpolate(mixed[level + 1], scale_factor=2.0, mode="nearest")
            mixed[level] = self.down[level](torch.cat([larger, mixed[level]], 1))
        for level in range(len(levels) - 1):
            mixed[level + 1] = self.up[level](torch.cat([self.shrink[level](mixed[level]), mixed[level + 1]], 1))
        return mixed


def branch(inputs: int, width: int, outputs: int, bias: float, depth: int) -> nn.Sequential:
    """So many convolutions and the answer, which is `bias` at first."""
    answer = nn.Conv2d(width, outputs, 1)
    nn.init.constant_(answer.bias, bias)
    convolutions = [Convolution(inputs if layer == 0 else width, width) for layer in range(depth)]
    return nn.Sequential(*convolutions, answer)


class Detector(nn.Module):
    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        widths = config.widths[-len(config.strides) :]
        self.backbone = Backbone(config)
        self.neck = Neck(widths)
        score_bias = -math.log((1 - PRIOR) / PRIOR)
        # Three of four cells are at stride 4, and what is small needs no wide view: half the width, one convolution.
        shapes = [
            (width, config.head_width // 2, 1) if stride == 4 else (width, min(width, config.head_width), 2)
            for width, stride in zip(widths, config.strides, strict=True)
        ]
        self.side_branches = nn.ModuleList(branch(width, head, 4, 1.0, depth) for width, head, depth in shapes)
        self.score_branches = nn.ModuleList(branch(width, head, len(config.classes), score_bias, depth) for width, head, depth in shapes)

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """`images` [B,3,H,W], RGB of 0..1, H and W multiples of 32. Distances from each cell to left, top, right and bottom side in
        strides [B,N,4], and logits of the classes [B,N,classes]; cells in the order of `Grid`, the finest level first."""
        levels = self.neck(self.backbone(images)[-len(self.config.strides) :])
        sides = [branch(level).flatten(2) for branch, level in zip(self.side_branches, levels, strict=True)]
        logits = [branch(level).flatten(2) for branch, level in zip(self.score_branches, levels, strict=True)]
        # From here in 32 bits, whatever the layers computed in: a side of 600 pixels in bf16 is off by two.
        distances = functional.softplus(torch.cat(sides, 2).transpose(1, 2).float())
        return distances, torch.cat(logits, 2).transpose(1, 2).float()


@dataclasses.dataclass(frozen=True)
class Grid:
    """Where the cells of all levels lie in a picture."""

    points: Tensor  # [N,2], x and y of the centres in pixels
    strides: Tensor  # [N,1], in pixels

    @classmethod
    def make(cls, height: int, width: int, strides: tuple[int, ...], device: torch.device | str = "cpu") -> "Grid":
        points, sizes = [], []
        for stride in strides:
            y, x = torch.meshgrid(torch.arange(height // stride), torch.arange(width // stride), indexing="ij")
            points.append((torch.stack([x, y], -1).reshape(-1, 2) + 0.5) * stride)
            sizes.append(torch.full((points[-1].shape[0], 1), float(stride)))
        return cls(torch.cat(points).to(device), torch.cat(sizes).to(device))

    def boxes(self, distances: Tensor) -> Tensor:
        """x_min, y_min, x_max, y_max in pixels [B,N,4] of the distances that `Detector` gives."""
        offsets = distances * self.strides
        return torch.cat([self.points - offsets[..., :2], self.points + offsets[..., 2:]], -1)


class DeployedDetector(nn.Module):
    """`Detector` for pictures of one size with the answer in YOLOv8's layout, for export.

    [1,3,H,W] -> [1, 4 + classes, N]: centre x, centre y, width, height in pixels, then a probability for each class."""

    def __init__(self, detector: Detector, height: int, width: int) -> None:
        super().__init__()
        self.detector = detector
        grid = Grid.make(height, width, detector.config.strides)
        self.register_buffer("points", grid.points)
        self.register_buffer("strides", grid.strides)

    def forward(self, images: Tensor) -> Tensor:
        distances, logits = self.detector(images)
        boxes = Grid(self.points, self.strides).boxes(distances)
        low, high = boxes[..., :2], boxes[..., 2:]
        return torch.cat([(low + high) / 2, high - low, logits.sigmoid()], -1).transpose(1, 2)


def count_multiplications(detector: Detector, height: int, width: int) -> int:
    """Of one picture, in the convolutions, which are all but a percent of the work."""
    total = 0

    def count(layer: nn.Conv2d, _inputs: tuple[Tensor], output: Tensor) -> None:
        nonlocal total
        total += output[0].numel() * layer.weight[0].numel()

    hooks = [module.register_forward_hook(count) for module in detector.modules() if isinstance(module, nn.Conv2d)]
    with torch.no_grad():
        detector(torch.zeros(1, 3, height, width))
    for hook in hooks:
        hook.remove()
    return total

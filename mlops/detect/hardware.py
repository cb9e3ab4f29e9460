# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""The arithmetic of this machine."""

import contextlib
import dataclasses
import pathlib

import torch

from detect.refusal import Refusal


@dataclasses.dataclass(frozen=True)
class Hardware:
    device: torch.device
    number: torch.dtype  # what convolutions compute in; weights and loss stay in 32 bits

    def autocast(self) -> contextlib.AbstractContextManager:
        return contextlib.nullcontext() if self.number == torch.float32 else torch.autocast(self.device.type, self.number)

    @property
    def needs_scaler(self) -> bool:
        """Gradients of fp16 vanish unless the loss is scaled up; bf16 has the range of f32."""
        return self.number == torch.float16

    def __str__(self) -> str:
        name = torch.cuda.get_device_name(self.device) if self.device.type == "cuda" else f"{torch.get_num_threads()} threads"
        return f"{self.device.type} ({name}), {str(self.number).removeprefix('torch.')}"


def find_hardware(device: str) -> Hardware:
    """`device` is cpu, cuda, or auto for a GPU where there is one. The processor computes in bf16 only where it has instructions for it:
    elsewhere that is emulated, and slower than f32."""
    if device == "cuda" and not torch.cuda.is_available():
        raise Refusal("PyTorch finds no GPU; Debian's is built without CUDA. Leave --device out, or bring a PyTorch that has it.")
    if device == "cuda" or (device == "auto" and torch.cuda.is_available()):
        return Hardware(torch.device("cuda"), torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16)
    return Hardware(torch.device("cpu"), torch.bfloat16 if has_bf16_instructions() else torch.float32)


def has_bf16_instructions() -> bool:
    try:
        flags = pathlib.Path("/proc/cpuinfo").read_text().split()
    except OSError:
        return False
    return "avx512_bf16" in flags or "amx_bf16" in flags

# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""The detector: its network, its training, its export and its figures.

Begin reading at `training.py`, the loop, and at `model.py`, the network. Modules that need no PyTorch (`coco`, `refusal`, `figures`,
`gate`, `card`, `onnx_metadata`) do not import it."""

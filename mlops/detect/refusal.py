# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Input that cannot be worked with, told to the person who gave it."""


class Refusal(Exception):  # noqa: N818  # it is no error of ours
    """The message names the place, what was found there and the remedy; the program prints it and ends with 1."""

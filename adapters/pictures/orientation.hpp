// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "imaging/image.hpp"

namespace eyrie::pictures {

/// The orientation, 1..8, in the TIFF structure that EXIF is (behind `Exif\0\0` in a JPEG, the `eXIf` chunk of a PNG).
/// 1 when it says nothing or nonsense: a picture with a damaged note is shown as it is stored.
[[nodiscard]] int exif_orientation(std::span<const std::uint8_t> tiff);

/// The picture as it is to be looked at. 1 hands the same image back.
[[nodiscard]] imaging::Image turn_upright(imaging::Image image, int orientation);

}  // namespace eyrie::pictures

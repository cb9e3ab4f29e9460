// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "imaging/colour.hpp"
#include "imaging/image.hpp"

namespace eyrie::imaging {

/// Edges of a rectangle in pixels. The right and bottom edge lie past the last pixel, so width = right - left.
struct PixelRect {
  int left = 0;
  int top = 0;
  int right = 0;
  int bottom = 0;
};

/// How heavy strokes and letters are for a picture of this size: 1 up to about 900 px on the long side, then 2, 3 ...
[[nodiscard]] int drawing_scale(int width, int height) noexcept;

/// A colour of its own for every class: neighbouring numbers are far apart in hue, all are bright enough for dark scenes.
[[nodiscard]] Rgb colour_of_class(int class_id) noexcept;

/// Size of one line of text at `scale`, without margins.
[[nodiscard]] int text_width(std::string_view text, int scale) noexcept;
[[nodiscard]] int text_height(int scale) noexcept;

// Everything below draws on an interleaved BGR, RGB or grey image and leaves out what falls outside of it, however far.

/// A thin frame just inside of `rect` with heavier ticks at its corners.
void draw_box(Image& image, const PixelRect& rect, Rgb colour, int scale);

/// One line of text with its upper left corner at (x, y), from a built-in 5 x 8 font of printable ASCII. Any other
/// character, UTF-8 sequences counted as one, is drawn as `?`.
void draw_text(Image& image, int x, int y, std::string_view text, Rgb colour, int scale);

/// A box with its text on a plate of the same colour: above the box where there is room, else inside at its top. The plate
/// is moved sideways to stay in the picture.
void draw_labelled_box(Image& image, const PixelRect& rect, std::string_view text, Rgb colour, int scale);

}  // namespace eyrie::imaging

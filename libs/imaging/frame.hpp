// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/ids.hpp"
#include "base/time.hpp"
#include "imaging/image.hpp"

namespace eyrie::imaging {

/// One decoded picture of a capture and its two names. The pair (`frame_id`, `captured_at`) rides on packets, detections,
/// access units and clip samples, and is the only join between picture and box.
struct Frame {
  Picture picture;
  FrameId frame_id;
  Timestamp captured_at;
};

}  // namespace eyrie::imaging

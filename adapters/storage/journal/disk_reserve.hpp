// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "base/units.hpp"

namespace eyrie::storage {

/// Room on the disk that is ours whoever else fills it: a file of zeros, whose blocks are allocated.
///
/// In a write-ahead log a deletion is written like anything else, so that on a disk that is wholly full nothing could be
/// deleted any more. This is what it is written with. Not thread-safe.
class DiskReserve {
 public:
  /// Takes over what an earlier program left; takes nothing itself.
  DiskReserve(std::filesystem::path file, ByteCount size);

  /// True when the room is held, which it may have been already; false while the disk has not so much.
  bool take();
  void release();

 private:
  std::filesystem::path file_;
  ByteCount size_;
  bool is_held_ = false;
};

}  // namespace eyrie::storage

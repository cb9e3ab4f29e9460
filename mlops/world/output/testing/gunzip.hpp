// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <zlib.h>

#include <gtest/gtest.h>

namespace eyrie::world::testing {

/// The text of a gzip file, by zlib's own reader of streams.
[[nodiscard]] inline std::string gunzipped(std::string file) {
  constexpr int kGzipWindow = 15 + 16;
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, kGzipWindow), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(file.data());
  stream.avail_in = static_cast<uInt>(file.size());
  std::string text;
  int code = Z_OK;
  while (code == Z_OK) {
    std::string block(1 << 16, '\0');
    stream.next_out = reinterpret_cast<Bytef*>(block.data());
    stream.avail_out = static_cast<uInt>(block.size());
    code = inflate(&stream, Z_NO_FLUSH);
    text.append(block, 0, block.size() - stream.avail_out);
  }
  EXPECT_EQ(code, Z_STREAM_END);
  inflateEnd(&stream);
  return text;
}

}  // namespace eyrie::world::testing

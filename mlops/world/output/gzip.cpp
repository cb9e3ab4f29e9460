// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/output/gzip.hpp"

#include <zlib.h>

namespace eyrie::world {

Result<std::string> gzipped(std::string_view text) {
  constexpr int kLevel = 9;
  constexpr int kGzipWindow = 15 + 16;  // largest window; 16 asks for gzip's header in place of zlib's
  constexpr int kMemory = 9;
  z_stream stream{};
  if (deflateInit2(&stream, kLevel, Z_DEFLATED, kGzipWindow, kMemory, Z_DEFAULT_STRATEGY) != Z_OK)
    return fail(Error::kInternal, "zlib cannot begin: out of memory");
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));  // zlib's old type: it only reads
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int code = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (code != Z_STREAM_END) return fail(Error::kInternal, "zlib cannot compress " + std::to_string(text.size()) + " bytes");
  return out;
}

}  // namespace eyrie::world

// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "crypto/random.hpp"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include <sodium.h>

#include "crypto/base64.hpp"

namespace eyrie::crypto {
namespace {

void fill_randomly(std::span<std::uint8_t> bytes) {
  // Fails only where the system has no source of randomness at all: nothing secret can be made there, so nothing goes on.
  if (sodium_init() < 0) std::abort();
  randombytes_buf(bytes.data(), bytes.size());
}

}  // namespace

std::string random_token(std::size_t byte_count) {
  std::vector<std::uint8_t> bytes(byte_count);
  fill_randomly(bytes);
  return base64url_encode(bytes);
}

std::string uuid_v7(Timestamp now) {
  std::array<std::uint8_t, 16> bytes;
  fill_randomly(bytes);
  const auto ms = static_cast<std::uint64_t>(to_nanoseconds(now) / 1'000'000);
  for (std::size_t i = 0; i < 6; ++i) bytes[i] = static_cast<std::uint8_t>(ms >> (8 * (5 - i)));
  bytes[6] = static_cast<std::uint8_t>(0x70U | (bytes[6] & 0x0FU));
  bytes[8] = static_cast<std::uint8_t>(0x80U | (bytes[8] & 0x3FU));

  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += "0123456789abcdef"[bytes[i] >> 4U];
    text += "0123456789abcdef"[bytes[i] & 15U];
  }
  return text;
}

bool is_equal_in_constant_time(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace eyrie::crypto

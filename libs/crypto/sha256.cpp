// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "crypto/sha256.hpp"

#include <algorithm>
#include <new>
#include <type_traits>

#include <sodium.h>

namespace eyrie::crypto {
namespace {

using State = crypto_hash_sha256_state;

constexpr std::string_view kHexDigits = "0123456789abcdef";

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

// Hashing needs no sodium_init(): it draws no random bytes and picks no implementation at run time.
static_assert(sizeof(State) == 104 && alignof(State) <= 8 && std::is_trivially_copyable_v<State>);

Sha256::Sha256() noexcept { crypto_hash_sha256_init(new (state_.data()) State); }

void Sha256::update(std::span<const std::uint8_t> bytes) noexcept {
  crypto_hash_sha256_update(std::launder(reinterpret_cast<State*>(state_.data())), bytes.data(), bytes.size());
}

void Sha256::update(std::string_view text) noexcept {
  update(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

Digest Sha256::finish() noexcept {
  Digest digest;
  crypto_hash_sha256_final(std::launder(reinterpret_cast<State*>(state_.data())), digest.data());
  *this = Sha256();
  return digest;
}

Digest sha256(std::span<const std::uint8_t> bytes) noexcept {
  Sha256 hash;
  hash.update(bytes);
  return hash.finish();
}

Digest sha256(std::string_view text) noexcept {
  Sha256 hash;
  hash.update(text);
  return hash.finish();
}

std::string to_hex(const Digest& digest) {
  std::string hex;
  hex.reserve(2 * digest.size());
  for (const std::uint8_t byte : digest) {
    hex += kHexDigits[byte >> 4U];
    hex += kHexDigits[byte & 15U];
  }
  return hex;
}

Result<Digest> digest_from_hex(std::string_view hex) {
  Digest digest;
  bool is_good = hex.size() == 2 * digest.size();
  for (std::size_t i = 0; is_good && i < digest.size(); ++i) {
    const int high = hex_value(hex[2 * i]);
    const int low = hex_value(hex[2 * i + 1]);
    is_good = high >= 0 && low >= 0;
    digest[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  if (!is_good) {
    return fail(Error::kInvalidArgument,
                "not a SHA-256 of 64 hexadecimal digits: \"" + std::string(hex.substr(0, 80)) + "\"");
  }
  return digest;
}

}  // namespace eyrie::crypto

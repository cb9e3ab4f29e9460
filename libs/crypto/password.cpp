// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "crypto/password.hpp"

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>

#include <sodium.h>

namespace eyrie::crypto {
namespace {

constexpr std::size_t kMinLength = 8;
constexpr std::size_t kMaxLength = 1024;
constexpr std::uint64_t kMaxMemoryKiB = 256 * 1024;
constexpr std::uint64_t kMaxPasses = 8;

/// Takes one `<name><digits>` off the front of a text, as in `m=65536`.
std::optional<std::uint64_t> take_number(std::string_view& rest, std::string_view name) {
  if (!rest.starts_with(name)) return std::nullopt;
  rest.remove_prefix(name.size());
  std::uint64_t value = 0;
  std::size_t digits = 0;
  while (digits < rest.size() && digits < 10 && rest[digits] >= '0' && rest[digits] <= '9') {
    value = value * 10 + static_cast<std::uint64_t>(rest[digits++] - '0');
  }
  if (digits == 0) return std::nullopt;
  rest.remove_prefix(digits);
  return value;
}

/// Whether the text is argon2id of a cost that we are ready to pay: `$argon2id$v=19$m=65536,t=2,p=1$salt$hash`.
bool is_affordable(std::string_view stored_hash) {
  constexpr std::string_view kPrefix = "$argon2id$v=19$";
  if (stored_hash.size() >= crypto_pwhash_STRBYTES || !stored_hash.starts_with(kPrefix)) return false;
  std::string_view rest = stored_hash.substr(kPrefix.size());
  const auto memory = take_number(rest, "m=");
  const auto passes = memory ? take_number(rest, ",t=") : std::nullopt;
  const auto lanes = passes ? take_number(rest, ",p=") : std::nullopt;
  return lanes && rest.starts_with('$') && *memory <= kMaxMemoryKiB && *passes <= kMaxPasses && *lanes <= 4;
}

}  // namespace

Result<std::string> hash_password(std::string_view password) {
  if (password.size() < kMinLength || password.size() > kMaxLength) {
    return fail(Error::kInvalidArgument, "a password has 8 to 1024 bytes, this one has " + std::to_string(password.size()));
  }
  if (sodium_init() < 0) return fail(Error::kInternal, "libsodium cannot be initialised: no source of random bytes");
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                            crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return fail_for_now(Error::kExhausted, "hashing a password takes 64 MiB of memory, which are not free now");
  }
  return std::string(text.data());
}

bool verify_password(std::string_view stored_hash, std::string_view password) {
  if (password.size() > kMaxLength || !is_affordable(stored_hash) || sodium_init() < 0) return false;
  const std::string text(stored_hash);  // the library wants its end marked by a zero
  return crypto_pwhash_str_verify(text.c_str(), password.data(), password.size()) == 0;
}

const std::string& decoy_password_hash() {
  // Salt and hash are all zero bits: no password is known that gives this hash.
  static const std::string decoy =
      "$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  return decoy;
}

}  // namespace eyrie::crypto

// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "crypto/base64.hpp"

#include <algorithm>
#include <array>

namespace eyrie::crypto {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrlAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint32_t kBad = 0x8000'0000U;

using Shifted = std::array<std::uint32_t, 256>;

/// The six bits of each character, moved to where its position in a group of four puts them; `kBad` for all others, which no
/// sum of good values can reach. Four look-ups and three ORs are a whole group.
constexpr Shifted shifted_values(unsigned position) {
  Shifted table{};
  table.fill(kBad);
  for (std::uint32_t value = 0; value < 64; ++value) {
    table[static_cast<std::uint8_t>(kAlphabet[value])] = value << (18U - 6U * position);
  }
  return table;
}
constexpr std::array<Shifted, 4> kValues{shifted_values(0), shifted_values(1), shifted_values(2), shifted_values(3)};

/// Both characters of each 12 bits: one look-up makes two.
constexpr std::array<std::array<char, 2>, 4096> kPairs = [] {
  std::array<std::array<char, 2>, 4096> pairs{};
  for (std::size_t i = 0; i < pairs.size(); ++i) pairs[i] = {kAlphabet[i >> 6U], kAlphabet[i & 63U]};
  return pairs;
}();

std::uint32_t group_of(const std::uint8_t* text) {
  return kValues[0][text[0]] | kValues[1][text[1]] | kValues[2][text[2]] | kValues[3][text[3]];
}

void put_three(std::uint8_t* out, std::uint32_t group) {
  out[0] = static_cast<std::uint8_t>(group >> 16U);
  out[1] = static_cast<std::uint8_t>(group >> 8U);
  out[2] = static_cast<std::uint8_t>(group);
}

/// Says which character was wrong, once it is known that one was. `unpadded` counts the characters before the padding.
std::unexpected<Error> bad_text(std::string_view text, std::size_t unpadded) {
  for (std::size_t i = 0; i < unpadded; ++i) {
    if (kValues[3][static_cast<std::uint8_t>(text[i])] == kBad) {
      return fail(Error::kInvalidArgument, "not base64: character " + std::to_string(i + 1) + " is not of its alphabet");
    }
  }
  return fail(Error::kInvalidArgument,
              "not base64: bits are set that belong to no byte in the last character before the padding");
}

std::string encode_unpadded(std::span<const std::uint8_t> bytes, std::string_view alphabet) {
  std::string text;
  text.reserve((bytes.size() * 4 + 2) / 3);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) group = group << 8U | (j < count ? bytes[i + j] : 0U);
    for (std::size_t j = 0; j <= count; ++j) text += alphabet[group >> (18U - 6U * j) & 63U];
  }
  return text;
}

}  // namespace

std::string base64_encode(std::span<const std::uint8_t> bytes) {
  std::string text((bytes.size() + 2) / 3 * 4, '=');
  char* out = text.data();
  const std::size_t whole = bytes.size() / 3 * 3;
  for (std::size_t i = 0; i < whole; i += 3, out += 4) {
    const std::uint32_t group =
        static_cast<std::uint32_t>(bytes[i]) << 16U | static_cast<std::uint32_t>(bytes[i + 1]) << 8U | bytes[i + 2];
    std::copy_n(kPairs[group >> 12U].data(), 2, out);
    std::copy_n(kPairs[group & 4095U].data(), 2, out + 2);
  }
  std::ranges::copy(encode_unpadded(bytes.subspan(whole), kAlphabet), out);
  return text;
}

Result<std::vector<std::uint8_t>> base64_decode(std::string_view text) {
  if (text.empty()) return std::vector<std::uint8_t>{};
  if (text.size() % 4 != 0) {
    return fail(Error::kInvalidArgument, "not base64: " + std::to_string(text.size()) + " characters are no multiple of 4");
  }
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  const std::size_t whole_groups = text.size() / 4 - (padding > 0 ? 1 : 0);
  std::vector<std::uint8_t> bytes(text.size() / 4 * 3 - padding);
  const auto* in = reinterpret_cast<const std::uint8_t*>(text.data());
  std::uint8_t* out = bytes.data();

  std::uint32_t seen = 0;
  for (std::size_t i = 0; i < whole_groups; ++i, in += 4, out += 3) {
    const std::uint32_t group = group_of(in);
    seen |= group;
    put_three(out, group);
  }
  if (padding > 0) {
    const std::array<std::uint8_t, 4> last{in[0], in[1], padding == 2 ? std::uint8_t{'A'} : in[2], 'A'};
    const std::uint32_t group = group_of(last.data());
    const std::uint32_t unused = padding == 2 ? 0xFFFFU : 0xFFU;
    seen |= group | ((group & unused) != 0 ? kBad : 0U);
    *out = static_cast<std::uint8_t>(group >> 16U);
    if (padding == 1) out[1] = static_cast<std::uint8_t>(group >> 8U);
  }
  if ((seen & kBad) != 0) return bad_text(text, text.size() - padding);
  return bytes;
}

std::string base64url_encode(std::span<const std::uint8_t> bytes) { return encode_unpadded(bytes, kUrlAlphabet); }

}  // namespace eyrie::crypto

// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sodium.h>

#include "crypto/base64.hpp"
#include "crypto/password.hpp"
#include "crypto/random.hpp"
#include "crypto/sha256.hpp"

namespace eyrie::crypto {
namespace {

std::vector<std::uint8_t> random_bytes(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::uint8_t> bytes(size);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

// FIPS 180-4 examples, as published by NIST.
TEST(Sha256, AgreesWithThePublishedExamples) {
  EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Sha256, PiecesOfAnySizeGiveTheDigestOfTheWhole) {
  const auto bytes = random_bytes(1000, 1);
  for (const std::size_t piece : {1U, 7U, 63U, 64U, 65U, 999U}) {
    Sha256 hash;
    for (std::size_t i = 0; i < bytes.size(); i += piece) {
      hash.update(std::span(bytes).subspan(i, std::min(piece, bytes.size() - i)));
    }
    const Sha256 copy = hash;
    EXPECT_EQ(hash.finish(), sha256(bytes)) << piece;
    EXPECT_EQ(hash.finish(), sha256("")) << "fresh after finish";
    EXPECT_EQ(Sha256(copy).finish(), sha256(bytes)) << "a copy goes on by itself";
  }
}

TEST(Sha256, HexIsReadInEitherCaseAndNothingElseIs) {
  const Digest digest = sha256("abc");
  std::string hex = to_hex(digest);
  EXPECT_EQ(digest_from_hex(hex), digest);
  std::ranges::transform(hex, hex.begin(), [](char c) { return static_cast<char>(std::toupper(c)); });
  EXPECT_EQ(digest_from_hex(hex), digest);
  EXPECT_FALSE(digest_from_hex(hex + "00"));
  EXPECT_FALSE(digest_from_hex(hex.substr(2)));
  hex[10] = 'g';
  EXPECT_FALSE(digest_from_hex(hex));
}

TEST(Password, IsVerifiedByItsOwnHashOnly) {
  const auto hash = hash_password("correct horse");
  ASSERT_TRUE(hash);
  EXPECT_TRUE(hash->starts_with("$argon2id$v=19$m=65536,t=2,p=1$")) << *hash;
  EXPECT_TRUE(verify_password(*hash, "correct horse"));
  EXPECT_FALSE(verify_password(*hash, "correct horsf"));
  EXPECT_NE(hash, hash_password("correct horse")) << "salted";
  EXPECT_FALSE(verify_password(decoy_password_hash(), "correct horse"));
}

TEST(Password, LengthIsBoundedBothWays) {
  EXPECT_FALSE(hash_password("seven77"));
  EXPECT_FALSE(hash_password(std::string(1025, 'x')));
}

TEST(Password, AHashThatAsksForTooMuchIsRefusedAtOnce) {
  const std::string tail = "$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  const auto begin = std::chrono::steady_clock::now();
  for (const char* cost :
       {"m=4194304,t=2,p=1", "m=65536,t=4000000,p=1", "m=65536,t=2,p=200", "m=99999999999,t=2,p=1", "t=2", ""}) {
    EXPECT_FALSE(verify_password("$argon2id$v=19$" + std::string(cost) + tail, "whatever it is")) << cost;
  }
  EXPECT_FALSE(verify_password("", "whatever it is"));
  EXPECT_FALSE(verify_password("plain text", "plain text"));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(20));
}

TEST(RandomToken, IsUrlSafeAndNeverTheSame) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random_token());
  EXPECT_EQ(seen.size(), 1000U);
  EXPECT_EQ(seen.begin()->size(), 43U);
  EXPECT_EQ(seen.begin()->find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
            std::string::npos);
}

TEST(Uuid, IsVersion7AndSortsByTime) {
  // RFC 9562, appendix A.6: 2022-02-22T19:22:22.000Z is 0x017F22E279B0.
  const std::string id = uuid_v7(*parse_rfc3339("2022-02-22T19:22:22Z"));
  EXPECT_EQ(id.substr(0, 15), "017f22e2-79b0-7");
  EXPECT_EQ(id.size(), 36U);
  EXPECT_NE(std::string("89ab").find(id[19]), std::string::npos);
  EXPECT_LT(id, uuid_v7(*parse_rfc3339("2022-02-22T19:22:22.001Z")));
}

TEST(ConstantTimeEquality, IsEquality) {
  EXPECT_TRUE(is_equal_in_constant_time("", ""));
  EXPECT_TRUE(is_equal_in_constant_time("token", "token"));
  EXPECT_FALSE(is_equal_in_constant_time("token", "tokem"));
  EXPECT_FALSE(is_equal_in_constant_time("token", "token "));
}

// libsodium's own coder is the oracle.
TEST(Base64, AgreesWithLibsodiumForEveryLength) {
  for (std::size_t size = 0; size < 300; ++size) {
    const auto bytes = random_bytes(size, static_cast<unsigned>(size));
    std::string expected(sodium_base64_encoded_len(size, sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(expected.data(), expected.size(), bytes.data(), size, sodium_base64_VARIANT_ORIGINAL);
    expected.pop_back();
    EXPECT_EQ(base64_encode(bytes), expected);
    EXPECT_EQ(base64_decode(expected), bytes);

    std::string url(sodium_base64_encoded_len(size, sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
    sodium_bin2base64(url.data(), url.size(), bytes.data(), size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    url.pop_back();
    EXPECT_EQ(base64url_encode(bytes), url);
  }
}

TEST(Base64, OneValueHasOneText) {
  for (const char* text : {"A", "AA", "AAA", "AAA=A", "=AAA", "A===", "AA=A", "====", "AAA\n", "AA A", "AAA-", "AA_A",
                           "AB==", "AAB=", "AAAAAAA*", "data:image/jpeg;base64,AAAA", "AA==AAAA"}) {
    EXPECT_FALSE(base64_decode(text)) << text;
  }
  EXPECT_EQ(base64_decode("AAAA AAA").error().message, "not base64: character 5 is not of its alphabet");
}

TEST(Base64, EveryByteThatIsNotOfTheAlphabetIsRefusedEverywhere) {
  for (int c = 0; c < 256; ++c) {
    const bool is_good = std::isalnum(c) != 0 || c == '+' || c == '/';
    for (std::size_t place = 0; place < 8; ++place) {
      std::string text = "AAAAAAAA";
      text[place] = static_cast<char>(c);
      EXPECT_EQ(base64_decode(text).has_value(), is_good || (c == '=' && place == 7)) << c << " at " << place;
    }
  }
}

}  // namespace
}  // namespace eyrie::crypto

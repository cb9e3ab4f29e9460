// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>
#include <utility>

#include "media/annexb.hpp"

namespace eyrie::media {
namespace {

/// The payload of a NAL unit without emulation prevention bytes (H.264 7.4.1.1). A sequence parameter set is short; what is
/// longer than this is not one.
constexpr std::size_t kMaxSpsBytes = 4096;

Bytes without_emulation_prevention(ByteView nal, std::size_t header_bytes) {
  Bytes rbsp;
  rbsp.reserve(nal.size());
  int zeros = 0;
  for (const std::uint8_t byte : nal.subspan(std::min(header_bytes, nal.size()))) {
    if (zeros >= 2 && byte == 3) {
      zeros = 0;
      continue;
    }
    zeros = byte == 0 ? zeros + 1 : 0;
    rbsp.push_back(byte);
  }
  return rbsp;
}

/// Reads bits most significant first. Past the end it gives zeros and says so once, in `is_good`: a parser reads on and asks
/// at its end.
class BitReader {
 public:
  explicit BitReader(ByteView bytes) : bytes_(bytes) {}

  std::uint32_t bits(unsigned count) {
    std::uint32_t value = 0;
    for (unsigned i = 0; i < count; ++i) value = value << 1U | bit();
    return value;
  }
  bool flag() { return bit() != 0; }
  void skip(unsigned count) {
    for (unsigned i = 0; i < count; ++i) bit();
  }
  /// Exp-Golomb code (H.264 9.1), values up to 2^31 - 2.
  std::uint32_t ue() {
    unsigned zeros = 0;
    while (is_good_ && bit() == 0) ++zeros;
    if (zeros > 30) is_good_ = false;
    return is_good_ ? (1U << zeros) - 1U + bits(zeros) : 0U;
  }
  std::int32_t se() {
    const std::uint32_t code = ue();
    const auto half = static_cast<std::int32_t>((code + 1U) / 2U);
    return (code & 1U) != 0 ? half : -half;
  }
  [[nodiscard]] bool is_good() const { return is_good_; }

 private:
  std::uint32_t bit() {
    if (at_ >= bytes_.size() * 8U) {
      is_good_ = false;
      return 0;
    }
    const std::uint32_t value = bytes_[at_ / 8U] >> (7U - at_ % 8U) & 1U;
    ++at_;
    return value;
  }
  ByteView bytes_;
  std::size_t at_ = 0;
  bool is_good_ = true;
};

/// No picture of either standard is wider or higher (H.265 level 6.2 allows 16,888).
constexpr std::int64_t kMaxSide = 16'888;

/// In pixels; wide enough for what damaged bytes may state.
struct Size {
  std::int64_t width = 0;
  std::int64_t height = 0;
};

/// What is left of `size` when the four offsets that come next are cut off; a unit is that many pixels.
Size cropped(BitReader& reader, Size size, std::int64_t unit_x, std::int64_t unit_y) {
  const std::int64_t left = reader.ue();
  const std::int64_t right = reader.ue();
  const std::int64_t top = reader.ue();
  const std::int64_t bottom = reader.ue();
  return {.width = size.width - unit_x * (left + right), .height = size.height - unit_y * (top + bottom)};
}

Result<SequenceInfo> checked(const BitReader& reader, Size size, std::string codec_string) {
  const auto [width, height] = size;
  if (!reader.is_good()) return fail(Error::kCorrupt, "sequence parameter set ends early");
  if (width < 1 || height < 1 || width > kMaxSide || height > kMaxSide) {
    return fail(Error::kCorrupt, "sequence parameter set states an impossible picture of " + std::to_string(width) + "x" +
                                     std::to_string(height));
  }
  return SequenceInfo{
      .width = static_cast<int>(width), .height = static_cast<int>(height), .codec_string = std::move(codec_string)};
}

void skip_h264_scaling_list(BitReader& reader, int size) {  // H.264 7.3.2.1.1.1
  int last = 8;
  int next = 8;
  for (int i = 0; i < size && reader.is_good(); ++i) {
    if (next != 0) next = (last + reader.se() % 256 + 256) % 256;
    last = next == 0 ? last : next;
  }
}

bool has_chroma_fields(std::uint32_t profile) {  // H.264 7.3.2.1.1
  constexpr std::array<std::uint32_t, 13> kProfiles = {100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135};
  return std::ranges::find(kProfiles, profile) != kProfiles.end();
}

Result<SequenceInfo> parse_h264_sps(ByteView nal) {
  const Bytes rbsp = without_emulation_prevention(nal, 1);
  BitReader reader(rbsp);
  const std::uint32_t profile = reader.bits(8);
  const std::uint32_t constraints = reader.bits(8);
  const std::uint32_t level = reader.bits(8);
  reader.ue();  // seq_parameter_set_id

  std::uint32_t chroma_format = 1;
  bool has_separate_planes = false;
  if (has_chroma_fields(profile)) {
    chroma_format = reader.ue();
    if (chroma_format == 3) has_separate_planes = reader.flag();
    reader.ue();     // bit_depth_luma_minus8
    reader.ue();     // bit_depth_chroma_minus8
    reader.skip(1);  // qpprime_y_zero_transform_bypass_flag
    if (reader.flag()) {
      const int lists = chroma_format == 3 ? 12 : 8;
      for (int i = 0; i < lists; ++i) {
        if (reader.flag()) skip_h264_scaling_list(reader, i < 6 ? 16 : 64);
      }
    }
  }
  if (chroma_format > 3) return fail(Error::kCorrupt, "sequence parameter set has an unknown chroma format");
  reader.ue();  // log2_max_frame_num_minus4
  const std::uint32_t order_type = reader.ue();
  if (order_type == 0) {
    reader.ue();  // log2_max_pic_order_cnt_lsb_minus4
  } else if (order_type == 1) {
    reader.skip(1);
    reader.se();
    reader.se();
    const std::uint32_t count = reader.ue();
    if (count > 255) return fail(Error::kCorrupt, "sequence parameter set has too many picture order offsets");
    for (std::uint32_t i = 0; i < count; ++i) reader.se();
  }
  reader.ue();     // max_num_ref_frames
  reader.skip(1);  // gaps_in_frame_num_value_allowed_flag
  const std::int64_t width_mbs = std::int64_t{reader.ue()} + 1;
  const std::int64_t height_units = std::int64_t{reader.ue()} + 1;
  const bool is_frames_only = reader.flag();
  if (!is_frames_only) reader.skip(1);  // mb_adaptive_frame_field_flag
  reader.skip(1);                       // direct_8x8_inference_flag

  Size size{.width = width_mbs * 16, .height = height_units * 16 * (is_frames_only ? 1 : 2)};
  if (reader.flag()) {  // H.264 equations 7-19 to 7-22
    const bool has_chroma = chroma_format != 0 && !has_separate_planes;
    const std::int64_t unit_x = has_chroma && chroma_format != 3 ? 2 : 1;
    const std::int64_t unit_y = (has_chroma && chroma_format == 1 ? 2 : 1) * (is_frames_only ? 1 : 2);
    size = cropped(reader, size, unit_x, unit_y);
  }
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "avc1.%02x%02x%02x", profile, constraints, level);
  return checked(reader, size, text.data());
}

struct HevcProfile {
  std::uint32_t space = 0;
  bool is_high_tier = false;
  std::uint32_t idc = 0;
  std::uint32_t compatibility = 0;
  std::array<std::uint8_t, 6> constraints{};
  std::uint32_t level = 0;
};

HevcProfile take_profile(BitReader& reader, std::uint32_t max_sub_layers_minus1) {  // H.265 7.3.3
  HevcProfile profile;
  profile.space = reader.bits(2);
  profile.is_high_tier = reader.flag();
  profile.idc = reader.bits(5);
  profile.compatibility = reader.bits(32);
  for (auto& byte : profile.constraints) byte = static_cast<std::uint8_t>(reader.bits(8));
  profile.level = reader.bits(8);
  std::array<std::pair<bool, bool>, 8> present{};
  for (std::uint32_t i = 0; i < max_sub_layers_minus1; ++i) {
    const bool has_profile = reader.flag();
    present[i] = {has_profile, reader.flag()};
  }
  if (max_sub_layers_minus1 > 0) reader.skip(2 * (8 - max_sub_layers_minus1));
  for (std::uint32_t i = 0; i < max_sub_layers_minus1; ++i) {
    if (present[i].first) reader.skip(88);
    if (present[i].second) reader.skip(8);
  }
  return profile;
}

/// ISO/IEC 14496-15 E.3: `hvc1.<space><profile>.<compatibility, bits reversed>.<tier><level>[.<constraint bytes>]`.
std::string to_codec_string(const HevcProfile& profile) {
  std::uint32_t reversed = 0;
  for (unsigned bit = 0; bit < 32; ++bit) reversed |= (profile.compatibility >> bit & 1U) << (31U - bit);
  std::string text = "hvc1.";
  if (profile.space > 0) text += static_cast<char>('A' + profile.space - 1);
  std::array<char, 48> part{};
  std::snprintf(part.data(), part.size(), "%u.%X.%c%u", profile.idc, reversed, profile.is_high_tier ? 'H' : 'L',
                profile.level);
  text += part.data();
  std::size_t count = profile.constraints.size();
  while (count > 0 && profile.constraints[count - 1] == 0) --count;
  for (std::size_t i = 0; i < count; ++i) {
    std::snprintf(part.data(), part.size(), ".%X", static_cast<unsigned>(profile.constraints[i]));
    text += part.data();
  }
  return text;
}

Result<SequenceInfo> parse_hevc_sps(ByteView nal) {
  const Bytes rbsp = without_emulation_prevention(nal, 2);
  BitReader reader(rbsp);
  reader.skip(4);  // sps_video_parameter_set_id
  const std::uint32_t max_sub_layers_minus1 = reader.bits(3);
  reader.skip(1);  // sps_temporal_id_nesting_flag
  if (max_sub_layers_minus1 > 6) return fail(Error::kCorrupt, "sequence parameter set has too many temporal layers");
  const HevcProfile profile = take_profile(reader, max_sub_layers_minus1);
  reader.ue();  // sps_seq_parameter_set_id
  const std::uint32_t chroma_format = reader.ue();
  if (chroma_format > 3) return fail(Error::kCorrupt, "sequence parameter set has an unknown chroma format");
  const bool has_separate_planes = chroma_format == 3 && reader.flag();
  Size size;
  size.width = reader.ue();
  size.height = reader.ue();
  if (reader.flag()) {  // conformance_window: H.265 7.4.3.2.1, units of table 6-1
    const std::int64_t unit_x = !has_separate_planes && (chroma_format == 1 || chroma_format == 2) ? 2 : 1;
    const std::int64_t unit_y = !has_separate_planes && chroma_format == 1 ? 2 : 1;
    size = cropped(reader, size, unit_x, unit_y);
  }
  return checked(reader, size, to_codec_string(profile));
}

}  // namespace

Result<SequenceInfo> parse_sps(Codec codec, ByteView nal) {
  if (kind_of(codec, nal) != NalKind::kSps) return fail(Error::kInvalidArgument, "not a sequence parameter set");
  if (nal.size() > kMaxSpsBytes) return fail(Error::kCorrupt, "sequence parameter set is longer than any real one");
  return codec == Codec::kH264 ? parse_h264_sps(nal) : parse_hevc_sps(nal);
}

}  // namespace eyrie::media

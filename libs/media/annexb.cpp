// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "media/annexb.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

namespace eyrie::media {
namespace {

constexpr std::array<std::uint8_t, 4> kStartCode = {0, 0, 0, 1};

void append_nal(Bytes& out, ByteView nal) {
  out.insert(out.end(), kStartCode.begin(), kStartCode.end());
  out.insert(out.end(), nal.begin(), nal.end());
}

void append_sets(Bytes& out, const ParameterSets& sets) {
  for (const auto* list : {&sets.vps, &sets.sps, &sets.pps}) {
    for (const Bytes& nal : *list) append_nal(out, nal);
  }
}

/// Offset of the next `00 00 01` at or after `from`, or the size. memchr for the 1 is what makes this run at memory speed.
std::size_t find_start_code(ByteView bytes, std::size_t from) {
  std::size_t at = from + 2;
  while (at < bytes.size()) {
    const void* one = std::memchr(bytes.data() + at, 1, bytes.size() - at);
    if (one == nullptr) break;
    at = static_cast<std::size_t>(static_cast<const std::uint8_t*>(one) - bytes.data());
    if (bytes[at - 1] == 0 && bytes[at - 2] == 0) return at - 2;
    ++at;
  }
  return bytes.size();
}

template <typename Visit>
void for_each_nal(ByteView annexb, Visit&& visit) {
  std::size_t start = find_start_code(annexb, 0);
  while (start < annexb.size()) {
    const std::size_t begin = start + 3;
    const std::size_t next = find_start_code(annexb, begin);
    std::size_t end = next;
    while (end > begin && annexb[end - 1] == 0) --end;
    if (end > begin) visit(annexb.subspan(begin, end - begin));
    start = next;
  }
}

/// Visits whole NAL units of a length-prefixed payload; false when a length leads past the end.
template <typename Visit>
bool for_each_prefixed_nal(ByteView payload, int prefix_bytes, Visit&& visit) {
  const auto prefix = static_cast<std::size_t>(prefix_bytes);
  std::size_t at = 0;
  while (at < payload.size()) {
    if (payload.size() - at < prefix) return false;
    std::size_t length = 0;
    for (std::size_t i = 0; i < prefix; ++i) length = length << 8U | payload[at + i];
    at += prefix;
    if (length > payload.size() - at) return false;
    if (length > 0) visit(payload.subspan(at, length));
    at += length;
  }
  return true;
}

bool is_h26x(Codec codec) { return codec == Codec::kH264 || codec == Codec::kHevc; }

/// Which list of `sets` a NAL unit of this kind belongs to.
std::vector<Bytes>* list_of(ParameterSets& sets, NalKind kind) {
  switch (kind) {
    case NalKind::kVps: return &sets.vps;
    case NalKind::kSps: return &sets.sps;
    case NalKind::kPps: return &sets.pps;
    default: return nullptr;
  }
}

bool holds(const std::vector<Bytes>& list, ByteView nal) {
  return std::ranges::any_of(list, [&](const Bytes& known) { return std::ranges::equal(known, nal); });
}

/// At most so many sets of one kind are kept: the standards allow 32 SPS and 256 PPS, real streams have one or two.
constexpr std::size_t kMaxSets = 32;

void add_set(ParameterSets& sets, NalKind kind, ByteView nal) {
  auto* list = list_of(sets, kind);
  if (list != nullptr && list->size() < kMaxSets && !holds(*list, nal)) list->emplace_back(nal.begin(), nal.end());
}

class BigEndianReader {
 public:
  explicit BigEndianReader(ByteView bytes) : bytes_(bytes) {}
  [[nodiscard]] std::optional<std::uint32_t> take(std::size_t count) {
    if (bytes_.size() < count) return std::nullopt;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value = value << 8U | bytes_[i];
    bytes_ = bytes_.subspan(count);
    return value;
  }
  [[nodiscard]] std::optional<ByteView> take_view(std::size_t count) {
    if (bytes_.size() < count) return std::nullopt;
    const ByteView view = bytes_.first(count);
    bytes_ = bytes_.subspan(count);
    return view;
  }
  [[nodiscard]] bool skip(std::size_t count) { return take_view(count).has_value(); }

 private:
  ByteView bytes_;
};

/// `count` NAL units, each behind a 16-bit length, into `sets`.
bool take_sets(Codec codec, BigEndianReader& reader, std::uint32_t count, ParameterSets& sets) {
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto length = reader.take(2);
    if (!length) return false;
    const auto nal = reader.take_view(*length);
    if (!nal) return false;
    if (!nal->empty()) add_set(sets, kind_of(codec, *nal), *nal);
  }
  return true;
}

std::unexpected<Error> short_record(Codec codec) {
  return fail(Error::kCorrupt, std::string(codec == Codec::kHevc ? "hvcC" : "avcC") +
                                   " record ends early or is of an unknown version: the container's header is damaged");
}

}  // namespace

std::vector<ByteView> split_nal_units(ByteView annexb) {
  std::vector<ByteView> units;
  for_each_nal(annexb, [&](ByteView nal) { units.push_back(nal); });
  return units;
}

NalKind kind_of(Codec codec, ByteView nal) noexcept {
  if (nal.empty()) return NalKind::kOther;
  if (codec == Codec::kH264) {  // H.264 table 7-1
    switch (nal[0] & 0x1FU) {
      case 1:
      case 2:
      case 3:
      case 4: return NalKind::kSlice;
      case 5: return NalKind::kKeySlice;
      case 7: return NalKind::kSps;
      case 8: return NalKind::kPps;
      case 9: return NalKind::kDelimiter;
      default: return NalKind::kOther;
    }
  }
  if (codec == Codec::kHevc) {  // H.265 table 7-1
    const unsigned type = nal[0] >> 1U & 0x3FU;
    if (type <= 9) return NalKind::kSlice;
    if (type >= 16 && type <= 23) return NalKind::kKeySlice;
    switch (type) {
      case 32: return NalKind::kVps;
      case 33: return NalKind::kSps;
      case 34: return NalKind::kPps;
      case 35: return NalKind::kDelimiter;
      default: return NalKind::kOther;
    }
  }
  return NalKind::kOther;
}

bool is_key_frame(Codec codec, ByteView annexb) {
  bool is_key = false;
  for_each_nal(annexb, [&](ByteView nal) { is_key = is_key || kind_of(codec, nal) == NalKind::kKeySlice; });
  return is_key;
}

ParameterSets parameter_sets_in(Codec codec, ByteView annexb) {
  ParameterSets sets;
  for_each_nal(annexb, [&](ByteView nal) { add_set(sets, kind_of(codec, nal), nal); });
  return sets;
}

Bytes to_annexb(const ParameterSets& sets) {
  Bytes out;
  append_sets(out, sets);
  return out;
}

Result<LengthPrefix> parse_decoder_configuration(Codec codec, ByteView record) {
  BigEndianReader reader(record);
  LengthPrefix prefix;
  const auto version = reader.take(1);
  if (!is_h26x(codec) || version != 1U) return short_record(codec);
  if (!reader.skip(codec == Codec::kH264 ? 3 : 20)) return short_record(codec);
  const auto sizes = reader.take(1);
  if (!sizes) return short_record(codec);
  prefix.size_bytes = static_cast<int>(*sizes & 3U) + 1;
  if (prefix.size_bytes == 3) return short_record(codec);

  if (codec == Codec::kH264) {
    const auto sps_count = reader.take(1);
    if (!sps_count || !take_sets(codec, reader, *sps_count & 0x1FU, prefix.sets)) return short_record(codec);
    const auto pps_count = reader.take(1);
    if (!pps_count || !take_sets(codec, reader, *pps_count, prefix.sets)) return short_record(codec);
    return prefix;
  }
  const auto arrays = reader.take(1);
  if (!arrays) return short_record(codec);
  for (std::uint32_t i = 0; i < *arrays; ++i) {
    const bool has_type = reader.skip(1);
    const auto count = reader.take(2);
    if (!has_type || !count || !take_sets(codec, reader, *count, prefix.sets)) return short_record(codec);
  }
  return prefix;
}

Result<Bytes> to_annexb(ByteView length_prefixed, int prefix_bytes) {
  Bytes out;
  out.reserve(length_prefixed.size() + 64);
  if (!for_each_prefixed_nal(length_prefixed, prefix_bytes, [&](ByteView nal) { append_nal(out, nal); })) {
    return fail(Error::kCorrupt, "a NAL unit's length leads past the end of its packet: the file is damaged or cut here");
  }
  return out;
}

Bytes without_parameter_sets(Codec codec, ByteView annexb, const ParameterSets& sets) {
  Bytes out;
  out.reserve(annexb.size() + 16);
  for_each_nal(annexb, [&](ByteView nal) {
    const NalKind kind = kind_of(codec, nal);
    if (kind == NalKind::kDelimiter) return;
    if (holds(sets.vps, nal) || holds(sets.sps, nal) || holds(sets.pps, nal)) return;
    append_nal(out, nal);
  });
  return out;
}

Result<AnnexBNormaliser> AnnexBNormaliser::open(Codec codec, ByteView extradata) {
  if (!is_h26x(codec) || extradata.empty()) return AnnexBNormaliser(codec, 0, {});
  if (extradata[0] != 1) return AnnexBNormaliser(codec, 0, parameter_sets_in(codec, extradata));
  auto prefix = parse_decoder_configuration(codec, extradata);
  if (!prefix) return fail(std::move(prefix).error());
  return AnnexBNormaliser(codec, prefix->size_bytes, std::move(prefix->sets));
}

Result<AnnexBNormaliser::AccessUnit> AnnexBNormaliser::normalise(ByteView payload, bool is_marked_key) {
  if (!is_h26x(codec_)) return AccessUnit{.payload = Bytes(payload.begin(), payload.end()), .is_key = is_marked_key};

  std::vector<ByteView> units;
  if (prefix_bytes_ == 0) {
    units = split_nal_units(payload);
  } else if (!for_each_prefixed_nal(payload, prefix_bytes_, [&](ByteView nal) { units.push_back(nal); })) {
    return fail(Error::kCorrupt, "a NAL unit's length leads past the end of its packet: the file is damaged or cut here");
  }
  if (units.empty()) return fail(Error::kCorrupt, "a packet without a NAL unit: the stream is damaged here");

  AccessUnit unit{.payload = {}, .is_key = is_marked_key};
  ParameterSets own;
  for (const ByteView nal : units) {
    const NalKind kind = kind_of(codec_, nal);
    unit.is_key = unit.is_key || kind == NalKind::kKeySlice;
    add_set(own, kind, nal);
  }
  if (own.is_complete(codec_)) {
    sets_ = own;
  } else {  // a stream may repeat one kind alone; the newest of each kind counts
    if (!own.vps.empty()) sets_.vps = own.vps;
    if (!own.sps.empty()) sets_.sps = own.sps;
    if (!own.pps.empty()) sets_.pps = own.pps;
  }

  unit.payload.reserve(payload.size() + 256);
  const bool has_delimiter = kind_of(codec_, units.front()) == NalKind::kDelimiter;
  if (has_delimiter) append_nal(unit.payload, units.front());
  const bool needs_sets = unit.is_key && !own.is_complete(codec_);
  if (needs_sets) append_sets(unit.payload, sets_);
  for (const ByteView nal : std::span(units).subspan(has_delimiter ? 1 : 0)) {
    const NalKind kind = kind_of(codec_, nal);
    const bool is_set = kind == NalKind::kVps || kind == NalKind::kSps || kind == NalKind::kPps;
    if (!(needs_sets && is_set)) append_nal(unit.payload, nal);
  }
  return unit;
}

}  // namespace eyrie::media

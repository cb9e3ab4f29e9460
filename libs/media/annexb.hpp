// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "media/packet.hpp"

namespace eyrie::media {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

/// H.264 and HEVC bitstreams as bytes. Every function takes bytes from outside: it reads nothing past the span, allocates no
/// more than a small multiple of it, and answers nonsense with an empty result or `Error::kCorrupt`.
/// Sources: ITU-T H.264 (7.3.1, 7.3.2.1, Annex B, E), ITU-T H.265 (7.3.1.2, 7.3.2, Annex B), ISO/IEC 14496-15
/// (5.3.3.1, 8.3.3.1), RFC 6381 and its use by ISO/IEC 14496-15 Annex E.

/// The NAL units of an Annex B stream in order, from their header byte on, without start codes and trailing zeros.
/// Views into `annexb`. Bytes before the first start code are skipped.
[[nodiscard]] std::vector<ByteView> split_nal_units(ByteView annexb);

/// What a NAL unit is, as far as we care.
enum class NalKind : std::uint8_t {
  kSlice,     ///< coded picture data that needs other pictures
  kKeySlice,  ///< IDR (H.264), IRAP (HEVC): decoding can begin here
  kVps,       ///< HEVC only
  kSps,
  kPps,
  kDelimiter,  ///< access unit delimiter
  kOther,      ///< SEI, filler, end of sequence, unknown
};
[[nodiscard]] NalKind kind_of(Codec codec, ByteView nal) noexcept;

/// True when the access unit holds a slice that decoding can begin at.
[[nodiscard]] bool is_key_frame(Codec codec, ByteView annexb);

/// The sets a decoder needs before its first slice, each one NAL unit without start code.
struct ParameterSets {
  std::vector<Bytes> vps;  ///< HEVC only
  std::vector<Bytes> sps;
  std::vector<Bytes> pps;

  [[nodiscard]] bool is_complete(Codec codec) const noexcept {
    return !sps.empty() && !pps.empty() && (codec != Codec::kHevc || !vps.empty());
  }
  friend bool operator==(const ParameterSets&, const ParameterSets&) = default;
};

[[nodiscard]] ParameterSets parameter_sets_in(Codec codec, ByteView annexb);

/// The sets one after the other with four-byte start codes: an Annex B header.
[[nodiscard]] Bytes to_annexb(const ParameterSets& sets);

/// How a container that stores lengths instead of start codes has to be read.
struct LengthPrefix {
  int size_bytes = 4;  ///< 1, 2 or 4
  ParameterSets sets;
};
/// Reads `avcC` (H.264) or `hvcC` (HEVC).
[[nodiscard]] Result<LengthPrefix> parse_decoder_configuration(Codec codec, ByteView record);

/// A payload of length-prefixed NAL units as Annex B. `kCorrupt` when a length leads past the end.
[[nodiscard]] Result<Bytes> to_annexb(ByteView length_prefixed, int prefix_bytes);

/// An access unit without the delimiters and without those parameter sets that `sets` holds byte for byte: what goes into an
/// MP4 sample whose header has them. Sets that differ stay, so that a camera that changes its mind stays playable.
[[nodiscard]] Bytes without_parameter_sets(Codec codec, ByteView annexb, const ParameterSets& sets);

/// What a sequence parameter set says of the picture.
struct SequenceInfo {
  int width = 0;             ///< pixels, after cropping
  int height = 0;            ///< pixels, after cropping
  std::string codec_string;  ///< RFC 6381: `avc1.640028`, `hvc1.1.6.L93.B0`
};
/// `kCorrupt` for a set that ends early or holds values the standard forbids.
[[nodiscard]] Result<SequenceInfo> parse_sps(Codec codec, ByteView nal);

/// Gives every access unit of one stream the one shape the rest of the product knows: Annex B with four-byte start codes,
/// and the parameter sets in front of every key frame. Remembers the newest sets it saw. Used by one thread.
class AnnexBNormaliser {
 public:
  /// `extradata` is the container's: avcC or hvcC (payloads are then length-prefixed), an Annex B header, or empty.
  /// Other codecs pass through untouched.
  [[nodiscard]] static Result<AnnexBNormaliser> open(Codec codec, ByteView extradata);

  struct AccessUnit {
    Bytes payload;
    bool is_key = false;
  };
  /// `is_marked_key`: the container's own word, for streams whose entry points are recovery points and not IDR pictures.
  /// `kCorrupt` for a payload without a single whole NAL unit.
  [[nodiscard]] Result<AccessUnit> normalise(ByteView payload, bool is_marked_key);

  [[nodiscard]] const ParameterSets& sets() const noexcept { return sets_; }

 private:
  AnnexBNormaliser(Codec codec, int prefix_bytes, ParameterSets sets)
      : codec_(codec), prefix_bytes_(prefix_bytes), sets_(std::move(sets)) {}
  Codec codec_;
  int prefix_bytes_;  ///< 0: payloads have start codes
  ParameterSets sets_;
};

}  // namespace eyrie::media

// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "capture/ffmpeg/av.hpp"

namespace eyrie::capture {

Result<media::Codec> codec_of(AVCodecID id) {
  switch (id) {
    case AV_CODEC_ID_H264: return media::Codec::kH264;
    case AV_CODEC_ID_HEVC: return media::Codec::kHevc;
    case AV_CODEC_ID_MJPEG: return media::Codec::kMjpeg;
    case AV_CODEC_ID_MPEG4: return media::Codec::kMpeg4;
    default:
      return fail(Error::kUnsupported, std::string("video codec ") + avcodec_get_name(id) +
                                           " is not supported; H.264, HEVC, MJPEG and MPEG-4 Part 2 are");
  }
}

AVCodecID av_codec_of(media::Codec codec) {
  switch (codec) {
    case media::Codec::kH264: return AV_CODEC_ID_H264;
    case media::Codec::kHevc: return AV_CODEC_ID_HEVC;
    case media::Codec::kMjpeg: return AV_CODEC_ID_MJPEG;
    case media::Codec::kMpeg4: return AV_CODEC_ID_MPEG4;
    case media::Codec::kRawPictures: return AV_CODEC_ID_NONE;
  }
  return AV_CODEC_ID_NONE;
}

}  // namespace eyrie::capture

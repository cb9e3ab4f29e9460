// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "pictures/jpeg.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <string_view>

#include <turbojpeg.h>

#include "pictures/orientation.hpp"

namespace eyrie::pictures {
namespace {

struct HandleDeleter {
  void operator()(void* handle) const { tjDestroy(handle); }
};
using Handle = std::unique_ptr<void, HandleDeleter>;

/// The EXIF note's TIFF structure: the first APP1 segment that begins with `Exif` (JEITA CP-3451, 4.5.4).
std::span<const std::uint8_t> find_exif(std::span<const std::uint8_t> jpeg) {
  constexpr std::array<std::uint8_t, 6> kSignature = {'E', 'x', 'i', 'f', 0, 0};
  std::size_t at = 2;
  while (at + 4 <= jpeg.size() && jpeg[at] == 0xFF) {
    const std::uint8_t marker = jpeg[at + 1];
    if (marker == 0xFF) {  // fill byte
      ++at;
      continue;
    }
    if (marker == 0xDA || marker == 0xD9) break;  // the picture itself begins
    const std::size_t length = static_cast<std::size_t>(jpeg[at + 2]) << 8U | jpeg[at + 3];
    if (length < 2 || length > jpeg.size() - at - 2) break;
    const auto segment = jpeg.subspan(at + 4, length - 2);
    if (marker == 0xE1 && segment.size() > kSignature.size() &&
        std::ranges::equal(segment.first(kSignature.size()), kSignature)) {
      return segment.subspan(kSignature.size());
    }
    at += 2 + length;
  }
  return {};
}

std::unexpected<Error> corrupt(std::string_view reason) {
  return fail(Error::kCorrupt, "damaged JPEG: " + std::string(reason));
}

/// libjpeg warns, and goes on with grey, where a file ends early. That is no picture to infer on. The one warning to live
/// with is stuffing right before the end marker, which some cameras write: nothing before it was amiss, or that had been
/// told first.
bool is_harmless(void* handle) {
  return tjGetErrorCode(handle) == TJERR_WARNING &&
         std::string_view(tjGetErrorStr2(handle)).ends_with("extraneous bytes before marker 0xd9");
}

/// CMYK as Adobe stores it (inverted) to BGR, with OpenCV's rounding.
imaging::Image bgr_from_cmyk(const std::vector<std::uint8_t>& cmyk, int width, int height) {
  imaging::Image image(imaging::PixelFormat::kBgr8, width, height);
  std::uint8_t* out = image.data();
  for (std::size_t i = 0; i < cmyk.size(); i += 4, out += 3) {
    const int k = cmyk[i + 3];
    for (std::size_t c = 0; c < 3; ++c) out[2 - c] = static_cast<std::uint8_t>(k - ((255 - cmyk[i + c]) * k >> 8));
  }
  return image;
}

}  // namespace

Result<PictureInfo> inspect_jpeg(std::span<const std::uint8_t> bytes) {
  const Handle handle(tjInitDecompress());
  if (!handle) return fail(Error::kInternal, "cannot make a JPEG decompressor");
  PictureInfo info{.type = PictureType::kJpeg, .orientation = exif_orientation(find_exif(bytes))};
  int subsampling = 0;
  int colour_space = 0;
  if (tjDecompressHeader3(handle.get(), bytes.data(), bytes.size(), &info.width, &info.height, &subsampling,
                          &colour_space) != 0 &&
      tjGetErrorCode(handle.get()) != TJERR_WARNING) {
    return corrupt(tjGetErrorStr2(handle.get()));
  }
  if (info.width < 1 || info.height < 1) return corrupt("it states no size");
  return info;
}

Result<imaging::Image> decode_jpeg(std::span<const std::uint8_t> bytes, const PictureInfo& info) {
  const Handle handle(tjInitDecompress());
  if (!handle) return fail(Error::kInternal, "cannot make a JPEG decompressor");
  int width = 0;
  int height = 0;
  int subsampling = 0;
  int colour_space = 0;
  tjDecompressHeader3(handle.get(), bytes.data(), bytes.size(), &width, &height, &subsampling, &colour_space);
  if (width != info.width || height != info.height) return corrupt("its size changes");

  // TJFLAG_LIMITSCANS: a progressive file of thousands of scans is an attack, not a picture.
  const auto decompress = [&](std::uint8_t* out, int stride, int pixel_format) {
    return tjDecompress2(handle.get(), bytes.data(), bytes.size(), out, width, stride, height, pixel_format,
                         TJFLAG_LIMITSCANS) == 0 ||
           is_harmless(handle.get());
  };
  if (colour_space == TJCS_CMYK || colour_space == TJCS_YCCK) {
    std::vector<std::uint8_t> cmyk(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4U);
    if (!decompress(cmyk.data(), width * 4, TJPF_CMYK)) return corrupt(tjGetErrorStr2(handle.get()));
    return bgr_from_cmyk(cmyk, width, height);
  }
  imaging::Image image(imaging::PixelFormat::kBgr8, width, height);
  if (!decompress(image.data(), static_cast<int>(image.stride()), TJPF_BGR)) return corrupt(tjGetErrorStr2(handle.get()));
  return image;
}

namespace {

/// One plane of a 4:2:0 picture on its way to JPEG's own: full range, BT.601.
struct Planes {
  std::array<const std::uint8_t*, 3> data{};
  std::array<int, 3> strides{};
};

/// YCbCr of one kind to full-range BT.601, in 16.16 fixed point. Both are linear in R'G'B', so the map between them is one
/// 3x3 matrix; its first column is (scale, 0, 0), for luma never leaks into chroma.
struct ColourMap {
  std::array<int, 256> luma{};                    ///< of Y alone, with rounding
  std::array<std::array<int, 256>, 2> to_luma{};  ///< what Cb and Cr add to luma
  std::array<std::array<int, 256>, 4> chroma{};   ///< Cb->Cb, Cr->Cb, Cb->Cr, Cr->Cr
};

ColourMap make_map(imaging::ColourMatrix matrix, imaging::ColourRange range) {
  const bool is_full = range == imaging::ColourRange::kFull;
  const double kr = matrix == imaging::ColourMatrix::kBt709 ? 0.2126 : 0.299;
  const double kb = matrix == imaging::ColourMatrix::kBt709 ? 0.0722 : 0.114;
  const double kg = 1 - kr - kb;
  const double luma_scale = is_full ? 1.0 : 255.0 / 219.0;
  const double chroma_scale = is_full ? 1.0 : 255.0 / 224.0;
  // R = Y + r*Cr, B = Y + b*Cb, G = Y - gr*Cr - gb*Cb with chroma in -0.5..0.5 of its range (ITU-R BT.601-7, 2.5.3).
  const double r = 2 * (1 - kr);
  const double b = 2 * (1 - kb);
  const double g_r = -kr * r / kg;
  const double g_b = -kb * b / kg;
  constexpr double kR = 0.299;
  constexpr double kG = 0.587;
  constexpr double kB = 0.114;
  const double luma_of_cb = kG * g_b + kB * b;
  const double luma_of_cr = kR * r + kG * g_r;

  ColourMap map;
  const auto fixed = [](double value) { return static_cast<int>(std::lround(value * 65536)); };
  constexpr int kHalf = 1 << 15;
  for (int i = 0; i < 256; ++i) {
    const auto at = static_cast<std::size_t>(i);
    const double c = (i - 128) * chroma_scale;
    map.luma[at] = fixed((i - (is_full ? 0 : 16)) * luma_scale) + kHalf;
    map.to_luma[0][at] = fixed(c * luma_of_cb);
    map.to_luma[1][at] = fixed(c * luma_of_cr);
    map.chroma[0][at] = fixed(c * (b - luma_of_cb) / (2 * (1 - kB)) + 128) + kHalf;
    map.chroma[1][at] = fixed(c * (0 - luma_of_cr) / (2 * (1 - kB)));
    map.chroma[2][at] = fixed(c * (0 - luma_of_cb) / (2 * (1 - kR)));
    map.chroma[3][at] = fixed(c * (r - luma_of_cr) / (2 * (1 - kR)) + 128) + kHalf;
  }
  return map;
}

std::uint8_t to_byte(int fixed) { return static_cast<std::uint8_t>(std::clamp(fixed >> 16, 0, 255)); }

}  // namespace

struct JpegEncoder::State {
  Handle handle;
  Options options;
  std::vector<std::uint8_t> planes;  ///< 4:2:0 of a picture that had to be mapped or de-interleaved
  imaging::ColourMatrix map_matrix = imaging::ColourMatrix::kBt601;
  imaging::ColourRange map_range = imaging::ColourRange::kFull;
  std::unique_ptr<ColourMap> map;

  struct OwnPlanes {
    std::array<std::uint8_t*, 3> data{};
    std::array<int, 3> strides{};
    [[nodiscard]] Planes as_planes() const { return {.data = {data[0], data[1], data[2]}, .strides = strides}; }
  };
  Planes rearrange(const imaging::ImageView& view);
  Planes map_colours(const imaging::ImageView& view);
  OwnPlanes own_planes(int width, int height);
  static void pad_luma(const OwnPlanes& own, int width, int height);
};

namespace {

/// Where chroma sample `x` of row `y` lies: planes side by side (I420) or interleaved (NV12).
struct ChromaRow {
  const std::uint8_t* cb;
  const std::uint8_t* cr;
  int step;
};

ChromaRow chroma_row(const imaging::ImageView& view, int y) {
  const std::uint8_t* first = view.planes[1] + y * view.strides[1];
  if (view.format == imaging::PixelFormat::kNv12) return {.cb = first, .cr = first + 1, .step = 2};
  return {.cb = first, .cr = view.planes[2] + y * view.strides[2], .step = 1};
}

}  // namespace

JpegEncoder::State::OwnPlanes JpegEncoder::State::own_planes(int width, int height) {
  const int half_width = (width + 1) / 2;
  const int half_height = (height + 1) / 2;
  const std::size_t chroma = static_cast<std::size_t>(half_width) * static_cast<std::size_t>(half_height);
  planes.resize(6 * chroma);
  return {.data = {planes.data(), planes.data() + 4 * chroma, planes.data() + 5 * chroma},
          .strides = {2 * half_width, half_width, half_width}};
}

/// The compressor reads luma in whole pairs (turbojpeg.h, tjPlaneWidth): an odd last column and row are doubled.
void JpegEncoder::State::pad_luma(const OwnPlanes& own, int width, int height) {
  const int stride = own.strides[0];
  if (width % 2 != 0) {
    for (int y = 0; y < height; ++y) own.data[0][y * stride + width] = own.data[0][y * stride + width - 1];
  }
  if (height % 2 != 0) {
    std::memcpy(own.data[0] + height * stride, own.data[0] + (height - 1) * stride, static_cast<std::size_t>(stride));
  }
}

/// A picture in JPEG's own colours whose planes do not lie as the compressor wants them: interleaved chroma, odd sides.
Planes JpegEncoder::State::rearrange(const imaging::ImageView& view) {
  const OwnPlanes own = own_planes(view.width, view.height);
  for (int y = 0; y < view.height; ++y) {
    std::memcpy(own.data[0] + y * own.strides[0], view.planes[0] + y * view.strides[0],
                static_cast<std::size_t>(view.width));
  }
  pad_luma(own, view.width, view.height);
  const int half_width = own.strides[1];
  for (int y = 0; y < (view.height + 1) / 2; ++y) {
    const ChromaRow from = chroma_row(view, y);
    for (int x = 0; x < half_width; ++x) {
      own.data[1][y * half_width + x] = from.cb[x * from.step];
      own.data[2][y * half_width + x] = from.cr[x * from.step];
    }
  }
  return own.as_planes();
}

Planes JpegEncoder::State::map_colours(const imaging::ImageView& view) {
  if (!map || map_matrix != view.matrix || map_range != view.range) {
    map = std::make_unique<ColourMap>(make_map(view.matrix, view.range));
    map_matrix = view.matrix;
    map_range = view.range;
  }
  const OwnPlanes own = own_planes(view.width, view.height);
  const int half_width = own.strides[1];
  for (int y = 0; y < (view.height + 1) / 2; ++y) {
    const ChromaRow from = chroma_row(view, y);
    const int rows = std::min(2, view.height - 2 * y);
    for (int x = 0; x < half_width; ++x) {
      const std::uint8_t cb = from.cb[x * from.step];
      const std::uint8_t cr = from.cr[x * from.step];
      own.data[1][y * half_width + x] = to_byte(map->chroma[0][cb] + map->chroma[1][cr]);
      own.data[2][y * half_width + x] = to_byte(map->chroma[2][cb] + map->chroma[3][cr]);
      const int shift = map->to_luma[0][cb] + map->to_luma[1][cr];
      const int columns = std::min(2, view.width - 2 * x);
      for (int row = 0; row < rows; ++row) {
        const std::uint8_t* luma = view.planes[0] + (2 * y + row) * view.strides[0] + 2 * x;
        std::uint8_t* out = own.data[0] + (2 * y + row) * own.strides[0] + 2 * x;
        for (int column = 0; column < columns; ++column) out[column] = to_byte(map->luma[luma[column]] + shift);
      }
    }
  }
  pad_luma(own, view.width, view.height);
  return own.as_planes();
}

JpegEncoder::JpegEncoder(std::unique_ptr<State> state) : state_(std::move(state)) {}
JpegEncoder::JpegEncoder(JpegEncoder&&) noexcept = default;
JpegEncoder& JpegEncoder::operator=(JpegEncoder&&) noexcept = default;
JpegEncoder::~JpegEncoder() = default;

Result<JpegEncoder> JpegEncoder::open(Options options) {
  if (options.quality < 1 || options.quality > 100) {
    return fail(Error::kInvalidArgument, "JPEG quality " + std::to_string(options.quality) + " is not within 1..100");
  }
  auto state = std::make_unique<State>();
  state->handle.reset(tjInitCompress());
  state->options = options;
  if (!state->handle) return fail(Error::kInternal, "cannot make a JPEG compressor");
  return JpegEncoder(std::move(state));
}

Result<std::vector<std::uint8_t>> JpegEncoder::encode(const imaging::ImageView& view) {
  using imaging::PixelFormat;
  if (view.is_empty() || view.width > 65'500 || view.height > 65'500) {
    return fail(Error::kInvalidArgument, "a JPEG is 1 to 65500 pixels a side");
  }
  const bool is_planar = view.format == PixelFormat::kI420 || view.format == PixelFormat::kNv12;
  const int subsampling = view.format == PixelFormat::kGray8 ? TJSAMP_GRAY : TJSAMP_420;
  std::vector<std::uint8_t> out(tjBufSize(view.width, view.height, subsampling));
  unsigned char* buffer = out.data();
  unsigned long size = out.size();
  int rc = 0;
  if (is_planar) {
    const bool is_jpegs_own = view.matrix == imaging::ColourMatrix::kBt601 && view.range == imaging::ColourRange::kFull;
    Planes planes{.data = view.planes,
                  .strides = {static_cast<int>(view.strides[0]), static_cast<int>(view.strides[1]),
                              static_cast<int>(view.strides[2])}};
    if (!is_jpegs_own) {
      planes = state_->map_colours(view);
    } else if (view.format == PixelFormat::kNv12 || view.width % 2 != 0 || view.height % 2 != 0) {
      planes = state_->rearrange(view);
    }
    rc = tjCompressFromYUVPlanes(state_->handle.get(), planes.data.data(), view.width, planes.strides.data(), view.height,
                                 TJSAMP_420, &buffer, &size, state_->options.quality, TJFLAG_NOREALLOC);
  } else {
    const int format = view.format == PixelFormat::kBgr8   ? TJPF_BGR
                       : view.format == PixelFormat::kRgb8 ? TJPF_RGB
                                                           : TJPF_GRAY;
    rc = tjCompress2(state_->handle.get(), view.planes[0], view.width, static_cast<int>(view.strides[0]), view.height,
                     format, &buffer, &size, subsampling, state_->options.quality, TJFLAG_NOREALLOC);
  }
  if (rc != 0) return fail(Error::kInternal, std::string("JPEG compressor: ") + tjGetErrorStr2(state_->handle.get()));
  out.resize(size);
  return out;
}

}  // namespace eyrie::pictures

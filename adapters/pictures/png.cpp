// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "pictures/png.hpp"

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstring>
#include <string>
#include <vector>

#include <png.h>

#include "pictures/orientation.hpp"

namespace eyrie::pictures {
namespace {

/// libpng reports errors by longjmp, which must not pass over an object with a destructor. So everything with one lives in
/// this struct, made before the jump is armed, and the functions that call libpng have none of their own.
struct Reader {
  explicit Reader(std::span<const std::uint8_t> bytes) : rest(bytes) {
    png = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, &on_error, &on_warning);
    if (png != nullptr) info = png_create_info_struct(png);
    if (info == nullptr) return;
    png_set_read_fn(png, this, &on_read);
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);  // our own limits are asked between header and pixels
    png_set_chunk_malloc_max(png, 8U << 20U);
  }
  ~Reader() { png_destroy_read_struct(&png, &info, nullptr); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  [[noreturn]] static void on_error(png_structp png, png_const_charp message) {
    auto* self = static_cast<Reader*>(png_get_error_ptr(png));
    std::strncpy(self->message.data(), message, self->message.size() - 1);
    std::longjmp(self->on_failure, 1);
  }
  static void on_warning(png_structp /*png*/, png_const_charp /*message*/) {}
  static void on_read(png_structp png, png_bytep out, std::size_t count) {
    auto* self = static_cast<Reader*>(png_get_io_ptr(png));
    if (count > self->rest.size()) png_error(png, "it ends early");
    std::memcpy(out, self->rest.data(), count);
    self->rest = self->rest.subspan(count);
  }

  png_structp png = nullptr;
  png_infop info = nullptr;
  std::span<const std::uint8_t> rest;
  std::jmp_buf on_failure{};
  std::array<char, 128> message{};
};

bool read_header(Reader& reader) {
  if (setjmp(reader.on_failure) != 0) return false;
  png_read_info(reader.png, reader.info);
  return true;
}

/// Everything libpng knows to 8-bit BGR, as OpenCV asks for it.
bool read_pixels(Reader& reader, std::uint8_t** rows) {
  if (setjmp(reader.on_failure) != 0) return false;
  png_structp png = reader.png;
  const int colour_type = png_get_color_type(png, reader.info);
  if (png_get_bit_depth(png, reader.info) == 16) png_set_strip_16(png);
  png_set_strip_alpha(png);
  if (colour_type == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
  if ((colour_type & PNG_COLOR_MASK_COLOR) == 0) {
    png_set_expand_gray_1_2_4_to_8(png);
    png_set_gray_to_rgb(png);
  }
  png_set_bgr(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, reader.info);
  if (png_get_rowbytes(png, reader.info) != png_get_image_width(png, reader.info) * std::size_t{3}) {
    png_error(png, "its pixels are not what its header says");
  }
  png_read_image(png, rows);
  png_read_end(png, reader.info);
  return true;
}

std::unexpected<Error> corrupt(const Reader& reader) {
  return fail(Error::kCorrupt, std::string("damaged PNG: ") + reader.message.data());
}

/// Only what stands before the pixels is read: a note behind them is not known yet when memory is asked for, nor heeded.
int orientation_of(Reader& reader) {
  png_uint_32 size = 0;
  png_bytep exif = nullptr;
  if (png_get_eXIf_1(reader.png, reader.info, &size, &exif) == 0 || exif == nullptr) return 1;
  return exif_orientation({exif, size});
}

/// libpng's simplified interface keeps its longjmp to itself. `png` tells size and format.
Result<std::vector<std::uint8_t>> written(png_image png, const void* pixels, png_int_32 stride) {
  png.version = PNG_IMAGE_VERSION;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(png);
  std::vector<std::uint8_t> bytes(size);
  if (png_image_write_to_memory(&png, bytes.data(), &size, 0, pixels, stride, nullptr) == 0) {
    return fail(Error::kInternal, std::string("cannot write a PNG: ") + png.message);
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace

Result<PictureInfo> inspect_png(std::span<const std::uint8_t> bytes) {
  Reader reader(bytes);
  if (reader.info == nullptr) return fail(Error::kInternal, "cannot make a PNG reader");
  if (!read_header(reader)) return corrupt(reader);
  return PictureInfo{.type = PictureType::kPng,
                     .width = static_cast<int>(png_get_image_width(reader.png, reader.info)),
                     .height = static_cast<int>(png_get_image_height(reader.png, reader.info)),
                     .orientation = orientation_of(reader)};
}

Result<imaging::Image> decode_png(std::span<const std::uint8_t> bytes, const PictureInfo& info) {
  Reader reader(bytes);
  if (reader.info == nullptr) return fail(Error::kInternal, "cannot make a PNG reader");
  if (!read_header(reader)) return corrupt(reader);
  imaging::Image image(imaging::PixelFormat::kBgr8, info.width, info.height);
  std::vector<std::uint8_t*> rows(static_cast<std::size_t>(info.height));
  for (int y = 0; y < info.height; ++y) rows[static_cast<std::size_t>(y)] = image.data() + y * image.stride();
  if (!read_pixels(reader, rows.data())) return corrupt(reader);
  return image;
}

Result<std::vector<std::uint8_t>> encode_png(const imaging::ImageView& view) {
  const bool is_bgr = view.format == imaging::PixelFormat::kBgr8;
  const imaging::Image converted = is_bgr ? imaging::Image() : imaging::to_interleaved(view, imaging::PixelFormat::kBgr8);
  const imaging::ImageView bgr = is_bgr ? view : converted.view();
  png_image png{};
  png.width = static_cast<png_uint_32>(bgr.width);
  png.height = static_cast<png_uint_32>(bgr.height);
  png.format = PNG_FORMAT_BGR;
  return written(png, bgr.planes[0], static_cast<png_int_32>(bgr.strides[0]));
}

Result<std::vector<std::uint8_t>> encode_png16(std::span<const std::uint16_t> pixels, int width) {
  png_image png{};
  png.width = static_cast<png_uint_32>(width);
  png.height = static_cast<png_uint_32>(pixels.size() / static_cast<std::size_t>(width));
  png.format = PNG_FORMAT_LINEAR_Y;
  return written(png, pixels.data(), width);
}

}  // namespace eyrie::pictures

// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "pictures/decode.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "pictures/jpeg.hpp"
#include "pictures/orientation.hpp"
#include "pictures/png.hpp"

namespace eyrie::pictures {
namespace {

constexpr std::array<std::uint8_t, 3> kJpegMagic = {0xFF, 0xD8, 0xFF};
constexpr std::array<std::uint8_t, 8> kPngMagic = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

bool begins_with(std::span<const std::uint8_t> bytes, std::span<const std::uint8_t> magic) {
  return bytes.size() >= magic.size() && std::ranges::equal(bytes.first(magic.size()), magic);
}

Status check_limits(const PictureInfo& info, const DecodeOptions& options) {
  const std::uint64_t pixels = static_cast<std::uint64_t>(info.width) * static_cast<std::uint64_t>(info.height);
  if (std::max(info.width, info.height) <= options.max_side_px && pixels <= options.max_pixels) return {};
  return fail(Error::kTooLarge, "picture of " + std::to_string(info.width) + "x" + std::to_string(info.height) +
                                    " pixels is above the limit of " + std::to_string(options.max_side_px) + " a side and " +
                                    std::to_string(options.max_pixels) + " in all: scale it down");
}

std::unexpected<Error> too_many_bytes(std::uint64_t bytes, const DecodeOptions& options) {
  return fail(Error::kTooLarge, "picture file of " + std::to_string(bytes) + " bytes is above the limit of " +
                                    std::to_string(options.max_file_bytes.value));
}

}  // namespace

Result<PictureInfo> inspect(std::span<const std::uint8_t> bytes) {
  if (begins_with(bytes, kJpegMagic)) return inspect_jpeg(bytes);
  if (begins_with(bytes, kPngMagic)) return inspect_png(bytes);
  return fail(Error::kUnsupported, "neither a JPEG nor a PNG picture");
}

Result<imaging::Image> decode(std::span<const std::uint8_t> bytes, const DecodeOptions& options) {
  if (bytes.size() > options.max_file_bytes.value) return too_many_bytes(bytes.size(), options);
  const auto info = inspect(bytes);
  if (!info) return fail(info.error());
  if (const Status status = check_limits(*info, options); !status) return fail(status.error());
  auto image = info->type == PictureType::kJpeg ? decode_jpeg(bytes, *info) : decode_png(bytes, *info);
  if (!image) return image;
  return turn_upright(std::move(*image), info->orientation);
}

Result<imaging::Image> decode_file(const std::filesystem::path& path, const DecodeOptions& options) {
  const auto about_file = [&](const Error& error) {
    return fail(Error{.code = error.code, .message = path.string() + ": " + error.message, .can_retry = error.can_retry});
  };
  std::error_code error;
  const std::uint64_t size = std::filesystem::file_size(path, error);
  if (error) return about_file({.code = Error::kNotFound, .message = error.message()});
  if (size > options.max_file_bytes.value) return about_file(too_many_bytes(size, options).error());

  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) return about_file({.code = Error::kNotFound, .message = std::strerror(errno)});
  std::vector<std::uint8_t> bytes(size);
  bytes.resize(std::fread(bytes.data(), 1, bytes.size(), file.get()));
  auto image = decode(bytes, options);
  if (!image) return about_file(image.error());
  return image;
}

}  // namespace eyrie::pictures

// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/eval/picture_reader.hpp"

#include <charconv>
#include <string>
#include <utility>

#include "eyrie/detect/frame_source.hpp"
#include "pictures/decode.hpp"

namespace eyrie::eval {
namespace {

class FileReader final : public PictureReader {
 public:
  Result<imaging::Picture> read(const datasets::LabelledPicture& picture) override {
    auto image = pictures::decode_file(picture.file);
    if (!image) return fail(image.error().code, image.error().message + " (--data, --images)");
    return imaging::Image::into_picture(*std::move(image));
  }
};

class FilmReader final : public PictureReader {
 public:
  FilmReader(std::string film, std::unique_ptr<detect::FrameSource> frames)
      : film_(std::move(film)), frames_(std::move(frames)) {}

  Result<imaging::Picture> read(const datasets::LabelledPicture& picture) override {
    const std::string name = picture.file.filename().string();
    const std::string stem = picture.file.stem().string();
    std::uint64_t wanted = 0;
    const auto parsed = std::from_chars(stem.data(), stem.data() + stem.size(), wanted);
    const bool is_number = parsed.ec == std::errc() && parsed.ptr == stem.data() + stem.size();
    if (!is_number || wanted <= at_)
      return fail(Error::kInvalidArgument, name + " of the data names no later frame of " + film_ + " than " +
                                               std::to_string(at_) +
                                               ". Pictures of a film are called by the numbers of its " +
                                               "frames, from 1, in rising order (--data, --images)");
    while (true) {
      auto item = frames_->next();
      if (!item) return fail(item.error());
      if (!*item)
        return fail(Error::kNotFound, film_ + " has " + std::to_string(at_) + " frames, and " + name +
                                          " of the data is not among them (--data, --images)");
      if (++at_ == wanted) return std::move((**item).frame.picture);
    }
  }

 private:
  const std::string film_;
  std::unique_ptr<detect::FrameSource> frames_;
  std::uint64_t at_ = 0;  ///< number of the frame that was read last
};

}  // namespace

Result<std::unique_ptr<PictureReader>> open_pictures(const std::filesystem::path& images) {
  std::error_code problem;
  if (!std::filesystem::is_regular_file(images, problem)) return std::make_unique<FileReader>();
  auto frames = detect::open_frames(images.string());
  if (!frames) return fail(frames.error());
  return std::make_unique<FilmReader>(images.string(), *std::move(frames));
}

}  // namespace eyrie::eval

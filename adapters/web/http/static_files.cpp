// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "web/http/static_files.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <system_error>

#include "web/http/byte_range.hpp"
#include "web/http/problem.hpp"

namespace eyrie::web {
namespace {

namespace fs = std::filesystem;

struct MediaType {
  std::string_view extension;
  std::string_view type;
};
constexpr std::array kMediaTypes = {
    MediaType{".html", "text/html; charset=utf-8"},
    MediaType{".js", "text/javascript; charset=utf-8"},
    MediaType{".mjs", "text/javascript; charset=utf-8"},
    MediaType{".css", "text/css; charset=utf-8"},
    MediaType{".json", "application/json"},
    MediaType{".map", "application/json"},
    MediaType{".geojson", "application/geo+json"},
    MediaType{".webmanifest", "application/manifest+json"},
    MediaType{".wasm", "application/wasm"},
    MediaType{".woff2", "font/woff2"},
    MediaType{".svg", "image/svg+xml"},
    MediaType{".png", "image/png"},
    MediaType{".jpg", "image/jpeg"},
    MediaType{".jpeg", "image/jpeg"},
    MediaType{".webp", "image/webp"},
    MediaType{".ico", "image/x-icon"},
    MediaType{".mp4", "video/mp4"},
    MediaType{".txt", "text/plain; charset=utf-8"},
};

class FileBody final : public BodySource {
 public:
  FileBody(std::ifstream file, std::uint64_t size) : file_(std::move(file)), size_(size), left_(size) {}

  [[nodiscard]] std::uint64_t size() const noexcept override { return size_; }

  [[nodiscard]] Result<std::size_t> read(std::span<std::byte> into) override {
    const auto wanted = static_cast<std::streamsize>(std::min<std::uint64_t>(into.size(), left_));
    file_.read(reinterpret_cast<char*>(into.data()), wanted);
    if (file_.gcount() != wanted) return fail(Error::kCorrupt, "a file became shorter while it was sent");
    left_ -= static_cast<std::uint64_t>(wanted);
    return static_cast<std::size_t>(wanted);
  }

 private:
  std::ifstream file_;
  std::uint64_t size_;
  std::uint64_t left_;
};

/// Changes whenever the file is written again: size and time of change.
std::string entity_tag(const fs::path& file, std::uint64_t size) {
  std::error_code ignored;
  const auto changed = fs::last_write_time(file, ignored).time_since_epoch().count();
  char text[64];
  const int length = std::snprintf(text, sizeof text, "\"%llx-%llx\"", static_cast<unsigned long long>(size),
                                   static_cast<unsigned long long>(changed));
  return {text, static_cast<std::size_t>(length)};
}

bool is_inside(const fs::path& file, const fs::path& root) {
  return std::mismatch(root.begin(), root.end(), file.begin(), file.end()).first == root.end();
}

bool is_servable(std::string_view path) {
  return path.find("/.") == std::string_view::npos && path.find('\\') == std::string_view::npos;
}

bool is_hashed_asset(const fs::path& file, const fs::path& root) {
  const fs::path relative = file.lexically_relative(root);
  return !relative.empty() && *relative.begin() == "assets";
}

Result<std::unique_ptr<BodySource>> open_file_body(const fs::path& file, std::uint64_t offset, std::uint64_t size) {
  std::ifstream stream(file, std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(offset));
  if (!stream) return fail(Error::kNotFound, "cannot read " + file.filename().string());
  return std::make_unique<FileBody>(std::move(stream), size);
}

}  // namespace

std::string_view media_type_of(const fs::path& file) {
  const std::string extension = file.extension().string();
  const auto* const found = std::find_if(kMediaTypes.begin(), kMediaTypes.end(),
                                         [&](const MediaType& type) { return type.extension == extension; });
  return found == kMediaTypes.end() ? "application/octet-stream" : found->type;
}

Result<StaticFiles> StaticFiles::open(const fs::path& folder) {
  std::error_code problem;
  const fs::path root = fs::canonical(folder, problem);
  if (problem || !fs::is_regular_file(root / "index.html", problem)) {
    return fail(Error::kNotFound,
                "no console in " + folder.string() + ": there is no index.html. Build it first with make build");
  }
  return StaticFiles(root);
}

Result<fs::path> StaticFiles::resolve(std::string_view path) const {
  const auto not_found = [&] { return fail(Error::kNotFound, "no such file"); };
  if (!is_servable(path)) return not_found();
  std::error_code problem;
  const fs::path file = fs::canonical(root_ / fs::path(path.substr(1)), problem);
  if (problem || !is_inside(file, root_) || !fs::is_regular_file(file, problem)) return not_found();
  return file;
}

Response StaticFiles::handle(const Request& request) const {
  if (const auto file = resolve(request.path)) return send_file(*file, kind_of(*file), request);
  // An address of the console's own router has no extension; a file that is not there is an error, not the page.
  const bool is_page = fs::path(request.path).extension().empty() && is_servable(request.path);
  if (!is_page) return problem(Error{.code = Error::kNotFound, .message = "nothing at this address"});
  const fs::path page = root_ / "index.html";
  return send_file(page, kind_of(page), request);
}

FileKind StaticFiles::kind_of(const fs::path& file) const {
  return {.media_type = media_type_of(file),
          .cache_control = is_hashed_asset(file, root_) ? "public, max-age=31536000, immutable" : "no-cache"};
}

Response send_file(const fs::path& file, const FileKind& kind, const Request& request) {
  std::error_code failure;
  const std::uint64_t size = fs::file_size(file, failure);
  if (failure) return problem(Error{.code = Error::kNotFound, .message = "nothing at this address"});
  const std::string tag = entity_tag(file, size);

  Response response;
  response.headers.add("ETag", tag);
  response.headers.add("Cache-Control", std::string(kind.cache_control));
  if (request.header("if-none-match") == tag) {
    response.status = 304;
    return response;
  }
  response.headers.add("Content-Type", std::string(kind.media_type));
  response.headers.add("Accept-Ranges", "bytes");
  const auto if_range = request.headers.find("if-range");
  const RangeRequest part = !if_range || *if_range == tag ? parse_range(request.header("range"), size) : RangeRequest{};
  if (part.outcome == RangeOutcome::kNotSatisfiable) {
    Response refusal =
        problem(416, Error{.code = Error::kOutOfRange, .message = "the file has " + std::to_string(size) + " bytes"});
    refusal.headers.add("Content-Range", "bytes */" + std::to_string(size));
    return refusal;
  }
  const bool is_part = part.outcome == RangeOutcome::kPart;
  if (is_part) {
    response.status = 206;
    response.headers.add("Content-Range", content_range(part.range, size));
  }
  auto body = open_file_body(file, is_part ? part.range.first : 0, is_part ? part.range.size() : size);
  if (!body) return problem(body.error());
  response.body = std::move(*body);
  return response;
}

}  // namespace eyrie::web

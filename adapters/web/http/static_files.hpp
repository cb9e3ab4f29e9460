// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "web/http/message.hpp"

namespace eyrie::web {

/// `text/javascript; charset=utf-8` for `app.js`; `application/octet-stream` for what is not known.
[[nodiscard]] std::string_view media_type_of(const std::filesystem::path& file);

/// Serves one folder: a console built by Vite, with its single page answering every address that is no file.
///
/// Files under `assets/` carry a hash of their content in their name and are cached for ever; all others are asked for again
/// each time with their ETag. Ranges are answered. Nothing outside of the folder is reachable, neither by `..` nor by a
/// symbolic link; names that begin with a dot are not served.
/// Thread-safe; the folder may change while it is served.
class StaticFiles {
 public:
  /// `kNotFound` when `folder` is none or has no index.html.
  [[nodiscard]] static Result<StaticFiles> open(const std::filesystem::path& folder);

  [[nodiscard]] Response handle(const Request& request) const;

 private:
  explicit StaticFiles(std::filesystem::path root) : root_(std::move(root)) {}
  [[nodiscard]] Result<std::filesystem::path> resolve(std::string_view path) const;
  [[nodiscard]] Response send(const std::filesystem::path& file, const Request& request) const;

  std::filesystem::path root_;  ///< absolute, without symbolic links
};

/// A file, or a part of it, as a response body.
[[nodiscard]] Result<std::unique_ptr<BodySource>> open_file_body(const std::filesystem::path& file, std::uint64_t offset,
                                                                 std::uint64_t size);

}  // namespace eyrie::web

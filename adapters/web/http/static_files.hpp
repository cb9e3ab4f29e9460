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

/// How a file is told of in an answer.
struct FileKind {
  std::string_view media_type;
  std::string_view cache_control;
};

/// A file, or the part of it that is asked for: `ETag` from its size and time of change, `If-None-Match`, `Range` and
/// `If-Range` (RFC 9110, sections 13 and 14). 404 when it cannot be read.
[[nodiscard]] Response send_file(const std::filesystem::path& file, const FileKind& kind, const Request& request);

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
  [[nodiscard]] FileKind kind_of(const std::filesystem::path& file) const;

  std::filesystem::path root_;  ///< absolute, without symbolic links
};

}  // namespace eyrie::web

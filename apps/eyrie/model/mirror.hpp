// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "registry/manifest.hpp"
#include "web/client/download.hpp"
#include "web/client/http_client.hpp"

namespace eyrie::model {

/// Where a user has said that files of models are to be had: below an http(s) URL, or in a folder.
class Mirror {
 public:
  /// `kInvalidArgument` for an address of another kind, `kNotFound` where there is no such folder.
  [[nodiscard]] static Result<Mirror> open(std::string place);

  /// Hands the bytes of a file from `begun` on to `take`; a server may begin anew, as `web::download` says, whose errors
  /// these are. Never more bytes than `file` has.
  [[nodiscard]] Status fetch(const registry::ModelFile& file, std::uint64_t begun, const web::TakePiece& take);

 private:
  Mirror(std::string place, std::optional<web::HttpClient> client) : place_(std::move(place)), client_(std::move(client)) {}

  std::string place_;
  std::optional<web::HttpClient> client_;  ///< nothing: a folder
};

}  // namespace eyrie::model

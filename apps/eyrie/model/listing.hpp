// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <string>

#include "base/result.hpp"
#include "registry/manifest.hpp"

namespace eyrie::model {

/// Tells `out` which models are here, and which could be fetched; with `is_json` as one document. A file counts as there
/// when it has the right size: `eyrie model verify` reads what is in it.
[[nodiscard]] Status run_list(bool is_json, std::FILE* out);

/// Tells `out` all that is known of a model, its card included. `kNotFound` names the models that there are;
/// a card that is not the one of the manifest is not shown.
[[nodiscard]] Status run_show(const std::string& name, std::FILE* out);

/// `3.9 MB`: as people say it, in powers of ten.
[[nodiscard]] std::string size_text(std::uint64_t bytes);
/// `person, helmet, no_helmet, vehicle`; of more than `most` how many there are.
[[nodiscard]] std::string listed(const std::vector<std::string>& words, std::size_t most);

}  // namespace eyrie::model

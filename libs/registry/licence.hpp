// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace eyrie::registry {

/// What a licence, an identifier of SPDX's list, asks of somebody who runs a model under it: a sentence for people, to be
/// read before a model is fetched. It is no legal advice, and of a licence that is not known here it says so.
[[nodiscard]] std::string_view meaning_of(std::string_view licence) noexcept;

}  // namespace eyrie::registry

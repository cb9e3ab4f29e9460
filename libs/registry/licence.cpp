// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/licence.hpp"

namespace eyrie::registry {

std::string_view meaning_of(std::string_view licence) noexcept {
  if (licence.starts_with("AGPL-3.0")) {
    return "Copyleft, over a network too: whoever hands on what contains the model, or lets others use it from afar, has to "
           "offer them the source of the whole under the same licence.";
  }
  if (licence.starts_with("GPL-")) {
    return "Copyleft: whoever hands on what contains the model has to offer its source under the same licence.";
  }
  if (licence.starts_with("CC-BY-NC-ND"))
    return "Not for commercial use, and not to be changed; the authors are to be named.";
  if (licence.starts_with("CC-BY-NC")) return "Not for commercial use; the authors are to be named.";
  if (licence.starts_with("CC-BY-SA")) return "The authors are to be named, and what is made of it keeps this licence.";
  if (licence.starts_with("CC-BY-")) return "Free for any use; the authors are to be named.";
  if (licence == "Apache-2.0" || licence == "MIT" || licence.starts_with("BSD-")) {
    return "Free for any use; the notice of copyright goes along with copies.";
  }
  return "Not one that is explained here: read its text before you use the model.";
}

}  // namespace eyrie::registry

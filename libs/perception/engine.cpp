// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/engine.hpp"

namespace eyrie::perception {

std::string_view name_of(ElementType type) noexcept {
  switch (type) {
    case ElementType::kFloat32: return "f32";
    case ElementType::kFloat16: return "f16";
    case ElementType::kInt8: return "i8";
    case ElementType::kUint8: return "u8";
    case ElementType::kInt32: return "i32";
    case ElementType::kInt64: return "i64";
    case ElementType::kOther: return "other";
  }
  return "other";
}

std::string to_string(const TensorSpec& spec) {
  std::string text = spec.name + ' ' + std::string(name_of(spec.type)) + " [";
  for (std::size_t i = 0; i < spec.shape.size(); ++i) {
    if (i > 0) text += ',';
    text += spec.shape[i] < 0 ? "?" : std::to_string(spec.shape[i]);
  }
  return text + ']';
}

}  // namespace eyrie::perception

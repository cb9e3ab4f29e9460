// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/onnx_file.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

namespace eyrie::perception {
namespace {

constexpr std::size_t kMaxEntries = 4096;
constexpr std::int64_t kMaxDimension = 65'536;
constexpr std::int64_t kDefaultSide_px = 640;

/// The fields of one protobuf message, in the order they come. Ends at the end of the bytes or at the first thing that
/// is not protobuf; `is_broken` tells which.
class Fields {
 public:
  struct Field {
    std::uint64_t number = 0;
    std::uint64_t value = 0;           ///< of a varint field
    std::span<const std::byte> bytes;  ///< of a length-delimited field, within the enclosing message
  };

  explicit Fields(std::span<const std::byte> bytes) : rest_(bytes) {}

  [[nodiscard]] std::optional<Field> next() {
    if (rest_.empty()) return std::nullopt;
    const auto key = varint();
    if (!key) return std::nullopt;
    Field field{.number = *key >> 3U, .value = 0, .bytes = {}};
    if (field.number == 0) return broken();
    switch (*key & 7U) {
      case 0:
        if (const auto value = varint()) {
          field.value = *value;
          return field;
        }
        return std::nullopt;
      case 1: return skip(8) ? std::optional(field) : std::nullopt;
      case 2: {
        const auto length = varint();
        if (!length) return std::nullopt;
        if (*length > rest_.size()) return broken();
        field.bytes = rest_.first(static_cast<std::size_t>(*length));
        rest_ = rest_.subspan(field.bytes.size());
        return field;
      }
      case 5: return skip(4) ? std::optional(field) : std::nullopt;
      default: return broken();  // groups have been gone since proto2; ONNX never had them
    }
  }

  [[nodiscard]] bool is_broken() const noexcept { return is_broken_; }

 private:
  std::optional<Field> broken() {
    is_broken_ = true;
    rest_ = {};
    return std::nullopt;
  }

  bool skip(std::size_t count) {
    if (count > rest_.size()) return broken().has_value();
    rest_ = rest_.subspan(count);
    return true;
  }

  std::optional<std::uint64_t> varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const auto byte = std::to_integer<std::uint64_t>(rest_.front());
      rest_ = rest_.subspan(1);
      value |= (byte & 0x7FU) << shift;
      if ((byte & 0x80U) == 0) return value;
    }
    broken();
    return std::nullopt;
  }

  std::span<const std::byte> rest_;
  bool is_broken_ = false;
};

std::string text_of(std::span<const std::byte> bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

std::string_view view_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// TensorProto.DataType.
ElementType element_type(std::uint64_t onnx_type) {
  switch (onnx_type) {
    case 1: return ElementType::kFloat32;
    case 2: return ElementType::kUint8;
    case 3: return ElementType::kInt8;
    case 6: return ElementType::kInt32;
    case 7: return ElementType::kInt64;
    case 10: return ElementType::kFloat16;
    default: return ElementType::kOther;
  }
}

Error corrupt(std::string what) {
  return {.code = Error::kCorrupt, .message = "not a readable ONNX file: " + std::move(what)};
}

/// Reads one file; holds what is needed across messages.
class Reader {
 public:
  Result<OnnxFile> read(std::span<const std::byte> bytes) {
    bool has_graph = false;
    Fields model(bytes);
    while (const auto field = model.next()) {
      switch (field->number) {
        case 1: file_.ir_version = static_cast<std::int64_t>(field->value); break;
        case 2: file_.producer = text_of(field->bytes); break;
        case 7:
          has_graph = true;
          if (const auto status = read_graph(field->bytes); !status) return fail(status.error());
          break;
        case 14:
          if (const auto status = read_metadata(field->bytes); !status) return fail(status.error());
          break;
        default: break;
      }
    }
    if (model.is_broken()) return fail(corrupt("the bytes end or change their form inside of the model"));
    if (!has_graph || file_.ir_version <= 0) return fail(corrupt("it has no graph or no IR version"));
    std::erase_if(file_.inputs, [this](const OnnxFile::Value& v) { return initializers_.contains(v.spec.name); });
    return std::move(file_);
  }

 private:
  Status read_graph(std::span<const std::byte> bytes) {
    Fields graph(bytes);
    while (const auto field = graph.next()) {
      Status status;
      switch (field->number) {
        case 1: status = read_node(field->bytes); break;
        case 5: status = read_initializer(field->bytes); break;
        case 11: status = read_value(field->bytes, file_.inputs); break;
        case 12: status = read_value(field->bytes, file_.outputs); break;
        default: break;
      }
      if (!status) return status;
    }
    if (graph.is_broken()) return fail(corrupt("the bytes end or change their form inside of the graph"));
    return {};
  }

  Status read_node(std::span<const std::byte> bytes) {
    std::string_view operation;
    std::string_view domain;
    Fields node(bytes);
    while (const auto field = node.next()) {
      if (field->number == 4) operation = view_of(field->bytes);
      if (field->number == 7) domain = view_of(field->bytes);
    }
    if (node.is_broken()) return fail(corrupt("a node of the graph"));
    static constexpr std::array kQuantized{"ConvInteger",      "MatMulInteger",        "QLinearConv",
                                           "QLinearMatMul",    "QuantizeLinear",       "DynamicQuantizeLinear",
                                           "DequantizeLinear", "DynamicQuantizeMatMul"};
    if (std::ranges::find(kQuantized, operation) != kQuantized.end()) file_.is_quantized = true;
    const bool is_known = domain.empty() || domain.starts_with("ai.onnx") || domain == "com.microsoft";
    if (is_known) return {};
    file_.foreign_operators.insert(std::string(domain) + '.' + std::string(operation));
    return within_limit(file_.foreign_operators.size(), "foreign operators");
  }

  Status read_initializer(std::span<const std::byte> bytes) {
    Fields tensor(bytes);
    while (const auto field = tensor.next()) {
      if (field->number == 8) initializers_.insert(text_of(field->bytes));
      if (field->number == 14 && field->value == 1) file_.has_external_data = true;
    }
    if (tensor.is_broken()) return fail(corrupt("an initializer"));
    return {};
  }

  Status read_value(std::span<const std::byte> bytes, std::vector<OnnxFile::Value>& into) {
    OnnxFile::Value value;
    value.spec.type = ElementType::kOther;
    bool is_whole = true;
    Fields info(bytes);
    while (const auto field = info.next()) {
      if (field->number == 1) value.spec.name = text_of(field->bytes);
      if (field->number == 2) is_whole &= read_type(field->bytes, value);
    }
    if (info.is_broken() || !is_whole) return fail(corrupt("the type of " + value.spec.name));
    into.push_back(std::move(value));
    return within_limit(into.size(), "inputs or outputs");
  }

  /// TypeProto -> TypeProto.Tensor -> TensorShapeProto; sequences, maps and the like stay `kOther`.
  static bool read_type(std::span<const std::byte> bytes, OnnxFile::Value& value) {
    Fields type(bytes);
    while (const auto field = type.next()) {
      if (field->number != 1) continue;
      Fields tensor(field->bytes);
      while (const auto part = tensor.next()) {
        if (part->number == 1) value.spec.type = element_type(part->value);
        if (part->number == 2 && !read_shape(part->bytes, value)) return false;
      }
      if (tensor.is_broken()) return false;
    }
    return !type.is_broken();
  }

  static bool read_shape(std::span<const std::byte> bytes, OnnxFile::Value& value) {
    Fields shape(bytes);
    while (const auto field = shape.next()) {
      if (field->number != 1) continue;
      std::int64_t size = -1;
      std::string symbol;
      Fields dimension(field->bytes);
      while (const auto part = dimension.next()) {
        if (part->number == 1) size = static_cast<std::int64_t>(part->value);
        if (part->number == 2) symbol = text_of(part->bytes);
      }
      if (dimension.is_broken() || value.spec.shape.size() >= kMaxEntries) return false;
      value.spec.shape.push_back(size < 0 ? -1 : size);
      value.symbols.push_back(std::move(symbol));
    }
    return !shape.is_broken();
  }

  Status read_metadata(std::span<const std::byte> bytes) {
    std::string key;
    std::string value;
    Fields entry(bytes);
    while (const auto field = entry.next()) {
      if (field->number == 1) key = text_of(field->bytes);
      if (field->number == 2) value = text_of(field->bytes);
    }
    if (entry.is_broken()) return fail(corrupt("its metadata"));
    file_.metadata.insert_or_assign(std::move(key), std::move(value));
    return within_limit(file_.metadata.size(), "metadata entries");
  }

  static Status within_limit(std::size_t count, std::string_view what) {
    if (count <= kMaxEntries) return {};
    return fail(Error::kTooLarge, "the ONNX file has more than " + std::to_string(kMaxEntries) + ' ' + std::string(what));
  }

  OnnxFile file_;
  std::set<std::string> initializers_;
};

/// The positive whole numbers in a text such as `[640, 640]`, at most four.
std::vector<std::int64_t> numbers_in(std::string_view text) {
  std::vector<std::int64_t> numbers;
  for (std::size_t i = 0; i < text.size() && numbers.size() < 4;) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data() + i, text.data() + text.size(), number);
    if (error == std::errc{} && number > 0) numbers.push_back(number);
    const auto read = static_cast<std::size_t>(end - (text.data() + i));
    i += std::max<std::size_t>(read, 1);
  }
  return numbers;
}

std::vector<std::int64_t> numbers_at(const std::map<std::string, std::string>& metadata, const char* key) {
  const auto found = metadata.find(key);
  return found == metadata.end() ? std::vector<std::int64_t>{} : numbers_in(found->second);
}

/// `[N,C,H,W]` for a picture, `[N]` for anything else.
std::vector<std::int64_t> usual_shape(std::size_t rank, const std::map<std::string, std::string>& metadata) {
  if (rank != 4) return {1};
  const auto channels = numbers_at(metadata, "channels");
  const auto size = numbers_at(metadata, "imgsz");
  const auto height = size.empty() ? kDefaultSide_px : size.front();
  return {1, channels.empty() ? 3 : channels.front(), height, size.size() < 2 ? height : size[1]};
}

}  // namespace

Result<OnnxFile> read_onnx(std::span<const std::byte> bytes) { return Reader().read(bytes); }

Result<std::vector<std::int64_t>> fixed_shape(const TensorSpec& declared, const std::map<std::string, std::string>& metadata,
                                              std::span<const std::int64_t> wanted) {
  const bool is_asked = wanted.size() == declared.shape.size() && !wanted.empty();
  const auto usual = usual_shape(declared.shape.size(), metadata);
  auto shape = declared.shape;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (is_asked && shape[i] >= 0 && wanted[i] > 0 && wanted[i] != shape[i]) {
      return fail(Error::kUnsupported, "input " + to_string(declared) + " is fixed: dimension " + std::to_string(i) +
                                           " cannot be " + std::to_string(wanted[i]));
    }
    if (shape[i] < 0 && is_asked) shape[i] = wanted[i];
    if (shape[i] < 0 && i < usual.size()) shape[i] = usual[i];
    if (shape[i] < 0 || shape[i] > kMaxDimension) {
      return fail(Error::kUnsupported, "input " + to_string(declared) + ": dimension " + std::to_string(i) +
                                           " is open or too large. Export the model with a fixed size.");
    }
  }
  return shape;
}

}  // namespace eyrie::perception

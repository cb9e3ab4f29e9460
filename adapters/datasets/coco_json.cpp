// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "datasets/coco_json.hpp"

#include <algorithm>
#include <unordered_map>

#include "datasets/json_document.hpp"
#include "datasets/text_file.hpp"

namespace eyrie::datasets {
namespace {

namespace fs = std::filesystem;
using namespace eyrie::literals;
using evaluation::PixelBox;
using evaluation::TrueBox;
using simdjson::SUCCESS;

constexpr ByteCount kMostBytes = 2_GiB;
constexpr std::size_t kMostClasses = 65'536;

/// An id of the file, and what it stands for.
template <typename Entry>
struct Identified {
  std::int64_t id = 0;
  Entry entry;
};

struct Picture {
  fs::path file;
  std::optional<PictureSize> size;
};

using Indices = std::unordered_map<std::int64_t, std::uint32_t>;

/// The entries of a list of the document, sorted by id; `read` makes one of its fields. Refuses an id that comes twice.
template <typename Entry, typename Read>
Result<std::vector<Identified<Entry>>> entries_of(simdjson::dom::element root, const std::string& document, const char* list,
                                                  Read read) {
  simdjson::dom::array items;
  if (root[list].get(items) != SUCCESS) {
    return fail(Error::kCorrupt, document + " has no list `" + list + "`: this is no ground truth in COCO's format.");
  }
  std::vector<Identified<Entry>> entries;
  for (const auto item : items) {
    const JsonFields fields(item, document, list, entries.size());
    const auto id = fields.whole("id");
    if (!id) return fail(id.error());
    Result<Entry> entry = read(fields);
    if (!entry) return fail(entry.error());
    entries.push_back({.id = *id, .entry = *std::move(entry)});
  }
  std::ranges::sort(entries, {}, &Identified<Entry>::id);
  const auto twice = std::ranges::adjacent_find(entries, {}, &Identified<Entry>::id);
  if (twice == entries.end()) return entries;
  return fail(Error::kCorrupt,
              document + ": two of `" + list + "` have the id " + std::to_string(twice->id) + ". Give each its own.");
}

template <typename Entry>
Indices indices_of(const std::vector<Identified<Entry>>& entries) {
  Indices indices;
  for (const auto& [id, entry] : entries) indices.emplace(id, static_cast<std::uint32_t>(indices.size()));
  return indices;
}

Result<Picture> read_picture(const JsonFields& fields, const fs::path& folder) {
  const auto name = fields.text("file_name");
  if (!name) return fail(name.error());
  Picture picture{.file = folder / *name, .size = std::nullopt};
  if (!fields.has("width") || !fields.has("height")) return picture;
  const auto width = fields.number("width");
  if (!width) return fail(width.error());
  const auto height = fields.number("height");
  if (!height) return fail(height.error());
  picture.size = PictureSize{.width = *width, .height = *height};
  return picture;
}

Result<std::string> read_class(const JsonFields& fields) {
  const auto name = fields.text("name");
  if (!name) return fail(name.error());
  return std::string(*name);
}

Result<PixelBox> read_box(const JsonFields& fields) {
  const auto numbers = fields.four_numbers("bbox");
  if (!numbers) return fail(numbers.error());
  const auto& [left, top, width, height] = *numbers;
  return PixelBox{.left = left, .top = top, .width = width, .height = height};
}

/// The index that a field's id stands for.
Result<std::uint32_t> read_reference(const JsonFields& fields, const char* field, const Indices& indices, const char* list) {
  const auto id = fields.whole(field);
  if (!id) return fail(id.error());
  const auto found = indices.find(*id);
  if (found != indices.end()) return found->second;
  return fields.refusal(field,
                        "is " + std::to_string(*id) + ", which is none of `" + list + "`. Add it there or leave this out.");
}

Result<TrueBox> read_annotation(const JsonFields& fields, const std::vector<Identified<Picture>>& pictures,
                                const Indices& picture_indices, const Indices& class_indices) {
  const auto picture = read_reference(fields, "image_id", picture_indices, "images");
  if (!picture) return fail(picture.error());
  const auto class_index = read_reference(fields, "category_id", class_indices, "categories");
  if (!class_index) return fail(class_index.error());
  const auto box = read_box(fields);
  if (!box) return fail(box.error());
  if (const auto& size = pictures[*picture].entry.size) {
    if (const auto fault = fault_of(*box, *size))
      return fields.refusal("bbox", "says that " + *fault + ". Mend it or leave it out.");
  }
  TrueBox truth{.picture = *picture, .class_index = *class_index, .box = *box, .area_px2 = box->area(), .is_crowd = false};
  if (fields.has("area")) {
    const auto area = fields.number("area");
    if (!area) return fail(area.error());
    truth.area_px2 = *area;
  }
  if (fields.has("iscrowd")) {
    const auto is_crowd = fields.whole("iscrowd");
    if (!is_crowd) return fail(is_crowd.error());
    truth.is_crowd = *is_crowd != 0;
  }
  return truth;
}

Status read_annotations(simdjson::dom::element root, const std::string& document,
                        const std::vector<Identified<Picture>>& pictures, const Indices& class_indices, Dataset& dataset) {
  simdjson::dom::array annotations;
  if (root["annotations"].get(annotations) != SUCCESS) {
    return fail(Error::kCorrupt, document + " has no list `annotations`: this is no ground truth in COCO's format.");
  }
  const auto picture_indices = indices_of(pictures);
  for (const auto annotation : annotations) {
    const JsonFields fields(annotation, document, "annotations", dataset.truth.size());
    const auto truth = read_annotation(fields, pictures, picture_indices, class_indices);
    if (!truth) return fail(truth.error());
    dataset.truth.push_back(*truth);
  }
  return {};
}

}  // namespace

Result<Dataset> read_coco(const fs::path& file, const fs::path& folder) {
  const auto text = read_text(file, kMostBytes);
  if (!text) return fail(text.error());
  simdjson::dom::parser parser;
  const auto root = parse_json(parser, *text, file.string());
  if (!root) return fail(root.error());

  const auto pictures = entries_of<Picture>(*root, file.string(), "images",
                                            [&](const JsonFields& fields) { return read_picture(fields, folder); });
  if (!pictures) return fail(pictures.error());
  const auto classes = entries_of<std::string>(*root, file.string(), "categories", read_class);
  if (!classes) return fail(classes.error());
  if (classes->size() > kMostClasses) {
    return fail(Error::kTooLarge, file.string() + " has " + std::to_string(classes->size()) + " classes, the limit is " +
                                      std::to_string(kMostClasses) + ".");
  }

  Dataset dataset;
  for (const auto& [id, picture] : *pictures) dataset.pictures.push_back({.id = std::to_string(id), .file = picture.file});
  for (const auto& [id, name] : *classes) {
    dataset.class_ids.push_back(id);
    dataset.class_names.push_back(name);
  }
  const auto status = read_annotations(*root, file.string(), *pictures, indices_of(*classes), dataset);
  if (!status) return fail(status.error());
  return dataset;
}

}  // namespace eyrie::datasets

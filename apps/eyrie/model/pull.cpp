// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/model/pull.hpp"

#include <algorithm>
#include <array>
#include <iostream>
#include <span>
#include <unistd.h>

#include "eyrie/detect/progress.hpp"
#include "eyrie/model/listing.hpp"
#include "eyrie/model/mirror.hpp"
#include "eyrie/model/staged_model.hpp"
#include "model_loading/model_folders.hpp"
#include "registry/licence.hpp"

namespace eyrie::model {
namespace {

using registry::ModelEntry;
using registry::ModelFile;

Result<ModelEntry> find_offer(const std::string& name) {
  const auto catalogue = model_loading::read_catalogue();
  if (!catalogue) return fail(catalogue.error());
  if (const auto* const offer = catalogue->find(name)) return *offer;
  std::vector<std::string> names;
  for (const auto& offer : catalogue->models) names.push_back(offer.name);
  return fail(Error::kNotFound, "the catalogue has no model " + name +
                                    "; it has: " + (names.empty() ? "none" : listed(names, names.size())) +
                                    ". A file of your own becomes a model by `eyrie model add`.");
}

bool is_here(const ModelEntry& offer) {
  const auto own = model_loading::read_model_folder(model_loading::own_models_folder());
  const auto* const entry = own ? own->manifest.find(offer.name) : nullptr;
  const auto is_same = [&](const ModelFile& file) {
    const auto* const mine = entry->file(file.name);
    return mine != nullptr && mine->sha256 == file.sha256 &&
           model_loading::check_file(own->path_of(*entry, file.name), file);
  };
  return entry != nullptr && std::ranges::all_of(offer.files, is_same);
}

void tell(const ModelEntry& offer, std::FILE* out) {
  std::fprintf(out, "%s, version %s, %s\n", offer.name.c_str(), offer.version.c_str(), size_text(offer.bytes()).c_str());
  std::fprintf(out, "source    %s\n", offer.source.c_str());
  std::fprintf(out, "licence   %s. %s\n", offer.licence.c_str(), std::string(registry::meaning_of(offer.licence)).c_str());
  std::fflush(out);
}

Status accept_licence(const ModelEntry& offer, const std::string& accepted) {
  if (accepted == offer.licence) return {};
  if (accepted.empty() && ::isatty(STDIN_FILENO) == 1) {
    std::fprintf(stderr, "Type %s to accept it: ", offer.licence.c_str());
    std::string answer;
    if (std::getline(std::cin, answer) && answer == offer.licence) return {};
  }
  return fail(Error::kPermissionDenied, offer.name + " is under " + offer.licence +
                                            ", which was not accepted; nothing was fetched. If you accept it, pass "
                                            "--accept-licence " +
                                            offer.licence + ".");
}

/// Fetches what is missing of one file into its staged place.
class FileFetch {
 public:
  FileFetch(const ModelFile& file, const StagedModel& staged) : file_(file), staged_(staged) {}

  Status run(Mirror& mirror, detect::Progress& progress) {
    const auto place = staged_.file(file_.name);
    if (!place) return fail(place.error());
    const auto size = place->size();
    if (!size) return fail(size.error());
    if (*size == file_.bytes && check()) return {};
    const auto begun = *size < file_.bytes ? *size : 0;
    const auto fetched = mirror.fetch(file_, begun, [&](std::uint64_t offset, std::string_view bytes) -> Status {
      progress.tell(file_.name + " " + std::to_string((offset + bytes.size()) * 100 / file_.bytes) + " %");
      if (offset == 0) {
        if (const auto cut = place->truncate(0); !cut) return cut;
      }
      return place->write(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), offset);
    });
    if (!fetched) return fail(explained(fetched.error(), *place));
    if (const auto synced = place->sync(); !synced) return synced;
    const auto same = check();
    if (same) return {};
    forget(*place);
    return fail(Error::kCorrupt, "the mirror's " + file_.name + " is not the file of the catalogue and was thrown away: " +
                                     same.error().message + ". Run it again, or name another mirror (--mirror).");
  }

 private:
  [[nodiscard]] Status check() const { return model_loading::check_file(staged_.path_of(file_.name), file_); }

  /// What another file has begun is no beginning of this one.
  static void forget(const storage::files::File& place) { (void)place.truncate(0); }

  static Error explained(Error error, const storage::files::File& place) {
    if (error.can_retry) {
      error.message += ". Is the mirror up? Run it again: it goes on where it was.";
      return error;
    }
    if (error.code == Error::kTooLarge) forget(place);
    error.message += ". Is this the right mirror? (--mirror)";
    return error;
  }

  const ModelFile& file_;
  const StagedModel& staged_;
};

}  // namespace

Status run_pull(const PullOptions& options, std::FILE* out) {
  const auto offer = find_offer(options.name);
  if (!offer) return fail(offer.error());
  tell(*offer, out);
  if (is_here(*offer)) {
    std::fprintf(out, "%s is here already\n", offer->name.c_str());
    return {};
  }
  if (const auto accepted = accept_licence(*offer, options.accepted_licence); !accepted) return accepted;
  auto mirror = Mirror::open(options.mirror);
  if (!mirror) return fail(mirror.error());
  const auto models = model_loading::own_models_folder();
  const auto staged = StagedModel::open(models, offer->name, StagedModel::Leftovers::kKept);
  if (!staged) return fail(staged.error());
  {
    detect::Progress progress;
    for (const auto& file : offer->files) {
      if (const auto fetched = FileFetch(file, *staged).run(*mirror, progress); !fetched) return fetched;
    }
  }
  if (const auto placed = staged->put_in_place(*offer); !placed) return placed;
  std::fprintf(out, "%s: every hash is right; `--model %s` takes it\n", (models / offer->name).c_str(), offer->name.c_str());
  return {};
}

}  // namespace eyrie::model

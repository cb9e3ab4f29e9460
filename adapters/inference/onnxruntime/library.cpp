// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "inference/onnxruntime/library.hpp"

#include <cstdlib>
#include <dlfcn.h>
#include <filesystem>
#include <vector>

namespace eyrie::inference::onnxruntime {
namespace {

namespace fs = std::filesystem;

/// Where to look, best first. A name without a folder is left to the system's own search.
std::vector<std::string> places_for(const std::string& path) {
  if (!path.empty()) return {path};
  if (const char* variable = std::getenv("EYRIE_ONNXRUNTIME"); variable != nullptr && *variable != '\0') return {variable};
  std::vector<std::string> places;
  std::error_code error;
  const auto program = fs::read_symlink("/proc/self/exe", error).parent_path();
  if (!error) {
    places.push_back(program / "libonnxruntime.so");
    places.push_back((program / "../lib/libonnxruntime.so").lexically_normal());
    for (auto folder = program; folder != folder.parent_path(); folder = folder.parent_path()) {
      places.push_back(folder / ".deps/onnxruntime/lib/libonnxruntime.so");
    }
  }
  std::erase_if(places, [&error](const std::string& place) { return !fs::exists(place, error); });
  places.insert(places.end(), {"libonnxruntime.so", "libonnxruntime.so.1"});
  return places;
}

}  // namespace

Result<std::shared_ptr<const Library>> Library::open(const std::string& path) {
  std::string tried;
  for (const auto& place : places_for(path)) {
    void* handle = dlopen(place.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) {
      const char* reason = dlerror();
      tried += (tried.empty() ? "" : "; ") + std::string(reason == nullptr ? place : reason);
      continue;
    }
    const auto get_base = reinterpret_cast<const abi::ApiBase* (*)()>(dlsym(handle, "OrtGetApiBase"));
    if (get_base == nullptr) return fail(Error::kUnsupported, place + " is not an ONNX Runtime library");
    const auto* base = get_base();
    const void* table = base->get_api(abi::kApiVersion);
    if (table == nullptr) {
      return fail(Error::kUnsupported, place + " is ONNX Runtime " + base->get_version() + "; 1.14 or newer is needed");
    }
    std::shared_ptr<Library> library(new Library);
    library->api_ = abi::Api(table);
    library->path_ = place;
    library->version_ = base->get_version();
    const auto status = library->call(abi::kCreateEnv, abi::kLogError, "eyrie", &library->env_);
    if (!status) return fail(status.error());
    return library;
  }
  return fail(Error::kUnavailable, "ONNX Runtime is not installed: " + tried +
                                       ". Run tools/setup.d/onnxruntime, or name the library in EYRIE_ONNXRUNTIME.");
}

Library::~Library() { release(abi::kReleaseEnv, env_); }

Status Library::check(abi::OrtStatus* status) const {
  if (status == nullptr) return {};
  Error error{.code = Error::kUnsupported, .message = api_(abi::kGetErrorMessage, status), .can_retry = false};
  api_(abi::kReleaseStatus, status);
  return fail(std::move(error));
}

}  // namespace eyrie::inference::onnxruntime

// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "base/result.hpp"
#include "inference/onnxruntime/abi.hpp"

namespace eyrie::inference::onnxruntime {

/// A libonnxruntime that was opened, and its environment (logging, thread pools). The library stays loaded until the
/// program ends, because its threads may outlive the last session. Thread-safe.
class Library {
 public:
  /// See `Options::library` for where an empty `path` looks.
  [[nodiscard]] static Result<std::shared_ptr<const Library>> open(const std::string& path);
  ~Library();
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  /// Calls a function that reports by status.
  template <std::size_t Position, typename... Args>
  [[nodiscard]] Status call(abi::Slot<Position, abi::OrtStatus*(Args...)> slot, std::type_identity_t<Args>... args) const {
    return check(api_(slot, args...));
  }

  template <typename T, std::size_t Position>
  void release(abi::Slot<Position, void(T*)> slot, T* object) const {
    if (object != nullptr) api_(slot, object);
  }

  [[nodiscard]] const abi::OrtEnv* env() const noexcept { return env_; }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] const std::string& version() const noexcept { return version_; }

 private:
  Library() = default;
  [[nodiscard]] Status check(abi::OrtStatus* status) const;

  abi::Api api_;
  abi::OrtEnv* env_ = nullptr;
  std::string path_;
  std::string version_;
};

/// One object of the library with the function that releases it.
template <typename T, std::size_t Position>
class Owned {
 public:
  explicit Owned(const Library& library, abi::Slot<Position, void(T*)> /*release*/) : library_(&library) {}
  ~Owned() { reset(); }
  Owned(Owned&& other) noexcept : library_(other.library_), object_(std::exchange(other.object_, nullptr)) {}
  Owned& operator=(Owned&& other) noexcept {
    std::swap(library_, other.library_);
    std::swap(object_, other.object_);
    return *this;
  }

  [[nodiscard]] T* get() const noexcept { return object_; }
  /// For functions that write the object's address; releases what was there.
  [[nodiscard]] T** out() {
    reset();
    return &object_;
  }

 private:
  void reset() {
    library_->release(abi::Slot<Position, void(T*)>{}, object_);
    object_ = nullptr;
  }

  const Library* library_;
  T* object_ = nullptr;
};

}  // namespace eyrie::inference::onnxruntime

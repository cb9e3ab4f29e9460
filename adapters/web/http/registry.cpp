// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "web/http/detail/registry.hpp"

#include <utility>

namespace eyrie::web::detail {

std::uint64_t Registry::add(Ending ending) {
  const std::lock_guard lock(mutex_);
  entries_.emplace(++next_id_, Entry{.ending = std::move(ending), .waiting_since = clock_.steady_now()});
  return next_id_;
}

void Registry::remove(std::uint64_t id) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(id);
    if (found == entries_.end()) return;
    if (found->second.is_cut) --cut_;
    entries_.erase(found);
  }
  is_smaller_.notify_all();
}

void Registry::wait_for_peer(std::uint64_t id) {
  const std::lock_guard lock(mutex_);
  if (const auto found = entries_.find(id); found != entries_.end()) found->second.waiting_since = clock_.steady_now();
}

void Registry::work(std::uint64_t id) {
  const std::lock_guard lock(mutex_);
  if (const auto found = entries_.find(id); found != entries_.end()) found->second.waiting_since.reset();
}

bool Registry::make_room() {
  const std::lock_guard lock(mutex_);
  Entry* longest = nullptr;
  for (auto& [id, entry] : entries_) {
    if (entry.is_cut || !entry.waiting_since) continue;
    if (longest == nullptr || *entry.waiting_since < *longest->waiting_since) longest = &entry;
  }
  if (longest == nullptr) return false;
  longest->is_cut = true;
  ++cut_;
  longest->ending.cut();
  return true;
}

void Registry::ask_all() const {
  const std::lock_guard lock(mutex_);
  for (const auto& [id, entry] : entries_) entry.ending.ask();
}

void Registry::cut_all() const {
  const std::lock_guard lock(mutex_);
  for (const auto& [id, entry] : entries_) entry.ending.cut();
}

std::size_t Registry::size() const {
  const std::lock_guard lock(mutex_);
  return entries_.size() - cut_;
}

bool Registry::wait_until_empty(SteadyTime deadline) const {
  std::unique_lock lock(mutex_);
  return is_smaller_.wait_until(lock, deadline, [this] { return entries_.empty(); });
}

}  // namespace eyrie::web::detail

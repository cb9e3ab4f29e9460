// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <iterator>
#include <mutex>
#include <optional>
#include <utility>

#include "base/time.hpp"

namespace eyrie {

/// What a full `BoundedQueue` does with one more item.
enum class WhenFull : std::uint8_t {
  kWait,        ///< `push` blocks until there is room: back-pressure
  kDropOldest,  ///< the item that waited longest goes, and `dropped()` counts it: newest wins
  kRefuse,      ///< `push` returns false
};

/// A first-in first-out hand-over between threads with a stated bound and a stated answer at the bound.
///
/// `close` ends it: pushes are refused, waiting pushers return false, poppers get what is left and then nothing.
/// Thread-safe, any number of producers and consumers.
template <typename T>
class BoundedQueue {
 public:
  BoundedQueue(std::size_t capacity, WhenFull when_full) : capacity_(capacity), when_full_(when_full) {}

  /// True when the item was taken.
  bool push(T item) {
    std::unique_lock lock(mutex_);
    if (items_.size() >= capacity_ && !is_closed_) {
      switch (when_full_) {
        case WhenFull::kWait: has_room_.wait(lock, [this] { return items_.size() < capacity_ || is_closed_; }); break;
        case WhenFull::kDropOldest:
          items_.pop_front();
          ++dropped_;
          break;
        case WhenFull::kRefuse: return false;
      }
    }
    if (is_closed_) return false;
    items_.push_back(std::move(item));
    lock.unlock();
    has_item_.notify_one();
    return true;
  }

  /// Waits for an item; nothing once the queue is closed and empty.
  [[nodiscard]] std::optional<T> pop() {
    std::unique_lock lock(mutex_);
    has_item_.wait(lock, [this] { return !items_.empty() || is_closed_; });
    return take(lock);
  }

  /// Waits for an item no longer than until `deadline`.
  [[nodiscard]] std::optional<T> pop_until(SteadyTime deadline) {
    std::unique_lock lock(mutex_);
    has_item_.wait_until(lock, deadline, [this] { return !items_.empty() || is_closed_; });
    return take(lock);
  }

  /// Waits for an item, and takes whatever is there then, at most `max`; nothing once the queue is closed and empty.
  [[nodiscard]] std::deque<T> pop_some(std::size_t max) {
    std::unique_lock lock(mutex_);
    has_item_.wait(lock, [this] { return !items_.empty() || is_closed_; });
    std::deque<T> taken;
    if (items_.size() <= max) {
      taken.swap(items_);
    } else {
      const auto end = items_.begin() + static_cast<std::ptrdiff_t>(max);
      taken.assign(std::make_move_iterator(items_.begin()), std::make_move_iterator(end));
      items_.erase(items_.begin(), end);
    }
    lock.unlock();
    has_room_.notify_all();
    return taken;
  }

  /// An item if one is there now.
  [[nodiscard]] std::optional<T> try_pop() {
    std::unique_lock lock(mutex_);
    return take(lock);
  }

  void close() {
    {
      const std::lock_guard lock(mutex_);
      is_closed_ = true;
    }
    has_item_.notify_all();
    has_room_.notify_all();
  }

  [[nodiscard]] bool is_closed() const {
    const std::lock_guard lock(mutex_);
    return is_closed_;
  }
  [[nodiscard]] std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return items_.size();
  }
  [[nodiscard]] std::uint64_t dropped() const {
    const std::lock_guard lock(mutex_);
    return dropped_;
  }

 private:
  std::optional<T> take(std::unique_lock<std::mutex>& lock) {
    if (items_.empty()) return std::nullopt;
    std::optional<T> item(std::move(items_.front()));
    items_.pop_front();
    lock.unlock();
    has_room_.notify_one();
    return item;
  }

  mutable std::mutex mutex_;
  std::condition_variable has_item_;
  std::condition_variable has_room_;
  std::deque<T> items_;
  const std::size_t capacity_;
  const WhenFull when_full_;
  std::uint64_t dropped_ = 0;
  bool is_closed_ = false;
};

}  // namespace eyrie

// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "base/bounded_queue.hpp"

namespace eyrie::web {

/// Threads that do blocking work, with a line in front of them that has an end.
/// Thread-safe. A task must not throw.
class WorkerPool {
 public:
  WorkerPool(std::size_t threads, std::size_t max_waiting);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// False when the line is full or the pool is stopped: the caller answers "later".
  [[nodiscard]] bool submit(std::move_only_function<void()> task);
  [[nodiscard]] std::size_t waiting() const { return queue_.size(); }
  /// Takes no more tasks, ends those in the line and waits for them.
  void stop();

 private:
  BoundedQueue<std::move_only_function<void()>> queue_;
  std::vector<std::thread> threads_;
};

}  // namespace eyrie::web

// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "web/http/worker_pool.hpp"

#include <utility>

namespace eyrie::web {

WorkerPool::WorkerPool(std::size_t threads, std::size_t max_waiting) : queue_(max_waiting, WhenFull::kRefuse) {
  threads_.reserve(threads);
  for (std::size_t i = 0; i < threads; ++i) {
    threads_.emplace_back([this] {
      while (auto task = queue_.pop()) (*task)();
    });
  }
}

WorkerPool::~WorkerPool() { stop(); }

bool WorkerPool::submit(std::move_only_function<void()> task) { return queue_.push(std::move(task)); }

void WorkerPool::stop() {
  queue_.close();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

}  // namespace eyrie::web

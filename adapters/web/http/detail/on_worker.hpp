// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include <boost/asio/awaitable.hpp>

#include "web/http/worker_pool.hpp"

namespace eyrie::web::detail {

/// Runs `work` on a worker while the coroutine is suspended, and goes on where the coroutine lives. False when the pool's
/// line was full and nothing was done. `work` must not throw; what it refers to lives in the coroutine.
[[nodiscard]] boost::asio::awaitable<bool> on_worker(WorkerPool& pool, std::move_only_function<void()> work);

}  // namespace eyrie::web::detail

// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "web/http/worker_pool.hpp"

namespace eyrie::web::detail {

/// Runs `work` on a worker while the coroutine is suspended, and goes on where the coroutine lives.
/// Nothing when the pool's line was full. `work` must not throw.
template <typename T>
boost::asio::awaitable<std::optional<T>> on_worker(WorkerPool& pool, std::move_only_function<T()> work) {
  namespace asio = boost::asio;
  return asio::async_initiate<const asio::use_awaitable_t<>&, void(std::optional<T>)>(
      [&pool](auto handler, std::move_only_function<T()> task) {
        auto executor = asio::get_associated_executor(handler);
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        auto resume = [shared, executor](std::optional<T> outcome) {
          asio::post(executor,
                     [shared, outcome = std::move(outcome)]() mutable { std::move (*shared)(std::move(outcome)); });
        };
        if (!pool.submit([resume, task = std::move(task)]() mutable { resume(task()); })) resume(std::nullopt);
      },
      asio::use_awaitable, std::move(work));
}

}  // namespace eyrie::web::detail

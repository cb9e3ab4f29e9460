// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "web/http/detail/on_worker.hpp"

#include <memory>
#include <utility>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace eyrie::web::detail {

boost::asio::awaitable<bool> on_worker(WorkerPool& pool, std::move_only_function<void()> work) {
  namespace asio = boost::asio;
  return asio::async_initiate<const asio::use_awaitable_t<>&, void(bool)>(
      [&pool](auto handler, std::move_only_function<void()> task) {
        auto executor = asio::get_associated_executor(handler);
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        auto resume = [shared, executor](bool is_done) {
          asio::post(executor, [shared, is_done] { std::move (*shared)(is_done); });
        };
        const bool is_taken = pool.submit([resume, task = std::move(task)]() mutable {
          task();
          resume(true);
        });
        if (!is_taken) resume(false);
      },
      asio::use_awaitable, std::move(work));
}

}  // namespace eyrie::web::detail

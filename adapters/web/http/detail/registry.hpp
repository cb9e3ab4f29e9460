// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>

#include "base/time.hpp"

namespace eyrie::web::detail {

/// Every open connection, how to end it, and since when its peer has kept it waiting. Thread-safe.
class Registry {
 public:
  struct Ending {
    std::function<void()> ask;  ///< end when what is under way is done
    std::function<void()> cut;  ///< end now
  };

  explicit Registry(const Clock& clock) : clock_(clock) {}

  /// A new connection; it waits for its peer.
  std::uint64_t add(Ending ending);
  void remove(std::uint64_t id);

  /// From now on it is the peer's turn: to ask, or to take an answer.
  void wait_for_peer(std::uint64_t id);
  /// The connection serves somebody.
  void work(std::uint64_t id);
  /// Cuts the connection whose peer has kept it waiting longest; false when all of them work.
  bool make_room();

  void ask_all() const;
  void cut_all() const;
  /// Those that `make_room` has cut are counted no more.
  [[nodiscard]] std::size_t size() const;
  /// True when the last connection has gone before `deadline`.
  bool wait_until_empty(SteadyTime deadline) const;

 private:
  struct Entry {
    Ending ending;
    std::optional<SteadyTime> waiting_since;
    bool is_cut = false;
  };

  const Clock& clock_;
  mutable std::mutex mutex_;
  mutable std::condition_variable is_smaller_;
  std::map<std::uint64_t, Entry> entries_;
  std::size_t cut_ = 0;
  std::uint64_t next_id_ = 0;
};

}  // namespace eyrie::web::detail

// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace eyrie::web {

/// A server of one tus upload behind a link that can be made as bad as a test needs it. Serves one connection at a time.
class TusServer {
 public:
  TusServer();
  ~TusServer();

  [[nodiscard]] std::string url() const;

  /// The connection breaks within every piece longer than this.
  void break_pieces_above(std::size_t bytes) { largest_piece_ = bytes; }
  /// The connection breaks within every call once so many pieces have come.
  void break_after_pieces(std::size_t count) { last_piece_ = count; }
  /// The next piece is taken, and the connection breaks before the answer.
  void lose_next_answer() { loses_answer_ = true; }
  void keep_other_bytes_under(std::string key);
  /// Takes calls and answers none.
  void fall_silent() { is_silent_ = true; }
  void wait_for_a_call();

  [[nodiscard]] std::string bytes() const;
  /// The sizes of those that came whole.
  [[nodiscard]] std::vector<std::size_t> pieces() const;
  /// How often an upload was begun from nothing.
  [[nodiscard]] int begun() const;

 private:
  struct Call {
    std::string method;
    std::string head;
    std::string body;
    [[nodiscard]] std::string header(std::string_view name) const;
  };

  void run();
  void serve(int connection);
  bool read_call(int connection, std::string& buffer, Call& call);
  [[nodiscard]] std::string answer(const Call& call);
  [[nodiscard]] std::string begin(const Call& call);
  [[nodiscard]] std::string append(const Call& call);

  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> connection_{-1};
  std::atomic<std::size_t> largest_piece_{1U << 30U};
  std::atomic<std::size_t> last_piece_{1U << 30U};
  std::atomic<bool> loses_answer_{false};
  std::atomic<bool> is_silent_{false};

  mutable std::mutex mutex_;  ///< guards what follows
  std::condition_variable called_;
  int calls_ = 0;
  std::set<std::string> taken_keys_;
  bool is_open_ = false;
  int begun_ = 0;
  std::uint64_t size_ = 0;
  std::string sha256_;
  std::string bytes_;
  std::vector<std::size_t> pieces_;

  std::thread thread_;
};

}  // namespace eyrie::web

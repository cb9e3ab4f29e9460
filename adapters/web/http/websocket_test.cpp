// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "web/http/websocket.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

#include "tests/support/raw_client.hpp"
#include "web/http/server.hpp"

namespace eyrie::web {
namespace {

using test::RawClient;

/// What all listeners of a test share.
struct Room {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::shared_ptr<WebSocketClient>> clients;
  int closed = 0;

  void wait_for_clients(std::size_t count) {
    std::unique_lock lock(mutex);
    ASSERT_TRUE(changed.wait_for(lock, 10s, [&] { return clients.size() >= count; }));
  }
  void wait_for_closed(int count) {
    std::unique_lock lock(mutex);
    ASSERT_TRUE(changed.wait_for(lock, 10s, [&] { return closed >= count; }));
  }
};

class Echo final : public WebSocketListener {
 public:
  Echo(Room& room, std::shared_ptr<WebSocketClient> client) : room_(room), client_(std::move(client)) {}
  void on_text(std::string_view text) override {
    if (text == "defect") throw std::runtime_error("a bug of ours");
    client_->send_control(text_message(std::string(text)));
  }
  void on_closed() override {
    const std::lock_guard lock(room_.mutex);
    ++room_.closed;
    room_.changed.notify_all();
  }

 private:
  Room& room_;
  std::shared_ptr<WebSocketClient> client_;
};

class WebSocketTest : public testing::Test {
 protected:
  void start(HttpServer::Options options = {}) {
    Router router;
    router.add_websocket("/live",
                         [this](const Request& request,
                                std::shared_ptr<WebSocketClient> client) -> Result<std::unique_ptr<WebSocketListener>> {
                           if (request.header("authorization") == "none")
                             return fail(Error::kUnauthenticated, "who is there?");
                           if (request.header("authorization") == "defect") throw std::runtime_error("a bug of ours");
                           client->send_control(text_message("hello"));
                           const std::lock_guard lock(room_.mutex);
                           room_.clients.push_back(client);
                           room_.changed.notify_all();
                           return std::make_unique<Echo>(room_, client);
                         });
    options.websocket_outbox.make_dropped_notice = [](std::uint64_t count) {
      return text_message("dropped " + std::to_string(count));
    };
    auto server = HttpServer::start(std::move(options), std::move(router));
    ASSERT_TRUE(server);
    server_ = std::move(*server);
  }

  RawClient join(std::string_view headers = {}, int receive_buffer = 0) {
    RawClient client(server_->port(), receive_buffer);
    EXPECT_EQ(client.upgrade("/live", headers).status, 101);
    EXPECT_EQ(client.receive_frame().payload, "hello");
    return client;
  }

  Room room_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(WebSocketTest, TextGoesBothWays) {
  start();
  RawClient client = join();
  client.send_frame(1, "ping?");
  EXPECT_EQ(client.receive_frame().payload, "ping?");
  room_.clients[0]->send_data(binary_message(std::string(100'000, 'v')));
  const auto frame = client.receive_frame();
  EXPECT_EQ(frame.opcode, 2);
  EXPECT_EQ(frame.payload.size(), 100'000U);
}

TEST_F(WebSocketTest, PagesOfOtherSitesAreRefused) {
  start();
  EXPECT_EQ(RawClient(server_->port()).upgrade("/live", "Origin: http://evil\r\n").status, 403);
  EXPECT_EQ(RawClient(server_->port()).upgrade("/live", "Origin: http://test\r\n").status, 101);
}

TEST_F(WebSocketTest, RefusedHandshakeIsAProblemDocument) {
  start();
  const auto answer = RawClient(server_->port()).upgrade("/live", "Authorization: none\r\n");
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
  EXPECT_EQ(RawClient(server_->port()).get("/live").status, 426);
}

TEST_F(WebSocketTest, ADefectEndsItsOwnConnectionAndNothingElse) {
  start();
  EXPECT_EQ(RawClient(server_->port()).upgrade("/live", "Authorization: defect\r\n").status, 500);
  RawClient client = join();
  client.send_frame(1, "defect");
  const auto frame = client.receive_frame();
  EXPECT_EQ(frame.close_code(), 1011);
  client.send_frame(8, frame.payload);
  room_.wait_for_closed(1);
  RawClient other = join();
  other.send_frame(1, "ping?");
  EXPECT_EQ(other.receive_frame().payload, "ping?");
}

TEST_F(WebSocketTest, MessagePastTheLimitEndsTheConnection) {
  start();
  RawClient client = join();
  client.send_frame(1, std::string(64 * 1024 + 1, 'x'));
  EXPECT_EQ(client.receive_frame().close_code(), 1009);
  room_.wait_for_closed(1);
}

TEST_F(WebSocketTest, StalledClientLosesDataAndDelaysNobody) {
  start();
  RawClient stalled = join({}, 4096);
  RawClient quick = join();
  room_.wait_for_clients(2);
  const SharedMessage picture = binary_message(std::string(100'000, 'v'));
  for (int i = 0; i < 500; ++i) {
    for (const auto& client : room_.clients) client->send_data(picture);
    EXPECT_EQ(quick.receive_frame().opcode, 2);
  }
  // What is left for the stalled one is bounded; it hears of its loss, and then gets the newest.
  int pictures = 0;
  std::string notice;
  room_.clients[0]->send_control(text_message("last"));
  for (auto frame = stalled.receive_frame(); frame.opcode != 0 && frame.payload != "last"; frame = stalled.receive_frame()) {
    if (frame.opcode == 1) notice = frame.payload;
    if (frame.opcode == 2) ++pictures;
  }
  EXPECT_TRUE(notice.starts_with("dropped "));
  EXPECT_EQ(pictures + std::stoi(notice.substr(8)), 500);
}

TEST_F(WebSocketTest, ClientThatMissesControlIsDisconnected) {
  start();
  RawClient stalled = join({}, 4096);
  room_.wait_for_clients(1);
  const SharedMessage incident = text_message(std::string(100'000, 'i'));
  for (int i = 0; i < 200; ++i) room_.clients[0]->send_control(incident);
  room_.wait_for_closed(1);
  EXPECT_EQ(server_->statistics().overflown_clients, 1U);
}

TEST_F(WebSocketTest, SilentClientIsDisconnected) {
  start({.websocket_idle_timeout = 400ms});
  RawClient client = join();
  EXPECT_EQ(client.receive_frame().opcode, 9);  // asked, and never answered
  room_.wait_for_closed(1);
}

TEST_F(WebSocketTest, StopSaysGoingAway) {
  start();
  RawClient client = join();
  std::jthread stopping([this] { server_->stop(); });
  const auto frame = client.receive_frame();
  EXPECT_EQ(frame.close_code(), 1001);
  client.send_frame(8, frame.payload);
  room_.wait_for_closed(1);
}

TEST_F(WebSocketTest, AReasonThatFitsNoFrameIsCut) {
  start();
  RawClient client = join();
  room_.wait_for_clients(1);
  room_.clients[0]->close(CloseCode::kPolicy, std::string(500, 'x'));
  const auto frame = client.receive_frame();
  EXPECT_EQ(frame.close_code(), 1008);
  EXPECT_EQ(frame.payload.size(), 125U);
  client.send_frame(8, frame.payload);
  room_.wait_for_closed(1);
}

TEST_F(WebSocketTest, ClosingTwiceIsClosingOnce) {
  start();
  RawClient client = join();
  room_.wait_for_clients(1);
  room_.clients[0]->close(CloseCode::kPolicy, "first");
  room_.clients[0]->close(CloseCode::kNormal, "second");
  const auto frame = client.receive_frame();
  EXPECT_EQ(frame.close_code(), 1008);
  client.send_frame(8, frame.payload);
  room_.wait_for_closed(1);
  EXPECT_EQ(room_.closed, 1);
}

}  // namespace
}  // namespace eyrie::web

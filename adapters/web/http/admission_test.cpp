// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <latch>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/child_process.hpp"
#include "tests/support/raw_client.hpp"
#include "web/http/server.hpp"

namespace eyrie::web {
namespace {

using test::RawClient;

/// Who may send which body, and what a crowd of strangers can take from others: nothing.
class Admission : public testing::Test {
 protected:
  Admission() {
    const Handler size = [](const Request& request) {
      return Response::text(200, "text/plain", std::to_string(request.body.size()));
    };
    router_.set_guard([this](const Request& header) -> Result<Sender> {
      ++asked_;
      EXPECT_TRUE(header.body.empty());
      if (header.header("authorization") == "me") return Sender::kKnown;
      return fail(Error::kUnauthenticated, "who is there?");
    });
    router_.add("POST", "/upload", size, {.max_body = 64_KiB});
    router_.add("POST", "/sign-in", size, {.max_body = 64_KiB, .guard = anybody});
    router_.add("GET", "/wait", [this](const Request&) {
      ++waiting_;
      leave_.wait();
      return Response::empty(204);
    });
  }

  void start(HttpServer::Options options = {}) {
    auto server = HttpServer::start(std::move(options), std::move(router_));
    ASSERT_TRUE(server) << server.error().message;
    server_ = std::move(*server);
  }
  [[nodiscard]] RawClient connect() const { return RawClient(server_->port()); }
  static std::string header(const std::string& path, std::size_t size, const std::string& more = {}) {
    return "POST " + path + " HTTP/1.1\r\nHost: test\r\nContent-Length: " + std::to_string(size) + "\r\n" + more + "\r\n";
  }
  static constexpr const char* kMe = "Authorization: me\r\n";
  static constexpr std::size_t kLarge = 64UL << 10U;

  Router router_;
  std::atomic<int> asked_ = 0;
  std::atomic<int> waiting_ = 0;
  std::latch leave_{1};
  std::unique_ptr<HttpServer> server_;
};

TEST_F(Admission, WhoMayNotSendIsToldBeforeTheBodyIsRead) {
  start();
  RawClient stranger = connect();
  stranger.send(header("/upload", kLarge));
  EXPECT_EQ(stranger.receive().status, 401);
  EXPECT_TRUE(stranger.is_closed_by_server());
}

TEST_F(Admission, WithoutABodyNobodyIsAsked) {
  start();
  RawClient client = connect();
  client.send(header("/upload", 0));
  EXPECT_EQ(client.receive().body, "0");
  EXPECT_EQ(asked_, 0);
}

TEST_F(Admission, WhoAsksFirstIsToldToContinueOnlyWhenTheBodyMayCome) {
  start();
  RawClient stranger = connect();
  stranger.send(header("/upload", 2, "Expect: 100-continue\r\n"));
  EXPECT_EQ(stranger.receive().status, 401);
  RawClient known = connect();
  known.send(header("/upload", 2, std::string("Expect: 100-continue\r\n") + kMe));
  EXPECT_EQ(known.receive().status, 100);
}

TEST_F(Admission, StrangersBodyIsSmall) {
  start({.max_stranger_body = 1_KiB});
  RawClient fits = connect();
  fits.send(header("/sign-in", 1024) + std::string(1024, 'x'));
  EXPECT_EQ(fits.receive().body, "1024");
  RawClient large = connect();
  large.send(header("/sign-in", 1025));
  EXPECT_EQ(large.receive().status, 413);
  RawClient chunked = connect();
  chunked.send("POST /sign-in HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n801\r\n" +
               std::string(0x801, 'x'));
  EXPECT_EQ(chunked.receive().status, 413);
}

TEST_F(Admission, StrangersTakeNothingFromWhatKnownSendersShare) {
  start({.max_buffered_bodies = {kLarge}});
  std::vector<RawClient> strangers;
  for (int i = 0; i < 16; ++i) {
    strangers.push_back(connect());
    strangers.back().send(header(i % 2 == 0 ? "/upload" : "/sign-in", i % 2 == 0 ? kLarge : 16'000) + "x");
  }
  for (std::size_t i = 0; i < strangers.size(); i += 2) EXPECT_EQ(strangers[i].receive().status, 401);
  RawClient known = connect();
  known.send(header("/upload", kLarge, kMe) + std::string(kLarge, 'x'));
  EXPECT_EQ(known.receive().body, std::to_string(kLarge));
}

TEST_F(Admission, KnownSendersShareABudget) {
  start({.max_buffered_bodies = {kLarge}});
  RawClient first = connect();
  first.send(header("/upload", kLarge, kMe) + "x");
  ASSERT_TRUE(test::eventually([&] { return asked_ == 1; }));
  RawClient second = connect();
  EXPECT_TRUE(test::eventually([&] {
    RawClient client = connect();
    client.send(header("/upload", 1, kMe) + "x");
    const auto answer = client.receive();
    return answer.status == 503 && answer.header("Retry-After") == "1";
  }));
  first.send(std::string(kLarge - 1, 'x'));
  EXPECT_EQ(first.receive().status, 200);
  EXPECT_TRUE(test::eventually([&] {
    RawClient client = connect();
    client.send(header("/upload", 1, kMe) + "x");
    return client.receive().status == 200;
  }));
}

TEST_F(Admission, WhatNobodyWantsIsNotRead) {
  start();
  RawClient client = connect();
  client.send(header("/nowhere", kLarge));
  EXPECT_EQ(client.receive().status, 404);
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST_F(Admission, CrowdOfSilentConnectionsMakesRoom) {
  start({.max_connections = 4});
  std::vector<RawClient> crowd;
  for (int i = 0; i < 64; ++i) {
    crowd.push_back(connect());
    crowd.back().send(i % 2 == 0 ? "POST /upload HTTP/1.1\r\nX: " : header("/sign-in", 16'000));
  }
  RawClient known = connect();
  known.send(header("/upload", 3, kMe) + "abc");
  EXPECT_EQ(known.receive().body, "3");
  EXPECT_EQ(server_->statistics().refused_connections, 0U);
}

TEST_F(Admission, WhoeverIsServedKeepsTheConnection) {
  start({.max_connections = 3});
  std::vector<RawClient> served;
  for (int i = 0; i < 2; ++i) {
    served.push_back(connect());
    served.back().send("GET /wait HTTP/1.1\r\nHost: test\r\n\r\n");
  }
  served.push_back(connect());
  served.back().send(header("/upload", 3, kMe) + "a");
  ASSERT_TRUE(test::eventually([&] { return waiting_ == 2 && asked_ == 1; }));
  EXPECT_TRUE(test::eventually([&] {
    (void)connect().is_closed_by_server();
    return server_->statistics().refused_connections > 0;
  }));
  leave_.count_down();
  served.back().send("bc");
  for (RawClient& client : served) EXPECT_LT(client.receive().status, 300);
}

}  // namespace
}  // namespace eyrie::web

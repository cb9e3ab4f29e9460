// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "web/http/server.hpp"

#include <atomic>
#include <latch>
#include <thread>

#include <gtest/gtest.h>

#include "base/time.hpp"
#include "tests/support/raw_client.hpp"
#include "web/http/problem.hpp"

namespace eyrie::web {
namespace {

using test::RawClient;

/// Bytes that were never all in memory: counts up.
class CountingBody final : public BodySource {
 public:
  explicit CountingBody(std::uint64_t size) : size_(size) {}
  [[nodiscard]] std::uint64_t size() const noexcept override { return size_; }
  [[nodiscard]] Result<std::size_t> read(std::span<std::byte> into) override {
    largest_ = std::max(largest_, into.size());
    for (std::byte& byte : into) byte = static_cast<std::byte>(next_++ % 251);
    return into.size();
  }

 private:
  std::uint64_t size_;
  std::uint64_t next_ = 0;
  std::size_t largest_ = 0;
};

class HttpServerTest : public testing::Test {
 protected:
  HttpServerTest() {
    router_.add("GET", "/hello", [](const Request&) { return Response::text(200, "text/plain", "hello"); });
    router_.add("POST", "/echo", [](const Request& request) { return Response::text(200, "text/plain", request.body); },
                {.max_body = 1_KiB, .lane = Lane::kQuick});
    router_.add("GET", "/echo/{word}", [](const Request& request) {
      return Response::text(200, "text/plain", std::string(request.path_parameter("word")));
    });
    router_.add("GET", "/defect", [](const Request&) -> Response { throw std::runtime_error("oh"); });
    router_.add("GET", "/large", [](const Request&) {
      Response response;
      response.body = std::make_unique<CountingBody>(kLarge);
      return response;
    });
    router_.add("GET", "/wait", [this](const Request&) {
      entered_.count_down();
      leave_.wait();
      return Response::text(200, "text/plain", "waited");
    });
    router_.add("GET", "/heavy",
                [this](const Request&) {
                  leave_.wait();
                  return Response::empty(204);
                },
                {.max_body = 1_KiB, .lane = Lane::kHeavy});
  }

  void start(HttpServer::Options options = {}) {
    auto server = HttpServer::start(std::move(options), std::move(router_));
    ASSERT_TRUE(server) << server.error().message;
    server_ = std::move(*server);
  }
  [[nodiscard]] RawClient connect() const { return RawClient(server_->port()); }

  static constexpr std::uint64_t kLarge = 20UL << 20U;
  Router router_;
  std::latch entered_{1};
  std::latch leave_{1};
  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpServerTest, ThousandRequestsShareOneConnection) {
  start();
  RawClient client = connect();
  for (int i = 0; i < 1000; ++i) {
    const auto answer = client.get("/echo/" + std::to_string(i));
    ASSERT_EQ(answer.status, 200);
    ASSERT_EQ(answer.body, std::to_string(i));
  }
  EXPECT_EQ(server_->statistics().connections, 1U);
}

TEST_F(HttpServerTest, PipelinedRequestsAreAnsweredInOrder) {
  start();
  RawClient client = connect();
  std::string all;
  for (int i = 0; i < 50; ++i) all += "GET /echo/" + std::to_string(i) + " HTTP/1.1\r\nHost: test\r\n\r\n";
  client.send(all);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(client.receive().body, std::to_string(i));
}

TEST_F(HttpServerTest, EveryAnswerCarriesTheSecurityHeaders) {
  start();
  RawClient client = connect();
  for (const char* target : {"/hello", "/nowhere", "/defect"}) {
    const auto answer = client.get(target);
    EXPECT_NE(answer.header("Content-Security-Policy").find("frame-ancestors 'none'"), std::string::npos);
    EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff");
  }
}

TEST_F(HttpServerTest, ErrorsAreProblemDocuments) {
  start();
  RawClient client = connect();
  EXPECT_EQ(client.get("/nowhere").status, 404);
  EXPECT_EQ(client.get("/%zz").status, 400);
  const auto defect = client.get("/defect");
  EXPECT_EQ(defect.status, 500);
  EXPECT_EQ(defect.header("Content-Type"), "application/problem+json");
  client.send("DELETE /hello HTTP/1.1\r\nHost: test\r\n\r\n");
  const auto wrong_method = client.receive();
  EXPECT_EQ(wrong_method.status, 405);
  EXPECT_EQ(wrong_method.header("Allow"), "GET, HEAD");
}

TEST_F(HttpServerTest, HeadIsGetWithoutABody) {
  start();
  RawClient client = connect();
  client.send("HEAD /hello HTTP/1.1\r\nHost: test\r\n\r\n");
  const auto answer = client.receive(true);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("Content-Length"), "5");
  EXPECT_EQ(client.get("/hello").body, "hello");
}

TEST_F(HttpServerTest, BodyPastTheRoutesLimitIsRefusedBeforeItIsRead) {
  start();
  RawClient announced = connect();
  announced.send("POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 1025\r\n\r\n");
  EXPECT_EQ(announced.receive().status, 413);
  RawClient chunked = connect();
  chunked.send("POST /echo HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n801\r\n" + std::string(0x801, 'x'));
  EXPECT_EQ(chunked.receive().status, 413);
  RawClient fits = connect();
  fits.send("POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 1024\r\n\r\n" + std::string(1024, 'x'));
  EXPECT_EQ(fits.receive().body.size(), 1024U);
}

TEST_F(HttpServerTest, ChunkedBodyIsPutTogether) {
  start();
  RawClient client = connect();
  client.send("POST /echo HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n");
  EXPECT_EQ(client.receive().body, "abcde");
  EXPECT_EQ(client.get("/hello").body, "hello");
}

TEST_F(HttpServerTest, ClientThatAsksFirstIsToldToContinue) {
  start();
  RawClient client = connect();
  client.send("POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.receive().status, 100);
  client.send("ok");
  EXPECT_EQ(client.receive().body, "ok");
}

TEST_F(HttpServerTest, WhatIsNoRequestIs400AndTheEnd) {
  start();
  for (const char* bytes :
       {"\r\n\r\nnonsense\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "POST /echo HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        "POST /echo HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST /echo HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n", "GET / HTTP/1.1\r\nA: b\x01\r\n\r\n"}) {
    RawClient client = connect();
    client.send(bytes);
    EXPECT_EQ(client.receive().status, 400) << bytes;
    EXPECT_TRUE(client.is_closed_by_server()) << bytes;
  }
  RawClient bloated = connect();
  bloated.send("GET / HTTP/1.1\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n");
  EXPECT_EQ(bloated.receive().status, 431);
}

TEST_F(HttpServerTest, HeaderThatDripsIsCutWhileOthersAreServed) {
  start({.header_timeout = 300ms});
  RawClient slow = connect();
  slow.send("GET /hello HTTP/1.1\r\nX: ");
  RawClient other = connect();
  for (int i = 0; i < 100; ++i) EXPECT_EQ(other.get("/hello").status, 200);
  EXPECT_TRUE(slow.is_closed_by_server());
}

TEST_F(HttpServerTest, BodyThatDripsIsCut) {
  start({.body_timeout = 200ms});
  RawClient slow = connect();
  slow.send("POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\nx");
  EXPECT_TRUE(slow.is_closed_by_server());
}

TEST_F(HttpServerTest, IdleConnectionIsClosed) {
  start({.idle_timeout = 200ms});
  RawClient client = connect();
  EXPECT_EQ(client.get("/hello").status, 200);
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST_F(HttpServerTest, LargeBodyIsStreamed) {
  start();
  RawClient client = connect();
  const auto answer = client.get("/large");
  ASSERT_EQ(answer.body.size(), kLarge);
  for (std::size_t i = 0; i < kLarge; i += 4099) ASSERT_EQ(static_cast<std::uint8_t>(answer.body[i]), i % 251) << i;
}

TEST_F(HttpServerTest, ReaderThatStopsDelaysNobodyAndIsCut) {
  start({.quick_threads = 1, .write_timeout = 300ms});
  RawClient stalled(server_->port(), 4096);
  stalled.send("GET /large HTTP/1.1\r\nHost: test\r\n\r\n");
  RawClient other = connect();
  for (int i = 0; i < 100; ++i) EXPECT_EQ(other.get("/hello").status, 200);
  const SteadyTime deadline = system_clock().steady_now() + 10s;
  while (server_->statistics().connections > 1 && system_clock().steady_now() < deadline) std::this_thread::yield();
  EXPECT_EQ(server_->statistics().connections, 1U);
}

TEST_F(HttpServerTest, FullLinesSayLaterAndKeepApart) {
  start({.quick_threads = 1, .max_quick_waiting = 8, .heavy_threads = 1, .max_heavy_waiting = 1});
  std::vector<RawClient> heavy;
  std::atomic<int> refused = 0;
  for (int i = 0; i < 4; ++i) {
    heavy.push_back(connect());
    heavy.back().send("GET /heavy HTTP/1.1\r\nHost: test\r\n\r\n");
  }
  EXPECT_EQ(connect().get("/hello").status, 200);
  std::jthread release([this] { leave_.count_down(); });
  for (RawClient& client : heavy) {
    const auto answer = client.receive();
    if (answer.status == 429) {
      ++refused;
      EXPECT_EQ(answer.header("Retry-After"), "1");
    }
  }
  EXPECT_GE(refused, 1);
}

TEST_F(HttpServerTest, StopAnswersWhatIsUnderWayAndClosesWhatIsIdle) {
  start();
  RawClient idle = connect();
  EXPECT_EQ(idle.get("/hello").status, 200);
  RawClient busy = connect();
  busy.send("GET /wait HTTP/1.1\r\nHost: test\r\n\r\n");
  entered_.wait();
  std::jthread stopping([this] { server_->stop(); });
  EXPECT_TRUE(idle.is_closed_by_server());
  leave_.count_down();
  const auto answer = busy.receive();
  EXPECT_EQ(answer.body, "waited");
  EXPECT_EQ(answer.header("Connection"), "close");
}

TEST_F(HttpServerTest, StopIsBounded) {
  start({.shutdown_timeout = 300ms});
  RawClient stalled(server_->port(), 4096);
  stalled.send("GET /large HTTP/1.1\r\nHost: test\r\n\r\n");
  RawClient half = connect();
  half.send("GET /hello HTTP/1.1\r\nX: ");
  const SteadyTime began = system_clock().steady_now();
  server_->stop();
  EXPECT_LT(system_clock().steady_now() - began, 3s);
}

TEST_F(HttpServerTest, AddressInUseSaysSo) {
  start();
  const auto second = HttpServer::start({.port = server_->port()}, Router{});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Error::kUnavailable);
  EXPECT_EQ(HttpServer::start({.address = "not an address"}, Router{}).error().code, Error::kInvalidArgument);
  EXPECT_EQ(HttpServer::start({.certificate_file = "/nowhere.pem", .key_file = "/nowhere.key"}, Router{}).error().code,
            Error::kInvalidArgument);
}

TEST_F(HttpServerTest, RequestsAreReportedByTheirPattern) {
  std::atomic<int> seen = 0;
  start({.on_served = [&](const HttpServer::Served& served) {
    if (served.route == "/echo/{word}" && served.status == 200 && served.method == "GET") ++seen;
  }});
  RawClient client = connect();
  client.get("/echo/a");
  client.get("/echo/b");
  EXPECT_EQ(seen, 2);
}

}  // namespace
}  // namespace eyrie::web

// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/app.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/support/mosquitto_server.hpp"
#include "web/client/http_client.hpp"

namespace eyrie::gateway {
namespace {

namespace fs = std::filesystem;

class AppTest : public testing::Test {
 protected:
  void SetUp() override {
    settings_.data.folder.set(folder_ / "data");
    settings_.http.port.set(0);
    settings_.broker.url.set(broker_.url());
    auto app = App::start(settings_, log_);
    ASSERT_TRUE(app) << app.error().message;
    app_ = std::move(*app);
  }
  int ask(const std::string& target) {
    const auto answer = client_.send({.method = "GET", .url = app_->url() + target, .headers = {}, .body = {}});
    return answer ? answer->status : 0;
  }

  test::TempFolder folder_;
  test::MosquittoServer broker_;
  GatewaySettings settings_;
  observe::Log log_{
      {.program = "test", .level = observe::Level::kError, .format = observe::LogFormat::kText, .write = [](auto) {}}};
  web::HttpClient client_ = std::move(*web::HttpClient::open({}));
  std::unique_ptr<App> app_;
};

TEST_F(AppTest, IsReadyWithItsBrokerAndSaysSoWhenThatIsGone) {
  EXPECT_TRUE(test::eventually([&] { return ask("/readyz") == 200; }));
  broker_.kill();
  EXPECT_TRUE(test::eventually([&] { return ask("/readyz") == 503; }));
  EXPECT_EQ(ask("/healthz"), 200);
  broker_.start();
  EXPECT_TRUE(test::eventually([&] { return ask("/readyz") == 200; }));
}

TEST_F(AppTest, FirstAdminsPasswordIsForItsOwnerAlone) {
  const fs::path file = folder_ / "data" / "admin-password";
  EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  std::string password;
  std::ifstream(file) >> password;
  const std::string body = R"({"username":"admin","password":")" + password + "\"}";
  const auto answer = client_.send({.method = "POST",
                                    .url = app_->url() + "/v1/session",
                                    .headers = {{"Content-Type", "application/json"}},
                                    .body = body});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200) << answer->body;
  EXPECT_NE(answer->body.find(R"("must_change_password":true)"), std::string::npos);
}

TEST_F(AppTest, FirstAdminTakesThePasswordOfTheSettings) {
  app_.reset();
  fs::remove_all(folder_ / "data");
  settings_.admin.password.set(settings::Secret("chosen by me"));
  app_ = std::move(*App::start(settings_, log_));
  EXPECT_FALSE(fs::exists(folder_ / "data" / "admin-password"));
  const auto answer = client_.send({.method = "POST",
                                    .url = app_->url() + "/v1/session",
                                    .headers = {{"Content-Type", "application/json"}},
                                    .body = R"({"username":"admin","password":"chosen by me"})"});
  ASSERT_TRUE(answer);
  EXPECT_NE(answer->body.find(R"("must_change_password":false)"), std::string::npos) << answer->body;
}

TEST_F(AppTest, SecondStartMakesNoSecondAdmin) {
  app_.reset();
  fs::remove(folder_ / "data" / "admin-password");
  auto again = App::start(settings_, log_);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_FALSE(fs::exists(folder_ / "data" / "admin-password"));
}

}  // namespace
}  // namespace eyrie::gateway

// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "gateway/api/api.hpp"
#include "gateway/ingest.hpp"
#include "gateway/testing/recording_bus.hpp"
#include "tests/support/temp_folder.hpp"
#include "web/client/http_client.hpp"
#include "web/http/server.hpp"

namespace eyrie::gateway {

/// Sees the same two things in every picture of the right kind.
class TwoThings final : public perception::Detector {
 public:
  [[nodiscard]] Result<std::span<const perception::Detection>> detect(const imaging::ImageView& view) override;
  [[nodiscard]] const std::vector<std::string>& class_names() const noexcept override { return names_; }
  [[nodiscard]] perception::StageTimes last_times() const noexcept override { return {}; }

 private:
  std::vector<std::string> names_{"person", "helmet"};
  std::vector<perception::Detection> found_;
};

/// A gateway with real stores and a real server, and fakes where the outside world would be: broker and network.
class GatewayFixture : public testing::Test {
 protected:
  GatewayFixture();
  ~GatewayFixture() override;

  struct Answer {
    int status = 0;
    std::string body;
    web::ClientResponse raw;
  };
  /// A request with JSON in its body; signed in as `token` says.
  Answer call(std::string method, std::string target, std::string body = {}, std::string token = {},
              std::vector<std::pair<std::string, std::string>> headers = {});
  /// A user of that role, signed in: their token.
  std::string sign_in_as(fleet::Role role);
  /// The same without asking for the password, which is slow, and for one who has to choose theirs first if need be.
  std::string open_session(fleet::Role role, bool must_change_password = false);
  /// Enrols a drone: its upload token.
  std::string enrol(std::string_view drone);
  /// What an edge publishes; returns when it is committed or refused.
  void publish(std::string_view topic, std::string_view payload);
  /// The seed's message for `drone-01`, seen just now, of this class, as frame `seq` of its journal.
  [[nodiscard]] std::string detection(std::string_view class_name, int seq) const;
  [[nodiscard]] static std::string field(std::string_view json, std::string_view name);

  const fleet::Principal service_ = fleet::Principal::service("test");
  test::TempFolder folder_;
  const Clock& clock_ = system_clock();
  observe::Log log_{
      {.program = "test", .level = observe::Level::kError, .format = observe::LogFormat::kText, .write = [](auto) {}}};
  observe::Metrics metrics_;
  observe::Health health_;
  RecordingBus bus_;
  std::unique_ptr<fleet::FleetStore> store_;
  std::unique_ptr<fleet::BlobStore> blobs_;
  std::unique_ptr<RuleBook> rules_;
  std::unique_ptr<LiveHub> live_;
  std::unique_ptr<Ingest> ingest_;
  std::unique_ptr<InferService> infer_;
  std::unique_ptr<Doorman> doorman_;
  std::unique_ptr<api::Context> context_;
  std::unique_ptr<web::HttpServer> server_;
  std::unique_ptr<web::HttpClient> client_;
};

}  // namespace eyrie::gateway

// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/testing/gateway_fixture.hpp"

#include "crypto/password.hpp"
#include "crypto/random.hpp"
#include "pictures/decode.hpp"
#include "storage/files/blob_store.hpp"
#include "storage/sqlite/fleet_store.hpp"
#include "tests/support/child_process.hpp"

namespace eyrie::gateway {
namespace {

constexpr std::string_view kPassword = "correct horse battery";

Result<imaging::Image> decode_picture(std::span<const std::uint8_t> bytes) { return pictures::decode(bytes); }

/// Hashing is slow on purpose; all users of all tests share one password.
const std::string& password_hash() {
  static const std::string hash = *crypto::hash_password(kPassword);
  return hash;
}

}  // namespace

Result<std::span<const perception::Detection>> TwoThings::detect(const imaging::ImageView& view) {
  const auto width = static_cast<float>(view.width);
  const auto height = static_cast<float>(view.height);
  found_ = {{.box = {0, 0, width / 2, height}, .confidence = 0.9F, .class_id = 0},
            {.box = {-5, -5, width / 4, height / 4}, .confidence = 0.5F, .class_id = 1}};
  return found_;
}

GatewayFixture::GatewayFixture() {
  store_ = std::move(*storage::sqlite::open_fleet_store({.path = folder_.path() / "eyrie.db", .is_power_safe = false}));
  blobs_ = std::move(*storage::files::open_blob_store({.folder = folder_ / "objects"}));
  rules_ = std::move(*RuleBook::open(*store_, bus_));
  live_ = std::make_unique<LiveHub>(LiveHub::Options{.instance = "test", .drone_interval = std::chrono::milliseconds(50)},
                                    *store_, bus_, metrics_, clock_);
  ingest_ = std::make_unique<Ingest>(Ingest::Options{.instance = "test"}, Ingest::Surroundings{.store = *store_,
                                                                                               .rules = *rules_,
                                                                                               .bus = bus_,
                                                                                               .listener = *live_,
                                                                                               .log = log_,
                                                                                               .metrics = metrics_,
                                                                                               .health = health_,
                                                                                               .clock = clock_});
  std::vector<std::unique_ptr<perception::Detector>> detectors;
  detectors.push_back(std::make_unique<TwoThings>());
  infer_ = std::make_unique<InferService>(std::make_unique<DetectorPool>("two@1", std::move(detectors)), decode_picture,
                                          *store_, *blobs_, *live_, metrics_, clock_);
  doorman_ = std::make_unique<Doorman>(*store_, clock_, std::chrono::hours(1));
  context_ = std::make_unique<api::Context>(api::Context{.store = *store_,
                                                         .blobs = *blobs_,
                                                         .doorman = *doorman_,
                                                         .rules = *rules_,
                                                         .live = *live_,
                                                         .bus = bus_,
                                                         .infer = *infer_,
                                                         .health = health_,
                                                         .metrics = metrics_,
                                                         .clock = clock_});
  server_ = std::move(*web::HttpServer::start({}, api::make_router(*context_)));
  client_ = std::make_unique<web::HttpClient>(std::move(*web::HttpClient::open({})));
}

GatewayFixture::~GatewayFixture() {
  server_->stop();
  ingest_->stop();
  live_->stop();
}

GatewayFixture::Answer GatewayFixture::call(std::string method, std::string target, std::string body, std::string token,
                                            std::vector<std::pair<std::string, std::string>> headers) {
  if (!token.empty()) headers.emplace_back("Authorization", "Bearer " + token);
  if (!body.empty() && headers.size() < 2) headers.emplace_back("Content-Type", "application/json");
  const auto response = client_->send(
      {.method = std::move(method), .url = server_->url() + target, .headers = std::move(headers), .body = body});
  if (!response) return {.status = 0, .body = response.error().message, .raw = {}};
  return {.status = response->status, .body = response->body, .raw = *response};
}

std::string GatewayFixture::sign_in_as(fleet::Role role) {
  const std::string name(fleet::name_of(role));
  (void)store_->create_user(service_, {.name = name, .display_name = "", .role = role, .password_hash = password_hash()});
  const auto answer =
      call("POST", "/v1/session", R"({"username":")" + name + R"(","password":")" + std::string(kPassword) + "\"}");
  EXPECT_EQ(answer.status, 200) << answer.body;
  return field(answer.body, "token");
}

std::string GatewayFixture::open_session(fleet::Role role, bool must_change_password) {
  const std::string name = std::string(fleet::name_of(role)) + (must_change_password ? "-new" : "");
  (void)store_->create_user(service_, {.name = name,
                                       .display_name = "",
                                       .role = role,
                                       .password_hash = password_hash(),
                                       .must_change_password = must_change_password});
  std::string token = crypto::random_token();
  EXPECT_TRUE(store_->open_session(service_, crypto::sha256(token), name, clock_.now() + std::chrono::hours(1)));
  return token;
}

std::string GatewayFixture::enrol(std::string_view drone) {
  std::string token = crypto::random_token();
  const auto enrolled = store_->enrol(service_, *DroneId::parse(drone), "", crypto::sha256(token));
  EXPECT_TRUE(enrolled);
  return token;
}

void GatewayFixture::publish(std::string_view topic, std::string_view payload) {
  const auto settled = [this] {
    double sum = 0;
    for (const char* name : {"eyrie_gateway_stored_messages_total ", "eyrie_gateway_duplicate_messages_total ",
                             "eyrie_gateway_pending_messages_total ", "eyrie_gateway_refused_messages_total "}) {
      const std::string text = metrics_.exposition();
      const auto at = text.find("\n" + std::string(name));
      if (at != std::string::npos) sum += std::stod(text.substr(at + 1 + std::string_view(name).size()));
    }
    return sum;
  };
  const double before = settled();
  ingest_->on_message(topic, payload);
  EXPECT_TRUE(test::eventually([&] { return settled() > before; }));
}

std::string GatewayFixture::detection(std::string_view class_name, int seq) const {
  return R"({"drone_id":"drone-01","timestamp":")" + to_rfc3339(clock_.now()) + R"(","frame_id":"frame-000)" +
         std::to_string(seq) + R"(","detections":[{"class":")" + std::string(class_name) +
         R"(","conf":0.92,"bbox":[0.12,0.22,0.35,0.60],"track_id":"t123"}],"epoch":"e1","seq":)" + std::to_string(seq) + "}";
}

std::string GatewayFixture::field(std::string_view json, std::string_view name) {
  const std::string key = "\"" + std::string(name) + "\":";
  const auto at = json.find(key);
  if (at == std::string_view::npos) return {};
  std::string_view rest = json.substr(at + key.size());
  if (rest.starts_with('"')) return std::string(rest.substr(1, rest.find('"', 1) - 1));
  return std::string(rest.substr(0, rest.find_first_of(",}]")));
}

}  // namespace eyrie::gateway

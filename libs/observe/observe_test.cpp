// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "observe/health.hpp"
#include "observe/log.hpp"
#include "observe/metrics.hpp"
#include "observe/repeated_errors.hpp"

namespace eyrie::observe {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::SizeIs;

class FakeClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return wall; }
  [[nodiscard]] SteadyTime steady_now() const override { return steady; }
  void advance(std::chrono::nanoseconds by) {
    wall += by;
    steady += by;
  }
  Timestamp wall = *parse_rfc3339("2026-01-02T03:04:05Z");
  SteadyTime steady{1h};
};

/// Keeps what a log says.
struct Lines {
  std::vector<std::string> lines;
  Log::Options options(LogFormat format, Level level = Level::kInfo) {
    return {.program = "eyrie-test", .level = level, .format = format, .write = [this](std::string_view line) {
              lines.emplace_back(line);
            }};
  }
};

TEST(MetricNames, FollowThePattern) {
  using internal::is_metric_name;
  EXPECT_TRUE(is_metric_name("eyrie_edge_dropped_frames_total", MetricKind::kCounter));
  EXPECT_TRUE(is_metric_name("eyrie_edge_clip_span_seconds", MetricKind::kGauge));
  for (const char* name :
       {"edge_dropped_frames_total", "eyrie_toaster_dropped_frames_total", "eyrie_edge_frames_total",
        "eyrie_edge_dropped_frames", "eyrie_edge_Dropped_frames_total", "eyrie_edge_dropped__frames_total",
        "eyrie_edge_latency_milliseconds_total", "eyrie_edge_total", "eyrie_", ""}) {
    EXPECT_FALSE(is_metric_name(name, MetricKind::kCounter)) << name;
  }
  EXPECT_FALSE(is_metric_name("eyrie_edge_dropped_frames_total", MetricKind::kGauge));
}

TEST(Metrics, AreExposedAsPrometheusText) {
  Metrics metrics;
  const auto dropped = metrics.counter("eyrie_edge_dropped_frames_total", "Frames dropped.", {{"stage", "decode"}});
  const auto span = metrics.gauge("eyrie_edge_clip_span_seconds", "Reach of the ring.");
  const auto latency = metrics.histogram("eyrie_edge_inference_seconds", "Time of a run.", {0.1, 1});
  dropped.add();
  dropped.add(2);
  span.set(20);
  span.add(-0.5);
  latency.observe(50ms);
  latency.observe(5.0);
  EXPECT_EQ(dropped.value(), 3);
  EXPECT_EQ(span.value(), 19.5);
  EXPECT_THAT(metrics.exposition(), AllOf(HasSubstr("# HELP eyrie_edge_dropped_frames_total Frames dropped.\n"),
                                          HasSubstr("# TYPE eyrie_edge_dropped_frames_total counter\n"),
                                          HasSubstr("eyrie_edge_dropped_frames_total{stage=\"decode\"} 3\n"),
                                          HasSubstr("eyrie_edge_clip_span_seconds 19.5\n"),
                                          HasSubstr("eyrie_edge_inference_seconds_bucket{le=\"0.1\"} 1\n"),
                                          HasSubstr("eyrie_edge_inference_seconds_bucket{le=\"+Inf\"} 2\n")));
}

TEST(Metrics, SameNameAndLabelsAreOneSeries) {
  Metrics metrics;
  metrics.counter("eyrie_edge_dropped_frames_total", "Frames dropped.").add();
  metrics.counter("eyrie_edge_dropped_frames_total", "Frames dropped.").add();
  EXPECT_EQ(metrics.counter("eyrie_edge_dropped_frames_total", "Frames dropped.").value(), 2);
}

TEST(Metrics, AHandleOfNoRegistryCountsIntoNothing) {
  Counter().add();
  Gauge().set(1);
  Histogram().observe(1.0);
  EXPECT_EQ(Counter().value(), 0);
}

TEST(Metrics, CountFromManyThreadsLosesNothing) {
  Metrics metrics;
  const auto counter = metrics.counter("eyrie_edge_dropped_frames_total", "Frames dropped.");
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([counter] {
        for (int n = 0; n < 10'000; ++n) counter.add();
      });
    }
  }
  EXPECT_EQ(counter.value(), 40'000);
}

TEST(Metrics, GoldenListShowsWhatIsMissingAndWhatIsNew) {
  Metrics metrics;
  (void)metrics.counter("eyrie_edge_dropped_frames_total", "Frames dropped.", {{"stage", "decode"}});
  (void)metrics.counter("eyrie_edge_dropped_frames_total", "Frames dropped.", {{"stage", "infer"}});
  constexpr std::string_view kSame = "# golden\neyrie_edge_dropped_frames_total counter stage Frames dropped.\n";
  EXPECT_EQ(differences_to_golden(metrics, "edge", kSame), "");
  EXPECT_EQ(differences_to_golden(metrics, "edge", "eyrie_gateway_open_incidents gauge - Open.\n" + std::string(kSame)), "");
  EXPECT_EQ(differences_to_golden(metrics, "edge", "eyrie_edge_other_frames_total counter - Others."),
            "-eyrie_edge_other_frames_total counter - Others.\n"
            "+eyrie_edge_dropped_frames_total counter stage Frames dropped.\n");
}

TEST(Log, JsonLinesCarryMessageAndFieldsWithTheirTypes) {
  Lines lines;
  Log log(lines.options(LogFormat::kJson));
  log.warning("a \"bad\"\nframe \xFF", {{"frame", std::uint64_t{7}}, {"ms", 1.5}, {"late", true}, {"url", "rtsp://x"}});
  ASSERT_THAT(lines.lines, SizeIs(1));
  const auto line = nlohmann::json::parse(lines.lines[0]);
  EXPECT_EQ(line["level"], "warning");
  EXPECT_EQ(line["program"], "eyrie-test");
  EXPECT_EQ(line["message"], "a \"bad\"\nframe \xEF\xBF\xBD");
  EXPECT_EQ(line["frame"], 7);
  EXPECT_EQ(line["ms"], 1.5);
  EXPECT_EQ(line["late"], true);
  EXPECT_EQ(line["url"], "rtsp://x");
  EXPECT_TRUE(parse_rfc3339(line["time"].get<std::string>()));
}

TEST(Log, TextLinesQuoteOnlyWhatNeedsIt) {
  Lines lines;
  Log log(lines.options(LogFormat::kText));
  log.info("camera back", {{"url", "rtsp://x"}, {"reason", "timed out"}, {"n", 3}});
  EXPECT_THAT(lines.lines[0], MatchesRegex("..:..:..\\.... info     camera back  url=rtsp://x reason=\"timed out\" n=3\n"));
}

TEST(Log, AMessageCannotForgeALine) {
  Lines lines;
  Log log(lines.options(LogFormat::kText));
  log.info("one\n00:00:00.000 error two", {{"a", "x\ny"}});
  EXPECT_EQ(std::ranges::count(lines.lines[0], '\n'), 1);
}

TEST(Log, WhatIsBelowTheLevelIsNotHeard) {
  Lines lines;
  Log log(lines.options(LogFormat::kText, Level::kWarning));
  log.debug("no");
  log.info("no");
  EXPECT_FALSE(log.is_heard(Level::kInfo));
  log.error(Error{.code = Error::kTimeout, .message = "yes"});
  EXPECT_THAT(lines.lines, ElementsAre(HasSubstr("yes  code=timeout")));
}

TEST(RepeatedErrors, AreAllCountedAndLoggedOnceASecond) {
  Lines lines;
  FakeClock clock;
  Metrics metrics;
  Log log(lines.options(LogFormat::kText));
  RepeatedErrors errors(log, metrics, "eyrie_edge_stage_errors_total", "decode", clock);
  const Error broken{.code = Error::kCorrupt, .message = "broken slice"};
  for (int i = 0; i < 100; ++i) errors.count(broken);
  EXPECT_THAT(lines.lines, ElementsAre(HasSubstr("broken slice  stage=decode code=corrupt\n")));
  clock.advance(1s);
  errors.count(broken);
  EXPECT_THAT(lines.lines.back(), HasSubstr("more_since_last_line=99"));
  EXPECT_THAT(metrics.exposition(), HasSubstr("eyrie_edge_stage_errors_total{code=\"corrupt\",stage=\"decode\"} 101"));
}

TEST(RepeatedErrors, OneKindDoesNotSilenceAnother) {
  Lines lines;
  FakeClock clock;
  Metrics metrics;
  Log log(lines.options(LogFormat::kText));
  RepeatedErrors errors(log, metrics, "eyrie_edge_stage_errors_total", "decode", clock);
  errors.count({.code = Error::kCorrupt, .message = "a"});
  errors.count({.code = Error::kTimeout, .message = "b"});
  EXPECT_THAT(lines.lines, SizeIs(2));
}

TEST(RepeatedErrors, FlushTellsWhatWasHeldBack) {
  Lines lines;
  FakeClock clock;
  Metrics metrics;
  Log log(lines.options(LogFormat::kText));
  RepeatedErrors errors(log, metrics, "eyrie_edge_stage_errors_total", "decode", clock);
  for (int i = 0; i < 3; ++i) errors.count({.code = Error::kCorrupt, .message = "a"});
  errors.flush();
  errors.flush();
  EXPECT_THAT(lines.lines, ElementsAre(HasSubstr("a  stage"), HasSubstr("more_since_last_line=1\n")));
}

TEST(Health, IsReadyOnlyWhenEveryCheckIs) {
  FakeClock clock;
  Health health(clock);
  auto& broker = health.add("broker");
  auto& camera = health.add("camera");
  EXPECT_FALSE(health.readiness().is_ok);
  EXPECT_TRUE(health.liveness().is_ok);

  broker.set(HealthState::kOk);
  camera.set(HealthState::kDegraded, "5 of 30 frames/s");
  EXPECT_TRUE(health.readiness().is_ok);
  EXPECT_EQ(nlohmann::json::parse(health.readiness().json)["status"], "degraded");

  clock.advance(10s);
  broker.set(HealthState::kFailed, "connection refused");
  EXPECT_FALSE(health.readiness().is_ok);
  EXPECT_TRUE(health.liveness().is_ok) << "a restart does not bring the broker back";
  EXPECT_EQ(nlohmann::json::parse(health.readiness().json), nlohmann::json::parse(R"({"status":"failed","checks":[
    {"name":"broker","state":"failed","reason":"connection refused","since":"2026-01-02T03:04:15.000Z"},
    {"name":"camera","state":"degraded","reason":"5 of 30 frames/s","since":"2026-01-02T03:04:05.000Z"}]})"));
}

TEST(Health, AFailureThatARestartCuresEndsLiveness) {
  Health health;
  auto& store = health.add("store", Remedy::kRestart);
  EXPECT_TRUE(health.liveness().is_ok);
  store.set(HealthState::kFailed, "journal handle lost");
  EXPECT_FALSE(health.liveness().is_ok);
}

TEST(Health, AThreadThatDoesNotComeRoundIsStuck) {
  FakeClock clock;
  Health health(clock);
  auto& pulse = health.add_pulse("infer", 5s);
  clock.advance(5s);
  EXPECT_TRUE(health.liveness().is_ok);
  clock.advance(1s);
  EXPECT_FALSE(health.liveness().is_ok);
  EXPECT_THAT(health.liveness().json, HasSubstr("no sign of life for 6.0 s, allowed are 5.0 s"));
  pulse.beat();
  EXPECT_TRUE(health.liveness().is_ok);
}

}  // namespace
}  // namespace eyrie::observe

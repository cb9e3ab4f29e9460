// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "edge/metrics.hpp"
#include "edge/settings.hpp"
#include "observe/repeated_errors.hpp"
#include "settings/describe.hpp"
#include "tests/support/text_file.hpp"

namespace eyrie::edge {
namespace {

TEST(EdgeReference, EveryMetricIsInTheListThatDashboardsRelyOn) {
  observe::Metrics registry;
  const EdgeMetrics metrics(registry);
  observe::Log log({.program = "test", .level = observe::Level::kError, .format = observe::LogFormat::kText, .write = {}});
  const observe::RepeatedErrors errors(log, registry, kErrorsMetric, "edge");
  EXPECT_EQ(observe::differences_to_golden(registry, "edge", test::text_of("docs/reference/metrics.txt")), "");
}

TEST(EdgeReference, ThePageOfSettingsIsCurrent) {
  EXPECT_TRUE(test::text_of("docs/reference/eyrie-edge.md") == settings::reference_markdown(EdgeSettings()))
      << "the settings have changed: write the page with tools/reference";
}

}  // namespace
}  // namespace eyrie::edge

// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "gateway/app.hpp"
#include "settings/describe.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/text_file.hpp"

namespace eyrie::gateway {
namespace {

TEST(GatewayReference, EveryMetricIsInTheListThatDashboardsRelyOn) {
  // All of them are there before the first drone, so a broker that is nowhere will do.
  const test::TempFolder folder;
  GatewaySettings settings;
  settings.data.folder.set(folder / "data");
  settings.http.port.set(0);
  settings.broker.url.set("mqtt://127.0.0.1:1");
  observe::Log log(
      {.program = "test", .level = observe::Level::kError, .format = observe::LogFormat::kText, .write = [](auto) {}});
  const auto app = App::start(settings, log);
  ASSERT_TRUE(app) << app.error().message;
  EXPECT_EQ(observe::differences_to_golden((*app)->metrics(), "gateway", test::text_of("docs/reference/metrics.txt")), "");
}

TEST(GatewayReference, ThePageOfSettingsIsCurrent) {
  EXPECT_TRUE(test::text_of("docs/reference/eyrie-gateway.md") == settings::reference_markdown(GatewaySettings()))
      << "the settings have changed: write the page with tools/reference";
}

}  // namespace
}  // namespace eyrie::gateway

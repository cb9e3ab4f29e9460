// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "observe/log.hpp"
#include "settings/setting.hpp"

/// Groups of settings that are the same in every program that runs for long.
namespace eyrie::program_settings {

using settings::Setting;

struct BrokerSettings : settings::Group {
  using Group::Group;
  Setting<std::string> url{this, "url", "mqtt://127.0.0.1:1883", "Where the MQTT broker listens; mqtts:// for TLS."};
  Setting<std::string> username{this, "username", "", "Name at the broker; empty for none."};
  Setting<settings::Secret> password{this, "password", settings::Secret{}, "Password at the broker."};
  Setting<std::filesystem::path> ca_file{this, "ca_file", "",
                                         "Certificate authority of the broker; empty takes the system's."};
  Setting<std::filesystem::path> cert_file{this, "cert_file", "", "This program's certificate, for mutual TLS."};
  Setting<std::filesystem::path> key_file{this, "key_file", "", "Private key of that certificate."};
};

struct LogSettings : settings::Group {
  using Group::Group;
  Setting<observe::Level> level{this,
                                "level",
                                observe::Level::kInfo,
                                "The least that is logged.",
                                {{"debug", observe::Level::kDebug},
                                 {"info", observe::Level::kInfo},
                                 {"warning", observe::Level::kWarning},
                                 {"error", observe::Level::kError}}};
  Setting<observe::LogFormat> format{
      this,
      "format",
      observe::LogFormat::kAuto,
      "How lines look; auto is text on a terminal and JSON elsewhere.",
      {{"auto", observe::LogFormat::kAuto}, {"text", observe::LogFormat::kText}, {"json", observe::LogFormat::kJson}}};
};

}  // namespace eyrie::program_settings

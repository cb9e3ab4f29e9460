// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "base/units.hpp"
#include "program_settings/program_settings.hpp"
#include "settings/setting.hpp"

namespace eyrie::gateway {

using namespace std::chrono_literals;
using namespace eyrie::literals;
using program_settings::BrokerSettings;
using program_settings::LogSettings;
using program_settings::NetworkSettings;
using settings::between;
using settings::Setting;

struct DataSettings : settings::Group {
  using Group::Group;
  Setting<std::filesystem::path> folder{this, "folder", "eyrie-gateway-data",
                                        "Where the database and the object store lie."};
};

struct HttpSettings : settings::Group {
  using Group::Group;
  Setting<std::string> address{this, "address", "127.0.0.1", "Address to listen on; 0.0.0.0 for all."};
  Setting<int> port{this, "port", 8080, "Port to listen on; 0 takes a free one, which the log tells.", between(0, 65535)};
  Setting<std::string> public_url{this, "public_url", "",
                                  "Address drones and people reach this gateway at; empty takes the one it listens on."};
  Setting<std::filesystem::path> cert_file{this, "cert_file", "",
                                           "TLS certificate chain (PEM); with key_file it turns TLS on."};
  Setting<std::filesystem::path> key_file{this, "key_file", "", "Private key of that certificate (PEM)."};
  Setting<std::filesystem::path> console{this, "console", "", "Folder of the built console; empty serves the API alone."};
  Setting<int> max_connections{this, "max_connections", 1024, "Connections open at one time.", between(8, 100'000)};
};

struct IngestSettings : settings::Group {
  using Group::Group;
  Setting<int> max_waiting{this, "max_waiting", 20'000,
                           "Messages that wait for the database; more are dropped, counted and sent again by their drones.",
                           between(100, 1'000'000)};
  Setting<int> max_batch{this, "max_batch", 5'000, "Messages in one transaction at most.", between(1, 10'000)};
  Setting<bool> enrol_unknown{this, "enrol_unknown", false,
                              "Let in drones nobody enrolled: only where whoever can publish at the broker may."};
};

struct AdminSettings : settings::Group {
  using Group::Group;
  Setting<settings::Secret> password{this, "password", settings::Secret{},
                                     "Password of the first user, admin, made where there is none yet; empty makes a "
                                     "one-time password, to be changed at the first sign-in."};
  Setting<std::filesystem::path> password_file{
      this, "password_file", "",
      "Where the first admin's one-time password is written; empty takes <data.folder>/admin-password."};
};

struct SessionSettings : settings::Group {
  using Group::Group;
  Setting<std::chrono::minutes> lifetime{this, "lifetime", 12h, "How long a sign-in lasts.", between(5min, 24h * 30)};
};

struct ModelSettings : NetworkSettings {
  using NetworkSettings::NetworkSettings;
  Setting<std::filesystem::path> path{
      this, "path", "", "YOLOv8 network that answers /infer: an ONNX file, or the name of a model; empty turns /infer off."};
  Setting<int> requests{this, "requests", 2, "Pictures worked on at one time.", between(1, 64)};
  Setting<int> max_waiting{this, "max_waiting", 32, "Pictures in line at most; more are answered with 429.",
                           between(1, 10'000)};
};

struct MapSettings : settings::Group {
  using Group::Group;
  Setting<std::filesystem::path> file{this, "file", "",
                                      "Map picture below everything on the console's map: PMTiles of PNG, JPEG or WebP; "
                                      "empty shows a plain grid."};
};

struct GatewaySettings : settings::Root {
  GatewaySettings()
      : Root("eyrie-gateway", "Takes what drones report, keeps it, opens incidents and shows them to people.") {}
  DataSettings data{this, "data"};
  HttpSettings http{this, "http"};
  BrokerSettings broker{this, "broker"};
  IngestSettings ingest{this, "ingest"};
  AdminSettings admin{this, "admin"};
  SessionSettings session{this, "session"};
  ModelSettings model{this, "model"};
  MapSettings map{this, "map"};
  LogSettings log{this, "log"};
};

}  // namespace eyrie::gateway

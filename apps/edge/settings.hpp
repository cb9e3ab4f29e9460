// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "base/units.hpp"
#include "program_settings/program_settings.hpp"
#include "settings/setting.hpp"

namespace eyrie::edge {

using namespace std::chrono_literals;
using namespace eyrie::literals;
using program_settings::BrokerSettings;
using program_settings::LogSettings;
using program_settings::NetworkSettings;
using settings::between;
using settings::Setting;

enum class Pace : std::uint8_t { kLive, kFast };
enum class RtspTransport : std::uint8_t { kTcp, kUdp };

struct DroneSettings : settings::Group {
  using Group::Group;
  Setting<std::string> id{this, "id", "drone-01", "Name of this drone in topics, keys and on the screen."};
};

struct CameraSettings : settings::Group {
  using Group::Group;
  Setting<std::string> source{this, "source", "", "Video: an rtsp:// address or a file."};
  Setting<bool> loop{this, "loop", false, "Begin a file again at its end; ids and times go on growing."};
  Setting<Pace> pace{this, "pace", Pace::kLive, "How fast a file is read.", {{"live", Pace::kLive}, {"fast", Pace::kFast}}};
  Setting<RtspTransport> transport{this,
                                   "transport",
                                   RtspTransport::kTcp,
                                   "How RTSP brings the video.",
                                   {{"tcp", RtspTransport::kTcp}, {"udp", RtspTransport::kUdp}}};
  Setting<std::chrono::milliseconds> timeout{this, "timeout", 5s, "Silence after which a camera counts as lost.",
                                             between(500ms, 60s)};
  Setting<double> horizontal_fov_deg{this, "horizontal_fov_deg", 70.0, "Horizontal field of view of the lens, degrees.",
                                     between(5.0, 170.0)};
};

struct ModelSettings : NetworkSettings {
  using NetworkSettings::NetworkSettings;
  Setting<std::filesystem::path> path{this, "path", "", "YOLOv8 network: an ONNX file, or the name of a model."};
};

struct ScheduleSettings : settings::Group {
  using Group::Group;
  Setting<int> every{this, "every", 1, "Look at every n-th frame.", between(1, 1000)};
  Setting<double> max_fps{this, "max_fps", 0.0, "Look at no more frames a second; 0 means no limit.", between(0.0, 1000.0)};
  Setting<bool> adaptive{this, "adaptive", true,
                         "Thin the frames evenly to what the network can do, rather than in bursts as it falls behind."};
};

struct RegionSettings : settings::Group {
  using Group::Group;
  Setting<double> x_min{this, "x_min", 0.0, "Left edge of the region that is looked at, share of the width.",
                        between(0.0, 1.0)};
  Setting<double> y_min{this, "y_min", 0.0, "Top edge, share of the height.", between(0.0, 1.0)};
  Setting<double> x_max{this, "x_max", 1.0, "Right edge, share of the width.", between(0.0, 1.0)};
  Setting<double> y_max{this, "y_max", 1.0, "Bottom edge, share of the height.", between(0.0, 1.0)};
};

struct ClipSettings : settings::Group {
  using Group::Group;
  Setting<std::chrono::milliseconds> span{this, "span", 20s, "How much encoded video is remembered.", between(1s, 10min)};
  Setting<ByteCount> max_bytes{this, "max_bytes", 64_MiB, "Memory of that at most; the span shrinks when it runs out.",
                               between(1_MiB, 4_GiB)};
  Setting<std::chrono::milliseconds> before{this, "before", 5s, "Clip before the event.", between(0ms, 5min)};
  Setting<std::chrono::milliseconds> after{this, "after", 5s, "Clip after the event.", between(0ms, 5min)};
};

struct GatewaySettings : settings::Group {
  using Group::Group;
  Setting<std::string> url{
      this, "url", "",
      "Where pictures and clips are uploaded; empty takes the address the gateway announces at the broker."};
  Setting<settings::Secret> token{this, "token", settings::Secret{},
                                  "This drone's upload token, shown once when it is enrolled."};
  Setting<std::filesystem::path> ca_file{this, "ca_file", "",
                                         "Certificate authority of the gateway; empty takes the system's."};
};

struct JournalSettings : settings::Group {
  using Group::Group;
  Setting<std::filesystem::path> folder{this, "folder", "eyrie-edge-data",
                                        "Where the journal and waiting evidence are kept."};
  Setting<ByteCount> max_bytes{
      this, "max_bytes", 512_MiB,
      "Journal at most this large; past it the oldest of the least urgent give way, named in the ledger.",
      between(1_MiB, 1024_GiB)};
  Setting<ByteCount> max_evidence{this, "max_evidence", 2_GiB, "Pictures and clips that wait for upload, at most.",
                                  between(16_MiB, 1024_GiB)};
};

struct TelemetrySettings : settings::Group {
  using Group::Group;
  Setting<std::filesystem::path> replay{this, "replay", "",
                                        "Recorded flight to play as this drone's telemetry: DJI .srt, MAVLink .tlog or a "
                                        ".jsonl of telemetry messages; repeats at its end."};
  Setting<std::chrono::milliseconds> offset{this, "offset", 0ms, "Where in the recording to begin.", between(0ms, 24h)};
  Setting<std::chrono::milliseconds> interval{this, "interval", 500ms, "Time between two telemetry messages.",
                                              between(10ms, 1min)};
};

/// How wrong telemetry may be, one standard deviation each: what the ellipses of places are made of.
struct LocateSettings : settings::Group {
  using Group::Group;
  Setting<double> horizontal_m{this, "horizontal_m", 1.5, "Error of the drone's position, north and east each, metres.",
                               between(0.0, 100.0)};
  Setting<double> height_m{this, "height_m", 2.0, "Error of its height above the ground where things stand, metres.",
                           between(0.0, 100.0)};
  Setting<double> tilt_deg{this, "tilt_deg", 0.5, "Error of the camera's roll and pitch, degrees.", between(0.0, 10.0)};
  Setting<double> heading_deg{this, "heading_deg", 2.0, "Error of its heading, degrees.", between(0.0, 45.0)};
  Setting<std::string> head_classes{
      this, "head_classes", "helmet,no_helmet,hardhat,no_hardhat,head",
      "Classes of the network that are heads, separated by commas; they are not on the ground."};
};

struct HttpSettings : settings::Group {
  using Group::Group;
  Setting<std::string> address{this, "address", "127.0.0.1", "Address for /healthz, /readyz and /metrics."};
  Setting<int> port{this, "port", 0, "Port of that; 0 takes a free one, which the log tells.", between(0, 65535)};
};

struct EdgeSettings : settings::Root {
  EdgeSettings() : Root("eyrie-edge", "Sees with one camera, tells what it sees, and keeps the evidence.") {}
  DroneSettings drone{this, "drone"};
  CameraSettings camera{this, "camera"};
  ModelSettings model{this, "model"};
  ScheduleSettings schedule{this, "schedule"};
  RegionSettings region{this, "region"};
  ClipSettings clip{this, "clip"};
  BrokerSettings broker{this, "broker"};
  GatewaySettings gateway{this, "gateway"};
  JournalSettings journal{this, "journal"};
  TelemetrySettings telemetry{this, "telemetry"};
  LocateSettings locate{this, "locate"};
  HttpSettings http{this, "http"};
  LogSettings log{this, "log"};
};

}  // namespace eyrie::edge

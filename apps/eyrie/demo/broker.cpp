// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/demo/broker.hpp"

#include <fstream>
#include <pwd.h>
#include <unistd.h>

#include "base/ids.hpp"
#include "wire/topics.hpp"

namespace eyrie::demo {
namespace {

namespace fs = std::filesystem;
using wire::Channel;

Status write_file(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::trunc);
  file << text;
  file.close();
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
  return file ? Status{} : fail(Error::kExhausted, "cannot write " + path.string());
}

std::string access_list(const std::vector<BrokerUser>& users) {
  std::string text;
  for (const auto& user : users) {
    text += "user " + user.name + "\n";
    for (const auto& topic : user.may_read) text += "topic read " + topic + "\n";
    for (const auto& topic : user.may_write) text += "topic write " + topic + "\n";
    text += "\n";
  }
  return text;
}

/// mosquitto gives up root for the user "mosquitto", who could not read our folder.
std::string account_name() {
  const passwd* const account = getpwuid(geteuid());
  return account != nullptr ? account->pw_name : "root";
}

}  // namespace

Result<ChildProcess> start_broker(const fs::path& folder, int port, const std::vector<BrokerUser>& users,
                                  const std::atomic<bool>& is_over) {
  const auto mosquitto = find_program("mosquitto");
  const auto mosquitto_passwd = find_program("mosquitto_passwd");
  if (!mosquitto) return fail(mosquitto.error());
  if (!mosquitto_passwd) return fail(mosquitto_passwd.error());

  const fs::path passwords = folder / "broker.passwords";
  std::string plain;
  for (const auto& user : users) plain += user.name + ":" + user.password + "\n";
  if (const auto written = write_file(passwords, plain); !written) return fail(written.error());
  const auto hashed = run_to_end({.name = "mosquitto_passwd",
                                  .program = *mosquitto_passwd,
                                  .arguments = {"-U", passwords.string()},
                                  .environment = {},
                                  .log_file = folder / "broker.log"},
                                 is_over);
  if (!hashed) return fail(hashed.error());
  if (*hashed != 0) return fail(Error::kInternal, "mosquitto_passwd could not write " + passwords.string());
  if (const auto written = write_file(folder / "broker.access", access_list(users)); !written) return fail(written.error());

  const std::string config = "listener " + std::to_string(port) + " 127.0.0.1\nallow_anonymous false\npassword_file " +
                             passwords.string() + "\nacl_file " + (folder / "broker.access").string() +
                             "\npersistence false\nuser " + account_name() +
                             "\nmax_queued_messages 0\nmax_inflight_messages 1000\n";
  if (const auto written = write_file(folder / "broker.conf", config); !written) return fail(written.error());
  return ChildProcess::start({.name = "mosquitto",
                              .program = *mosquitto,
                              .arguments = {"-c", (folder / "broker.conf").string()},
                              .environment = {},
                              .log_file = folder / "broker.log"});
}

BrokerUser gateway_user(std::string password) {
  return {.name = "gateway",
          .password = std::move(password),
          .may_read = {"drone/#", std::string(wire::kGatewayStatusTopic)},
          .may_write = {"drone/+/acks", "drone/+/commands", "drone/+/rules", std::string(wire::kGatewayStatusTopic)}};
}

BrokerUser drone_user(const std::string& drone_id, std::string password) {
  BrokerUser user{.name = drone_id,
                  .password = std::move(password),
                  .may_read = {std::string(wire::kGatewayStatusTopic)},
                  .may_write = {}};
  const auto drone = DroneId::parse(drone_id);
  if (!drone) return user;  // may do nothing
  for (const auto channel : {Channel::kAcks, Channel::kCommands, Channel::kRules})
    user.may_read.push_back(wire::topic_of(*drone, channel));
  for (const auto channel : {Channel::kDetections, Channel::kTelemetry, Channel::kEvents, Channel::kStatus,
                             Channel::kCommandResults, Channel::kVideo}) {
    user.may_write.push_back(wire::topic_of(*drone, channel));
  }
  return user;
}

}  // namespace eyrie::demo

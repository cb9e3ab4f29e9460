// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/mosquitto_server.hpp"

#include <fstream>
#include <pwd.h>
#include <sstream>
#include <stdexcept>
#include <unistd.h>

namespace eyrie::test {
namespace {

std::string own_user_name() {
  const passwd* entry = ::getpwuid(::geteuid());
  return entry == nullptr ? "root" : entry->pw_name;
}

std::string with_folder(std::string text, const std::string& folder) {
  constexpr std::string_view kPlaceholder = "{folder}";
  for (auto at = text.find(kPlaceholder); at != std::string::npos; at = text.find(kPlaceholder, at + folder.size())) {
    text.replace(at, kPlaceholder.size(), folder);
  }
  return text;
}

}  // namespace

MosquittoServer::MosquittoServer(Options options) : port_(free_port()) {
  for (const auto& [name, content] : options.files) std::ofstream(folder_ / name) << content;
  std::ofstream(folder_ / "mosquitto.conf")
      // As root it would become another user, who may not read our folder.
      << "user " << own_user_name() << "\n"
      << "listener " << port_ << " 127.0.0.1\n"
      << "allow_anonymous " << (options.is_anonymous_allowed ? "true" : "false") << "\n"
      << "persistence false\n"
      << "set_tcp_nodelay true\n"
      // Its default of 1,000 drops messages of a fast sender; ours are counted, so that nothing hides behind a drop here.
      << "max_queued_messages 0\n"
      << "max_inflight_messages 1000\n"
      << with_folder(options.configuration, folder_.path().string()) << "\n";
  start();
}

void MosquittoServer::stop() {
  process_->stop();
  process_.reset();
}

void MosquittoServer::kill() {
  process_->kill();
  process_.reset();
}

void MosquittoServer::start() {
  process_.emplace(std::vector<std::string>{"mosquitto", "-c", (folder_ / "mosquitto.conf").string()}, folder_ / "log");
  const bool is_up = eventually([this] { return !process_->is_running() || is_listening(port_); });
  if (!is_up || !process_->is_running()) throw std::runtime_error("mosquitto does not come up: " + log());
}

std::string MosquittoServer::log() const {
  std::ostringstream text;
  text << std::ifstream(folder_ / "log").rdbuf();
  return text.str();
}

}  // namespace eyrie::test

// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/demo/child_process.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <netinet/in.h>
#include <sstream>
#include <string_view>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

extern char** environ;

namespace eyrie::demo {
namespace {

using namespace std::chrono_literals;

/// Ours and what is given, without our settings: a variable that a person keeps for a program of their own would be a
/// setting of this one, or be refused by it.
std::vector<std::string> environment_of(const ChildProcess::Options& options) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    if (!std::string_view(*entry).starts_with("EYRIE_")) all.emplace_back(*entry);
  }
  for (const auto& [name, value] : options.environment) all.push_back(name + "=" + value);
  return all;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (auto& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

/// Between fork and exec: only async-signal-safe calls. Its own process group keeps the terminal's Ctrl-C from it, so that
/// we decide the order in which programs end.
[[noreturn]] void become(const char* program, char* const* arguments, char* const* environment, int log_fd, pid_t parent) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(127);
  const int null_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(null_fd, STDIN_FILENO);
  dup2(log_fd, STDOUT_FILENO);
  dup2(log_fd, STDERR_FILENO);
  execve(program, arguments, environment);
  _exit(127);
}

/// Our programs say last why they end, with their name before it.
std::string last_line_of(const std::filesystem::path& log) {
  std::ifstream file(log);
  std::string last;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty()) last = std::move(line);
  }
  const auto colon = last.find(": ");
  return last.starts_with("eyrie-") && colon != std::string::npos ? last.substr(colon + 2) : last;
}

int code_of(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

}  // namespace

Result<ChildProcess> ChildProcess::start(Options options) {
  std::vector<std::string> arguments{options.program.string()};
  arguments.insert(arguments.end(), options.arguments.begin(), options.arguments.end());
  std::vector<std::string> environment = environment_of(options);
  const auto argument_pointers = pointers_to(arguments);
  const auto environment_pointers = pointers_to(environment);

  const int log_fd = open(options.log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log_fd < 0)
    return fail(Error::kUnavailable, "cannot write " + options.log_file.string() + ": " + std::strerror(errno));
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid == 0) become(arguments[0].c_str(), argument_pointers.data(), environment_pointers.data(), log_fd, parent);
  close(log_fd);
  if (pid < 0) return fail(Error::kExhausted, "cannot start " + options.name + ": " + std::strerror(errno));
  return ChildProcess(std::move(options), pid);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : options_(std::move(other.options_)), pid_(std::exchange(other.pid_, -1)), exit_code_(other.exit_code_) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  std::swap(options_, other.options_);
  std::swap(pid_, other.pid_);
  std::swap(exit_code_, other.exit_code_);
  return *this;
}

ChildProcess::~ChildProcess() { stop(5s); }

std::optional<int> ChildProcess::exit_code() {
  if (pid_ < 0) return exit_code_;
  int status = 0;
  if (waitpid(pid_, &status, WNOHANG) == pid_) {
    exit_code_ = code_of(status);
    pid_ = -1;
  }
  return exit_code_;
}

bool ChildProcess::stop(std::chrono::milliseconds patience) {
  if (exit_code() || pid_ < 0) return true;
  kill(pid_, SIGTERM);
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (std::chrono::steady_clock::now() < deadline) {
    if (exit_code()) return true;
    std::this_thread::sleep_for(20ms);
  }
  kill(-pid_, SIGKILL);
  int status = 0;
  waitpid(pid_, &status, 0);
  exit_code_ = code_of(status);
  pid_ = -1;
  return false;
}

std::string ChildProcess::obituary() {
  const int code = exit_code().value_or(0);
  std::string text = options_.name + (code > 128 ? " was ended by signal " + std::to_string(code - 128)
                                                 : " ended with exit code " + std::to_string(code));
  if (const auto line = last_line_of(options_.log_file); !line.empty()) text += ": " + line;
  return text + "\nIts log is " + options_.log_file.string();
}

Result<int> run_to_end(ChildProcess::Options options, const std::atomic<bool>& is_over) {
  auto process = ChildProcess::start(std::move(options));
  if (!process) return fail(process.error());
  while (!is_over) {
    if (const auto code = process->exit_code()) return *code;
    std::this_thread::sleep_for(20ms);
  }
  return fail(Error::kUnavailable, "interrupted");
}

Result<std::filesystem::path> find_program(const std::string& name) {
  const char* const path = std::getenv("PATH");
  std::istringstream folders(std::string(path != nullptr ? path : "") + ":/usr/local/sbin:/usr/sbin:/sbin:/usr/bin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (folder.empty()) continue;  // would be the working folder
    const auto candidate = std::filesystem::path(folder) / name;
    if (access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return fail(Error::kNotFound, name + " is not installed. `make setup` installs it.");
}

Result<int> free_port(int preferred) {
  for (const int wanted : {preferred, 0}) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) break;
    const int yes = 1;  // a port whose last connections are still winding down is free all the same
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(wanted));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    const bool is_free = bind(fd, any, size) == 0 && getsockname(fd, any, &size) == 0;
    close(fd);
    if (is_free) return ntohs(address.sin_port);
  }
  return fail(Error::kExhausted, "no free port on 127.0.0.1");
}

}  // namespace eyrie::demo

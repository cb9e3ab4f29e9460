// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/model/python.hpp"

#include <array>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace eyrie::model {
namespace {

constexpr const char* kInstall =
    " Install the tools once, `python3 -m venv ~/eyrie-quantize && ~/eyrie-quantize/bin/pip install nncf==3.4.0 "
    "openvino==2026.4.1`, and pass `--python ~/eyrie-quantize/bin/python`.";

/// With `-c` Python looks for modules in the folder it is started in first. What lies there is not ours to run.
constexpr std::string_view kInstalledModulesOnly = "import sys; sys.path[:] = filter(None, sys.path)\n";

/// While it lives Ctrl-C ends the child and not us, who have its files to remove: the manner of system(3).
class ChildTakesInterrupts {
 public:
  ChildTakesInterrupts() {
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGINT, &ignore, &before_);
    posix_spawnattr_init(&attributes_);
    sigset_t interrupts;
    sigemptyset(&interrupts);
    if (before_.sa_handler != SIG_IGN) sigaddset(&interrupts, SIGINT);
    posix_spawnattr_setsigdefault(&attributes_, &interrupts);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF);
  }
  ~ChildTakesInterrupts() {
    posix_spawnattr_destroy(&attributes_);
    sigaction(SIGINT, &before_, nullptr);
  }
  ChildTakesInterrupts(const ChildTakesInterrupts&) = delete;
  ChildTakesInterrupts& operator=(const ChildTakesInterrupts&) = delete;
  /// To spawn the child with.
  [[nodiscard]] const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  struct sigaction before_ {};
  posix_spawnattr_t attributes_{};
};

std::string last_line_of(const std::filesystem::path& file) {
  std::ifstream lines(file);
  std::string last;
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty()) last = std::move(line);
  }
  return last;
}

/// Exit code of what a signal ended, as shells tell it.
constexpr int kEndedBySignal = 128;
constexpr int kInterrupted = kEndedBySignal + SIGINT;

/// The exit code, or the number of the error that kept it from starting, negative.
int run(std::array<char*, 5> words, const std::filesystem::path& log) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  const ChildTakesInterrupts interrupts;
  pid_t pid = -1;
  const int problem = posix_spawnp(&pid, words[0], &actions, interrupts.attributes(), words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (problem != 0) return -problem;
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : kEndedBySignal + WTERMSIG(status);
}

}  // namespace

Result<std::string> run_python(const std::string& python, std::string_view script, const std::filesystem::path& argument,
                               const std::filesystem::path& log) {
  std::array<std::string, 4> texts{python, "-c", std::string(kInstalledModulesOnly).append(script), argument.string()};
  const int code = run({texts[0].data(), texts[1].data(), texts[2].data(), texts[3].data(), nullptr}, log);
  if (code < 0) return fail(Error::kUnavailable, python + " does not start: " + std::strerror(-code) + "." + kInstall);
  if (code == kInterrupted) return fail(Error::kUnavailable, "interrupted");
  auto last = last_line_of(log);
  if (code == 0) return last;
  if (last.find("ModuleNotFoundError") != std::string::npos) {
    return fail(Error::kUnavailable, python + " cannot quantize: " + last + "." + kInstall);
  }
  return fail(Error::kInternal, "the quantizing tool ended with " + std::to_string(code) + ": " + last);
}

}  // namespace eyrie::model

// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/model/python.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temp_folder.hpp"

namespace eyrie::model {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class Python : public ::testing::Test {
 protected:
  Result<std::string> run(std::string_view script, const std::string& python = "python3") {
    return run_python(python, script, "an argument", folder_ / "log");
  }
  const test::TempFolder folder_;
};

TEST_F(Python, TheLastLineIsTheAnswer) {
  const auto answer = run("import sys; print('on the way', file=sys.stderr, flush=True); print('got', sys.argv[1])");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(*answer, "got an argument");
}

TEST_F(Python, AMissingModuleIsToldWithWhatToInstall) {
  const auto answer = run("import there_is_no_such_module");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Error::kUnavailable);
  EXPECT_THAT(answer.error().message,
              AllOf(HasSubstr("there_is_no_such_module"), HasSubstr("pip install nncf"), HasSubstr("--python")));
}

TEST_F(Python, AMissingPythonIsToldWithWhatToInstall) {
  const auto answer = run("", "python-of-nobody");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Error::kUnavailable);
  EXPECT_THAT(answer.error().message, AllOf(HasSubstr("python-of-nobody"), HasSubstr("pip install nncf")));
}

TEST_F(Python, AScriptThatFailsIsToldWithItsLastWords) {
  const auto answer = run("raise ValueError('no such layer')");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Error::kInternal);
  EXPECT_THAT(answer.error().message, HasSubstr("no such layer"));
}

TEST_F(Python, AModuleThatLiesInTheWorkingFolderIsNotRun) {
  std::ofstream(folder_ / "json.py") << "raise SystemExit('a stranger was run')\n";
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder_.path());
  const auto answer = run("import json; print(json.dumps('ours'))");
  std::filesystem::current_path(before);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(*answer, "\"ours\"");
}

TEST_F(Python, CtrlCEndsTheScriptAndLeavesUsToTidyUp) {
  const auto before = std::signal(SIGINT, SIG_DFL);  // a shell may have started us with it ignored
  const auto answer = run("import os, signal; [os.kill(pid, signal.SIGINT) for pid in (os.getppid(), os.getpid())]");
  std::signal(SIGINT, before);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().message, "interrupted");
}

}  // namespace
}  // namespace eyrie::model

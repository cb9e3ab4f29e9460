// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "eyrie/doctor/checks.hpp"
#include "tests/support/mosquitto_server.hpp"
#include "tests/support/temp_folder.hpp"

namespace eyrie::doctor {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(Doctor, NamesWhatOfAProcessorIsUsed) {
  const auto finding = check_processor("model name\t: EPYC\nflags\t\t: fpu avx avx2 avx512_vnni avx512_bf16x\n", 8);
  EXPECT_EQ(finding.verdict, Verdict::kGood);
  EXPECT_EQ(finding.found, "EPYC, 8 threads, avx2 avx512_vnni");
}

TEST(Doctor, AnArmProcessorNeedsNoAvx) {
  EXPECT_EQ(check_processor("processor\t: 0\nFeatures\t: fp asimd i8mm\n", 4).verdict, Verdict::kGood);
}

TEST(Doctor, AProcessorWithoutVectorsGetsARemedy) {
  const auto finding = check_processor("model name : Atom\nflags : fpu sse4_1\n", 2);
  EXPECT_EQ(finding.verdict, Verdict::kNote);
  EXPECT_THAT(finding.remedy, Not(IsEmpty()));
}

TEST(Doctor, LittleMemoryIsNoted) {
  EXPECT_EQ(check_memory("MemTotal: 1 kB\nMemAvailable:     524288 kB\n").verdict, Verdict::kNote);
  EXPECT_EQ(check_memory("MemAvailable:    8388608 kB\n").found, "8.0 GiB free");
}

TEST(Doctor, ABrokerThatAnswersIsGood) {
  const test::MosquittoServer broker;
  EXPECT_EQ(check_broker(broker.url(), 5s).verdict, Verdict::kGood);
}

TEST(Doctor, ABrokerThatIsGoneIsNotedWithTheReason) {
  test::MosquittoServer broker;
  broker.kill();
  const auto finding = check_broker(broker.url(), 5s);
  EXPECT_EQ(finding.verdict, Verdict::kNote);
  EXPECT_THAT(finding.found, HasSubstr("Connection refused"));
  EXPECT_THAT(finding.remedy, HasSubstr("mosquitto"));
}

TEST(Doctor, ABrokersLinkThatIsNoneIsAProblem) { EXPECT_EQ(check_broker("localhost", 1s).verdict, Verdict::kProblem); }

TEST(Doctor, APortThatIsTakenIsNoted) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(socket, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(socket, 1), 0);
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  const int port = ntohs(address.sin_port);
  EXPECT_EQ(check_port(port).verdict, Verdict::kNote);
  ::close(socket);
  EXPECT_EQ(check_port(port).verdict, Verdict::kGood);
}

TEST(Doctor, AFolderThatIsNotThereIsAProblem) {
  const test::TempFolder folder;
  EXPECT_NE(check_disk(folder.path()).verdict, Verdict::kProblem);
  EXPECT_EQ(check_disk(folder / "missing").verdict, Verdict::kProblem);
}

TEST(Findings, EveryRemedyStandsBelowWhatWasFound) {
  const std::vector<Finding> findings = {{"clock", Verdict::kNote, "not synchronised", "run chrony"}};
  EXPECT_EQ(to_text(findings, false), "note  clock        not synchronised\n                   run chrony\n");
  EXPECT_THAT(to_text(findings, true), HasSubstr("\033["));
}

TEST(Findings, JsonTellsTheWorstOfAll) {
  const std::vector<Finding> findings = {{"a", Verdict::kGood, "x\xFF", ""}, {"b", Verdict::kProblem, "y", "z"}};
  const auto document = nlohmann::json::parse(to_json(findings));
  EXPECT_EQ(document["status"], "problem");
  EXPECT_EQ(document["findings"].size(), 2U);
  EXPECT_EQ(document["findings"][1]["remedy"], "z");
}

}  // namespace
}  // namespace eyrie::doctor

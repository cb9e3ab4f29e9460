// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "web/http/message.hpp"

#include <gtest/gtest.h>

#include "web/http/problem.hpp"

namespace eyrie::web {
namespace {

Request with_headers(std::initializer_list<std::pair<std::string, std::string>> fields) {
  Request request;
  for (const auto& [name, value] : fields) request.headers.add(name, value);
  return request;
}

TEST(Request, CookiesAreFoundByTheirWholeName) {
  const Request request = with_headers({{"Cookie", "x_session=no; session=yes ; empty="}});
  EXPECT_EQ(request.cookie("session"), "yes");
  EXPECT_EQ(request.cookie("empty"), "");
  EXPECT_EQ(request.cookie("other"), std::nullopt);
}

TEST(Request, MediaTypeIsWithoutParametersAndCase) {
  EXPECT_EQ(with_headers({{"content-type", "Application/JSON ; charset=utf-8"}}).media_type(), "application/json");
}

TEST(SameOrigin, PagesOfOtherSitesAreTold) {
  EXPECT_TRUE(is_same_origin(with_headers({{"Host", "eyrie:8080"}})));
  EXPECT_TRUE(is_same_origin(with_headers({{"Host", "eyrie:8080"}, {"Origin", "http://eyrie:8080"}})));
  EXPECT_TRUE(
      is_same_origin(with_headers({{"Host", "eyrie"}, {"Origin", "https://EYRIE"}, {"Sec-Fetch-Site", "same-origin"}})));
  EXPECT_FALSE(is_same_origin(with_headers({{"Host", "eyrie:8080"}, {"Origin", "http://eyrie:8081"}})));
  EXPECT_FALSE(is_same_origin(with_headers({{"Host", "eyrie"}, {"Origin", "null"}})));
  EXPECT_FALSE(is_same_origin(with_headers({{"Host", "eyrie"}, {"Origin", "http://eyrie.evil"}})));
  EXPECT_FALSE(is_same_origin(with_headers({{"Host", "eyrie"}, {"Sec-Fetch-Site", "cross-site"}})));
  EXPECT_FALSE(is_same_origin(with_headers({{"Host", "eyrie"}, {"Sec-Fetch-Site", "same-site"}})));
}

TEST(Problem, IsADocumentThatNamesStatusCauseAndCode) {
  const Response response = problem(Error{.code = Error::kNotFound, .message = "no drone \"x\""});
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.headers.find("content-type"), "application/problem+json");
  EXPECT_EQ(std::get<std::string>(response.body),
            R"({"type":"about:blank","title":"Not Found","status":404,"detail":"no drone \"x\"","code":"not_found"})");
}

TEST(Problem, BytesThatAreNoTextDoNotBreakTheDocument) {
  const Response response = problem(Error{.code = Error::kInternal, .message = "\xFF"});
  EXPECT_NE(std::get<std::string>(response.body).find("\xEF\xBF\xBD"), std::string::npos);
}

}  // namespace
}  // namespace eyrie::web

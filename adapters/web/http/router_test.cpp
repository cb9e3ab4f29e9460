// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "web/http/router.hpp"

#include <gtest/gtest.h>

namespace eyrie::web {
namespace {

Response nothing(const Request&) { return Response::empty(204); }

class RouterTest : public testing::Test {
 protected:
  RouterTest() {
    router_.add("GET", "/v1/drones/{id}", nothing);
    router_.add("GET", "/v1/drones/all", nothing);
    router_.add("POST", "/v1/drones/{id}", nothing);
    router_.add("HEAD", "/v1/uploads/{id}", nothing);
    router_.add("PATCH", "/v1/uploads/{id}", nothing);
  }
  Router::Match find(std::string_view method, std::string_view target) {
    return router_.find(method, *parse_target(target));
  }
  Router router_;
};

TEST_F(RouterTest, ParametersAreTakenFromThePath) {
  const auto match = find("GET", "/v1/drones/drone-01?x=1");
  ASSERT_NE(match.route, nullptr);
  EXPECT_EQ(match.path_parameters.find("id"), "drone-01");
}

TEST_F(RouterTest, LiteralSegmentIsPreferredToAParameter) {
  EXPECT_EQ(find("GET", "/v1/drones/all").route->pattern, "/v1/drones/all");
}

TEST_F(RouterTest, HeadIsAnsweredByGetUnlessItHasItsOwn) {
  EXPECT_EQ(find("HEAD", "/v1/drones/x").route->method, "GET");
  EXPECT_EQ(find("HEAD", "/v1/uploads/x").route->method, "HEAD");
}

TEST_F(RouterTest, WrongMethodNamesTheRightOnes) {
  const auto match = find("DELETE", "/v1/drones/x");
  EXPECT_EQ(match.route, nullptr);
  EXPECT_EQ(match.allow, "GET, HEAD, POST");
}

TEST_F(RouterTest, WhatMatchesNothingIsNobodys) {
  for (const char* target : {"/", "/v1/drones", "/v1/drones/", "/v1/drones/x/y", "/v1/drones//"}) {
    EXPECT_EQ(find("GET", target).route, nullptr) << target;
    EXPECT_EQ(find("GET", target).allow, "") << target;
  }
}

TEST_F(RouterTest, FallbackAnswersOnlyReading) {
  router_.set_fallback(nothing);
  EXPECT_NE(find("GET", "/index.html").route, nullptr);
  EXPECT_NE(find("HEAD", "/index.html").route, nullptr);
  EXPECT_EQ(find("POST", "/index.html").allow, "GET, HEAD");
  EXPECT_EQ(find("DELETE", "/v1/drones/x").allow, "GET, HEAD, POST");
}

}  // namespace
}  // namespace eyrie::web

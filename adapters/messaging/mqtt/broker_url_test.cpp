// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "messaging/mqtt/broker_url.hpp"

#include <gtest/gtest.h>

namespace eyrie::mqtt {
namespace {

TEST(BrokerUrl, PortsHaveTheUsualDefaults) {
  EXPECT_EQ(BrokerUrl::parse("mqtt://localhost"), (BrokerUrl{"localhost", 1883, false}));
  EXPECT_EQ(BrokerUrl::parse("mqtts://broker.example/"), (BrokerUrl{"broker.example", 8883, true}));
  EXPECT_EQ(BrokerUrl::parse("mqtt://10.0.0.1:1884"), (BrokerUrl{"10.0.0.1", 1884, false}));
  EXPECT_EQ(BrokerUrl::parse("mqtt://[::1]:1884"), (BrokerUrl{"::1", 1884, false}));
  EXPECT_EQ(to_string(*BrokerUrl::parse("mqtt://[::1]")), "[::1]:1883");
}

TEST(BrokerUrl, WhatIsNoBrokersAddressIsRefused) {
  for (const char* url :
       {"", "localhost:1883", "http://localhost", "mqtt://", "mqtt://:1883", "mqtt://h:", "mqtt://h:0", "mqtt://h:65536",
        "mqtt://h:18x", "mqtt://h/path", "mqtt://h?q", "mqtt://a b", "mqtt://user:secret@h", "mqtt://[::1"}) {
    EXPECT_FALSE(BrokerUrl::parse(url)) << url;
  }
}

TEST(BrokerUrl, RefusalDoesNotRepeatAPassword) {
  EXPECT_EQ(BrokerUrl::parse("mqtt://user:secret@h").error().message.find("secret"), std::string::npos);
}

}  // namespace
}  // namespace eyrie::mqtt

// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/bounded_queue.hpp"

#include <thread>

#include <gtest/gtest.h>

namespace eyrie {
namespace {

TEST(BoundedQueue, NewestWinsWhereTheOldestIsDropped) {
  BoundedQueue<int> queue(2, WhenFull::kDropOldest);
  for (int i = 1; i <= 5; ++i) EXPECT_TRUE(queue.push(i));
  EXPECT_EQ(queue.dropped(), 3U);
  EXPECT_EQ(queue.pop(), 4);
  EXPECT_EQ(queue.pop(), 5);
}

TEST(BoundedQueue, FullQueueRefuses) {
  BoundedQueue<int> queue(1, WhenFull::kRefuse);
  EXPECT_TRUE(queue.push(1));
  EXPECT_FALSE(queue.push(2));
  EXPECT_EQ(queue.try_pop(), 1);
  EXPECT_EQ(queue.try_pop(), std::nullopt);
}

TEST(BoundedQueue, WaitingProducerGoesOnWhenThereIsRoom) {
  BoundedQueue<int> queue(1, WhenFull::kWait);
  std::jthread producer([&] {
    for (int i = 0; i < 1000; ++i) queue.push(i);
    queue.close();
  });
  int expected = 0;
  while (const auto item = queue.pop()) EXPECT_EQ(*item, expected++);
  EXPECT_EQ(expected, 1000);
}

TEST(BoundedQueue, SomeAreTakenAtOnceInOrderAndNoMoreThanAsked) {
  BoundedQueue<int> queue(8, WhenFull::kRefuse);
  for (int i = 1; i <= 5; ++i) EXPECT_TRUE(queue.push(i));
  EXPECT_EQ(queue.pop_some(3), (std::deque{1, 2, 3}));
  EXPECT_EQ(queue.pop_some(3), (std::deque{4, 5}));
  EXPECT_TRUE(queue.push(6));
  queue.close();
  EXPECT_EQ(queue.pop_some(3), (std::deque{6}));
  EXPECT_TRUE(queue.pop_some(3).empty());
}

TEST(BoundedQueue, SomeTakenMakeRoomForEveryWaitingProducer) {
  BoundedQueue<int> queue(2, WhenFull::kWait);
  EXPECT_TRUE(queue.push(1));
  EXPECT_TRUE(queue.push(2));
  std::jthread first([&] { EXPECT_TRUE(queue.push(3)); });
  std::jthread second([&] { EXPECT_TRUE(queue.push(4)); });
  EXPECT_EQ(queue.pop_some(2).size(), 2U);
  first.join();
  second.join();
  EXPECT_EQ(queue.size(), 2U);
}

TEST(BoundedQueue, CloseLetsWaitersGoAndKeepsWhatIsThere) {
  BoundedQueue<int> queue(1, WhenFull::kWait);
  queue.push(1);
  std::jthread producer([&] { EXPECT_FALSE(queue.push(2)); });
  while (!queue.is_closed()) queue.close();
  producer.join();
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_EQ(queue.pop(), std::nullopt);
}

}  // namespace
}  // namespace eyrie

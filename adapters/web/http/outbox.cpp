// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "web/http/outbox.hpp"

#include <utility>

namespace eyrie::web {

void Outbox::Class::push(std::uint64_t order, SharedMessage message) {
  bytes += message->bytes.size();
  items.push_back({.order = order, .message = std::move(message)});
}

SharedMessage Outbox::Class::pop() {
  SharedMessage message = std::move(items.front().message);
  items.pop_front();
  bytes -= message->bytes.size();
  return message;
}

void Outbox::push_data(SharedMessage message) {
  const std::lock_guard lock(mutex_);
  data_.push(next_order_++, std::move(message));
  while (data_.items.size() > options_.max_data_messages || data_.bytes > options_.max_data_bytes.value) {
    data_.pop();
    ++dropped_;
  }
}

bool Outbox::push_group(std::span<const SharedMessage> group) {
  std::uint64_t bytes = 0;
  for (const SharedMessage& message : group) bytes += message->bytes.size();
  const std::lock_guard lock(mutex_);
  const bool has_room = (data_.items.size() + group.size()) * 5 <= options_.max_data_messages * 4 &&
                        (data_.bytes + bytes) * 5 <= options_.max_data_bytes.value * 4;
  if (!has_room) return false;
  for (const SharedMessage& message : group) data_.push(next_order_++, message);
  return true;
}

bool Outbox::push_control(SharedMessage message) {
  const std::lock_guard lock(mutex_);
  const bool has_room = control_.items.size() < options_.max_control_messages &&
                        control_.bytes + message->bytes.size() <= options_.max_control_bytes.value;
  if (has_room) control_.push(next_order_++, std::move(message));
  return has_room;
}

SharedMessage Outbox::pop() {
  const std::lock_guard lock(mutex_);
  if (dropped_ > told_ && options_.make_dropped_notice)
    return options_.make_dropped_notice(dropped_ - std::exchange(told_, dropped_));
  if (data_.items.empty() && control_.items.empty()) return nullptr;
  const bool is_control =
      data_.items.empty() || (!control_.items.empty() && control_.items.front().order < data_.items.front().order);
  return is_control ? control_.pop() : data_.pop();
}

std::uint64_t Outbox::dropped() const {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

}  // namespace eyrie::web

// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "media/clip_ring.hpp"

#include <algorithm>
#include <utility>

namespace eyrie::media {
namespace {

Timestamp decode_time(const Packet& packet) { return packet.captured_at + packet.decode_offset; }

}  // namespace

/// A packet in a singly linked list. Only `next` changes after the node was published, once, from null.
struct ClipRing::Node {
  explicit Node(Packet p) : packet(std::move(p)) {}
  [[nodiscard]] std::uint64_t bytes() const { return sizeof(Node) + (packet.payload ? packet.payload->size() : 0U); }

  const Packet packet;
  mutable std::atomic<const Node*> next{nullptr};
};

/// While one exists, no node that it can reach is freed.
///
/// The count goes up before `first_` is read, and the writer moves `first_` before it reads the count, all sequentially
/// consistent: a writer that sees no reader knows that whoever comes later enters behind the nodes it is about to free.
class ClipRing::Reading {
 public:
  explicit Reading(const ClipRing& ring) : ring_(ring) { ring_.readers_.fetch_add(1); }
  ~Reading() { ring_.readers_.fetch_sub(1); }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

  [[nodiscard]] const Node* first() const { return ring_.first_.load(); }
  [[nodiscard]] static const Node* next(const Node* node) { return node->next.load(std::memory_order_acquire); }

 private:
  const ClipRing& ring_;
};

ClipRing::ClipRing(Options options) : options_(options) {}
ClipRing::~ClipRing() = default;

void ClipRing::push(Packet packet) {
  if (!nodes_.empty() && packet.captured_at < newest_ - options_.span) drop_everything();
  if (nodes_.empty()) {
    if (!packet.is_key) return free_retired();
    newest_ = packet.captured_at;
  }
  newest_ = std::max(newest_, packet.captured_at);
  append(std::make_unique<Node>(std::move(packet)));

  const auto covers_span_without_oldest = [&] {
    return keys_.size() > 1 && keys_[1]->packet.captured_at <= newest_ - options_.span;
  };
  while (covers_span_without_oldest()) drop_oldest_group();
  while (!nodes_.empty() && bytes_.load(std::memory_order_relaxed) > options_.max_bytes.value) drop_oldest_group();
  free_retired();
}

void ClipRing::append(std::unique_ptr<Node> node) {
  const Node* raw = node.get();
  bytes_.fetch_add(raw->bytes(), std::memory_order_relaxed);
  if (raw->packet.is_key) keys_.push_back(raw);
  const Node* last = nodes_.empty() ? nullptr : nodes_.back().get();
  nodes_.push_back(std::move(node));
  if (last != nullptr) {
    last->next.store(raw, std::memory_order_release);
  } else {
    first_.store(raw);
  }
}

void ClipRing::drop_oldest_group() {
  if (keys_.size() < 2) return drop_everything();
  keys_.pop_front();
  const Node* first_kept = keys_.front();
  first_.store(first_kept);
  while (nodes_.front().get() != first_kept) {
    bytes_.fetch_sub(nodes_.front()->bytes(), std::memory_order_relaxed);
    retired_.push_back(std::move(nodes_.front()));
    nodes_.pop_front();
  }
}

void ClipRing::drop_everything() {
  first_.store(nullptr);
  std::ranges::move(nodes_, std::back_inserter(retired_));
  nodes_.clear();
  keys_.clear();
  bytes_.store(0, std::memory_order_relaxed);
}

void ClipRing::free_retired() {
  if (!retired_.empty() && readers_.load() == 0) retired_.clear();
}

Result<std::vector<Packet>> ClipRing::cut(Timestamp from, Timestamp to) const {
  if (to < from) return fail(Error::kInvalidArgument, "a clip that ends before it begins");
  const Reading reading(*this);
  const Node* node = reading.first();
  if (node == nullptr) return fail_for_now(Error::kOutOfRange, "no video is kept yet: the camera has sent no key frame");
  if (from < node->packet.captured_at) {
    return fail(Error::kOutOfRange, "the clip ring reaches back to " + to_rfc3339(node->packet.captured_at) + ", not to " +
                                        to_rfc3339(from) + ": raise its span or its bytes");
  }
  const Node* begin = node;
  Timestamp newest = node->packet.captured_at;
  for (; node != nullptr; node = Reading::next(node)) {
    newest = std::max(newest, node->packet.captured_at);
    if (decode_time(node->packet) > from) break;
    if (node->packet.is_key && node->packet.captured_at <= from) begin = node;
  }
  if (newest < from) {
    return fail_for_now(Error::kOutOfRange,
                        "the newest video kept is of " + to_rfc3339(newest) + ", before the clip's begin");
  }

  // In decoding order nothing that is shown by `to` comes after the first packet that is decoded later than `to`.
  const Node* last = begin;
  for (node = begin; node != nullptr && decode_time(node->packet) <= to; node = Reading::next(node)) {
    if (node->packet.captured_at <= to) last = node;
  }
  // What was needed to decode `last` may be shown after `to`; the pictures between are taken too, so that no hole is shown.
  std::vector<Packet> packets;
  Timestamp latest{};
  bool is_past_last = false;
  for (node = begin; node != nullptr; node = Reading::next(node)) {
    if (is_past_last && node->packet.captured_at > latest) break;
    packets.push_back(node->packet);
    latest = std::max(latest, node->packet.captured_at);
    is_past_last = is_past_last || node == last;
  }
  return packets;
}

std::optional<ClipRing::Reach> ClipRing::reach() const {
  const Reading reading(*this);
  const Node* node = reading.first();
  if (node == nullptr) return std::nullopt;
  Reach reach{.oldest = node->packet.captured_at, .newest = node->packet.captured_at, .packets = 0};
  for (; node != nullptr; node = Reading::next(node)) {
    reach.newest = std::max(reach.newest, node->packet.captured_at);
    ++reach.packets;
  }
  return reach;
}

}  // namespace eyrie::media

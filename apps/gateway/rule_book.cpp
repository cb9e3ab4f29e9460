// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/rule_book.hpp"

#include <utility>
#include <vector>

#include "wire/rules_json.hpp"
#include "wire/topics.hpp"

namespace eyrie::gateway {
namespace {

Result<fleet::RuleSet> parse(const fleet::RuleDocument& document) {
  auto rules = wire::parse_rules(document.text);
  if (rules) rules->version = document.version;
  return rules;
}

}  // namespace

Result<std::unique_ptr<RuleBook>> RuleBook::open(fleet::FleetStore& store, Bus& bus) {
  const auto service = fleet::Principal::service("gateway");
  auto document = store.rules(service);
  if (document && document->version == 0) document = store.put_rules(service, 0, wire::to_json(fleet::default_rules()));
  if (!document) return fail(document.error());
  auto rules = parse(*document);
  if (!rules) return fail(rules.error());
  std::unique_ptr<RuleBook> book(new RuleBook(store, bus));
  book->set_current(std::move(*rules));
  return book;
}

std::shared_ptr<const fleet::RuleSet> RuleBook::current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

Result<std::shared_ptr<const fleet::RuleSet>> RuleBook::replace(const fleet::Principal& principal,
                                                                const fleet::RuleSet& rules) {
  if (auto valid = fleet::validate(rules); !valid) return fail(valid.error());
  const auto document = store_.put_rules(principal, rules.version, wire::to_json(rules));
  if (!document) return fail(document.error());
  auto stored = parse(*document);
  if (!stored) return fail(stored.error());
  std::set<DroneId> drones;
  {
    const std::lock_guard lock(mutex_);
    drones = std::exchange(told_, {});
  }
  set_current(std::move(*stored));
  for (const DroneId& drone : drones) tell(drone);
  return current();
}

void RuleBook::tell(const DroneId& drone) {
  std::string json;
  {
    const std::lock_guard lock(mutex_);
    if (told_.contains(drone)) return;
    json = json_;
  }
  // Not told while there is no broker: the drone is heard of again when there is one.
  if (!bus_.publish(wire::topic_of(drone, wire::Channel::kRules), json, true)) return;
  const std::lock_guard lock(mutex_);
  if (json == json_) told_.insert(drone);
}

void RuleBook::forget_told() {
  const std::lock_guard lock(mutex_);
  told_.clear();
}

void RuleBook::set_current(fleet::RuleSet rules) {
  auto shared = std::make_shared<const fleet::RuleSet>(std::move(rules));
  std::string json = wire::to_json(*shared);
  const std::lock_guard lock(mutex_);
  if (current_ && current_->version >= shared->version) return;  // somebody else's newer version came first
  current_ = std::move(shared);
  json_ = std::move(json);
}

}  // namespace eyrie::gateway

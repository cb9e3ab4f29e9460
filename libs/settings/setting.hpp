// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "settings/value.hpp"

namespace eyrie::settings {

/// Where a value came from; a later one wins over an earlier one.
enum class Source : std::uint8_t { kDefault, kFile, kEnvironment, kFlag };

struct Origin {
  Source source = Source::kDefault;
  std::string place = "default";  ///< `edge.toml:12`, `EYRIE_BROKER_URL`, `--broker.url`
};

/// Smallest and largest value that is taken, both included.
template <typename T>
struct Bounds {
  std::optional<T> min;
  std::optional<T> max;

  Bounds() = default;
  Bounds(std::optional<T> low, std::optional<T> high) : min(low), max(high) {}
  template <std::convertible_to<T> U>
  Bounds(const Bounds<U>& other) : min(other.min), max(other.max) {}
};

template <typename A, typename B>
[[nodiscard]] auto between(A min, B max) {
  return Bounds<std::common_type_t<A, B>>(min, max);
}
template <typename T>
[[nodiscard]] auto at_least(T min) {
  return Bounds<T>(min, std::nullopt);
}
template <typename T>
[[nodiscard]] auto at_most(T max) {
  return Bounds<T>(std::nullopt, max);
}

/// The names of an enumeration's values, in the order in which `--help` lists them.
template <typename T>
struct Choices {
  std::vector<std::pair<std::string, T>> items;
  Choices(std::initializer_list<std::pair<std::string, T>> list) : items(list) {}
};

struct NoRule {};

template <typename T>
concept HasBounds = !std::is_enum_v<T> && !std::same_as<T, bool> && !std::same_as<T, std::string> &&
                    (std::is_arithmetic_v<T> || requires(T value) { value.count(); } || std::same_as<T, ByteCount>);

/// What restricts a type: enumerations have `Choices`, ordered quantities `Bounds`, texts nothing.
template <typename T>
using RuleOf = std::conditional_t<std::is_enum_v<T>, Choices<T>, std::conditional_t<HasBounds<T>, Bounds<T>, NoRule>>;

class Group;

/// What every setting can tell of itself without its type: all that help, schema, reference, sample and loader need.
class AnySetting {
 public:
  AnySetting(const AnySetting&) = delete;
  AnySetting& operator=(const AnySetting&) = delete;
  virtual ~AnySetting() = default;

  [[nodiscard]] const std::string& name() const noexcept { return name_; }  ///< `url`
  [[nodiscard]] const std::string& help() const noexcept { return help_; }
  [[nodiscard]] const Origin& origin() const noexcept { return origin_; }
  [[nodiscard]] std::string key() const;          ///< `broker.url`
  [[nodiscard]] std::string flag() const;         ///< `--broker.url`
  [[nodiscard]] std::string environment() const;  ///< `EYRIE_BROKER_URL`

  [[nodiscard]] virtual ValueKind kind() const noexcept = 0;
  /// Values as both TOML and JSON; a secret shows as `"***"` when it is set.
  [[nodiscard]] virtual std::string literal_value() const = 0;
  [[nodiscard]] virtual std::string literal_default() const = 0;
  [[nodiscard]] virtual std::optional<std::string> literal_min() const = 0;
  [[nodiscard]] virtual std::optional<std::string> literal_max() const = 0;
  [[nodiscard]] virtual std::vector<std::string> choices() const = 0;

  /// Reads and checks a value. On failure the setting stays as it was and the message says what is wrong with the value.
  [[nodiscard]] Status assign(const Raw& raw, Origin origin);

 protected:
  AnySetting(Group* parent, std::string_view name, std::string_view help);
  [[nodiscard]] virtual Status take(const Raw& raw) = 0;

 private:
  const Group* parent_;
  std::string name_;
  std::string help_;
  Origin origin_;
};

/// Settings that belong together: a table of the TOML file. Derive from it, say `using Group::Group;` and declare members:
///
///     struct BrokerSettings : settings::Group {
///       using Group::Group;
///       settings::Setting<std::string> url{this, "url", "mqtt://127.0.0.1:1883", "Where the MQTT broker listens."};
///       settings::Setting<std::chrono::milliseconds> keep_alive{this, "keep_alive", 10s, "Silence after which ...",
///                                                               settings::between(1s, 60s)};
///     };
///
/// A group knows its members by address, so it is neither copied nor moved; pass it on by reference.
class Group {
 public:
  Group(Group* parent, std::string_view name, std::string_view help = "");
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;
  virtual ~Group() = default;

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] const std::string& help() const noexcept { return help_; }
  [[nodiscard]] std::string key() const;  ///< `broker`, empty for the root
  [[nodiscard]] const std::vector<AnySetting*>& settings() const noexcept { return settings_; }
  [[nodiscard]] const std::vector<Group*>& groups() const noexcept { return groups_; }

  /// This group's settings and those of all groups below, in the order of their declaration.
  [[nodiscard]] std::vector<AnySetting*> all() const;

 private:
  friend class AnySetting;
  const Group* parent_ = nullptr;
  std::string name_;
  std::string help_;
  std::vector<AnySetting*> settings_;
  std::vector<Group*> groups_;
};

/// All settings of one program.
class Root : public Group {
 public:
  /// `program` as it is typed (`eyrie-edge`), `purpose` one sentence for the top of `--help`.
  Root(std::string_view program, std::string_view purpose) : Group(nullptr, program, purpose) {}
};

/// One setting: name, default, help and bounds in one place; everything else is derived from it.
/// Written while the program loads its settings, constant and therefore thread-safe from then on.
template <typename T>
class Setting final : public AnySetting {
 public:
  Setting(Group* parent, std::string_view name, T default_value, std::string_view help, RuleOf<T> rule)
      : AnySetting(parent, name, help), default_(default_value), value_(std::move(default_value)), rule_(std::move(rule)) {}
  Setting(Group* parent, std::string_view name, T default_value, std::string_view help) requires(!std::is_enum_v<T>)
      : Setting(parent, name, std::move(default_value), help, RuleOf<T>{}) {}

  [[nodiscard]] const T& operator()() const noexcept { return value_; }
  [[nodiscard]] const T& operator*() const noexcept { return value_; }
  [[nodiscard]] const T* operator->() const noexcept { return &value_; }

  /// For tests and for programs that decide a value themselves; not checked.
  void set(T value) { value_ = std::move(value); }

  [[nodiscard]] ValueKind kind() const noexcept override {
    if constexpr (std::is_enum_v<T>) {
      return ValueKind::kChoice;
    } else {
      return Codec<T>::kKind;
    }
  }
  [[nodiscard]] std::string literal_value() const override { return write(value_); }
  [[nodiscard]] std::string literal_default() const override { return write(default_); }
  [[nodiscard]] std::optional<std::string> literal_min() const override {
    if constexpr (HasBounds<T>) {
      if (rule_.min) return write(*rule_.min);
    }
    return std::nullopt;
  }
  [[nodiscard]] std::optional<std::string> literal_max() const override {
    if constexpr (HasBounds<T>) {
      if (rule_.max) return write(*rule_.max);
    }
    return std::nullopt;
  }
  [[nodiscard]] std::vector<std::string> choices() const override {
    std::vector<std::string> names;
    if constexpr (std::is_enum_v<T>) {
      for (const auto& [name, value] : rule_.items) names.push_back(name);
    }
    return names;
  }

 protected:
  [[nodiscard]] Status take(const Raw& raw) override {
    auto value = read(raw);
    if (!value) return fail(value.error());
    if constexpr (HasBounds<T>) {
      if (rule_.min && *value < *rule_.min) {
        return fail(Error::kInvalidArgument, write(*value) + " is below the smallest value " + write(*rule_.min));
      }
      if (rule_.max && *value > *rule_.max) {
        return fail(Error::kInvalidArgument, write(*value) + " is above the largest value " + write(*rule_.max));
      }
    }
    value_ = std::move(*value);
    return {};
  }

 private:
  [[nodiscard]] Result<T> read(const Raw& raw) const {
    if constexpr (std::is_enum_v<T>) {
      std::string names;
      for (const auto& [name, value] : rule_.items) {
        if (raw.text == name) return value;
        names += (names.empty() ? "" : ", ") + name;
      }
      return fail(Error::kInvalidArgument, literal(std::string_view(raw.text)) + " is not one of " + names);
    } else {
      return Codec<T>::read(raw);
    }
  }
  [[nodiscard]] std::string write(const T& value) const {
    if constexpr (std::is_enum_v<T>) {
      for (const auto& [name, choice] : rule_.items) {
        if (choice == value) return literal(std::string_view(name));
      }
      return "\"\"";
    } else {
      return Codec<T>::write(value);
    }
  }

  T default_;
  T value_;
  RuleOf<T> rule_;
};

}  // namespace eyrie::settings

// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/sqlite_fleet_store.hpp"

namespace eyrie::storage::sqlite {
namespace {

using namespace fleet;

constexpr std::size_t kMaxDisplayName = 100;

Result<User> find_user(Database& database, const Principal& principal, std::string_view name) {
  auto query = database.query(select(kUserColumns, "users WHERE name = ? AND site = ?"));
  const auto row = query.bind(name, principal.site()).step();
  if (!row) return fail(row.error());
  if (!*row) return fail(Error::kNotFound, "no user \"" + std::string(name.substr(0, 64)) + "\"");
  return user_of(query);
}

bool is_own_business(const Principal& principal, std::string_view name, const UserChange& change) {
  return principal.kind() == Principal::Kind::kUser && principal.name() == name && !change.role && !change.is_enabled;
}

/// Somebody must be left who can let others in.
Status keep_an_admin(Database& database, const Principal& principal, const User& before, const User& after) {
  const auto is_admin = [](const User& user) { return user.is_enabled && user.role == Role::kAdmin; };
  if (!is_admin(before) || is_admin(after)) return {};
  auto query = database.query("SELECT count(*) FROM users WHERE site = ? AND role = 'admin' AND is_enabled = 1");
  query.bind(principal.site());
  const auto admins = number(std::move(query));
  if (!admins) return fail(admins.error());
  if (*admins > 1) return {};
  return fail(Error::kConflict, before.name + " is the last admin who can sign in. Make somebody else admin first");
}

/// What changed, for the audit trail; never the password itself.
std::string summary_of(const UserChange& change) {
  std::string text;
  const auto add = [&text](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  if (change.display_name) add("display name");
  if (change.role) add("role " + std::string(name_of(*change.role)));
  if (change.password_hash) add("password");
  if (change.is_enabled) add(*change.is_enabled ? "enabled" : "disabled");
  return text;
}

}  // namespace

Result<std::vector<User>> SqliteFleetStore::users(const Principal& principal) {
  if (auto status = require(principal, Action::kManageUsers); !status) return fail(status.error());
  return connections_.read([&](Database& database) {
    auto query = database.query(select(kUserColumns, "users WHERE site = ? ORDER BY name"));
    query.bind(principal.site());
    return collect(std::move(query), user_of);
  });
}

Result<User> SqliteFleetStore::create_user(const Principal& principal, const NewUser& user) {
  if (auto status = require(principal, Action::kManageUsers); !status) return fail(status.error());
  if (auto status = validate_user_name(user.name); !status) return fail(status.error());
  if (user.display_name.size() > kMaxDisplayName)
    return fail(Error::kInvalidArgument, "a display name has at most 100 bytes");
  return connections_.write([&](Database& database) -> Result<User> {
    const Timestamp at = now();
    auto status = database
                      .query(
                          "INSERT INTO users (name, display_name, role, site, is_enabled, password_hash, created_at, "
                          "must_change_password) VALUES (?, ?, ?, ?, 1, ?, ?, ?) ON CONFLICT (name) DO NOTHING")
                      .bind(user.name, user.display_name, name_of(user.role), principal.site(), user.password_hash, at,
                            user.must_change_password)
                      .run();
    if (!status) return fail(status.error());
    if (database.changes() == 0) return fail(Error::kConflict, "there is a user \"" + user.name + "\" already");
    status = append_audit(
        database, principal, at,
        {.action = "user.create", .subject = "user:" + user.name, .detail = "role " + std::string(name_of(user.role))});
    if (!status) return fail(status.error());
    return find_user(database, principal, user.name);
  });
}

Result<User> SqliteFleetStore::change_user(const Principal& principal, std::string_view name, const UserChange& change) {
  if (!is_own_business(principal, name, change)) {
    if (auto status = require(principal, Action::kManageUsers); !status) return fail(status.error());
  }
  if (change.display_name && change.display_name->size() > kMaxDisplayName) {
    return fail(Error::kInvalidArgument, "a display name has at most 100 bytes");
  }
  return connections_.write([&](Database& database) -> Result<User> {
    const auto before = find_user(database, principal, name);
    if (!before) return before;
    User user = *before;
    user.display_name = change.display_name.value_or(user.display_name);
    user.role = change.role.value_or(user.role);
    user.is_enabled = change.is_enabled.value_or(user.is_enabled);
    user.must_change_password = user.must_change_password && !change.password_hash;
    if (auto status = keep_an_admin(database, principal, *before, user); !status) return fail(status.error());

    auto status =
        database
            .query(
                "UPDATE users SET display_name = ?, role = ?, is_enabled = ?, password_hash = coalesce(?, password_hash), "
                "must_change_password = ? WHERE name = ?")
            .bind(user.display_name, name_of(user.role), user.is_enabled, change.password_hash, user.must_change_password,
                  user.name)
            .run();
    if (status && (change.role || change.password_hash || change.is_enabled)) {
      status = database.query("DELETE FROM sessions WHERE user_name = ?").bind(user.name).run();
    }
    if (!status) return fail(status.error());
    status = append_audit(database, principal, now(),
                          {.action = "user.change", .subject = "user:" + user.name, .detail = summary_of(change)});
    if (!status) return fail(status.error());
    return user;
  });
}

Result<StoredCredentials> SqliteFleetStore::credentials(const Principal& principal, std::string_view user) {
  if (auto status = require(principal, Action::kAuthenticate); !status) return fail(status.error());
  return connections_.read([&](Database& database) -> Result<StoredCredentials> {
    auto query = database.query(
        select(std::string(kUserColumns) + ", password_hash", "users WHERE name = ? AND site = ? AND is_enabled = 1"));
    const auto row = query.bind(user, principal.site()).step();
    if (!row) return fail(row.error());
    if (!*row) return fail(Error::kNotFound, "no such user, or disabled");
    return StoredCredentials{.user = user_of(query), .password_hash = query.text(7)};
  });
}

Status SqliteFleetStore::open_session(const Principal& principal, const crypto::Digest& token_hash, std::string_view user,
                                      Timestamp expires_at) {
  if (auto status = require(principal, Action::kAuthenticate); !status) return status;
  return connections_.write([&](Database& database) -> Status {
    const auto owner = find_user(database, principal, user);
    if (!owner) return fail(owner.error());
    if (!owner->is_enabled) return fail(Error::kNotFound, "no such user, or disabled");
    const Timestamp at = now();
    if (auto status = database.query("DELETE FROM sessions WHERE expires_at <= ?").bind(at).run(); !status) return status;
    auto status = database.query("INSERT INTO sessions (token_hash, user_name, opened_at, expires_at) VALUES (?, ?, ?, ?)")
                      .bind(token_hash, owner->name, at, expires_at)
                      .run();
    if (!status) return status;
    return append_audit(database, owner->principal(), at,
                        {.action = "session.open", .subject = "user:" + owner->name, .detail = {}});
  });
}

Result<Session> SqliteFleetStore::session(const Principal& principal, const crypto::Digest& token_hash) {
  if (auto status = require(principal, Action::kAuthenticate); !status) return fail(status.error());
  return connections_.read([&](Database& database) -> Result<Session> {
    auto query = database.query(select(std::string(kUserColumns) + ", expires_at",
                                       "sessions JOIN users ON name = user_name "
                                       "WHERE token_hash = ? AND expires_at > ? AND site = ? AND is_enabled = 1"));
    const auto row = query.bind(token_hash, now(), principal.site()).step();
    if (!row) return fail(row.error());
    if (!*row) return fail(Error::kUnauthenticated, "not signed in, or the session ran out. Sign in again");
    return Session{.user = user_of(query), .expires_at = query.time(7)};
  });
}

Status SqliteFleetStore::close_session(const Principal& principal, const crypto::Digest& token_hash) {
  if (auto status = require(principal, Action::kAuthenticate); !status) return status;
  return connections_.write([&](Database& database) {
    return database.query("DELETE FROM sessions WHERE token_hash = ?").bind(token_hash).run();
  });
}

}  // namespace eyrie::storage::sqlite

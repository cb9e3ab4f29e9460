// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/first_admin.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <unistd.h>

#include "crypto/password.hpp"
#include "crypto/random.hpp"

namespace eyrie::gateway {
namespace {

constexpr std::size_t kPasswordBytes = 18;  // 24 characters

/// The file is made with its final rights, never widened and then narrowed.
Status write_secret(const std::filesystem::path& path, const std::string& text) {
  const auto refuse = [&] {
    return fail(Error::kUnavailable, "cannot write the first admin's password to " + path.string() + ": " +
                                         std::strerror(errno) + " (setting: admin.password_file)");
  };
  ::unlink(path.c_str());
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) return refuse();
  const bool is_written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
  ::close(file);
  if (!is_written) return refuse();
  return {};
}

/// The password first: a user whose password nobody knows would lock everybody out.
Result<std::string> make_one_time_password(const std::filesystem::path& password_file) {
  std::string password = crypto::random_token(kPasswordBytes);
  if (auto written = write_secret(password_file, password + "\n"); !written) return fail(written.error());
  return password;
}

}  // namespace

Status ensure_admin(fleet::FleetStore& store, const FirstAdmin& admin, observe::Log& log) {
  const auto service = fleet::Principal::service("gateway");
  const auto users = store.users(service);
  if (!users) return fail(users.error());
  if (!users->empty()) return {};
  const bool is_one_time = admin.password.empty();
  if (!is_one_time && admin.password.size() < fleet::kMinPasswordLength) {
    return fail(Error::kInvalidArgument, "the first admin's password needs at least " +
                                             std::to_string(fleet::kMinPasswordLength) +
                                             " characters (setting: admin.password)");
  }
  const auto password = is_one_time ? make_one_time_password(admin.password_file) : admin.password;
  if (!password) return fail(password.error());
  auto hash = crypto::hash_password(*password);
  if (!hash) return fail(hash.error());
  const auto created = store.create_user(service, {.name = "admin",
                                                   .display_name = "Administrator",
                                                   .role = fleet::Role::kAdmin,
                                                   .password_hash = std::move(*hash),
                                                   .must_change_password = is_one_time});
  if (!created) return fail(created.error());
  if (is_one_time) {
    log.info("made the first user \"admin\"; its one-time password is in the file",
             {{"file", admin.password_file.string()}});
  } else {
    log.info("made the first user \"admin\" with the password of the settings");
  }
  return {};
}

}  // namespace eyrie::gateway

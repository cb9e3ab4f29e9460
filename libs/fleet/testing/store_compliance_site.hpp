// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "fleet/testing/store_fixture.hpp"

/// What every `FleetStore` does with a site: its people, their sessions, its rules, apart from other sites and there again
/// tomorrow.
namespace eyrie::fleet::compliance {

template <typename Adapter>
class StoredSite : public StoreFixture<Adapter> {};

TYPED_TEST_SUITE_P(StoredSite);

TYPED_TEST_P(StoredSite, OneTimePasswordIsOneUntilItIsChanged) {
  const auto made = this->store_->create_user(
      this->admin_, {.name = "nina", .display_name = "", .password_hash = "given", .must_change_password = true});
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_TRUE(made->must_change_password);
  EXPECT_TRUE(this->store_->change_user(this->admin_, "nina", {.display_name = "Nina"})->must_change_password);
  EXPECT_TRUE(this->store_->credentials(this->service_, "nina")->user.must_change_password);
  EXPECT_FALSE(this->store_->change_user(made->principal(), "nina", {.password_hash = "own"})->must_change_password);
  const auto kept = this->store_->credentials(this->service_, "nina");
  EXPECT_FALSE(kept->user.must_change_password);
  EXPECT_EQ(kept->password_hash, "own");
}

TYPED_TEST_P(StoredSite, UsersAreManagedAndOneAdminAlwaysStays) {
  EXPECT_EQ(
      this->store_
          ->create_user(this->operator_, {.name = "eve", .display_name = "", .role = Role::kAdmin, .password_hash = "x"})
          .error()
          .code,
      Error::kPermissionDenied);
  EXPECT_EQ(
      this->store_
          ->create_user(this->admin_, {.name = "olga", .display_name = "", .role = Role::kViewer, .password_hash = "x"})
          .error()
          .code,
      Error::kConflict);
  EXPECT_EQ(
      this->store_
          ->create_user(this->admin_, {.name = "../x", .display_name = "", .role = Role::kViewer, .password_hash = "x"})
          .error()
          .code,
      Error::kInvalidArgument);
  EXPECT_EQ(this->store_->change_user(this->admin_, "ada", {.role = Role::kViewer}).error().code, Error::kConflict);
  EXPECT_EQ(this->store_->change_user(this->admin_, "ada", {.is_enabled = false}).error().code, Error::kConflict);
  EXPECT_EQ(this->store_->change_user(this->operator_, "olga", {.role = Role::kAdmin}).error().code,
            Error::kPermissionDenied);
  EXPECT_EQ(this->store_->change_user(this->operator_, "ada", {.password_hash = "stolen"}).error().code,
            Error::kPermissionDenied);
  EXPECT_EQ(this->store_->change_user(this->operator_, "olga", {.display_name = "Olga"})->display_name, "Olga");
  ASSERT_TRUE(this->store_->change_user(this->admin_, "olga", {.role = Role::kAdmin}));
  EXPECT_EQ(this->store_->change_user(this->admin_, "ada", {.is_enabled = false})->is_enabled, false);
  EXPECT_EQ(this->store_->credentials(this->service_, "ada").error().code, Error::kNotFound);
  EXPECT_EQ(this->store_->users(this->admin_)->size(), 2U);
}

TYPED_TEST_P(StoredSite, ASessionEndsByTimeBySigningOutAndByAChangeOfItsUser) {
  const auto expires = this->clock_.now() + std::chrono::hours(1);
  const auto token = [](const char* text) { return crypto::sha256(text); };
  for (const char* one : {"a", "b", "c"})
    ASSERT_TRUE(this->store_->open_session(this->service_, token(one), "olga", expires));
  EXPECT_EQ(this->store_->session(this->admin_, token("a")).error().code, Error::kPermissionDenied);
  const auto session = this->store_->session(this->service_, token("a"));
  ASSERT_TRUE(session) << session.error().message;
  EXPECT_EQ(session->user.name, "olga");
  EXPECT_EQ(session->user.role, Role::kOperator);
  EXPECT_EQ(session->expires_at, expires);
  ASSERT_TRUE(this->store_->close_session(this->service_, token("a")));
  EXPECT_EQ(this->store_->session(this->service_, token("a")).error().code, Error::kUnauthenticated);
  ASSERT_TRUE(this->store_->change_user(this->admin_, "olga", {.password_hash = "new"}));
  EXPECT_FALSE(this->store_->session(this->service_, token("b")));
  ASSERT_TRUE(this->store_->open_session(this->service_, token("d"), "olga", expires));
  this->clock_.advance(std::chrono::hours(2));
  EXPECT_FALSE(this->store_->session(this->service_, token("d")));
}

TYPED_TEST_P(StoredSite, RulesAreReplacedOnlyByWhoReadTheCurrentVersion) {
  EXPECT_EQ(this->store_->rules(this->viewer_)->version, 0U);
  const Principal supervisor = Principal::user("sue", Role::kSupervisor);
  EXPECT_EQ(this->store_->put_rules(this->operator_, 0, "{}").error().code, Error::kPermissionDenied);
  EXPECT_EQ(this->store_->put_rules(supervisor, 0, "{\"a\":1}")->version, 1U);
  EXPECT_EQ(this->store_->put_rules(supervisor, 0, "{}").error().code, Error::kConflict);
  EXPECT_EQ(this->store_->put_rules(supervisor, 1, "{\"a\":2}")->version, 2U);
  EXPECT_EQ(this->store_->rules(Principal::drone(this->drone_))->text, "{\"a\":2}");
  EXPECT_EQ(this->store_->rules(this->viewer_)->changed_by, "user:sue");
}

TYPED_TEST_P(StoredSite, AnotherSiteSeesAndChangesNothing) {
  const IncidentId id = this->open_incident().id;
  const Principal elsewhere = Principal::user("olga", Role::kAdmin, "elsewhere");
  EXPECT_EQ(this->store_->incident(elsewhere, id).error().code, Error::kNotFound);
  EXPECT_EQ(this->store_->step(elsewhere, id, {.step = IncidentStep::kAcknowledge}).error().code, Error::kNotFound);
  EXPECT_TRUE(this->store_->incidents(elsewhere, {}, {})->items.empty());
  EXPECT_TRUE(this->store_->drones(elsewhere)->empty());
  EXPECT_EQ(this->store_->detections(elsewhere, this->drone_, {this->at(0), this->at(1000)}, 10).error().code,
            Error::kNotFound);
  EXPECT_EQ(this->store_->enrol(elsewhere, this->drone_, "", {}).error().code, Error::kConflict);
  const std::vector<IngestItem> items{this->report(2)};
  EXPECT_EQ(this->store_->ingest(Principal::service("gateway", "elsewhere"), items, {})->items,
            (std::vector{ItemOutcome::kRefused}));
}

TYPED_TEST_P(StoredSite, EverythingIsThereAfterReopening) {
  const IncidentId id = this->open_incident().id;
  ASSERT_TRUE(this->store_->step(this->operator_, id, {.step = IncidentStep::kAcknowledge}));
  const auto before = this->store_->incident(this->viewer_, id);
  const auto head = this->store_->verify_audit(this->admin_)->head;
  this->reopen();
  const auto after = this->store_->incident(this->viewer_, id);
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(after->status, IncidentStatus::kAcknowledged);
  EXPECT_EQ(after->last_seen_at, before->last_seen_at);
  EXPECT_EQ(this->store_->verify_audit(this->admin_)->head, head);
  EXPECT_EQ(this->ingest({this->report(1)})->items, (std::vector{ItemOutcome::kDuplicate}));
}

REGISTER_TYPED_TEST_SUITE_P(StoredSite, OneTimePasswordIsOneUntilItIsChanged, UsersAreManagedAndOneAdminAlwaysStays,
                            ASessionEndsByTimeBySigningOutAndByAChangeOfItsUser,
                            RulesAreReplacedOnlyByWhoReadTheCurrentVersion, AnotherSiteSeesAndChangesNothing,
                            EverythingIsThereAfterReopening);

}  // namespace eyrie::fleet::compliance

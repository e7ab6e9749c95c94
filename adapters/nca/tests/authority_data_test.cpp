#include "adapters/nca/authority_data.hpp"

#include "adapters/nca/tests/nca_fixture.hpp"

namespace otkel::adapters::nca {
namespace {

using trust::RevocationMode;
using namespace std::chrono_literals;

class Data : public NcaTest {};

TEST_F(Data, the_first_load_takes_lists_and_deltas) {
    start_all();
    const auto lists = running_->data().lists().lists();
    ASSERT_EQ(lists.size(), 2U);
    const auto text = metrics_.text();
    EXPECT_NE(text.find("otkel_nca_list_age_seconds{authority=\"ca\"} 0"), std::string::npos) << text;
    EXPECT_NE(text.find("otkel_nca_downloads_total{authority=\"ca\",outcome=\"taken\",what=\"crl\"}"),
              std::string::npos)
        << text;
}

TEST_F(Data, lists_of_an_earlier_run_are_there_before_the_network_is) {
    start_all();
    EXPECT_FALSE(check("revoked-person", RevocationMode::crl).accepted);
    stop_running();
    stop_twin();
    start_running(authorities_yaml());
    const auto revoked = check("revoked-person", RevocationMode::crl);
    EXPECT_FALSE(revoked.accepted);
    ASSERT_TRUE(revoked.status);
    EXPECT_EQ(revoked.status->state, trust::RevocationState::revoked);
    EXPECT_TRUE(check("person", RevocationMode::crl).accepted);
}

TEST_F(Data, without_any_list_nothing_is_good) {
    start_twin();
    stop_twin();
    start_running(authorities_yaml());
    const auto verdict = check("person", RevocationMode::crl);
    EXPECT_FALSE(verdict.accepted);
    EXPECT_NE(verdict.how.find("there is no list of ca"), std::string::npos) << verdict.how;
    EXPECT_NE(metrics_.text().find("otkel_nca_list_age_seconds{authority=\"ca\"} -1"), std::string::npos);
}

class ListMisbehaves : public NcaTest, public ::testing::WithParamInterface<Misbehaviour> {};

TEST_P(ListMisbehaves, and_the_last_good_copy_stays) {
    start_all();
    const auto before = running_->data().lists().lists();
    clock_.advance(61min);
    twin_->follow(TwinScript({{Operation::crl, GetParam(), 1000}, {Operation::delta_crl, GetParam(), 1000}}));
    test::run(context_, refresh());
    const auto after = running_->data().lists().lists();
    ASSERT_EQ(after.size(), before.size());
    for (std::size_t i = 0; i < after.size(); ++i) {
        EXPECT_EQ(after[i].this_update, before[i].this_update);
        EXPECT_EQ(after[i].number, before[i].number);
    }
    EXPECT_TRUE(check("person", RevocationMode::crl).accepted);
    EXPECT_FALSE(check("revoked-person", RevocationMode::crl).accepted);
}

INSTANTIATE_TEST_SUITE_P(Each, ListMisbehaves,
                         ::testing::Values(Misbehaviour::close, Misbehaviour::http_500, Misbehaviour::http_403,
                                           Misbehaviour::empty, Misbehaviour::garbage, Misbehaviour::stale,
                                           Misbehaviour::wrong_responder),
                         [](const auto& tested) {
                             auto word = std::string(name(tested.param));
                             std::replace(word.begin(), word.end(), '-', '_');
                             return word;
                         });

TEST_F(Data, a_failing_list_is_an_outcome_that_operators_see) {
    start_all();
    misbehave(Operation::crl, Misbehaviour::empty);
    EXPECT_FALSE(test::run(context_, running_->data().refresh_full_lists()));
    EXPECT_NE(metrics_.text().find("otkel_nca_downloads_total{authority=\"ca\",outcome=\"failed\",what=\"crl\"} 1"),
              std::string::npos);
    twin_->follow({});
    EXPECT_TRUE(test::run(context_, running_->data().refresh_full_lists()));
}

TEST_F(Data, a_list_over_the_limit_is_not_taken) {
    start_twin();
    start_running(authorities_yaml() + "lists: {octets_max: 100}\n");
    EXPECT_TRUE(running_->data().lists().lists().empty());
}

TEST_F(Data, a_certificate_that_nobody_pinned_is_reported_and_not_trusted) {
    start_twin();
    start_running("authorities:\n" + root_yaml() + "  - {name: ca, certificate: " + certificate_file("ca") +
                  ", certificate_url: " + url("/cert/ca.cer") + "}\n");
    EXPECT_TRUE(running_->data().unknown().empty());
    misbehave(Operation::certificate, Misbehaviour::wrong_responder);
    EXPECT_TRUE(test::run(context_, running_->data().refresh_certificates()));
    ASSERT_EQ(running_->data().unknown().size(), 1U);
    EXPECT_NE(running_->data().unknown().begin()->second.find("STRANGE AUTHORITY"), std::string::npos);
    EXPECT_EQ(running_->authorities().trust()->anchors().size(), 1U);
    EXPECT_NE(metrics_.text().find("otkel_nca_unknown_certificates 1"), std::string::npos);
}

TEST_F(Data, a_pinned_certificate_is_downloaded_once_and_kept) {
    start_twin();
    const auto yaml = "authorities:\n" + root_yaml() +
                      "  - {name: ca, sha256: " + testing::pki_certificate("ca")->fingerprint() +
                      ", certificate_url: " + url("/cert/ca.cer") + "}\n";
    start_running(yaml);
    const auto path = running_->authorities().trust()->establish(testing::pki_certificate("person"), clock_.wall());
    EXPECT_TRUE(path) << path.error().to_string();
    stop_running();
    stop_twin();
    start_running(yaml);
    EXPECT_TRUE(running_->authorities().trust()->establish(testing::pki_certificate("person"), clock_.wall()));
}

TEST_F(Data, a_kept_certificate_that_was_changed_is_not_trusted) {
    start_twin();
    const auto pin = testing::pki_certificate("ca")->fingerprint();
    std::filesystem::create_directories(folder_ / "state/certificates");
    write("state/certificates/" + pin + ".cer", testing::pki_certificate("foreign-ca")->der());
    stop_twin();
    start_running("authorities:\n" + root_yaml() + "  - {name: ca, sha256: " + pin +
                  ", certificate_url: " + url("/cert/ca.cer") + "}\n");
    EXPECT_FALSE(running_->authorities().trust()->establish(testing::pki_certificate("person"), clock_.wall()));
    EXPECT_FALSE(running_->authorities().trust()->establish(testing::pki_certificate("foreign"), clock_.wall()));
}

}  // namespace
}  // namespace otkel::adapters::nca

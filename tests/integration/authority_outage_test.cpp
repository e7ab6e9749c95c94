#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "tests/support/site/customs_consumer.hpp"
#include "tests/support/site/declarations.hpp"
#include "tests/support/site/running_twin.hpp"

// The whole gateway beside the twin of the certification authority: what it says, and what happens while it says
// nothing.

namespace otkel::test {
namespace {

namespace json = boost::json;
using testing::AllOf;
using testing::HasSubstr;

class Authority : public testing::Test {
protected:
    void begin(const std::string& rules, const std::string& script = {}) {
        site_.load_samples();
        (void)site_.ask_authority(rules);
        answer_again(script);
        gateway_ = std::make_unique<RunningGateway>(site_);
        wait_for_lists();
    }
    // The first load goes on while the gateway listens already.
    void wait_for_lists() const {
        const std::string missing = "otkel_nca_list_age_seconds{authority=\"root\"} -1";
        const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds{30};
        while (fetch(gateway_->ports().operators, "/metrics").body.find(missing) != std::string::npos) {
            ASSERT_LT(std::chrono::steady_clock::now(), patience);
        }
    }
    void answer_again(const std::string& script = {}) {
        authority_ = std::make_unique<RunningTwin>(site_, script, "nca");
    }
    void fall_silent() { authority_.reset(); }

    net::HttpResponse send() {
        const auto declaration = good_declaration(1, 2, "000000" + std::to_string(++sent_));
        const auto response = call(gateway_->ports().external, post_soap("/shep/sync", customs_.envelope(declaration)));
        EXPECT_TRUE(response) << (response ? "" : response.error().to_string());
        return response ? *response : net::HttpResponse{};
    }
    json::value journal_of(const net::HttpResponse& response) const {
        const auto id = std::string(response.headers.get("otkel-exchange"));
        return json::parse(fetch(gateway_->ports().operators, "/admin/v1/exchanges/" + id).body);
    }
    static std::string remark(const json::value& exchange, std::string_view name) {
        for (const auto& stage : exchange.at("stages").as_array()) {
            if (stage.at("stage").as_string() == name) {
                return std::string(stage.at("remark").as_string());
            }
        }
        return "no stage " + std::string(name);
    }
    json::array graces() const {
        return json::parse(fetch(gateway_->ports().operators, "/admin/v1/graces").body).at("graces").as_array();
    }

    Site site_;
    CustomsConsumer customs_{site_};
    std::unique_ptr<RunningTwin> authority_;
    std::unique_ptr<RunningGateway> gateway_;
    int sent_{0};
};

TEST_F(Authority, is_asked_about_both_signers_and_its_word_is_kept) {
    begin("{mode: ocsp-or-crl, fresh_s: 600}");
    const auto response = send();
    EXPECT_FALSE(customs_.verified_answer(response).is_null());
    const auto exchange = journal_of(response);
    EXPECT_THAT(remark(exchange, "revocation"), AllOf(HasSubstr("Synthetic SHEP"), HasSubstr("good by OCSP")));
    EXPECT_THAT(remark(exchange, "business-revocation"), HasSubstr("good by OCSP"));
}

TEST_F(Authority, that_revoked_a_signer_ends_the_exchange) {
    begin("{mode: ocsp, fresh_s: 0}", "steps: [{on: ocsp, do: revoked, times: 100}]");
    const auto response = send();
    EXPECT_NE(CustomsConsumer::error_code(response), "");
    EXPECT_EQ(journal_of(response).at("outcome"), "certificate-invalid");
}

TEST_F(Authority, that_falls_silent_is_replaced_by_its_list) {
    begin("{mode: ocsp-or-crl, fresh_s: 0}");
    EXPECT_FALSE(customs_.verified_answer(send()).is_null());
    fall_silent();
    const auto response = send();
    EXPECT_FALSE(customs_.verified_answer(response).is_null());
    EXPECT_THAT(remark(journal_of(response), "revocation"), HasSubstr("CRL"));
    EXPECT_TRUE(graces().empty()) << "a current list is no grace";
}

TEST_F(Authority, that_falls_silent_leaves_the_declared_grace_with_evidence_and_is_believed_again_alone) {
    begin("{mode: ocsp, fresh_s: 0, grace_s: 3600}");
    EXPECT_FALSE(customs_.verified_answer(send()).is_null());
    fall_silent();
    const auto response = send();
    EXPECT_FALSE(customs_.verified_answer(response).is_null()) << "exchanges go on";
    EXPECT_THAT(remark(journal_of(response), "revocation"), HasSubstr("grace"));
    const auto remembered = graces();
    ASSERT_EQ(remembered.size(), 2U) << "the bus and customs";
    EXPECT_EQ(remembered[0].at("exchange").as_string(), response.headers.get("otkel-exchange"));
    EXPECT_EQ(remembered[0].at("outcome"), "open");

    answer_again();
    const auto after = send();
    EXPECT_FALSE(customs_.verified_answer(after).is_null());
    EXPECT_THAT(remark(journal_of(after), "revocation"), HasSubstr("good by OCSP"));
    EXPECT_EQ(graces().size(), 2U) << "nothing more went on under grace";
}

TEST_F(Authority, that_falls_silent_without_grace_asks_peers_to_come_again) {
    begin("{mode: ocsp, fresh_s: 0, grace_s: 0}");
    EXPECT_FALSE(customs_.verified_answer(send()).is_null());
    fall_silent();
    const auto response = send();
    EXPECT_EQ(CustomsConsumer::error_code(response), "SCE909") << "the system is not available, said by a signed fault";
    EXPECT_EQ(journal_of(response).at("outcome"), "unavailable");
    answer_again();
    EXPECT_FALSE(customs_.verified_answer(send()).is_null()) << "it recovers alone";
}

class BadWord : public Authority, public testing::WithParamInterface<const char*> {};

INSTANTIATE_TEST_SUITE_P(Of, BadWord,
                         testing::Values("empty", "garbage", "stale", "wrong_nonce", "wrong_responder", "http_500",
                                         "try_later"));

TEST_P(BadWord, is_as_good_as_none) {
    std::string word = GetParam();
    std::replace(word.begin(), word.end(), '_', '-');
    begin("{mode: ocsp, fresh_s: 0, grace_s: 0}", "steps: [{on: ocsp, do: " + word + ", times: 2}]");
    EXPECT_EQ(CustomsConsumer::error_code(send()), "SCE909");
    EXPECT_EQ(CustomsConsumer::error_code(send()), "SCE909");
    EXPECT_FALSE(customs_.verified_answer(send()).is_null());
}

}  // namespace
}  // namespace otkel::test

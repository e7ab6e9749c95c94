#include "gateway/trust/cms/time_stamp.hpp"

#include <gtest/gtest.h>

#include "tests/unit/trust/cms/crafted_message.hpp"

namespace otkel::trust {
namespace {

using crypto::DigestAlgorithm;
using crypto::KeyAlgorithm;
using testing::CmsPki;
using testing::on;

namespace der = crypto::der;

const CmsPki& pki() { return CmsPki::of(KeyAlgorithm::gost2015_512); }
constexpr std::string_view octets = "what is stamped";

std::string answer_to(std::string_view question, const issuing::Issuer& authority = pki().stamping) {
    return issuing::write_time_stamp_answer(authority, *issuing::read_time_stamp_query(question), on(2026), "\x07");
}
std::string token_in(std::string_view answer) {
    der::Reader fields(der::single(answer, der::tag::sequence, "answer")->content);
    (void)fields.next("status");
    return std::string(fields.next("token")->whole);
}
Errc refusal(const Result<TimeStamp>& result) { return result ? Errc::internal : result.error().code; }

TEST(TimeStampQuestion, carries_imprint_policy_and_a_fresh_nonce) {
    const auto question =
        make_time_stamp_question(octets, DigestAlgorithm::streebog512, std::string(stamp_policy::gost2015));
    const auto read = issuing::read_time_stamp_query(question.der);
    ASSERT_TRUE(read) << read.error().to_string();
    EXPECT_EQ(read->digest, DigestAlgorithm::streebog512);
    EXPECT_EQ(read->imprint, crypto::digest(DigestAlgorithm::streebog512, octets));
    EXPECT_EQ(read->policy, stamp_policy::gost2015);
    EXPECT_EQ(question.nonce.size(), 8U);
    EXPECT_NE(question.nonce, make_time_stamp_question(octets, DigestAlgorithm::sha256, {}).nonce);
}

TEST(TimeStampQuestion, knows_the_imprint_of_each_policy) {
    EXPECT_EQ(imprint_of_policy(stamp_policy::gost2015), DigestAlgorithm::streebog512);
    EXPECT_EQ(imprint_of_policy(stamp_policy::gost2004), DigestAlgorithm::gost34311);
    EXPECT_EQ(imprint_of_policy(stamp_policy::rsa), DigestAlgorithm::sha256);
    EXPECT_EQ(imprint_of_policy(""), DigestAlgorithm::sha256);
}

class TimeStampAnswer : public ::testing::TestWithParam<KeyAlgorithm> {};

TEST_P(TimeStampAnswer, is_read_and_verified) {
    const auto& authority = CmsPki::of(GetParam());
    const auto question = make_time_stamp_question(octets, DigestAlgorithm::sha256, {});
    const auto answer = answer_to(question.der, authority.stamping);
    const auto stamp = read_time_stamp_answer(answer, question, authority.trust);
    ASSERT_TRUE(stamp) << stamp.error().to_string();
    EXPECT_EQ(stamp->time, on(2026));
    EXPECT_EQ(stamp->serial, "7");
    EXPECT_EQ(stamp->digest, DigestAlgorithm::sha256);
    EXPECT_EQ(stamp->algorithm, crypto::name(GetParam()));
    EXPECT_EQ(stamp->token, token_in(answer));
    const auto again = verify_time_stamp(stamp->token, octets, authority.trust);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->digest, DigestAlgorithm::sha256);
    EXPECT_EQ(refusal(verify_time_stamp(stamp->token, "other", authority.trust)), Errc::signature_invalid);
}

TEST_P(TimeStampAnswer, is_refused_with_any_octet_changed) {
    const auto& authority = CmsPki::of(GetParam());
    const auto token = testing::token_over(authority.stamping, octets, on(2026));
    const auto certificate_at = token.find(authority.stamping.certificate()->der());
    const auto certificate_end = certificate_at + authority.stamping.certificate()->der().size();
    for (std::size_t at = 0; at < token.size(); at += 7) {
        auto changed = token;
        changed[at] = static_cast<char>(changed[at] ^ 0x02);
        const auto stamp = verify_time_stamp(changed, octets, authority.trust);
        EXPECT_FALSE(stamp && stamp->time != on(2026));
        // signatureAlgorithm parameters and the version of SignedData are outside of every signature.
        EXPECT_TRUE(!stamp || at < 40 || at > certificate_end) << at;
    }
}

INSTANTIATE_TEST_SUITE_P(Keys, TimeStampAnswer,
                         ::testing::Values(KeyAlgorithm::gost2015_512, KeyAlgorithm::gost2004, KeyAlgorithm::rsa,
                                           KeyAlgorithm::ecdsa_p256));

TEST(TimeStampAnswerMismatch, is_refused) {
    const auto question = make_time_stamp_question(octets, DigestAlgorithm::sha256, "1.2.3");
    const auto answer = answer_to(question.der);
    ASSERT_TRUE(read_time_stamp_answer(answer, question, pki().trust));
    auto other = question;
    other.nonce[7] = static_cast<char>(other.nonce[7] ^ 0x01);
    EXPECT_EQ(refusal(read_time_stamp_answer(answer, other, pki().trust)), Errc::signature_invalid);
    other = question;
    other.imprint[0] = static_cast<char>(other.imprint[0] ^ 0x01);
    EXPECT_EQ(refusal(read_time_stamp_answer(answer, other, pki().trust)), Errc::signature_invalid);
    other = question;
    other.digest = DigestAlgorithm::streebog256;
    EXPECT_EQ(refusal(read_time_stamp_answer(answer, other, pki().trust)), Errc::signature_invalid);
    other = question;
    other.policy = "1.2.4";
    EXPECT_EQ(refusal(read_time_stamp_answer(answer, other, pki().trust)), Errc::forbidden_construct);
    EXPECT_EQ(refusal(read_time_stamp_answer(answer, question, TrustStore{})), Errc::signer_untrusted);
    EXPECT_EQ(refusal(read_time_stamp_answer(answer + "x", question, pki().trust)), Errc::malformed);
    EXPECT_EQ(refusal(read_time_stamp_answer("", question, pki().trust)), Errc::malformed);
    EXPECT_EQ(refusal(read_time_stamp_answer(std::string(time_stamp_octets_max + 1, '0'), question, pki().trust)),
              Errc::limit_exceeded);
}

TEST(TimeStampRefusal, tells_the_reason_of_the_authority) {
    const auto question = make_time_stamp_question(octets, DigestAlgorithm::sha256, {});
    const auto refused =
        read_time_stamp_answer(issuing::write_time_stamp_refusal(2, "try later"), question, pki().trust);
    EXPECT_EQ(refusal(refused), Errc::peer_failed);
    EXPECT_NE(refused.error().detail.find("status 2, \"try later\""), std::string::npos) << refused.error().detail;

    const auto status = der::sequence({der::integer(2), der::element(der::tag::bit_string, "\x06\x80\x01\x40")});
    const auto named = read_time_stamp_answer(der::sequence({status}), question, pki().trust);
    EXPECT_EQ(named.error().detail,
              "the time-stamping authority refused: status 2, badAlg, unacceptedPolicy, addInfoNotAvailable");
    const auto long_text = issuing::write_time_stamp_refusal(2, std::string(5000, 'x'));
    EXPECT_LT(read_time_stamp_answer(long_text, question, pki().trust).error().detail.size(), 100U);
    const auto granted = der::sequence({der::sequence({der::integer(0)})});
    EXPECT_EQ(refusal(read_time_stamp_answer(granted, question, pki().trust)), Errc::malformed);
}

TEST(TimeStampToken, is_accepted_under_the_policies_that_are_named) {
    const auto token = testing::token_over(pki().stamping, octets, on(2026));
    EXPECT_TRUE(verify_time_stamp(token, octets, pki().trust, {"1.2.3", std::string(stamp_policy::gost2015)}));
    EXPECT_EQ(refusal(verify_time_stamp(token, octets, pki().trust, {"1.2.3"})), Errc::forbidden_construct);
}

TEST(TimeStampToken, is_judged_at_its_own_time) {
    // The certificate of the authority runs from 2022 to 2030.
    EXPECT_TRUE(verify_time_stamp(testing::token_over(pki().stamping, octets, on(2023)), octets, pki().trust));
    for (const int year : {2021, 2031}) {
        const auto token = testing::token_over(pki().stamping, octets, on(year));
        EXPECT_EQ(refusal(verify_time_stamp(token, octets, pki().trust)), Errc::certificate_invalid);
    }
}

TEST(TimeStampToken, needs_the_usage_for_it_alone_and_critical) {
    auto content = testing::stamping_content();
    content.extended_key_usage_critical = false;
    const auto refused = [&] {
        return refusal(
            verify_time_stamp(testing::token_over(pki().issuer(content), octets, on(2026)), octets, pki().trust));
    };
    EXPECT_EQ(refused(), Errc::certificate_invalid);
    content.extended_key_usage_critical = true;
    content.extended_key_usage.emplace_back(usage::client_auth);
    EXPECT_EQ(refused(), Errc::certificate_invalid);
}

TEST(TimeStampToken, by_a_key_that_is_trusted_without_a_certificate_proves_no_time) {
    TrustStore store;
    store.trust_key(pki().stamping.key().public_key());
    const auto token = testing::token_over(pki().stamping, octets, on(2026));
    EXPECT_EQ(refusal(verify_time_stamp(token, octets, store)), Errc::signer_untrusted);
}

// A token with a TSTInfo and attributes of one's own.
struct CraftedToken : testing::CraftedMessage {
    std::string imprint{der::sequence({crypto::algorithm_identifier(DigestAlgorithm::sha256),
                                       der::octet_string(crypto::digest(DigestAlgorithm::sha256, octets))})};
    std::string time{der::generalized_time(on(2026))};
    std::string rest;
    std::uint64_t info_version{1};
    bool names_certificate{true};

    CraftedToken() : testing::CraftedMessage({pki().stamping.key(), pki().stamping.certificate()->der(), {}, {}}) {
        version = 3;
    }
    std::string token() {
        content = der::sequence({der::integer(info_version), der::oid("1.2.3"), imprint, der::integer(9), time, rest});
        content_type = oid::time_stamp_info;
        attributes = {content_type_attribute(), message_digest_attribute()};
        if (names_certificate) {
            attributes.push_back(
                testing::attribute(oid::signing_certificate_v2, {signing_certificate_v2(identity.certificate_der)}));
        }
        return build();
    }
    Result<TimeStamp> verified() { return verify_time_stamp(token(), octets, pki().trust); }
};

TEST(TimeStampToken, may_have_all_the_optional_fields) {
    CraftedToken crafted;
    crafted.time = der::element(der::tag::generalized_time, "20260601000000.25Z");
    crafted.rest = der::sequence({der::integer(1)}) + der::boolean(true) + der::integer(5) +
                   der::element(der::tag::context(0), der::element(der::tag::context_primitive(2), "tsa")) +
                   der::element(der::tag::context(1), der::sequence({der::oid("1.2.9"), der::octet_string("x")}));
    const auto stamp = crafted.verified();
    ASSERT_TRUE(stamp) << stamp.error().to_string();
    EXPECT_EQ(stamp->time, on(2026) + std::chrono::milliseconds(250));
    EXPECT_EQ(stamp->serial, "9");
}

TEST(TimeStampToken, with_damaged_content_is_refused) {
    const auto refused = [](auto change) {
        CraftedToken crafted;
        change(crafted);
        return refusal(crafted.verified());
    };
    for (const auto* time : {"20260601000000.Z", "20260601000000.5", "20260601000000.5Zx", "20260601000000,5Z",
                             "20260601000000+0500", "202606010000Z", "2026Z.", "20260601000000.a5Z"}) {
        EXPECT_EQ(refused([&](auto& token) { token.time = der::element(der::tag::generalized_time, time); }),
                  Errc::malformed)
            << time;
    }
    EXPECT_EQ(refused([](auto& token) { token.info_version = 2; }), Errc::malformed);
    EXPECT_EQ(refused([](auto& token) { token.rest = der::null(); }), Errc::malformed);
    EXPECT_EQ(refused([](auto& token) { token.names_certificate = false; }), Errc::malformed);
    EXPECT_EQ(refused([](auto& token) {
                  token.rest =
                      der::element(der::tag::context(1),
                                   der::sequence({der::oid("1.2.9"), der::boolean(true), der::octet_string("x")}));
              }),
              Errc::forbidden_construct);
    EXPECT_EQ(refused([](auto& token) {
                  token.imprint = der::sequence({crypto::algorithm_identifier(DigestAlgorithm::sha1),
                                                 der::octet_string(crypto::digest(DigestAlgorithm::sha1, octets))});
              }),
              Errc::forbidden_construct);
    EXPECT_EQ(refused([](auto& token) {
                  token.imprint = der::sequence(
                      {crypto::algorithm_identifier(DigestAlgorithm::sha256), der::octet_string("short")});
              }),
              Errc::signature_invalid);
}

TEST(TimeStampToken, has_exactly_one_signer_and_holds_a_time) {
    CraftedToken crafted;
    (void)crafted.token();
    EXPECT_EQ(refusal(verify_time_stamp(crafted.build(crafted.signer() + crafted.signer()), octets, pki().trust)),
              Errc::limit_exceeded);
    EXPECT_EQ(refusal(verify_time_stamp(crafted.build(""), octets, pki().trust)), Errc::malformed);
    crafted.has_content = false;
    EXPECT_EQ(refusal(verify_time_stamp(crafted.build(), octets, pki().trust)), Errc::malformed);
    const auto message = *sign_cms(octets, pki().identity("АСАН"), testing::options_at(on(2026)));
    EXPECT_EQ(refusal(verify_time_stamp(message, octets, pki().trust)), Errc::malformed);
}

}  // namespace
}  // namespace otkel::trust

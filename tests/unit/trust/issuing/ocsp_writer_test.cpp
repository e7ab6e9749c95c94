#include "gateway/trust/issuing/ocsp_writer.hpp"

#include <gmock/gmock.h>

#include "gateway/crypto/der.hpp"
#include "gateway/trust/revocation/ocsp.hpp"
#include "tests/unit/trust/issuing/issuing_fixture.hpp"

namespace otkel::trust::issuing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using State = OcspAnswerContent::State;
namespace der = crypto::der;

OcspAnswerContent answer_at(WallTime now, const OcspQuery& query, State state = State::good) {
    OcspAnswerContent content;
    content.state = state;
    content.produced_at = now;
    content.this_update = now;
    content.nonce = query.nonce;
    return content;
}

class OcspOfEveryAlgorithm : public ::testing::TestWithParam<crypto::KeyAlgorithm> {
protected:
    [[nodiscard]] Result<RevocationStatus> ask(const OcspAnswerContent& content) const {
        return read_ocsp_answer(write_ocsp_answer(responder_, query_, content), question_, now_, OcspRules{});
    }

    WallTime now_{start_of(2026)};
    Issuer root_{make_root(GetParam())};
    Issuer responder_{make_service(root_, usage::ocsp_signing, false)};
    OcspQuestion question_{make_ocsp_question(make_signer(root_).certificate(), root_.certificate())};
    OcspQuery query_{read_ocsp_query(question_.der).value()};
};
INSTANTIATE_TEST_SUITE_P(OcspWriter, OcspOfEveryAlgorithm, ::testing::ValuesIn(every_algorithm()), algorithm_name);

TEST_P(OcspOfEveryAlgorithm, answers_are_read_back) {
    EXPECT_EQ(query_.serial_octets, question_.certificate->serial_octets());
    EXPECT_EQ(query_.nonce, question_.nonce);
    const auto good = ask(answer_at(now_, query_));
    ASSERT_TRUE(good) << good.error().to_string();
    EXPECT_EQ(good->state, RevocationState::good);
    EXPECT_EQ(good->as_of, now_);
    EXPECT_FALSE(good->next_update);

    auto content = answer_at(now_, query_, State::revoked);
    content.revoked_at = start_of(2025);
    content.reason = 1;
    content.next_update = start_of(2027);
    const auto revoked = ask(content);
    ASSERT_TRUE(revoked) << revoked.error().to_string();
    EXPECT_EQ(revoked->state, RevocationState::revoked);
    EXPECT_EQ(revoked->revoked_at, start_of(2025));
    EXPECT_EQ(revoked->reason, "keyCompromise");
    EXPECT_EQ(revoked->next_update, start_of(2027));
}

TEST_P(OcspOfEveryAlgorithm, answers_with_another_nonce_are_not_taken) {
    auto content = answer_at(now_, query_);
    content.nonce = "another";
    EXPECT_EQ(ask(content).error().code, Errc::signature_invalid);
    content.nonce.reset();
    EXPECT_EQ(ask(content).error().code, Errc::signature_invalid);
}

// The openssl command judges by its own clock.
class OcspBesideOpenssl : public ::testing::TestWithParam<crypto::KeyAlgorithm> {
protected:
    OcspBesideOpenssl() {
        openssl_.write("root.pem", *root_.certificate());
        openssl_.write("signer.pem", *make_signer(root_).certificate());
        const auto asked = openssl_.run("ocsp -sha256 -issuer root.pem -cert signer.pem -reqout request.der");
        EXPECT_EQ(asked.status, 0) << asked.output;
        query_ = read_ocsp_query(openssl_.read("request.der")).value();
    }
    [[nodiscard]] std::string opinion_on(const OcspAnswerContent& content, const std::string& question) const {
        openssl_.write("answer.der", write_ocsp_answer(responder_, query_, content));
        return openssl_.run("ocsp " + question + " -respin answer.der -CAfile root.pem").output;
    }
    [[nodiscard]] std::string opinion_on(const OcspAnswerContent& content) const {
        return opinion_on(content, "-sha256 -no_nonce -issuer root.pem -cert signer.pem");
    }
    // The command looks either at the certificate or at the nonce of a request that it reads.
    [[nodiscard]] std::string opinion_on_nonce(const OcspAnswerContent& content) const {
        return opinion_on(content, "-reqin request.der");
    }

    WallTime now_{SystemClock().wall()};
    Issuer root_{make_root(GetParam())};
    Issuer responder_{make_service(root_, usage::ocsp_signing, false)};
    Openssl openssl_;
    OcspQuery query_;
};
INSTANTIATE_TEST_SUITE_P(OcspWriter, OcspBesideOpenssl, ::testing::ValuesIn(openssl_algorithms()), algorithm_name);

TEST_P(OcspBesideOpenssl, answers_satisfy_a_second_opinion) {
    EXPECT_THAT(opinion_on(answer_at(now_, query_)),
                AllOf(HasSubstr("Response verify OK"), HasSubstr("signer.pem: good")));
    auto revoked = answer_at(now_, query_, State::revoked);
    revoked.revoked_at = start_of(2025);
    revoked.reason = 4;
    revoked.next_update = now_ + std::chrono::hours(1);
    EXPECT_THAT(opinion_on(revoked),
                AllOf(HasSubstr("Response verify OK"), HasSubstr("signer.pem: revoked"), HasSubstr("superseded"),
                      HasSubstr("Revocation Time: Jan  1 00:00:00 2025 GMT"), HasSubstr("Next Update")));
    EXPECT_THAT(opinion_on(answer_at(now_, query_, State::unknown)), HasSubstr("signer.pem: unknown"));
}

TEST_P(OcspBesideOpenssl, the_nonce_is_seen_by_a_second_opinion) {
    auto content = answer_at(now_, query_);
    EXPECT_THAT(opinion_on_nonce(content), AllOf(HasSubstr("Response verify OK"), Not(HasSubstr("once"))));
    content.nonce = "another";
    EXPECT_THAT(opinion_on_nonce(content), HasSubstr("Nonce Verify error"));
    content.nonce.reset();
    EXPECT_THAT(opinion_on_nonce(content), HasSubstr("no nonce in response"));
}

TEST(OcspWriter, failures_have_a_status_and_nothing_else) {
    EXPECT_EQ(write_ocsp_failure(3), "\x30\x03\x0a\x01\x03");
    const Openssl openssl;
    openssl.write("answer.der", write_ocsp_failure(2));
    EXPECT_THAT(openssl.run("ocsp -respin answer.der -noverify").output, HasSubstr("internalerror (2)"));
}

class OcspQueryReader : public ::testing::Test {
protected:
    // OCSPRequest about `requests`, with `extensions` (DER of [2]).
    static std::string request(const std::string& requests, const std::string& extensions = {}) {
        return der::sequence({der::sequence({der::sequence({requests}), extensions})});
    }
    static std::string one() { return der::sequence({cert_id()}); }
    static std::string cert_id() {
        return der::sequence({der::sequence({der::oid("2.16.840.1.101.3.4.2.1"), der::null()}),
                              der::octet_string("name"), der::octet_string("key"), der::integer_of("\xff\x01")});
    }
    static std::string nonce(const std::string& value) {
        const auto extension = der::sequence({der::oid("1.3.6.1.5.5.7.48.1.2"), der::octet_string(value)});
        return der::element(der::tag::context(2), der::sequence({extension}));
    }
    static Errc refusal(const std::string& octets) { return read_ocsp_query(octets).error().code; }
};

TEST_F(OcspQueryReader, takes_a_question_apart) {
    const auto query = read_ocsp_query(request(one(), nonce(der::octet_string("12345678"))));
    ASSERT_TRUE(query) << query.error().to_string();
    EXPECT_EQ(query->cert_id, cert_id());
    EXPECT_EQ(query->issuer_name_hash, "name");
    EXPECT_EQ(query->issuer_key_hash, "key");
    EXPECT_EQ(query->serial_octets, "\xff\x01") << "without the zero octet of a positive number";
    EXPECT_EQ(query->nonce, "12345678");
}

TEST_F(OcspQueryReader, reads_optional_parts) {
    EXPECT_EQ(read_ocsp_query(request(one()))->nonce, "");
    EXPECT_EQ(read_ocsp_query(request(one(), nonce("bare")))->nonce, "bare");
    const auto version = der::element(der::tag::context(0), der::integer(0));
    const auto requestor = der::element(der::tag::context(1), der::element(der::tag::context(4), name_der({})));
    const auto full = der::sequence({der::sequence({version, requestor, der::sequence({one()})}),
                                     der::element(der::tag::context(0), der::sequence({}))});
    EXPECT_EQ(read_ocsp_query(full)->cert_id, cert_id());
}

TEST_F(OcspQueryReader, refuses_what_it_does_not_answer) {
    EXPECT_EQ(refusal(request(one() + one())), Errc::unsupported);
    EXPECT_EQ(refusal(request("")), Errc::malformed);
    EXPECT_EQ(refusal(request(one(), der::null())), Errc::malformed);
    EXPECT_EQ(refusal(request(one()) + "x"), Errc::malformed);
    EXPECT_EQ(refusal(request(one(), nonce(std::string(20'000, 'x')))), Errc::limit_exceeded);
}

TEST_F(OcspQueryReader, refuses_every_beginning_and_survives_every_changed_octet) {
    const auto whole = request(one(), nonce(der::octet_string("12345678")));
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_EQ(refusal(whole.substr(0, size)), Errc::malformed) << size;
    }
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (const char octet : {'\0', '\x30', '\x7f', '\x80', '\xff'}) {
            auto changed = whole;
            changed[at] = octet;
            (void)read_ocsp_query(changed);
        }
    }
}

}  // namespace
}  // namespace otkel::trust::issuing

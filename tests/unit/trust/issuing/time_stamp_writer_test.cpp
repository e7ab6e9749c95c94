#include "gateway/trust/issuing/time_stamp_writer.hpp"

#include <gmock/gmock.h>

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/algorithm_identifiers.hpp"
#include "gateway/crypto/der.hpp"
#include "tests/unit/trust/issuing/issuing_fixture.hpp"

namespace otkel::trust::issuing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
namespace der = crypto::der;

constexpr std::string_view stamped = "a signature value";

class TimeStampOfEveryAlgorithm : public ::testing::TestWithParam<crypto::KeyAlgorithm> {
protected:
    TimeStampOfEveryAlgorithm() { trust_.anchor(root_.certificate()); }
    [[nodiscard]] crypto::DigestAlgorithm imprint_algorithm() const {
        return crypto::digest_of(authority_.key().preferred_signature());
    }

    WallTime now_{start_of(2026)};
    Issuer root_{make_root(GetParam())};
    Issuer authority_{make_service(root_, usage::time_stamping, true)};
    TrustStore trust_;
};
INSTANTIATE_TEST_SUITE_P(TimeStampWriter, TimeStampOfEveryAlgorithm, ::testing::ValuesIn(every_algorithm()),
                         algorithm_name);

TEST_P(TimeStampOfEveryAlgorithm, answers_are_read_back) {
    const auto question = make_time_stamp_question(stamped, imprint_algorithm(), {});
    const auto query = read_time_stamp_query(question.der);
    ASSERT_TRUE(query) << query.error().to_string();
    EXPECT_EQ(query->digest, question.digest);
    EXPECT_EQ(query->imprint, question.imprint);
    const auto answer = write_time_stamp_answer(authority_, *query, now_, "\xff\x02");
    const auto stamp = read_time_stamp_answer(answer, question, trust_);
    ASSERT_TRUE(stamp) << stamp.error().to_string();
    EXPECT_EQ(stamp->time, now_);
    EXPECT_EQ(stamp->serial, "65282");
    EXPECT_EQ(stamp->authority->fingerprint(), authority_.certificate()->fingerprint());
    EXPECT_TRUE(verify_time_stamp(stamp->token, stamped, trust_));
    EXPECT_FALSE(verify_time_stamp(stamp->token, "another value", trust_));
}

TEST_P(TimeStampOfEveryAlgorithm, answers_under_the_policy_asked_for_or_that_of_the_key) {
    const auto ask = [&](const std::string& policy) {
        const auto question = make_time_stamp_question(stamped, imprint_algorithm(), policy);
        const auto query = read_time_stamp_query(question.der).value();
        const auto stamp =
            read_time_stamp_answer(write_time_stamp_answer(authority_, query, now_, "\x01"), question, trust_);
        return stamp ? stamp->policy : stamp.error().to_string();
    };
    EXPECT_EQ(ask("2.999.5"), "2.999.5");
    const auto expected = GetParam() == crypto::KeyAlgorithm::gost2004 ? stamp_policy::gost2004
                          : crypto::is_gost(GetParam())                ? stamp_policy::gost2015
                                                                       : stamp_policy::rsa;
    EXPECT_EQ(ask(""), expected);
}

class TimeStampBesideOpenssl : public ::testing::TestWithParam<crypto::KeyAlgorithm> {
protected:
    Issuer root_{make_root(GetParam())};
    Issuer authority_{make_service(root_, usage::time_stamping, true)};
    Openssl openssl_;
};
INSTANTIATE_TEST_SUITE_P(TimeStampWriter, TimeStampBesideOpenssl, ::testing::ValuesIn(openssl_algorithms()),
                         algorithm_name);

TEST_P(TimeStampBesideOpenssl, answers_satisfy_a_second_opinion) {
    openssl_.write("root.pem", *root_.certificate());
    openssl_.write("data", stamped);
    const auto asked = openssl_.run("ts -query -data data -sha512 -cert -tspolicy 1.2.398.3.3.2.6.2 -out query.tsq");
    ASSERT_EQ(asked.status, 0) << asked.output;
    const auto query = read_time_stamp_query(openssl_.read("query.tsq"));
    ASSERT_TRUE(query) << query.error().to_string();
    openssl_.write("answer.tsr", write_time_stamp_answer(authority_, *query, SystemClock().wall(), "\x05"));
    const auto verified = openssl_.run("ts -verify -queryfile query.tsq -in answer.tsr -CAfile root.pem");
    EXPECT_THAT(verified.output, HasSubstr("Verification: OK"));
    EXPECT_THAT(
        openssl_.run("ts -reply -in answer.tsr -text").output,
        AllOf(HasSubstr("Status: Granted."), HasSubstr("Policy OID: 1.2.398.3.3.2.6.2"),
              HasSubstr("Serial number: 0x05"), HasSubstr("Accuracy: unspecified"), HasSubstr("TSA: unspecified")));

    auto other = *query;
    other.imprint.back() ^= 1;
    openssl_.write("answer.tsr", write_time_stamp_answer(authority_, other, SystemClock().wall(), "\x05"));
    EXPECT_THAT(openssl_.run("ts -verify -queryfile query.tsq -in answer.tsr -CAfile root.pem").output,
                HasSubstr("Verification: FAILED"));
}

TEST(TimeStampWriter, refusals_have_a_status_and_words) {
    const auto refusal = write_time_stamp_refusal(2, "Күте тұрыңыз");
    const Openssl openssl;
    openssl.write("answer.tsr", refusal);
    EXPECT_THAT(openssl.run("ts -reply -in answer.tsr -text").output, HasSubstr("Status: Rejected."));
    EXPECT_THAT(refusal, HasSubstr("Күте тұрыңыз"));
    const auto question = make_time_stamp_question(stamped, crypto::DigestAlgorithm::sha256, {});
    const auto read = read_time_stamp_answer(refusal, question, TrustStore());
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, Errc::peer_failed);
    EXPECT_THAT(read.error().detail, HasSubstr("Күте тұрыңыз"));
}

class TimeStampQueryReader : public ::testing::Test {
protected:
    static std::string imprint(std::string_view oid = crypto::oid_of(crypto::DigestAlgorithm::sha256),
                               std::size_t size = 32) {
        return der::sequence({der::sequence({der::oid(oid), der::null()}), der::octet_string(std::string(size, 'd'))});
    }
    static std::string request(const std::string& rest) { return der::sequence({der::integer(1), rest}); }
    static Errc refusal(const std::string& octets) { return read_time_stamp_query(octets).error().code; }
};

TEST_F(TimeStampQueryReader, reads_optional_parts) {
    const auto bare = read_time_stamp_query(request(imprint()));
    ASSERT_TRUE(bare) << bare.error().to_string();
    EXPECT_EQ(bare->digest, crypto::DigestAlgorithm::sha256);
    EXPECT_EQ(bare->imprint, std::string(32, 'd'));
    EXPECT_TRUE(bare->policy.empty());
    EXPECT_TRUE(bare->nonce.empty());
    const auto full =
        read_time_stamp_query(request(imprint() + der::oid("2.999.1") + der::integer_of("\xff") + der::boolean(true)));
    ASSERT_TRUE(full) << full.error().to_string();
    EXPECT_EQ(full->policy, "2.999.1");
    EXPECT_EQ(full->nonce, "\xff");
}

TEST_F(TimeStampQueryReader, refuses_what_it_cannot_stamp) {
    EXPECT_EQ(refusal(request(imprint("2.999.1"))), Errc::unsupported);
    EXPECT_EQ(refusal(request(imprint(crypto::oid_of(crypto::DigestAlgorithm::sha256), 31))), Errc::malformed);
    EXPECT_EQ(refusal(der::sequence({der::integer(2), imprint()})), Errc::unsupported);
    EXPECT_EQ(refusal(request(imprint() + "\x02\x01\xff")), Errc::malformed) << "a negative nonce";
    EXPECT_EQ(refusal(request(imprint() + der::null())), Errc::malformed);
    EXPECT_EQ(refusal(request(imprint()) + "x"), Errc::malformed);
    EXPECT_EQ(refusal(std::string(5000, '0')), Errc::limit_exceeded);
}

TEST_F(TimeStampQueryReader, refuses_every_beginning_and_survives_every_changed_octet) {
    const auto whole = request(imprint() + der::oid("2.999.1") + der::integer(77) + der::boolean(true));
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_EQ(refusal(whole.substr(0, size)), Errc::malformed) << size;
    }
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (const char octet : {'\0', '\x30', '\x7f', '\x80', '\xff'}) {
            auto changed = whole;
            changed[at] = octet;
            (void)read_time_stamp_query(changed);
        }
    }
}

}  // namespace
}  // namespace otkel::trust::issuing

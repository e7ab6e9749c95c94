#include "tests/unit/trust/revocation/ocsp_fixture.hpp"

// The form of an answer: what stands around what is signed, and what is not DER.

namespace otkel::trust::testing {
namespace {

TEST_P(Ocsp, tells_that_the_responder_gave_up) {
    const auto failure = read_ocsp_answer(issuing::write_ocsp_failure(3), question, now, rules);
    EXPECT_EQ(refusal(failure), Errc::peer_failed);
    EXPECT_NE(failure.error().detail.find("tryLater"), std::string::npos) << failure.error().detail;
    EXPECT_EQ(refusal(read_ocsp_answer(issuing::write_ocsp_failure(9), question, now, rules)), Errc::peer_failed);
    EXPECT_EQ(refusal(read_ocsp_answer(issuing::write_ocsp_failure(0), question, now, rules)), Errc::malformed);
}

TEST_P(Ocsp, knows_version_one_only) {
    auto content = good();
    content.version = der::element(tag::context(0), der::integer(0));
    EXPECT_TRUE(read(content));
    content.version = der::element(tag::context(0), der::integer(1));
    EXPECT_EQ(refusal(content), Errc::unsupported);
}

TEST_P(Ocsp, knows_basic_responses_only) {
    const auto bytes = der::sequence({der::oid("1.3.6.1.5.5.7.48.1.99"), der::octet_string(der::sequence({}))});
    const auto other =
        der::sequence({der::element(tag::enumerated, std::string(1, '\0')), der::element(tag::context(0), bytes)});
    EXPECT_EQ(refusal(read_ocsp_answer(other, question, now, rules)), Errc::unsupported);
    EXPECT_EQ(refusal(read_ocsp_answer(response(""), question, now, rules)), Errc::malformed);
}

TEST_P(Ocsp, forgives_a_default_that_is_written_out) {
    auto content = good();
    content.extensions.front() = der::sequence(
        {der::oid("1.3.6.1.5.5.7.48.1.2"), der::boolean(false), der::octet_string(der::octet_string(question.nonce))});
    EXPECT_TRUE(read(content));
}

TEST_P(Ocsp, reads_generalized_times_only) {
    const auto revoked = der::element(tag::context(1), der::time(day(2026, 3, 1)));
    EXPECT_EQ(refusal(good_with({cert_id(question), revoked})), Errc::malformed);
}

TEST_P(Ocsp, keeps_its_limits) {
    const auto octets = answer(good(), pki.responder.key());
    rules.octets_max = octets.size();
    EXPECT_TRUE(read_ocsp_answer(octets, question, now, rules));
    rules.octets_max = octets.size() - 1;
    EXPECT_EQ(refusal(read_ocsp_answer(octets, question, now, rules)), Errc::limit_exceeded);
    auto many = good();
    many.certificates.assign(9, pki.leaf->der());
    EXPECT_EQ(refusal(many), Errc::limit_exceeded);
    many = good();
    many.singles.assign(65, many.singles.front());
    EXPECT_EQ(refusal(many), Errc::limit_exceeded);
}

TEST_P(Ocsp, refuses_every_cut_and_every_tail) {
    const auto octets = answer(good(), pki.responder.key());
    for (std::size_t size = 0; size < octets.size(); ++size) {
        EXPECT_EQ(refusal(read_ocsp_answer(octets.substr(0, size), question, now, rules)), Errc::malformed) << size;
    }
    EXPECT_EQ(refusal(read_ocsp_answer(octets + '\0', question, now, rules)), Errc::malformed);
}

TEST_P(Ocsp, refuses_every_changed_octet) {
    const auto octets = answer(good(), pki.responder.key());
    for (std::size_t at = 0; at < octets.size(); ++at) {
        auto changed = octets;
        changed[at] = static_cast<char>(changed[at] ^ (1 << (at % 8)));
        EXPECT_FALSE(read_ocsp_answer(changed, question, now, rules)) << "octet " << at;
    }
}

TEST_P(Ocsp, refuses_a_second_nonce) {
    auto content = good();
    content.extensions.push_back(nonce_extension(question.nonce));
    EXPECT_EQ(refusal(content), Errc::malformed);
}

}  // namespace
}  // namespace otkel::trust::testing

#include "tests/unit/trust/revocation/ocsp_fixture.hpp"

namespace otkel::trust::testing {
namespace {

using issuing::Issuer;

INSTANTIATE_TEST_SUITE_P(Keys, Ocsp,
                         ::testing::Values(KeyAlgorithm::gost2015_512, KeyAlgorithm::rsa, KeyAlgorithm::ecdsa_p256),
                         algorithm_name);

TEST_P(Ocsp, asks_by_sha256_with_a_nonce_of_eight_octets) {
    const auto query = issuing::read_ocsp_query(question.der);
    ASSERT_TRUE(query) << query.error().to_string();
    const auto& issuer = *pki.authority.certificate();
    EXPECT_EQ(query->issuer_name_hash, crypto::digest(crypto::DigestAlgorithm::sha256, issuer.subject_der()));
    EXPECT_EQ(query->issuer_key_hash, crypto::digest(crypto::DigestAlgorithm::sha256, issuer.key().bit_string()));
    EXPECT_EQ(query->serial_octets, pki.leaf->serial_octets());
    EXPECT_EQ(query->nonce, question.nonce);
    EXPECT_EQ(question.nonce.size(), 8U);
    EXPECT_NE(make_ocsp_question(pki.leaf, pki.authority.certificate()).nonce, question.nonce);
}

TEST_P(Ocsp, reads_good) {
    const auto status = read(written(OcspAnswerContent::State::good));
    ASSERT_TRUE(status) << status.error().to_string();
    EXPECT_EQ(status->state, RevocationState::good);
    EXPECT_EQ(status->source, "OCSP, CN=OCSP RESPONDER,C=KZ");
    EXPECT_EQ(status->kind, RevocationSource::ocsp);
    EXPECT_EQ(status->as_of, now);
    EXPECT_FALSE(status->next_update);
    EXPECT_FALSE(status->revoked_at);
    EXPECT_FALSE(status->evidence.empty());
}

TEST_P(Ocsp, reads_revoked_with_time_and_reason) {
    auto content = written(OcspAnswerContent::State::revoked);
    content.revoked_at = day(2026, 3, 1);
    content.reason = 1;
    content.next_update = now + hours{1};
    const auto status = read(content);
    ASSERT_TRUE(status) << status.error().to_string();
    EXPECT_EQ(status->state, RevocationState::revoked);
    EXPECT_EQ(status->revoked_at, day(2026, 3, 1));
    EXPECT_EQ(status->reason, "keyCompromise");
    EXPECT_EQ(status->next_update, now + hours{1});
}

TEST_P(Ocsp, reads_revoked_without_a_reason) {
    auto content = written(OcspAnswerContent::State::revoked);
    content.revoked_at = day(2026, 3, 1);
    const auto status = read(content);
    ASSERT_TRUE(status) << status.error().to_string();
    EXPECT_EQ(status->state, RevocationState::revoked);
    EXPECT_EQ(status->reason, "");
}

TEST_P(Ocsp, tells_a_hold_since_1970_from_a_revocation) {
    auto content = written(OcspAnswerContent::State::revoked);
    content.reason = 6;
    EXPECT_EQ(read(content).value().state, RevocationState::unknown_to_authority);
    content.revoked_at = WallTime{seconds{1}};
    EXPECT_EQ(read(content).value().state, RevocationState::revoked);
    content.revoked_at = {};
    content.reason = 4;
    EXPECT_EQ(read(content).value().state, RevocationState::revoked);
}

TEST_P(Ocsp, reads_unknown) {
    const auto status = read(written(OcspAnswerContent::State::unknown));
    ASSERT_TRUE(status) << status.error().to_string();
    EXPECT_EQ(status->state, RevocationState::unknown_to_authority);
}

TEST_P(Ocsp, refuses_another_nonce) {
    auto content = written(OcspAnswerContent::State::good);
    content.nonce = std::string(8, 'x');
    EXPECT_EQ(refusal(read(content)), Errc::signature_invalid);
    content.nonce = question.nonce.substr(0, 7);
    EXPECT_EQ(refusal(read(content)), Errc::signature_invalid);
    rules.nonce_required = false;
    EXPECT_EQ(refusal(read(content)), Errc::signature_invalid);
}

TEST_P(Ocsp, takes_an_answer_without_a_nonce_only_where_the_rules_do) {
    auto content = written(OcspAnswerContent::State::good);
    content.nonce.reset();
    EXPECT_EQ(refusal(read(content)), Errc::signature_invalid);
    rules.nonce_required = false;
    EXPECT_TRUE(read(content));
}

TEST_P(Ocsp, refuses_an_answer_about_another_certificate) {
    const auto other = make_ocsp_question(pki.other_leaf, pki.authority.certificate());
    EXPECT_EQ(refusal(good_with({cert_id(other)})), Errc::signature_invalid);
    // The same serial number, but of another issuer by name and key.
    const auto& stranger = pki_of(GetParam() == KeyAlgorithm::rsa ? KeyAlgorithm::ecdsa_p256 : KeyAlgorithm::rsa);
    const auto foreign = make_ocsp_question(pki.leaf, stranger.authority.certificate());
    EXPECT_EQ(refusal(good_with({cert_id(foreign)})), Errc::signature_invalid);
}

TEST_P(Ocsp, refuses_a_cert_id_that_differs_in_one_part) {
    const auto& issuer = *pki.authority.certificate();
    const auto sha256 = crypto::DigestAlgorithm::sha256;
    const auto id = [&](crypto::DigestAlgorithm algorithm, const std::string& name, const std::string& key,
                        const std::string& serial) {
        return der::sequence({crypto::algorithm_identifier(algorithm), der::octet_string(name), der::octet_string(key),
                              der::integer_of(serial)});
    };
    const auto name = crypto::digest(sha256, issuer.subject_der());
    const auto key = crypto::digest(sha256, issuer.key().bit_string());
    const auto& serial = pki.leaf->serial_octets();
    EXPECT_TRUE(read(good_with({id(sha256, name, key, serial)})));
    EXPECT_EQ(refusal(good_with({id(sha256, key, key, serial)})), Errc::signature_invalid);
    EXPECT_EQ(refusal(good_with({id(sha256, name, name, serial)})), Errc::signature_invalid);
    EXPECT_EQ(refusal(good_with({id(sha256, name, key, serial + "x")})), Errc::signature_invalid);
    EXPECT_EQ(refusal(good_with({id(crypto::DigestAlgorithm::sha512, name, key, serial)})), Errc::signature_invalid);
    EXPECT_EQ(refusal(good_with({id(sha256, name, key.substr(1), serial)})), Errc::signature_invalid);
}

TEST_P(Ocsp, refuses_two_answers_about_the_certificate_but_not_a_neighbour) {
    const auto other = make_ocsp_question(pki.other_leaf, pki.authority.certificate());
    auto content = good();
    content.singles.push_back(single({cert_id(other), der::element(tag::context_primitive(2), {})}));
    EXPECT_EQ(read(content).value().state, RevocationState::good);
    content.singles.push_back(content.singles.front());
    EXPECT_EQ(refusal(content), Errc::signature_invalid);
    content.singles.clear();
    EXPECT_EQ(refusal(content), Errc::signature_invalid);
}

TEST_P(Ocsp, takes_the_issuer_itself_as_responder) {
    auto content = good();
    content.certificates.clear();
    for (const auto& id : {by_name(*pki.authority.certificate()), by_key(*pki.authority.certificate())}) {
        content.responder_id = id;
        const auto status = read_ocsp_answer(answer(content, pki.authority.key()), question, now, rules);
        ASSERT_TRUE(status) << status.error().to_string();
        EXPECT_EQ(status->source, "OCSP, " + pki.authority.certificate()->subject());
    }
    EXPECT_EQ(refusal(content), Errc::signature_invalid) << "signed by the responder in the issuer's name";
}

TEST_P(Ocsp, finds_the_responder_by_its_key) {
    auto content = good();
    content.responder_id = by_key(*pki.responder.certificate());
    EXPECT_TRUE(read(content));
    content.certificates.insert(content.certificates.begin(), pki.leaf->der());  // the same key, but may not
    EXPECT_TRUE(read(content));
    content.responder_id = by_key(*pki.authority.certificate());
    EXPECT_EQ(refusal(content), Errc::signature_invalid);
}

TEST_P(Ocsp, refuses_a_responder_that_it_cannot_find) {
    auto content = good();
    content.certificates.clear();
    EXPECT_EQ(refusal(content), Errc::signer_untrusted);
    content = good();
    content.responder_id = by_name(*pki.leaf);
    EXPECT_EQ(refusal(content), Errc::signer_untrusted);
}

TEST_P(Ocsp, refuses_a_responder_of_another_issuer) {
    const auto authority = Issuer::self_signed(authority_content("ДРУГОЙ УЦ"), pki.authority.key());
    const auto foreign = Pki::with_key(authority, responder_content(), pki.responder.key());
    EXPECT_EQ(refusal(good_of(*foreign.certificate())), Errc::signer_untrusted);
    // The same name over another key.
    const auto impostor = Issuer::self_signed(authority_content("ТЕСТ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ"), pki.responder.key());
    const auto forged = Pki::with_key(impostor, responder_content(), pki.responder.key());
    EXPECT_EQ(refusal(good_of(*forged.certificate())), Errc::signer_untrusted);
    EXPECT_EQ(refusal(good_of(*impostor.certificate())), Errc::signature_invalid);
}

TEST_P(Ocsp, refuses_a_responder_that_was_not_authorised) {
    auto no_usage = responder_content();
    no_usage.extended_key_usage.clear();
    EXPECT_EQ(refusal(good_of(*pki.responder_with(no_usage).certificate())), Errc::signer_untrusted);
    auto any_usage = responder_content();
    any_usage.extended_key_usage = {std::string(usage::any)};
    EXPECT_EQ(refusal(good_of(*pki.responder_with(any_usage).certificate())), Errc::signer_untrusted);
    auto other_usage = responder_content();
    other_usage.extended_key_usage = {std::string(usage::time_stamping)};
    EXPECT_EQ(refusal(good_of(*pki.responder_with(other_usage).certificate())), Errc::signer_untrusted);
    auto no_signatures = responder_content();
    no_signatures.key_usage = KeyUsage::key_encipherment;
    EXPECT_EQ(refusal(good_of(*pki.responder_with(no_signatures).certificate())), Errc::signer_untrusted);
    auto critical = responder_content();
    critical.critical_extensions = {{"1.2.398.99.1", der::null()}};
    EXPECT_EQ(refusal(good_of(*pki.responder_with(critical).certificate())), Errc::signer_untrusted);
}

TEST_P(Ocsp, refuses_a_responder_with_a_weak_key) {
    const auto weak =
        Pki::with_key(pki.authority, responder_content(), crypto::PrivateKey::generate(KeyAlgorithm::rsa, 1024));
    const auto octets = answer(good_of(*weak.certificate()), weak.key());
    EXPECT_EQ(refusal(read_ocsp_answer(octets, question, now, rules)), Errc::signer_untrusted);
}

TEST_P(Ocsp, takes_an_answer_in_spite_of_a_certificate_that_it_cannot_read) {
    auto content = good();
    content.certificates.insert(content.certificates.begin(), der::sequence({der::null()}));
    EXPECT_TRUE(read(content));
    content.certificates.pop_back();
    EXPECT_EQ(refusal(content), Errc::malformed);
}

TEST_P(Ocsp, refuses_a_responder_outside_of_its_time) {
    auto expired = responder_content();
    expired.not_after = now - hours{1};
    EXPECT_EQ(refusal(good_of(*pki.responder_with(expired).certificate())), Errc::certificate_invalid);
    auto early = responder_content();
    early.not_before = now + hours{1};
    EXPECT_EQ(refusal(good_of(*pki.responder_with(early).certificate())), Errc::certificate_invalid);
}

TEST_P(Ocsp, asks_for_freshness) {
    const auto at = [&](std::chrono::seconds age, std::optional<std::chrono::seconds> rest = {}) {
        auto content = good_with({cert_id(question),
                                  der::element(tag::context_primitive(0), {}),
                                  now - age,
                                  rest ? std::optional(now + *rest) : std::nullopt,
                                  {}});
        content.produced_at = now - age;
        return read(content);
    };
    EXPECT_TRUE(at(minutes{64}));  // an hour and the clock skew
    EXPECT_EQ(refusal(at(minutes{66})), Errc::unavailable);
    EXPECT_TRUE(at(-minutes{4}));
    EXPECT_EQ(refusal(at(-minutes{6})), Errc::unavailable);
    EXPECT_TRUE(at(hours{24}, hours{1})) << "nextUpdate is the authority's word";
    EXPECT_TRUE(at(hours{24}, -minutes{4}));
    EXPECT_EQ(refusal(at(hours{24}, -minutes{6})), Errc::unavailable);
    rules.age_max = seconds{10};
    rules.clock_skew_max = seconds{0};
    EXPECT_TRUE(at(seconds{10}));
    EXPECT_EQ(refusal(at(seconds{11})), Errc::unavailable);
    EXPECT_EQ(refusal(at(-seconds{1})), Errc::unavailable);
}

TEST_P(Ocsp, refuses_what_was_produced_in_the_future) {
    auto content = good();
    content.produced_at = now + hours{1};
    EXPECT_EQ(refusal(content), Errc::unavailable);
}

TEST_P(Ocsp, refuses_critical_extensions_that_it_does_not_know) {
    auto content = good();
    content.extensions.push_back(extension("1.2.398.99.1", der::null()));
    EXPECT_TRUE(read(content));
    content.extensions.back() = extension("1.2.398.99.1", der::null(), true);
    EXPECT_EQ(refusal(content), Errc::unsupported);
    EXPECT_EQ(refusal(good_with({cert_id(question),
                                 der::element(tag::context_primitive(0), {}),
                                 now,
                                 {},
                                 {extension("1.2.398.99.1", der::null(), true)}})),
              Errc::unsupported);
}

TEST_P(Ocsp, refuses_an_answer_signed_by_another_key) {
    const auto signed_by_authority = answer(good(), pki.authority.key());
    EXPECT_EQ(refusal(read_ocsp_answer(signed_by_authority, question, now, rules)), Errc::signature_invalid);
}

TEST_P(Ocsp, reads_an_answer_that_was_kept_years_later) {
    const OcspSubject subject{pki.authority.certificate(), pki.leaf->serial_octets(), {}};
    auto content = written(OcspAnswerContent::State::good);
    content.next_update = now + hours{1};
    const auto query = issuing::read_ocsp_query(question.der);
    const auto kept = issuing::write_ocsp_answer(pki.responder, query.value(), content);
    const auto years_later = now + hours{24 * 365 * 30};
    EXPECT_EQ(refusal(read_ocsp_answer(kept, subject, years_later, rules)), Errc::certificate_invalid);
    rules.kept = true;
    const auto status = read_ocsp_answer(kept, subject, years_later, rules);
    ASSERT_TRUE(status) << status.error().to_string();
    EXPECT_EQ(status->as_of, now);
    EXPECT_FALSE(read_ocsp_answer(kept, subject, now - hours{1}, rules)) << "what it says of then";
    auto early = responder_content();
    early.not_before = now + hours{1};
    const auto unborn = pki.responder_with(early);
    EXPECT_EQ(refusal(good_of(*unborn.certificate())), Errc::certificate_invalid);
}

TEST_P(Ocsp, goes_by_a_serial_number_alone) {
    const OcspSubject subject{pki.authority.certificate(), '\0' + pki.leaf->serial_octets(), question.nonce};
    EXPECT_TRUE(read_ocsp_answer(answer(good(), pki.responder.key()), subject, now, rules));
}

}  // namespace
}  // namespace otkel::trust::testing

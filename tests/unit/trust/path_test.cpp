#include "tests/unit/trust/path_fixture.hpp"

// Every rule of a path, for every kind of key.

namespace otkel::trust {
namespace {

using crypto::KeyAlgorithm;
using issuing::CertificateContent;
using issuing::Issuer;
using testing::authority_content;
using testing::expect_refused;
using testing::signer_content;
using testing::start_of;
using testing::test_key;

class Path : public testing::PathFixture {};

TEST_P(Path, leads_from_the_leaf_to_the_anchor) {
    const auto root = make_root();
    const auto authority = make_authority(root, authority_content("NCA"));
    const auto leaf = make_leaf(authority);
    TrustStore store;
    store.anchor(root.certificate());
    store.know(authority.certificate());
    const auto path = establish(store, leaf);
    ASSERT_TRUE(path) << path.error().to_string();
    EXPECT_EQ(path->how, "path to CN=ROOT,C=KZ");
    EXPECT_EQ(path->certificates, (std::vector{leaf, authority.certificate(), root.certificate()}));
    EXPECT_TRUE(path->holder_vouched);
}

TEST_P(Path, ends_at_an_authority_that_is_an_anchor_itself) {
    const auto authority = make_authority(make_root(), authority_content("NCA"));
    TrustStore store;
    store.anchor(authority.certificate());
    const auto path = establish(store, make_leaf(authority));
    ASSERT_TRUE(path) << path.error().to_string();
    EXPECT_EQ(path->certificates.size(), 2U);
}

TEST_P(Path, goes_through_what_the_message_offers_but_does_not_end_there) {
    const auto root = make_root();
    const auto authority = make_authority(root, authority_content("NCA"));
    const auto leaf = make_leaf(authority);
    TrustStore store;
    store.anchor(root.certificate());
    expect_refused(establish(store, leaf), Errc::signer_untrusted, "is neither configured nor in the message");
    EXPECT_TRUE(establish(store, leaf, 2026, {authority.certificate()}));
    const std::vector whole{authority.certificate(), root.certificate()};
    expect_refused(establish(TrustStore(), leaf, 2026, whole), Errc::signer_untrusted,
                   "is its own issuer and not a configured anchor");
}

TEST_P(Path, tells_whose_certificate_is_missing) {
    const auto authority = make_authority(make_root(), authority_content("NCA"));
    TrustStore store;
    store.anchor(Issuer::self_signed(authority_content("OTHER"), key(5)).certificate());
    const auto path = establish(store, make_leaf(authority));
    expect_refused(path, Errc::signer_untrusted, "CN=ТЕСТ АДАМ");
    expect_refused(path, Errc::signer_untrusted, "CN=NCA,C=KZ with the key identifier ");
    expect_refused(path, Errc::signer_untrusted, "add its certificate");
}

TEST_P(Path, is_valid_only_while_each_of_its_certificates_is) {
    auto short_lived = authority_content("NCA");
    short_lived.not_before = start_of(2025);
    short_lived.not_after = start_of(2027);
    const auto root = authority_content("ROOT");
    EXPECT_TRUE(through(root, short_lived));
    expect_refused(through(root, short_lived, 2024), Errc::certificate_invalid, "is valid only from 2025-01-01");
    expect_refused(through(root, short_lived, 2028), Errc::certificate_invalid, "expired at 2027-01-01");

    auto short_root = short_lived;
    short_root.subject = root.subject;
    expect_refused(through(short_root, authority_content("NCA"), 2024), Errc::certificate_invalid, "CN=ROOT");
    expect_refused(through(short_root, authority_content("NCA"), 2028), Errc::certificate_invalid, "CN=ROOT");

    expect_refused(through(root, authority_content("NCA"), 2022), Errc::certificate_invalid, "CN=ТЕСТ АДАМ");
    expect_refused(through(root, authority_content("NCA"), 2029), Errc::certificate_invalid, "CN=ТЕСТ АДАМ");
}

TEST_P(Path, does_not_go_through_somebody_who_is_no_authority) {
    auto no_authority = authority_content("NCA");
    no_authority.authority = false;
    expect_refused(through(authority_content("ROOT"), no_authority), Errc::certificate_invalid, "is not an authority");
}

TEST_P(Path, does_not_go_through_an_authority_that_may_not_sign_certificates) {
    auto without = authority_content("NCA");
    without.key_usage = crl_sign | digital_signature;
    expect_refused(through(authority_content("ROOT"), without), Errc::certificate_invalid, "lacks keyCertSign");
    without.key_usage = 0;  // no such extension: nothing is restricted
    EXPECT_TRUE(through(authority_content("ROOT"), without));
}

TEST_P(Path, keeps_to_the_path_length) {
    auto root = authority_content("ROOT");
    root.path_length_max = 0;
    expect_refused(through(root, authority_content("NCA")), Errc::certificate_invalid, "(path length), and here are 1");
    root.path_length_max = 1;
    auto authority = authority_content("NCA");
    authority.path_length_max = 0;
    EXPECT_TRUE(through(root, authority));
}

TEST_P(Path, does_not_count_an_authority_that_renewed_itself) {
    auto content = authority_content("ROOT");
    content.path_length_max = 0;
    const auto old_root = make_root(content);
    const auto new_root = make_authority(old_root, content);  // the same name, another key
    ASSERT_TRUE(new_root.certificate()->is_self_issued());
    TrustStore store;
    store.anchor(old_root.certificate());
    EXPECT_TRUE(establish(store, make_leaf(new_root), 2026, {new_root.certificate()}));
}

TEST_P(Path, does_not_pass_over_a_critical_extension_that_nobody_processes) {
    auto constrained = authority_content("NCA");
    constrained.critical_extensions = {{"2.5.29.30", crypto::der::sequence({})}};  // nameConstraints
    expect_refused(through(authority_content("ROOT"), constrained), Errc::certificate_invalid, "2.5.29.30");
    auto root = authority_content("ROOT");
    root.critical_extensions = {{"1.2.398.9.9", crypto::der::null()}};
    expect_refused(through(root, authority_content("NCA")), Errc::certificate_invalid, "1.2.398.9.9");
    const auto issuer = make_root();
    auto leaf = signer_content();
    leaf.critical_extensions = {{"2.5.29.36", crypto::der::sequence({})}};  // policyConstraints
    TrustStore store;
    store.anchor(issuer.certificate());
    expect_refused(establish(store, make_leaf(issuer, leaf)), Errc::certificate_invalid, "2.5.29.36");
}

TEST_P(Path, stands_on_signatures) {
    const auto root = make_root();
    const Issuer forger(root.certificate(), key(3));
    TrustStore store;
    store.anchor(root.certificate());
    const auto leaf = make_leaf(forger);
    EXPECT_EQ(leaf->authority_key_id(), root.certificate()->subject_key_id());
    expect_refused(
        establish(store, leaf), Errc::signer_untrusted,
        "does not verify with the key of CN=ROOT,C=KZ (SHA-256 " + root.certificate()->fingerprint().substr(0, 16));
    const auto forged = make_authority(forger, authority_content("NCA"));
    store.know(forged.certificate());
    expect_refused(establish(store, make_leaf(forged)), Errc::signer_untrusted, "does not verify");
}

// Without key identifiers only the signature can tell.
// A renewed certificate for the same key: the one that is valid at the time is taken, in whichever order they come.
// Nobody pays for what a stranger sends along: foreign names cost nothing, the right name at most a fixed number of
// signatures, and what is configured comes first.
TEST_P(Path, asks_the_leaf_what_it_is_for) {
    const auto root = make_root();
    TrustStore store;
    store.anchor(root.certificate());
    const auto told = [&](const CertificateContent& content, Purpose purpose) {
        const auto path = store.establish(make_leaf(root, content), start_of(2026), purpose);
        EXPECT_TRUE(path || path.error().code == Errc::certificate_invalid);
        return path ? std::string("established") : path.error().detail;
    };
    const auto refuses = [&](const CertificateContent& content, Purpose purpose, std::string_view why) {
        const auto text = told(content, purpose);
        EXPECT_NE(text.find(why), std::string::npos) << text;
    };
    auto content = signer_content();
    EXPECT_EQ(told(content, Purpose::signing), "established");
    refuses(content, Purpose::ocsp_signing, "OCSPSigning");
    refuses(content, Purpose::time_stamping, "timeStamping");
    refuses(content, Purpose::crl_signing, "cRLSign");

    content.extended_key_usage = {std::string(usage::ocsp_signing)};
    EXPECT_EQ(told(content, Purpose::ocsp_signing), "established");
    content.extended_key_usage = {std::string(usage::any)};
    refuses(content, Purpose::ocsp_signing, "OCSPSigning");

    content.extended_key_usage = {std::string(usage::time_stamping)};
    refuses(content, Purpose::time_stamping, "critical");
    content.extended_key_usage_critical = true;
    EXPECT_EQ(told(content, Purpose::time_stamping), "established");
    content.extended_key_usage.emplace_back(usage::email_protection);
    refuses(content, Purpose::time_stamping, "only extended key usage");

    content = signer_content();
    content.key_usage = key_encipherment;
    refuses(content, Purpose::signing, "neither digitalSignature nor nonRepudiation");
    content = authority_content("NCA");
    EXPECT_EQ(told(content, Purpose::crl_signing), "established");
    refuses(content, Purpose::signing, "neither digitalSignature nor nonRepudiation");
    content.key_usage = key_cert_sign;
    refuses(content, Purpose::crl_signing, "cRLSign");
    content.authority = false;
    content.key_usage = crl_sign;
    refuses(content, Purpose::crl_signing, "not an authority");
    EXPECT_TRUE(store.establish(root.certificate(), start_of(2026), Purpose::crl_signing));
}

TEST_P(Path, of_a_pinned_certificate_is_the_certificate_alone) {
    const auto authority = make_authority(make_root(), authority_content("NCA"));
    const auto leaf = make_leaf(authority);
    TrustStore store;
    store.pin(leaf);
    const auto path = establish(store, leaf);
    ASSERT_TRUE(path) << path.error().to_string();
    EXPECT_EQ(path->how, "pinned certificate C=KZ,CN=ТЕСТ АДАМ");
    EXPECT_EQ(path->certificates, std::vector{leaf});
    expect_refused(establish(store, leaf, 2023), Errc::certificate_invalid, "is valid only from");
    expect_refused(establish(store, leaf, 2029), Errc::certificate_invalid, "expired at");
    EXPECT_FALSE(store.establish(leaf, start_of(2026), Purpose::ocsp_signing));
    EXPECT_FALSE(establish(store, make_leaf(authority)));
}

TEST_P(Path, of_a_trusted_key_vouches_for_no_holder) {
    TrustStore store;
    EXPECT_TRUE(store.empty());
    store.trust_key(key(9).public_key());
    EXPECT_FALSE(store.empty());
    EXPECT_EQ(store.keys().size(), 1U);
    const auto root = make_root();
    const auto leaf = make_leaf(root);
    const auto path = establish(store, leaf);
    ASSERT_TRUE(path) << path.error().to_string();
    EXPECT_EQ(path->certificates, std::vector{leaf});
    EXPECT_EQ(path->how, "trusted key of C=KZ,CN=ТЕСТ АДАМ");
    EXPECT_FALSE(path->holder_vouched);
    expect_refused(establish(store, leaf, 2029), Errc::certificate_invalid, "expired at");
    EXPECT_FALSE(establish(store, root.issue(signer_content(), key(8).public_key())));
    // A path says more than a key.
    store.anchor(root.certificate());
    EXPECT_TRUE(establish(store, leaf)->holder_vouched);
}

INSTANTIATE_TEST_SUITE_P(Keys, Path, testing::tested_keys, testing::key_name);

TEST(PathOfManyKeys, mixes_every_algorithm) {
    const std::vector kinds{KeyAlgorithm::gost2004,     KeyAlgorithm::rsa,          KeyAlgorithm::ecdsa_p384,
                            KeyAlgorithm::gost2015_512, KeyAlgorithm::gost2015_256, KeyAlgorithm::ecdsa_p256};
    auto authority = Issuer::self_signed(authority_content("ROOT"), test_key(kinds.front(), 0));
    TrustStore store;
    store.anchor(authority.certificate());
    for (const auto kind : std::span(kinds).subspan(1)) {
        const auto& key = test_key(kind, 1);
        authority = {authority.issue(authority_content(std::string(crypto::name(kind))), key.public_key()), key};
        store.know(authority.certificate());
    }
    const auto leaf = authority.issue(signer_content(), test_key(KeyAlgorithm::gost2004, 2).public_key());
    const auto path = store.establish(leaf, start_of(2026));
    ASSERT_TRUE(path) << path.error().to_string();
    EXPECT_EQ(path->certificates.size(), kinds.size() + 1);
}

TEST(WeakKey, is_not_trusted_wherever_it_stands) {
    const auto& weak = test_key(KeyAlgorithm::rsa, 0, 1024);
    const auto& strong = test_key(KeyAlgorithm::rsa, 0);
    const auto root = Issuer::self_signed(authority_content("WEAK ROOT"), weak);
    TrustStore store;
    store.anchor(root.certificate());
    const auto under_weak = root.issue(signer_content(), strong.public_key());
    expect_refused(store.establish(under_weak, start_of(2026)), Errc::certificate_invalid, "only 1024 bits");
    const auto strong_root = Issuer::self_signed(authority_content("ROOT"), strong);
    store.anchor(strong_root.certificate());
    const auto weak_leaf = strong_root.issue(signer_content(), weak.public_key());
    expect_refused(store.establish(weak_leaf, start_of(2026)), Errc::certificate_invalid, "only 1024 bits");
    store.pin(weak_leaf);
    expect_refused(store.establish(weak_leaf, start_of(2026)), Errc::certificate_invalid, "only 1024 bits");
}

TEST(TrustStore, includes_all_that_another_trusts_and_forgets_what_it_knew) {
    const auto& key = test_key(KeyAlgorithm::ecdsa_p256, 0);
    const auto root = Issuer::self_signed(authority_content("ROOT"), key);
    const auto leaf = root.issue(signer_content(), test_key(KeyAlgorithm::ecdsa_p256, 1).public_key());
    TrustStore other;
    other.anchor(root.certificate());
    other.trust_key(key.public_key());
    TrustStore store;
    EXPECT_FALSE(store.establish(leaf, start_of(2026)));
    store.include(other);
    EXPECT_TRUE(store.establish(leaf, start_of(2026)));
    EXPECT_EQ(store.keys().size(), 1U);
    store.include(store);
    EXPECT_EQ(store.anchors().size(), 1U);
    const TrustStore copy = store;
    EXPECT_EQ(copy.keys().size(), 1U);
    EXPECT_TRUE(copy.establish(leaf, start_of(2026)));
}

// What is written into a log comes from outside: it has an end.
TEST(PathError, is_short_however_long_the_names_are) {
    const auto& key = test_key(KeyAlgorithm::ecdsa_p256, 0);
    std::string long_name;
    for (int i = 0; i < 5000; ++i) {
        long_name += "Ұ";
    }
    const auto root = Issuer::self_signed(authority_content(long_name), key);
    const auto path = TrustStore().establish(root.issue(signer_content(long_name), key.public_key()), start_of(2026));
    ASSERT_FALSE(path);
    EXPECT_LT(path.error().detail.size(), 2000U);
    EXPECT_NE(path.error().detail.find("Ұ…"), std::string::npos);
}

}  // namespace
}  // namespace otkel::trust

#include "tests/unit/trust/path_fixture.hpp"

// How a path is found where there are many certificates, for every kind of key.

namespace otkel::trust {
namespace {

using issuing::Issuer;
using testing::authority_content;
using testing::expect_refused;
using testing::start_of;

class PathSearch : public testing::PathFixture {};

TEST_P(PathSearch, finds_the_right_one_of_two_generations_with_one_name) {
    const auto root = make_root();
    const auto first = make_authority(root, authority_content("NCA"), 1);
    const auto second = make_authority(root, authority_content("NCA"), 2);
    TrustStore store;
    store.anchor(root.certificate());
    for (const auto& issuer : {first, second}) {
        const auto path = establish(store, make_leaf(issuer), 2026, {first.certificate(), second.certificate()});
        ASSERT_TRUE(path) << path.error().to_string();
        EXPECT_EQ(path->certificates[1], issuer.certificate());
    }
}

TEST_P(PathSearch, tells_generations_apart_by_signature_where_identifiers_are_missing) {
    const auto root = make_root();
    const auto first = make_authority(root, authority_content("NCA"), 1);
    const auto second = make_authority(root, authority_content("NCA"), 2);
    testing::CertificateParts parts;
    parts.issuer = first.certificate()->subject_der();
    const auto leaf = Certificate::from_der(parts.signed_with(second.key())).value();
    TrustStore store;
    store.anchor(root.certificate());
    store.know(first.certificate());
    expect_refused(establish(store, leaf), Errc::signer_untrusted, "does not verify");
    store.know(second.certificate());
    const auto path = establish(store, leaf);
    ASSERT_TRUE(path) << path.error().to_string();
    EXPECT_EQ(path->certificates[1], second.certificate());
}

TEST_P(PathSearch, prefers_the_renewed_certificate_to_the_expired_one) {
    const auto root = make_root();
    auto expired = authority_content("NCA");
    expired.not_after = start_of(2025);
    const auto old = make_authority(root, expired);
    const auto renewed = make_authority(root, authority_content("NCA"));
    const auto leaf = make_leaf(renewed);
    for (const auto& offered : {std::vector{old.certificate(), renewed.certificate()},
                                std::vector{renewed.certificate(), old.certificate()}}) {
        TrustStore store;
        store.anchor(root.certificate());
        const auto path = establish(store, leaf, 2026, offered);
        ASSERT_TRUE(path) << path.error().to_string();
        EXPECT_EQ(path->certificates[1], renewed.certificate());
        EXPECT_TRUE(establish(store, leaf, 2025, offered));
    }
}

TEST_P(PathSearch, takes_an_issuer_only_by_its_key_identifier) {
    const auto root = make_root();
    const auto second = Issuer::self_signed(authority_content("ROOT"), key(2));
    // Signed by the anchor's key, but it asks for the other generation.
    const auto leaf = make_leaf(Issuer(second.certificate(), key(0)));
    TrustStore store;
    store.anchor(root.certificate());
    ASSERT_TRUE(leaf->is_signed_with(root.certificate()->key()));
    expect_refused(establish(store, leaf), Errc::signer_untrusted, "has the same name and the key identifier");
}

TEST_P(PathSearch, does_not_walk_in_circles) {
    const auto a = make_authority(make_root(), authority_content("A"), 1);
    const auto b = make_authority(a, authority_content("B"), 2);
    const auto a_by_b = make_authority(b, authority_content("A"), 1);
    const auto b_by_a_again = make_authority(a_by_b, authority_content("B"), 2);
    const std::vector offered{a_by_b.certificate(), b.certificate(), b_by_a_again.certificate()};
    TrustStore store;
    store.anchor(Issuer::self_signed(authority_content("ROOT"), key(5)).certificate());
    const auto leaf = make_leaf(b);
    expect_refused(establish(store, leaf, 2026, offered), Errc::signer_untrusted, "leads to no configured anchor");
    store.anchor(make_root().certificate());
    auto all = offered;
    all.push_back(a.certificate());
    const auto path = establish(store, leaf, 2026, all);
    // The root that issued `a` is not this object, but it has the same name and key.
    ASSERT_TRUE(path) << path.error().to_string();
    EXPECT_EQ(path->certificates.size(), 4U);
}

TEST_P(PathSearch, has_at_most_eight_certificates) {
    const auto root = make_root();
    std::vector<Issuer> authorities{root};
    std::vector<CertificatePtr> offered;
    for (int i = 1; i <= 7; ++i) {
        authorities.push_back(make_authority(authorities.back(), authority_content("CA " + std::to_string(i)), i));
        offered.push_back(authorities.back().certificate());
    }
    TrustStore store;
    store.anchor(root.certificate());
    EXPECT_TRUE(establish(store, make_leaf(authorities[6]), 2026, offered));  // the leaf, six authorities and the root
    expect_refused(establish(store, make_leaf(authorities[7]), 2026, offered), Errc::signer_untrusted,
                   "more than 8 certificates");
}

TEST_P(PathSearch, bounds_the_work_that_offered_certificates_cause) {
    const auto root = make_root();
    const auto authority = make_authority(root, authority_content("NCA"));
    const auto leaf = make_leaf(authority);
    std::vector<CertificatePtr> offered(500, make_authority(root, authority_content("FOREIGN"), 2).certificate());
    testing::CertificateParts forged;
    forged.subject = authority.certificate()->subject_der();
    for (std::uint64_t i = 0; i < 499; ++i) {
        forged.serial = crypto::der::integer(1000 + i);
        offered.push_back(Certificate::from_der(forged.signed_with(key(3))).value());
    }
    offered.push_back(authority.certificate());
    TrustStore store;
    store.anchor(root.certificate());
    expect_refused(establish(store, leaf, 2026, offered), Errc::signer_untrusted, "gave up after 32 signatures");
    store.know(authority.certificate());
    EXPECT_TRUE(establish(store, leaf, 2026, offered));
}

TEST_P(PathSearch, finds_its_way_among_a_thousand_offered_certificates) {
    const auto root = make_root();
    const auto authority = make_authority(root, authority_content("NCA"));
    std::vector<CertificatePtr> offered(999, make_authority(root, authority_content("NCA"), 2).certificate());
    offered.push_back(authority.certificate());
    TrustStore store;
    store.anchor(root.certificate());
    EXPECT_TRUE(establish(store, make_leaf(authority), 2026, offered));
}

TEST_P(PathSearch, is_kept_although_the_message_brought_a_part_of_it) {
    const auto root = make_root();
    const auto authority = make_authority(root, authority_content("NCA"));
    const auto leaf = make_leaf(authority);
    TrustStore store;
    store.anchor(root.certificate());
    EXPECT_FALSE(establish(store, leaf));
    EXPECT_TRUE(establish(store, leaf, 2026, {authority.certificate()}));
    const auto again = establish(store, leaf, 2027);
    ASSERT_TRUE(again) << again.error().to_string();
    EXPECT_EQ(again->certificates.size(), 3U);
    EXPECT_FALSE(establish(store, leaf, 2029));
    // For another purpose nothing was established.
    EXPECT_FALSE(store.establish(leaf, start_of(2026), Purpose::time_stamping));
}

// Names are compared as people read them; the octets may differ between an authority and what it issues.
TEST_P(PathSearch, finds_an_issuer_whose_name_is_written_otherwise) {
    namespace der = crypto::der;
    const auto authority = Issuer::self_signed(authority_content("National Authority"), key(1));
    const auto part = [](std::string_view type, std::string_view value) {
        return der::set_of({der::sequence({der::oid(type), der::element(der::tag::printable_string, value)})});
    };
    testing::CertificateParts parts;
    parts.issuer = der::sequence({part("2.5.4.6", "kz"), part("2.5.4.3", " national  AUTHORITY ")});
    const auto leaf = Certificate::from_der(parts.signed_with(key(1))).value();
    TrustStore store;
    store.anchor(authority.certificate());
    EXPECT_TRUE(establish(store, leaf));
    parts.issuer = der::sequence({part("2.5.4.6", "kz"), part("2.5.4.3", "nationalAUTHORITY")});
    EXPECT_FALSE(establish(store, Certificate::from_der(parts.signed_with(key(1))).value()));
}

INSTANTIATE_TEST_SUITE_P(Keys, PathSearch, testing::tested_keys, testing::key_name);

}  // namespace
}  // namespace otkel::trust

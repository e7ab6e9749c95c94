#include "gateway/trust/trust_store.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "tests/support/pki_trust.hpp"

namespace otkel::trust {
namespace {

using testing::pki_certificate;

WallTime in_year(int year) { return WallTime{std::chrono::sys_days{std::chrono::year{year} / 7 / 12}}; }

Errc refusal(const TrustStore& store, const std::string& name, int year = 2026) {
    const auto path = store.establish(pki_certificate(name), in_year(year));
    EXPECT_FALSE(path);
    return path ? Errc::internal : path.error().code;
}

TrustStore anchored() {
    TrustStore store;
    store.anchor(pki_certificate("ca"));
    return store;
}

TEST(TrustStore, trusts_what_an_anchor_has_issued) {
    const auto path = anchored().establish(pki_certificate("shep-bus"), in_year(2026));
    ASSERT_TRUE(path) << path.error().to_string();
    EXPECT_EQ(path->how, "path to " + pki_certificate("ca")->subject());
    ASSERT_EQ(path->certificates.size(), 2U);
    EXPECT_EQ(path->certificates.front()->subject(), pki_certificate("shep-bus")->subject());
}

TEST(TrustStore, trusts_a_pinned_certificate_without_its_issuer) {
    TrustStore store;
    store.pin(pki_certificate("foreign"));
    EXPECT_TRUE(store.establish(pki_certificate("foreign"), in_year(2026)));
    EXPECT_EQ(refusal(store, "shep-bus"), Errc::signer_untrusted);
}

TEST(TrustStore, trusts_nobody_by_default) {
    EXPECT_TRUE(TrustStore().empty());
    EXPECT_EQ(refusal(TrustStore(), "shep-bus"), Errc::signer_untrusted);
}

TEST(TrustStore, refuses_a_foreign_certificate) {
    EXPECT_EQ(refusal(anchored(), "foreign"), Errc::signer_untrusted);
    EXPECT_EQ(refusal(anchored(), "foreign-ca"), Errc::signer_untrusted);
}

TEST(TrustStore, does_not_trust_what_is_only_known) {
    auto store = anchored();
    store.know(pki_certificate("foreign-ca"));
    store.know(pki_certificate("foreign"));
    EXPECT_EQ(refusal(store, "foreign"), Errc::signer_untrusted);
}

TEST(TrustStore, refuses_what_is_expired_or_not_yet_valid) {
    EXPECT_EQ(refusal(anchored(), "expired-peer"), Errc::certificate_invalid);
    EXPECT_EQ(refusal(anchored(), "shep-bus", 2024), Errc::certificate_invalid);
    EXPECT_EQ(refusal(anchored(), "shep-bus", 2040), Errc::certificate_invalid);
    TrustStore pinned;
    pinned.pin(pki_certificate("expired-peer"));
    EXPECT_EQ(refusal(pinned, "expired-peer"), Errc::certificate_invalid);
    EXPECT_EQ(refusal(pinned, "expired-peer", 2023), Errc::certificate_invalid);
}

TEST(TrustStore, refuses_the_key_of_an_authority_as_a_signer) {
    EXPECT_EQ(refusal(anchored(), "ca"), Errc::certificate_invalid);
}

TEST(TrustStore, asks_for_the_time_again_of_a_path_that_it_remembers) {
    const auto store = anchored();
    const auto certificate = pki_certificate("shep-bus");
    EXPECT_TRUE(store.establish(certificate, in_year(2026)));
    EXPECT_TRUE(store.establish(certificate, in_year(2026)));
    EXPECT_EQ(refusal(store, "shep-bus", 2040), Errc::certificate_invalid);
    EXPECT_TRUE(store.establish(certificate, in_year(2027)));
}

TEST(TrustStore, forgets_its_paths_when_it_is_changed_or_copied) {
    auto store = anchored();
    const auto certificate = pki_certificate("foreign");
    EXPECT_FALSE(store.establish(certificate, in_year(2026)));
    store.pin(certificate);
    EXPECT_TRUE(store.establish(certificate, in_year(2026)));
    EXPECT_EQ(refusal(anchored(), "foreign"), Errc::signer_untrusted);
    const TrustStore copy = store;
    EXPECT_TRUE(copy.establish(certificate, in_year(2026)));
}

TEST(TrustStore, finds_by_issuer_and_serial_what_is_pinned_or_known) {
    auto store = anchored();
    const auto bus = pki_certificate("shep-bus");
    EXPECT_EQ(store.find(bus->issuer(), bus->serial()), nullptr);
    store.know(bus);
    EXPECT_EQ(store.find(" " + bus->issuer() + " ", bus->serial()), bus);
    EXPECT_EQ(store.find(bus->issuer(), "1"), nullptr);
}

TEST(TrustStore, answers_many_threads_at_once) {
    const auto store = anchored();
    const auto good = pki_certificate("shep-bus");
    const auto bad = pki_certificate("foreign");
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int round = 0; round < 50; ++round) {
                EXPECT_TRUE(store.establish(good, in_year(2026)));
                EXPECT_FALSE(store.establish(bad, in_year(2026)));
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
}

TEST(CertificateCache, gives_the_same_object_for_the_same_octets) {
    CertificateCache cache;
    const auto der = pki_certificate("shep-bus")->der();
    const auto first = cache.from_der(der);
    ASSERT_TRUE(first);
    EXPECT_EQ(*first, *cache.from_der(std::string(der)));
}

TEST(CertificateCache, stays_within_its_capacity_and_goes_on) {
    CertificateCache cache(2);
    for (const auto* name : {"ca", "foreign", "shep-bus", "shep-bus-ec", "ca"}) {
        const auto certificate = cache.from_der(pki_certificate(name)->der());
        ASSERT_TRUE(certificate);
        EXPECT_EQ((*certificate)->fingerprint(), pki_certificate(name)->fingerprint());
    }
}

TEST(CertificateCache, does_not_keep_errors) {
    CertificateCache cache;
    EXPECT_EQ(cache.from_der("hello").error().code, Errc::malformed);
    EXPECT_EQ(cache.from_der("hello").error().code, Errc::malformed);
}

}  // namespace
}  // namespace otkel::trust

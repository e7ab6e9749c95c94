#include <gtest/gtest.h>

#include <thread>

#include "gateway/trust/revocation/rules.hpp"
#include "tests/unit/trust/revocation/pki.hpp"

namespace otkel::trust::testing {
namespace {

const Pki& pki() { return pki_of(crypto::KeyAlgorithm::ecdsa_p256); }

RevocationStatus good(WallTime as_of = now) {
    RevocationStatus status;
    status.as_of = as_of;
    return status;
}

TEST(RevocationCache, keeps_the_latest_good_answer) {
    RevocationCache cache;
    EXPECT_FALSE(cache.find(*pki().leaf));
    cache.keep(*pki().leaf, good());
    cache.keep(*pki().leaf, good(now - hours{1}));
    EXPECT_EQ(cache.find(*pki().leaf)->as_of, now);
    cache.keep(*pki().leaf, good(now + hours{1}));
    EXPECT_EQ(cache.find(*pki().leaf)->as_of, now + hours{1});
    EXPECT_FALSE(cache.find(*pki().other_leaf));
}

TEST(RevocationCache, forgets_what_is_not_good) {
    RevocationCache cache;
    for (const auto state : {RevocationState::revoked, RevocationState::unknown_to_authority}) {
        cache.keep(*pki().leaf, good());
        auto status = good();
        status.state = state;
        cache.keep(*pki().leaf, status);
        EXPECT_FALSE(cache.find(*pki().leaf));
    }
    cache.keep(*pki().leaf, good());
    cache.forget(*pki().leaf);
    cache.forget(*pki().leaf);
    EXPECT_FALSE(cache.find(*pki().leaf));
}

TEST(RevocationCache, lets_go_of_what_was_used_longest_ago) {
    RevocationCache cache(2);
    const auto& third = *pki().responder.certificate();
    cache.keep(*pki().leaf, good());
    cache.keep(*pki().other_leaf, good());
    EXPECT_TRUE(cache.find(*pki().leaf));
    cache.keep(third, good());
    EXPECT_TRUE(cache.find(*pki().leaf));
    EXPECT_FALSE(cache.find(*pki().other_leaf));
    EXPECT_TRUE(cache.find(third));
}

TEST(RevocationCache, is_used_by_many_threads) {
    RevocationCache cache(2);
    const std::vector<CertificatePtr> certificates{pki().leaf, pki().other_leaf, pki().responder.certificate()};
    std::vector<std::thread> threads;
    for (std::size_t thread = 0; thread < 3; ++thread) {
        threads.emplace_back([&, thread] {
            for (std::size_t i = 0; i < 300; ++i) {
                const auto& certificate = *certificates[(thread + i) % certificates.size()];
                cache.keep(certificate, good());
                if (const auto kept = cache.find(certificate)) {
                    EXPECT_EQ(kept->as_of, now);
                }
                if (i % 7 == 0) {
                    cache.forget(certificate);
                }
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
}

}  // namespace
}  // namespace otkel::trust::testing

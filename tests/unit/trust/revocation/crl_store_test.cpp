#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/support/temporary_folder.hpp"
#include "tests/unit/trust/revocation/lists.hpp"

namespace otkel::trust::testing {
namespace {

using Outcome = CrlStore::Outcome;
using crypto::KeyAlgorithm;

class CrlStoreKeys : public ::testing::TestWithParam<KeyAlgorithm> {};

INSTANTIATE_TEST_SUITE_P(Keys, CrlStoreKeys,
                         ::testing::Values(KeyAlgorithm::gost2015_512, KeyAlgorithm::rsa, KeyAlgorithm::ecdsa_p256),
                         algorithm_name);

const Pki& pki() { return pki_of(KeyAlgorithm::ecdsa_p256); }
const Certificate& issuer() { return *pki().authority.certificate(); }
std::vector<CertificatePtr> issuers() { return {pki().authority.certificate()}; }

std::string revoking_entry(int reason = 0) {
    return reason == 0 ? entry(pki().leaf->serial_octets())
                       : entry(pki().leaf->serial_octets(), {reason_extension(reason)});
}

ListContent full(std::uint64_t number, WallTime at = now, std::vector<std::string> entries = {}) {
    return {.this_update = at,
            .next_update = at + hours{24},
            .entries = std::move(entries),
            .extensions = {number_extension(number)}};
}

ListContent delta(std::uint64_t base, std::uint64_t number, WallTime at = now, std::vector<std::string> entries = {}) {
    return {.this_update = at,
            .next_update = at + hours{1},
            .entries = std::move(entries),
            .extensions = {delta_extension(base), number_extension(number)}};
}

Result<Outcome> offer(CrlStore& store, const ListContent& content, const issuing::Issuer& signer = pki().authority) {
    return store.offer(list(content, signer), issuers(), now);
}

RevocationState state_in(const CrlStore& store) {
    const auto status = store.status(*pki().leaf, issuer());
    EXPECT_TRUE(status);
    return status ? status->state : RevocationState::unknown_to_authority;
}

TEST_P(CrlStoreKeys, tells_revoked_from_good) {
    const auto& keys = pki_of(GetParam());
    CrlStore store;
    const auto& authority = keys.authority.certificate();
    EXPECT_FALSE(store.status(*keys.leaf, *authority));
    issuing::CrlContent content{14, {}, now, now + hours{24}, {{keys.leaf->serial_octets(), day(2026, 3, 1), 1}}};
    const auto outcome = store.offer(issuing::write_crl(keys.authority, content), {authority}, now);
    ASSERT_TRUE(outcome) << outcome.error().to_string();
    EXPECT_EQ(*outcome, Outcome::taken);
    const auto revoked = store.status(*keys.leaf, *authority);
    ASSERT_TRUE(revoked);
    EXPECT_EQ(revoked->state, RevocationState::revoked);
    EXPECT_EQ(revoked->kind, RevocationSource::crl);
    EXPECT_EQ(revoked->revoked_at, day(2026, 3, 1));
    EXPECT_EQ(revoked->reason, "keyCompromise");
    EXPECT_EQ(revoked->source, "CRL 14 of CN=ТЕСТ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ,C=KZ");
    EXPECT_EQ(revoked->as_of, now);
    EXPECT_EQ(revoked->next_update, now + hours{24});
    const auto good = store.status(*keys.other_leaf, *authority);
    EXPECT_EQ(good->state, RevocationState::good);
    EXPECT_FALSE(good->revoked_at);
    EXPECT_EQ(good->evidence, revoked->evidence);
    EXPECT_FALSE(good->evidence.empty());
}

TEST(CrlStore, refuses_what_damages) {
    CrlStore store;
    ASSERT_TRUE(offer(store, full(14, now, {revoking_entry()})));
    const auto newer = list(full(15), pki().authority);
    EXPECT_EQ(store.offer("", issuers(), now).error().code, Errc::malformed);
    EXPECT_EQ(store.offer(newer.substr(0, newer.size() / 2), issuers(), now).error().code, Errc::malformed);
    auto changed = newer;
    changed[changed.size() - 5] = static_cast<char>(changed[changed.size() - 5] ^ 1);
    EXPECT_EQ(store.offer(changed, issuers(), now).error().code, Errc::signature_invalid);
    EXPECT_EQ(state_in(store), RevocationState::revoked);
    EXPECT_EQ(store.lists().front().number, 14U);
}

TEST(CrlStore, asks_for_an_issuer_that_may_sign_lists) {
    CrlStore store;
    const auto octets = list(full(1), pki().authority);
    EXPECT_EQ(store.offer(octets, {}, now).error().code, Errc::signer_untrusted);
    EXPECT_EQ(store.offer(octets, {pki().responder.certificate()}, now).error().code, Errc::signer_untrusted);
    // The same name over another key: by key identifier, and without one by signature.
    const auto& other_key = pki().responder.key();
    const auto twin = issuing::Issuer::self_signed(authority_content("ТЕСТ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ"), other_key);
    EXPECT_EQ(store.offer(octets, {twin.certificate()}, now).error().code, Errc::signature_invalid);
    auto content = full(1);
    content.extensions.push_back(
        extension("2.5.29.35", der::sequence({der::element(tag::context_primitive(0), issuer().subject_key_id())})));
    const auto with_key_id = list(content, pki().authority);
    EXPECT_EQ(store.offer(with_key_id, {twin.certificate()}, now).error().code, Errc::signer_untrusted);
    EXPECT_TRUE(store.offer(with_key_id, {twin.certificate(), pki().authority.certificate()}, now));
    auto no_lists = authority_content("ТЕСТ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ");
    no_lists.key_usage = KeyUsage::key_cert_sign;
    const auto without = issuing::Issuer::self_signed(no_lists, pki().authority.key());
    EXPECT_EQ(store.offer(octets, {without.certificate()}, now).error().code, Errc::certificate_invalid);
    const auto person =
        issuing::Issuer::self_signed(testing::content("ТЕСТ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ"), pki().authority.key());
    EXPECT_EQ(store.offer(octets, {person.certificate()}, now).error().code, Errc::certificate_invalid);
}

TEST(CrlStore, keeps_authorities_of_one_name_apart) {
    const auto& other_key = pki_of(KeyAlgorithm::rsa).authority;
    const auto twin = issuing::Issuer::self_signed(authority_content("ТЕСТ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ"), other_key.key());
    CrlStore store;
    ASSERT_TRUE(offer(store, full(14, now, {revoking_entry()})));
    ASSERT_TRUE(store.offer(list(full(1), twin), {pki().authority.certificate(), twin.certificate()}, now));
    EXPECT_EQ(store.lists().size(), 2U);
    EXPECT_EQ(state_in(store), RevocationState::revoked);
    EXPECT_EQ(store.status(*pki().leaf, *twin.certificate())->state, RevocationState::good);
}

TEST(CrlStore, says_nothing_about_certificates_of_another_issuer) {
    CrlStore store;
    ASSERT_TRUE(offer(store, full(1)));
    const auto stranger = issuing::Issuer::self_signed(authority_content("ДРУГОЙ УЦ"), pki().authority.key());
    const auto foreign = stranger.issue(content("ТЕСТОВ"), pki().responder.key().public_key());
    EXPECT_FALSE(store.status(*foreign, issuer()));
    EXPECT_FALSE(store.status(*foreign, *stranger.certificate()));
}

TEST(CrlStore, goes_forward_only) {
    CrlStore store;
    EXPECT_EQ(offer(store, full(14)), Outcome::taken);
    const auto octets = list(full(15, now + seconds{60}, {revoking_entry()}), pki().authority);
    EXPECT_EQ(store.offer(octets, issuers(), now), Outcome::taken);
    EXPECT_EQ(store.offer(octets, issuers(), now), Outcome::same);
    EXPECT_EQ(offer(store, full(15, now + seconds{60})), Outcome::same) << "signed once more";
    EXPECT_EQ(offer(store, full(14)), Outcome::older);
    EXPECT_EQ(offer(store, full(14, now + seconds{90})), Outcome::older) << "a number that goes back";
    EXPECT_EQ(offer(store, full(16)), Outcome::older) << "a time that goes back";
    EXPECT_EQ(state_in(store), RevocationState::revoked);
    EXPECT_EQ(offer(store, full(15, now + seconds{90})), Outcome::taken);
    EXPECT_EQ(state_in(store), RevocationState::good);
}

TEST(CrlStore, refuses_a_list_from_the_future_and_takes_one_that_ran_out) {
    CrlStore store;
    EXPECT_EQ(offer(store, full(1, now + minutes{6})).error().code, Errc::unavailable);
    EXPECT_EQ(offer(store, full(1, now - hours{48})), Outcome::taken);
    EXPECT_EQ(store.status(*pki().leaf, issuer())->next_update, now - hours{24});
}

TEST(CrlStore, puts_a_delta_over_its_full_list) {
    CrlStore store;
    EXPECT_EQ(offer(store, delta(14, 10)).error().code, Errc::unavailable);
    ASSERT_TRUE(offer(store, full(14)));
    EXPECT_EQ(offer(store, delta(15, 16)).error().code, Errc::unavailable) << "of a full list that is not there yet";
    EXPECT_EQ(offer(store, delta(14, 10, now, {revoking_entry(1)})), Outcome::taken) << "its own number may be below";
    const auto status = store.status(*pki().leaf, issuer());
    EXPECT_EQ(status->state, RevocationState::revoked);
    EXPECT_EQ(status->source, "CRL 14 of CN=ТЕСТ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ,C=KZ with delta 10");
    EXPECT_EQ(status->next_update, now + hours{1}) << "that of the list that runs out first";
    EXPECT_EQ(offer(store, delta(13, 11, now + seconds{1})), Outcome::taken) << "of an earlier full list";
    EXPECT_EQ(state_in(store), RevocationState::good);
    EXPECT_EQ(offer(store, delta(14, 10)), Outcome::older);
    ASSERT_EQ(store.lists().size(), 1U);
    EXPECT_EQ(store.lists().front().delta_number, 11U);
}

TEST(CrlStore, lets_a_delta_take_a_hold_back) {
    CrlStore store;
    ASSERT_TRUE(offer(store, full(14, now, {revoking_entry(6)})));
    EXPECT_EQ(state_in(store), RevocationState::revoked);
    ASSERT_TRUE(offer(store, delta(14, 15, now, {revoking_entry(8)})));
    EXPECT_EQ(state_in(store), RevocationState::good);
    EXPECT_FALSE(store.status(*pki().leaf, issuer())->revoked_at);
    ASSERT_TRUE(offer(store, delta(14, 16, now + seconds{1}, {revoking_entry(1)})));
    EXPECT_EQ(state_in(store), RevocationState::revoked);
}

TEST(CrlStore, does_not_let_a_full_list_take_a_hold_back_by_an_entry) {
    CrlStore store;
    ASSERT_TRUE(offer(store, full(14, now, {revoking_entry(8)})));
    EXPECT_EQ(state_in(store), RevocationState::revoked);
}

TEST(CrlStore, drops_the_delta_of_the_time_before_a_full_list) {
    CrlStore store;
    ASSERT_TRUE(offer(store, full(14)));
    ASSERT_TRUE(offer(store, delta(14, 15, now + seconds{10}, {revoking_entry(6)})));
    ASSERT_TRUE(offer(store, full(15, now + seconds{5})));
    EXPECT_EQ(state_in(store), RevocationState::revoked) << "the delta is newer than the full list";
    ASSERT_TRUE(offer(store, full(16, now + seconds{20})));
    EXPECT_EQ(state_in(store), RevocationState::good);
    EXPECT_FALSE(store.lists().front().delta_number);
    EXPECT_EQ(offer(store, delta(14, 16, now + seconds{15}, {revoking_entry(6)})), Outcome::older);
}

TEST(CrlStore, is_read_while_lists_come) {
    CrlStore store;
    ASSERT_TRUE(offer(store, full(1, now, {revoking_entry()})));
    std::vector<std::string> coming;
    for (std::uint64_t number = 2; number < 40; ++number) {
        coming.push_back(list(full(number, now, {revoking_entry()}), pki().authority));
    }
    std::atomic<bool> done{false};
    std::thread reader([&] {
        while (!done) {
            EXPECT_EQ(state_in(store), RevocationState::revoked);
        }
    });
    for (const auto& octets : coming) {
        EXPECT_EQ(store.offer(octets, issuers(), now), Outcome::taken);
    }
    done = true;
    reader.join();
}

class CrlFolder : public ::testing::Test {
protected:
    const otkel::tests::TemporaryFolder temporary;
    const std::filesystem::path folder = temporary / "not there yet";

    [[nodiscard]] std::vector<std::filesystem::path> files() const {
        std::vector<std::filesystem::path> found;
        for (const auto& file : std::filesystem::directory_iterator(folder)) {
            found.push_back(file.path());
        }
        std::sort(found.begin(), found.end());
        return found;
    }
};

TEST_F(CrlFolder, keeps_lists_over_a_restart) {
    {
        CrlStore store(folder);
        ASSERT_EQ(offer(store, full(14)), Outcome::taken);
        ASSERT_EQ(offer(store, delta(14, 10, now, {revoking_entry()})), Outcome::taken);
        EXPECT_EQ(files().size(), 2U);
    }
    CrlStore store(folder);
    EXPECT_TRUE(store.lists().empty()) << "nothing is believed before its issuers are known";
    EXPECT_EQ(store.load({pki().responder.certificate()}, now).refused.size(), 2U);
    EXPECT_TRUE(store.lists().empty());
    const auto loaded = store.load(issuers(), now);
    EXPECT_EQ(loaded.taken, 2U);
    EXPECT_TRUE(loaded.refused.empty());
    EXPECT_EQ(state_in(store), RevocationState::revoked);
    EXPECT_EQ(store.load(issuers(), now).taken, 0U);
}

TEST_F(CrlFolder, names_a_damaged_file_and_replaces_it) {
    {
        CrlStore store(folder);
        ASSERT_TRUE(offer(store, full(14)));
    }
    std::ofstream(files().front(), std::ios::binary) << "damaged";
    CrlStore store(folder);
    const auto loaded = store.load(issuers(), now);
    ASSERT_EQ(loaded.refused.size(), 1U);
    EXPECT_EQ(loaded.refused.front().place.file, files().front().string());
    EXPECT_EQ(loaded.refused.front().code, Errc::malformed);
    ASSERT_TRUE(offer(store, full(15)));
    EXPECT_EQ(files().size(), 1U);
    EXPECT_EQ(CrlStore(folder).load(issuers(), now).taken, 1U);
}

TEST_F(CrlFolder, forgets_a_delta_with_its_time) {
    CrlStore store(folder);
    ASSERT_TRUE(offer(store, full(14)));
    ASSERT_TRUE(offer(store, delta(14, 15)));
    EXPECT_EQ(files().size(), 2U);
    ASSERT_TRUE(offer(store, full(16, now + seconds{1})));
    EXPECT_EQ(files().size(), 1U);
}

TEST_F(CrlFolder, uses_a_list_that_cannot_be_written) {
    std::ofstream(folder, std::ios::binary) << "a file where the folder should be";
    CrlStore store(folder);
    const auto outcome = offer(store, full(14, now, {revoking_entry()}));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, Errc::storage_failed);
    EXPECT_EQ(state_in(store), RevocationState::revoked);
    EXPECT_EQ(store.load(issuers(), now).taken, 0U);
}

TEST_F(CrlFolder, leaves_other_files_alone) {
    std::filesystem::create_directories(folder / "folder.crl");
    std::ofstream(folder / "README") << "of the operator";
    std::ofstream(folder / "half.new") << "of a write that was cut off";
    CrlStore store(folder);
    const auto loaded = store.load(issuers(), now);
    EXPECT_EQ(loaded.taken, 0U);
    EXPECT_TRUE(loaded.refused.empty());
    EXPECT_EQ(files().size(), 3U);
}

TEST_F(CrlFolder, does_not_read_a_file_beyond_the_limit) {
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "large.crl") << std::string(1001, 'x');
    CrlStore store(folder, {.octets_max = 1000});
    EXPECT_EQ(store.load(issuers(), now).refused.front().code, Errc::limit_exceeded);
}

}  // namespace
}  // namespace otkel::trust::testing

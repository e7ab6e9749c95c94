#include "gateway/trust/holder.hpp"

#include <gtest/gtest.h>

#include "tests/unit/trust/authorities.hpp"

namespace otkel::trust {
namespace {

using issuing::CertificateContent;
using testing::signer_content;
using testing::start_of;

CertificatePtr issue(const CertificateContent& content) {
    const auto& key = testing::test_key(crypto::KeyAlgorithm::gost2015_512, 0);
    static const auto authority = issuing::Issuer::self_signed(testing::authority_content("NCA"), key);
    return authority.issue(content, key.public_key());
}

Holder holder(const issuing::Name& subject) {
    auto content = signer_content();
    content.subject = subject;
    return holder_of(*issue(content));
}

std::vector<Role> roles(std::vector<std::string> usages) {
    auto content = signer_content();
    content.extended_key_usage = std::move(usages);
    return holder_of(*issue(content)).roles;
}

CertificateUse use(std::uint16_t key_usage) {
    auto content = signer_content();
    content.key_usage = key_usage;
    return holder_of(*issue(content)).use;
}

TEST(Holder, is_a_person) {
    const auto person = holder({{"2.5.4.3", "СЫНАҚОВ СЫНАҚ"},
                                {"2.5.4.4", "СЫНАҚОВ"},
                                {"2.5.4.5", "IIN930115500001"},
                                {"2.5.4.6", "KZ"},
                                {"2.5.4.7", "АСТАНА"},
                                {"2.5.4.8", "АСТАНА ҚАЛАСЫ"},
                                {"2.5.4.42", "СЫНАҚҰЛЫ"},
                                {"1.2.840.113549.1.9.1", "person@example.kz"}});
    EXPECT_EQ(person.iin, "930115500001");
    EXPECT_EQ(person.bin, "");
    EXPECT_EQ(person.common_name, "СЫНАҚОВ СЫНАҚ");
    EXPECT_EQ(person.surname, "СЫНАҚОВ");
    EXPECT_EQ(person.given_name, "СЫНАҚ");
    EXPECT_EQ(person.patronymic, "СЫНАҚҰЛЫ");
    EXPECT_EQ(person.country, "KZ");
    EXPECT_EQ(person.locality, "АСТАНА");
    EXPECT_EQ(person.region, "АСТАНА ҚАЛАСЫ");
    EXPECT_EQ(person.email, "person@example.kz");
    EXPECT_EQ(person.organization, "");
}

TEST(Holder, is_a_person_of_an_organisation) {
    const auto person = holder({{"2.5.4.3", "СЫНАҚОВА СЫНАҚ"},
                                {"2.5.4.5", "IIN930115500001"},
                                {"2.5.4.10", "ЖШС \"Сынақ\""},
                                {"2.5.4.11", "Бөлім"},
                                {"2.5.4.11", "BIN490140000002"}});
    EXPECT_EQ(person.iin, "930115500001");
    EXPECT_EQ(person.bin, "490140000002");
    EXPECT_EQ(person.organization, "ЖШС \"Сынақ\"");
    EXPECT_EQ(person.given_name, "");
}

TEST(Holder, is_an_information_system) {
    const auto system = holder({{"0.9.2342.19200300.100.1.1", "1.2.398.6.10.1.1"},
                                {"2.5.4.3", "Synthetic system"},
                                {"2.5.4.10", "Synthetic firm"},
                                {"2.5.4.11", "BIN490140000002"}});
    EXPECT_EQ(system.system_id, "1.2.398.6.10.1.1");
    EXPECT_EQ(system.iin, "");
    EXPECT_EQ(system.bin, "490140000002");
}

TEST(Holder, has_its_numbers_in_odd_places_or_not_at_all) {
    EXPECT_EQ(holder({{"2.5.4.5", "BIN490140000002"}}).bin, "490140000002");
    EXPECT_EQ(holder({{"2.5.4.5", "BIN490140000002"}}).iin, "");
    // The check digit of test identities is wrong on purpose.
    EXPECT_EQ(holder({{"2.5.4.5", "IIN123456789011"}}).iin, "123456789011");
    EXPECT_EQ(holder({{"2.5.4.5", "930115500001"}}).iin, "");
    EXPECT_EQ(holder({{"2.5.4.5", "IIN93011550000"}}).iin, "");
    EXPECT_EQ(holder({{"2.5.4.5", "IIN9301155000011"}}).iin, "");
    EXPECT_EQ(holder({{"2.5.4.5", "IIN93011550000x"}}).iin, "");
    EXPECT_EQ(holder({{"2.5.4.3", "IIN930115500001"}}).iin, "");
    EXPECT_EQ(holder({{"2.5.4.11", "IIN930115500001"}}).iin, "");
}

TEST(Holder, finds_the_given_name_after_the_surname_only) {
    const auto given = [](const std::string& common, const std::string& surname) {
        return holder({{"2.5.4.3", common}, {"2.5.4.4", surname}}).given_name;
    };
    EXPECT_EQ(given("СЫНАҚОВ СЫНАҚ", "СЫНАҚОВ"), "СЫНАҚ");
    EXPECT_EQ(given("СЫНАҚОВ", "СЫНАҚОВ"), "");
    EXPECT_EQ(given("СЫНАҚОВА СЫНАҚ", "СЫНАҚОВ"), "");
    EXPECT_EQ(given("БАСҚА АДАМ", "СЫНАҚОВ"), "");
}

TEST(Holder, has_the_roles_of_its_extended_key_usage) {
    EXPECT_EQ(roles({std::string(usage::email_protection), "1.2.398.3.3.4.1.2", "1.2.398.3.3.4.1.2.1"}),
              (std::vector{Role::legal_entity, Role::head}));
    EXPECT_EQ(roles({"1.2.398.3.3.4.1.2.6"}), std::vector{Role::information_system});
    EXPECT_EQ(roles({"1.2.398.3.3.4.1.2.6.17", "1.2.398.3.3.4.1.2.6"}), std::vector{Role::information_system});
    EXPECT_EQ(roles({"1.2.398.3.3.4.1.2.60", "1.2.398.3.3.4.1.1.1"}), std::vector<Role>{});
    EXPECT_EQ(roles({"1.2.398.3.3.4.3.2.2", "1.2.398.5.19.1.2.2.1"}),
              (std::vector{Role::ai_platform, Role::treasury_client}));
    auto content = signer_content();
    content.extended_key_usage = {"1.2.398.3.3.4.1.1"};
    EXPECT_TRUE(holder_of(*issue(content)).has(Role::natural_person));
    EXPECT_FALSE(holder_of(*issue(content)).has(Role::head));
}

TEST(Holder, has_a_use) {
    EXPECT_EQ(use(digital_signature | non_repudiation), CertificateUse::signing);
    EXPECT_EQ(use(digital_signature | non_repudiation | key_encipherment), CertificateUse::signing);
    EXPECT_EQ(use(digital_signature | key_encipherment), CertificateUse::authentication);
    EXPECT_EQ(use(digital_signature), CertificateUse::unknown);
    EXPECT_EQ(use(0), CertificateUse::unknown);
    EXPECT_EQ(name(CertificateUse::signing), "signing");
    EXPECT_EQ(name(CertificateUse::authentication), "authentication");
    EXPECT_EQ(name(CertificateUse::unknown), "unknown");
}

TEST(Role, has_a_word_of_its_own_and_a_title_in_three_languages) {
    std::vector<std::string_view> words;
    for (int i = 0; i <= static_cast<int>(Role::treasury_client); ++i) {
        const auto role = static_cast<Role>(i);
        EXPECT_FALSE(title(role).kk.empty() || title(role).ru.empty() || title(role).en.empty());
        EXPECT_EQ(std::count(words.begin(), words.end(), name(role)), 0) << name(role);
        words.push_back(name(role));
    }
    EXPECT_EQ(name(Role::head), "head");
    EXPECT_EQ(title(Role::natural_person).ru, "Физическое лицо");
}

TEST(Expiry, is_told_60_30_and_7_days_ahead) {
    using std::chrono::days;
    auto content = signer_content();
    content.not_before = start_of(2024);
    content.not_after = start_of(2025);
    const auto certificate = issue(content);
    const auto before = [&](auto left) { return name(expiry_of(*certificate, start_of(2025) - left)); };
    EXPECT_EQ(before(days(367)), "not yet valid");
    EXPECT_EQ(before(days(366)), "valid");
    EXPECT_EQ(before(days(60) + std::chrono::seconds(1)), "valid");
    EXPECT_EQ(before(days(60)), "expires within 60 days");
    EXPECT_EQ(before(days(30) + std::chrono::seconds(1)), "expires within 60 days");
    EXPECT_EQ(before(days(30)), "expires within 30 days");
    EXPECT_EQ(before(days(7)), "expires within 7 days");
    EXPECT_EQ(before(days(0)), "expires within 7 days");
    EXPECT_EQ(before(std::chrono::seconds(-1)), "expired");
}

}  // namespace
}  // namespace otkel::trust

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/objects.h>

#include "gateway/crypto/der.hpp"
#include "gateway/crypto/key_file.hpp"
#include "gateway/crypto/key_store.hpp"
#include "gateway/crypto/pkcs12_bags.hpp"
#include "gateway/crypto/pkcs12_cost.hpp"
#include "tests/unit/crypto/pkcs12_files.hpp"
#include "tests/unit/crypto/pkcs12_mac.hpp"

namespace otkel::crypto {
namespace {

using testing::bags_of;
using testing::make_identity;
using testing::nca_form;
using testing::openssl_form;
using testing::TestForm;
using testing::with_mac;
using testing::write_test_file;

constexpr std::string_view password = "synthetic";

const Identity& identity() {
    static const auto made = make_identity(KeyAlgorithm::gost2015_512, "key");
    return made;
}

std::string file_in(const TestForm& form) { return write_test_file(form, bags_of(identity(), "id"), password); }

Errc code_of(std::string_view content, std::string_view with_password = password) {
    const auto found = read_pkcs12(content, with_password);
    return found ? Errc::internal : found.error().code;
}

TEST(HostilePkcs12, wrong_passwords_are_told_apart_from_damage_and_not_repeated) {
    const auto content = file_in(nca_form());
    using namespace std::string_view_literals;
    for (const auto wrong : {"Synthetic"sv, ""sv, "synthetic "sv, "synthetic\0x"sv}) {
        const auto found = read_pkcs12(content, wrong);
        ASSERT_FALSE(found);
        EXPECT_EQ(found.error().code, Errc::forbidden);
        if (!wrong.empty()) {
            EXPECT_THAT(found.error().to_string(), ::testing::Not(::testing::HasSubstr("ynthetic")));
        }
    }
}

TEST(HostilePkcs12, an_empty_password_opens_only_a_file_without_one) {
    const auto content = write_test_file(nca_form(), bags_of(identity(), "id"), "");
    EXPECT_TRUE(read_pkcs12(content, ""));
    EXPECT_EQ(code_of(content, "x"), Errc::forbidden);
}

TEST(HostilePkcs12, a_file_without_mac_is_refused) {
    auto form = openssl_form();
    form.with_mac = false;
    EXPECT_EQ(code_of(file_in(form)), Errc::malformed);
}

TEST(HostilePkcs12, every_truncation_is_an_error) {
    auto form = nca_form();
    form.iterations = 2;
    const auto content = file_in(form);
    for (std::size_t size = 0; size < content.size(); ++size) {
        EXPECT_NE(code_of(std::string_view(content).substr(0, size)), Errc::internal) << size;
    }
}

TEST(HostilePkcs12, every_changed_octet_is_an_error_or_changes_nothing) {
    auto form = nca_form();
    form.iterations = 2;
    const auto content = file_in(form);
    int harmless = 0;
    for (std::size_t at = 0; at < content.size(); ++at) {
        for (const unsigned bit : {0x01U, 0x80U}) {
            auto changed = content;
            changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ bit);
            const auto found = read_pkcs12(changed, password);
            if (found) {
                ++harmless;
                ASSERT_EQ(found->size(), 1U);
                EXPECT_EQ(found->front().certificate_der, identity().certificate_der) << at;
                EXPECT_TRUE(found->front().key.public_key().is_same_as(identity().key.public_key())) << at;
            }
        }
    }
    // The version, which nobody reads, and little else.
    EXPECT_LT(harmless, 8);
}

// Whoever knows the password can put a good MAC around anything.
TEST(HostilePkcs12, nothing_behind_a_good_mac_brings_it_down) {
    const auto content = write_test_file({.key_encryption = 0, .certificate_encryption = 0, .iterations = 1},
                                         bags_of(identity(), "id"), password);
    auto outer = der::Reader(der::single(content, der::tag::sequence, "file")->content);
    (void)outer.next(der::tag::integer, "version");
    auto info = der::Reader(outer.next(der::tag::sequence, "content")->content);
    (void)info.next(der::tag::object_identifier, "type");
    const auto wrapped = info.next(der::tag::context(0), "content");
    const std::string safe(der::single(wrapped->content, der::tag::octet_string, "safe")->content);
    ASSERT_TRUE(read_pkcs12(with_mac(safe, password), password));
    for (std::size_t at = 0; at < safe.size(); ++at) {
        for (const unsigned bits : {0x01U, 0x80U, 0xffU}) {
            auto changed = safe;
            changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ bits);
            const auto found = read_pkcs12(with_mac(changed, password), password);
            EXPECT_TRUE(!found || found->size() == 1U) << at;
        }
        (void)read_pkcs12(with_mac(std::string_view(safe).substr(0, at), password), password);
    }
}

TEST(HostilePkcs12, the_work_of_all_derivations_together_is_bounded) {
    const auto most = static_cast<int>(pkcs12_iterations_max);
    auto mac = openssl_form();
    // The MAC is put on with a few rounds, and only the number that is read is changed afterwards.
    mac.mac_iterations = 0x7f01;
    auto content = file_in(mac);
    const auto number = content.rfind("\x02\x02\x7f\x01");
    ASSERT_NE(number, std::string::npos);
    content.replace(number, 4, "\x02\x04\x7f\xff\xff\xff");
    // The lengths around the longer number.
    const auto grow = [&](std::size_t at) { content[at] = static_cast<char>(content[at] + 2); };
    grow(3);
    const auto mac_data = content.rfind("\x30\x31\x30\x0d");
    ASSERT_NE(mac_data, std::string::npos);
    grow(mac_data - 1);
    EXPECT_EQ(code_of(content), Errc::limit_exceeded);

    Pkcs12Cost cost;
    X509_ALGOR* algorithm = X509_ALGOR_new();
    X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha1), V_ASN1_NULL, nullptr);
    ASN1_INTEGER* half = ASN1_INTEGER_new();
    ASN1_INTEGER_set(half, most / 2);
    EXPECT_TRUE(cost.admit_mac(algorithm, half));
    EXPECT_TRUE(cost.admit_mac(algorithm, half));
    EXPECT_FALSE(cost.admit_mac(algorithm, nullptr));
    ASN1_INTEGER_free(half);
    X509_ALGOR_free(algorithm);
}

class IterationsOf : public ::testing::TestWithParam<int> {};

TEST_P(IterationsOf, an_encryption_are_counted_before_it_is_tried) {
    X509_ALGOR* algorithm = GetParam() == NID_pbes2
                                ? PKCS5_pbe2_set(EVP_aes_256_cbc(), static_cast<int>(pkcs12_iterations_max), nullptr, 0)
                                : PKCS5_pbe_set(GetParam(), static_cast<int>(pkcs12_iterations_max), nullptr, 0);
    Pkcs12Cost cost;
    EXPECT_TRUE(cost.admit_encryption(algorithm));
    const auto again = cost.admit_encryption(algorithm);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, Errc::limit_exceeded);
    X509_ALGOR_free(algorithm);
}

INSTANTIATE_TEST_SUITE_P(HostilePkcs12, IterationsOf,
                         ::testing::Values(NID_pbes2, NID_pbe_WithSHA1And3_Key_TripleDES_CBC,
                                           NID_pbe_WithSHA1And40BitRC2_CBC));

TEST(HostilePkcs12, algorithms_that_are_not_on_the_list_are_refused_by_name) {
    for (const int encryption : {NID_pbe_WithSHA1And128BitRC4, NID_camellia_256_cbc}) {
        auto form = openssl_form();
        form.certificate_encryption = encryption;
        const auto found = read_pkcs12(file_in(form), password);
        ASSERT_FALSE(found);
        EXPECT_EQ(found.error().code, Errc::unsupported);
        EXPECT_THAT(found.error().detail, ::testing::HasSubstr(OBJ_nid2ln(encryption)));
    }
}

TEST(HostilePkcs12, content_password_and_bags_are_bounded) {
    EXPECT_EQ(code_of(std::string(key_file_octets_max + 1, '0')), Errc::limit_exceeded);
    EXPECT_EQ(code_of(file_in(nca_form()), std::string(5000, 'x')), Errc::limit_exceeded);
    auto bags = bags_of(identity(), "id");
    bags.resize(pkcs12_bags_max, bags.back());
    EXPECT_EQ(code_of(write_test_file(openssl_form(), bags, password)), Errc::limit_exceeded);
}

TEST(HostilePkcs12, names_that_would_spoil_a_log_are_dropped) {
    for (const auto& name : {std::string("two\nlines"), std::string(5000, 'x')}) {
        auto bags = bags_of(identity(), "id");
        bags[0].name = bags[1].name = name;
        const auto found = read_pkcs12(write_test_file(nca_form(), bags, password), password);
        ASSERT_TRUE(found);
        EXPECT_EQ(found->front().name, "");
    }
}

TEST(HostilePkcs12, a_file_with_nothing_of_use_is_refused) {
    const auto bags = bags_of(identity(), "id");
    EXPECT_EQ(code_of(write_test_file(nca_form(), {}, password)), Errc::malformed);
    EXPECT_EQ(code_of(write_test_file(nca_form(), {bags[0]}, password)), Errc::malformed);
    EXPECT_EQ(code_of(write_test_file(nca_form(), {bags[1]}, password)), Errc::malformed);
}

}  // namespace
}  // namespace otkel::crypto

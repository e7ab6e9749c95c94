#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/objects.h>
#include <openssl/provider.h>

#include <filesystem>
#include <iterator>

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/key_store.hpp"
#include "tests/support/reference_data.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/crypto/pkcs12_files.hpp"

namespace otkel::crypto {
namespace {

using testing::bags_of;
using testing::make_certificate;
using testing::make_identity;
using testing::nca_form;
using testing::openssl_form;
using testing::TestBag;
using testing::write_test_file;

constexpr std::string_view password = "Құпия сөз 1";

std::vector<TestBag> joined(std::vector<TestBag> first, const std::vector<TestBag>& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

void expect_same(const Identity& found, const Identity& expected) {
    EXPECT_TRUE(found.key.public_key().is_same_as(expected.key.public_key()));
    EXPECT_EQ(found.certificate_der, expected.certificate_der);
    EXPECT_EQ(found.chain_der, expected.chain_der);
    EXPECT_EQ(found.name, expected.name);
}

bool makes_valid_signatures(const PrivateKey& key) {
    const auto signature = key.sign(key.preferred_signature(), "octets");
    return signature && key.public_key().verifies(key.preferred_signature(), "octets", *signature);
}

class Pkcs12OfEveryKey : public ::testing::TestWithParam<KeyAlgorithm> {};

TEST_P(Pkcs12OfEveryKey, comes_back_as_it_was_written) {
    const auto identity = make_identity(GetParam(), "тест кілті");
    const auto content = write_pkcs12(identity, password);
    ASSERT_TRUE(content) << content.error().to_string();
    const auto found = read_pkcs12(*content, password);
    ASSERT_TRUE(found) << found.error().to_string();
    ASSERT_EQ(found->size(), 1U);
    expect_same(found->front(), identity);
    EXPECT_TRUE(makes_valid_signatures(found->front().key));
}

TEST_P(Pkcs12OfEveryKey, is_read_in_the_form_of_the_national_authority) {
    const auto identity = make_identity(GetParam(), "GOST512_0011");
    const auto found = read_pkcs12(write_test_file(nca_form(), bags_of(identity, "id"), password), password);
    ASSERT_TRUE(found) << found.error().to_string();
    expect_same(found->front(), identity);
}

INSTANTIATE_TEST_SUITE_P(Keys, Pkcs12OfEveryKey,
                         ::testing::Values(KeyAlgorithm::rsa, KeyAlgorithm::ecdsa_p256, KeyAlgorithm::ecdsa_p384,
                                           KeyAlgorithm::gost2015_512, KeyAlgorithm::gost2004));

TEST(Pkcs12, keeps_the_old_algorithms_out_of_the_rest_of_the_process) {
    const auto identity = make_identity(KeyAlgorithm::ecdsa_p256, "key");
    ASSERT_TRUE(read_pkcs12(write_test_file(nca_form(), bags_of(identity, "id"), password), password));
    EXPECT_EQ(OSSL_PROVIDER_available(nullptr, "legacy"), 0);
}

TEST(Pkcs12, reads_keys_that_lie_open_beside_their_certificates) {
    const auto identity = make_identity(KeyAlgorithm::ecdsa_p256, "key");
    const auto content =
        write_test_file({.key_encryption = 0, .certificate_encryption = 0}, bags_of(identity, "id"), password);
    EXPECT_TRUE(read_pkcs12(content, password));
}

TEST(Pkcs12, reads_bags_within_bags_to_a_documented_depth) {
    const auto identity = make_identity(KeyAlgorithm::ecdsa_p256, "key");
    auto form = openssl_form();
    form.nesting = 3;
    EXPECT_TRUE(read_pkcs12(write_test_file(form, bags_of(identity, "id"), password), password));
    form.nesting = 4;
    const auto deeper = read_pkcs12(write_test_file(form, bags_of(identity, "id"), password), password);
    ASSERT_FALSE(deeper);
    EXPECT_EQ(deeper.error().code, Errc::limit_exceeded);
}

TEST(Pkcs12, gives_all_keys_in_their_order) {
    const auto first = make_identity(KeyAlgorithm::ecdsa_p256, "first");
    const auto second = make_identity(KeyAlgorithm::gost2015_512, "second");
    const auto content = write_test_file(nca_form(), joined(bags_of(first, "1"), bags_of(second, "2")), password);
    const auto found = read_pkcs12(content, password);
    ASSERT_TRUE(found) << found.error().to_string();
    ASSERT_EQ(found->size(), 2U);
    expect_same(found->at(0), first);
    expect_same(found->at(1), second);
}

TEST(Pkcs12, finds_the_certificate_by_its_key_when_the_identifiers_mislead) {
    const auto first = make_identity(KeyAlgorithm::ecdsa_p256, "first");
    const auto second = make_identity(KeyAlgorithm::ecdsa_p256, "second");
    auto bags = joined(bags_of(first, "1"), bags_of(second, "2"));
    std::swap(bags[0].local_key_id, bags[2].local_key_id);
    const auto found = read_pkcs12(write_test_file(openssl_form(), bags, password), password);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->at(0).certificate_der, first.certificate_der);
    EXPECT_EQ(found->at(1).certificate_der, second.certificate_der);
}

TEST(Pkcs12, takes_the_named_one_of_two_certificates_of_a_key) {
    const auto identity = make_identity(KeyAlgorithm::ecdsa_p256, "key");
    auto bags = bags_of(identity, "the newer");
    TestBag older = bags[1];
    older.certificate_der = make_certificate(identity.key.public_key(), "older", identity.key, "older");
    older.local_key_id = "the older";
    bags.insert(bags.begin(), older);
    const auto found = read_pkcs12(write_test_file(openssl_form(), bags, password), password);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->front().certificate_der, identity.certificate_der);
}

TEST(Pkcs12, sorts_the_chain_and_leaves_out_what_does_not_belong) {
    const auto root = make_identity(KeyAlgorithm::gost2015_512, "root");
    Identity middle = make_identity(KeyAlgorithm::gost2015_512, "middle");
    middle.certificate_der = make_certificate(middle.key.public_key(), "middle", root.key, "root");
    auto leaf = make_identity(KeyAlgorithm::gost2015_512, "leaf");
    leaf.certificate_der = make_certificate(leaf.key.public_key(), "leaf", middle.key, "middle");
    const auto stranger = make_identity(KeyAlgorithm::ecdsa_p256, "stranger");
    auto bags = bags_of(leaf, "id");
    for (const Identity* other : std::initializer_list<const Identity*>{&root, &stranger, &middle}) {
        bags.insert(bags.begin(), bags_of(*other, "").at(1));
    }
    const auto found = read_pkcs12(write_test_file(nca_form(), bags, password), password);
    ASSERT_TRUE(found) << found.error().to_string();
    EXPECT_EQ(found->front().chain_der, (std::vector{middle.certificate_der, root.certificate_der}));
}

TEST(Pkcs12, writes_the_chain_and_a_name_from_the_key) {
    const auto root = make_identity(KeyAlgorithm::ecdsa_p384, "root");
    auto leaf = make_identity(KeyAlgorithm::gost2015_512, "");
    leaf.certificate_der = make_certificate(leaf.key.public_key(), "leaf", root.key, "root");
    leaf.chain_der = {root.certificate_der};
    const auto found = read_pkcs12(write_pkcs12(leaf, password).value(), password);
    ASSERT_TRUE(found) << found.error().to_string();
    EXPECT_EQ(found->front().chain_der, leaf.chain_der);
    EXPECT_EQ(found->front().name, to_hex(digest(DigestAlgorithm::sha1, leaf.key.public_key().bit_string())));
}

TEST(Pkcs12, leaves_out_a_key_without_certificate) {
    const auto identity = make_identity(KeyAlgorithm::ecdsa_p256, "key");
    const auto lonely = make_identity(KeyAlgorithm::ecdsa_p256, "lonely");
    const auto bags = joined({bags_of(lonely, "1").at(0)}, bags_of(identity, "2"));
    const auto found = read_pkcs12(write_test_file(openssl_form(), bags, password), password);
    ASSERT_TRUE(found);
    ASSERT_EQ(found->size(), 1U);
    expect_same(found->front(), identity);
}

TEST(Pkcs12, names_a_key_that_cannot_be_used) {
    auto bags = bags_of(make_identity(KeyAlgorithm::ecdsa_p256, "key"), "1");
    // A well-formed PKCS#8 of an algorithm that is none: the last octet of id-ecPublicKey changed.
    const auto at = bags[0].private_key_info.find("\x2a\x86\x48\xce\x3d\x02\x01");
    bags[0].private_key_info[at + 6] = '\x7f';
    const auto found = read_pkcs12(write_test_file(openssl_form(), bags, password), password);
    ASSERT_FALSE(found);
    EXPECT_THAT(found.error().detail, ::testing::HasSubstr("\"key\""));
}

TEST(Pkcs12, refuses_to_write_what_cannot_be_read_again) {
    auto identity = make_identity(KeyAlgorithm::ecdsa_p256, "key");
    EXPECT_EQ(write_pkcs12(identity, "").error().code, Errc::invalid_argument);
    EXPECT_EQ(write_pkcs12(identity, std::string(5000, 'x')).error().code, Errc::invalid_argument);
    identity.name = "two\nlines";
    EXPECT_EQ(write_pkcs12(identity, password).error().code, Errc::invalid_argument);
    identity.name = "key";
    identity.chain_der = {"no certificate"};
    EXPECT_EQ(write_pkcs12(identity, password).error().code, Errc::invalid_argument);
    identity.certificate_der = make_identity(KeyAlgorithm::ecdsa_p256, "other").certificate_der;
    EXPECT_EQ(write_pkcs12(identity, password).error().code, Errc::invalid_argument);
}

TEST(Pkcs12, is_read_by_openssl) {
    const otkel::tests::TemporaryFolder folder;
    folder.write("key.p12", write_pkcs12(make_identity(KeyAlgorithm::rsa, "key"), "Synthetic1").value());
    const auto command = "openssl pkcs12 -in '" + (folder / "key.p12").string() +
                         "' -passin pass:Synthetic1 -nodes 2>&1 | openssl pkey -noout -check >/dev/null 2>&1";
    EXPECT_EQ(std::system(command.c_str()), 0);
}

TEST(Pkcs12, reads_the_test_keys_of_the_national_authority) {
    OTKEL_NEEDS_REFERENCE_DATA("nca/p12");
    for (const auto& file : std::filesystem::directory_iterator(otkel::testing::reference_data() / "nca/p12")) {
        const auto found = read_pkcs12(otkel::testing::reference_file("nca/p12" / file.path().filename()), "Qwerty12");
        ASSERT_TRUE(found) << file.path() << found.error().to_string();
        ASSERT_EQ(found->size(), 1U);
        EXPECT_EQ(found->front().key.algorithm(), KeyAlgorithm::gost2015_512);
        EXPECT_TRUE(makes_valid_signatures(found->front().key));
        // Its name is its key identifier.
        EXPECT_EQ(found->front().name,
                  to_hex(digest(DigestAlgorithm::sha1, found->front().key.public_key().bit_string())));
        expect_same(read_pkcs12(write_pkcs12(found->front(), password).value(), password)->front(), found->front());
    }
}

}  // namespace
}  // namespace otkel::crypto

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "gateway/crypto/key_store.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/crypto/pkcs12_files.hpp"

namespace otkel::crypto {
namespace {

using testing::bags_of;
using testing::make_identity;
using testing::nca_form;
using testing::write_test_file;

const Identity& identity() {
    static const auto made = make_identity(KeyAlgorithm::gost2015_512, "key");
    return made;
}

class Pkcs12Store : public ::testing::Test {
protected:
    std::filesystem::path write(const std::string& name, std::string_view content) {
        return folder_.write(name, content);
    }
    std::filesystem::path key_file() {
        return write("key.p12", write_test_file(nca_form(), bags_of(identity(), "id"), "synthetic"));
    }
    static Error error_of(const std::filesystem::path& file, const std::filesystem::path& password) {
        const auto identity = make_pkcs12_store(file, password)->load();
        EXPECT_FALSE(identity);
        return identity ? Error{} : identity.error();
    }

private:
    otkel::tests::TemporaryFolder folder_;
};

TEST_F(Pkcs12Store, gives_the_key_with_its_certificate) {
    const auto found = make_pkcs12_store(key_file(), write("password", "synthetic\n"))->load();
    ASSERT_TRUE(found) << found.error().to_string();
    EXPECT_TRUE(found->key.public_key().is_same_as(identity().key.public_key()));
    EXPECT_EQ(found->certificate_der, identity().certificate_der);
    EXPECT_EQ(found->name, "key");
}

TEST_F(Pkcs12Store, takes_the_first_line_of_the_password_file) {
    EXPECT_TRUE(make_pkcs12_store(key_file(), write("password", "synthetic\r\nsecond line\n"))->load());
}

TEST_F(Pkcs12Store, refuses_a_wrong_password_without_repeating_it) {
    const auto file = key_file();
    const auto password = write("password", "not-this-one");
    const auto error = error_of(file, password);
    EXPECT_EQ(error.code, Errc::invalid_configuration);
    EXPECT_EQ(error.place.file, file.string());
    EXPECT_THAT(error.to_string(), ::testing::HasSubstr(password.string()));
    EXPECT_THAT(error.to_string(), ::testing::Not(::testing::HasSubstr("not-this-one")));
}

TEST_F(Pkcs12Store, names_the_file_that_is_missing) {
    EXPECT_EQ(error_of("/nowhere/key.p12", write("password", "x")).place.file, "/nowhere/key.p12");
    EXPECT_EQ(error_of(key_file(), "/nowhere/password").place.file, "/nowhere/password");
}

TEST_F(Pkcs12Store, refuses_what_is_not_pkcs12) {
    const auto password = write("password", "x");
    EXPECT_EQ(error_of(write("text.p12", "hello"), password).code, Errc::invalid_configuration);
    EXPECT_EQ(error_of(write("empty.p12", ""), password).code, Errc::invalid_configuration);
    EXPECT_EQ(error_of(write("big.p12", std::string(2 * 1024 * 1024, 'x')), password).code,
              Errc::invalid_configuration);
}

TEST_F(Pkcs12Store, lists_the_keys_when_there_are_several) {
    auto bags = bags_of(make_identity(KeyAlgorithm::ecdsa_p256, "signing"), "1");
    for (const auto& bag : bags_of(make_identity(KeyAlgorithm::gost2015_512, ""), "2")) {
        bags.push_back(bag);
    }
    const auto file = write("two.p12", write_test_file(nca_form(), bags, "x"));
    const auto error = error_of(file, write("password", "x"));
    EXPECT_EQ(error.code, Errc::invalid_configuration);
    EXPECT_THAT(error.detail, ::testing::HasSubstr("\"signing\", (no name)"));
}

TEST_F(Pkcs12Store, refuses_a_key_without_certificate) {
    const auto bags = bags_of(make_identity(KeyAlgorithm::ecdsa_p256, "key"), "1");
    const auto file = write("key.p12", write_test_file(nca_form(), {bags.front()}, "x"));
    EXPECT_EQ(error_of(file, write("password", "x")).code, Errc::invalid_configuration);
}

}  // namespace
}  // namespace otkel::crypto

#include <gtest/gtest.h>

#include <fstream>

#include "gateway/crypto/key.hpp"
#include "tests/support/pki_keys.hpp"

namespace otkel::crypto {
namespace {

using testing::pki_folder;

class Pkcs12Store : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() / ("otkel-pkcs12-" + std::to_string(getpid()));
        std::filesystem::create_directories(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path write(const std::string& name, std::string_view content) {
        std::ofstream(folder_ / name, std::ios::binary) << content;
        return folder_ / name;
    }
    static Error error_of(const std::filesystem::path& file, const std::filesystem::path& password) {
        const auto identity = make_pkcs12_store(file, password)->load();
        EXPECT_FALSE(identity);
        return identity ? Error{} : identity.error();
    }

private:
    std::filesystem::path folder_;
};

TEST_F(Pkcs12Store, gives_key_certificate_and_issuer) {
    const auto identity = testing::pki_identity("gateway-transport");
    EXPECT_EQ(identity.key.algorithm(), KeyAlgorithm::rsa);
    EXPECT_FALSE(identity.certificate_der.empty());
    EXPECT_EQ(identity.chain_der.size(), 1U);
    EXPECT_NE(identity.chain_der.front(), identity.certificate_der);
}

TEST_F(Pkcs12Store, takes_the_first_line_of_the_password_file) {
    const auto password = testing::read_file(pki_folder() / "shep-bus.password");
    const auto file = write("password", password.substr(0, password.find('\n')) + "\r\nsecond line\n");
    EXPECT_TRUE(make_pkcs12_store(pki_folder() / "shep-bus.p12", file)->load());
}

TEST_F(Pkcs12Store, refuses_a_wrong_password_without_repeating_it) {
    const auto error = error_of(pki_folder() / "shep-bus.p12", write("password", "not-this-one"));
    EXPECT_EQ(error.code, Errc::invalid_configuration);
    EXPECT_EQ(error.place.file, (pki_folder() / "shep-bus.p12").string());
    EXPECT_EQ(error.to_string().find("not-this-one"), std::string::npos);
}

TEST_F(Pkcs12Store, names_the_file_that_is_missing) {
    EXPECT_EQ(error_of("/nowhere/key.p12", pki_folder() / "shep-bus.password").place.file, "/nowhere/key.p12");
    EXPECT_EQ(error_of(pki_folder() / "shep-bus.p12", "/nowhere/password").place.file, "/nowhere/password");
}

TEST_F(Pkcs12Store, refuses_what_is_not_pkcs12) {
    const auto password = write("password", "x");
    EXPECT_EQ(error_of(write("text.p12", "hello"), password).code, Errc::invalid_configuration);
    EXPECT_EQ(error_of(write("empty.p12", ""), password).code, Errc::invalid_configuration);
    EXPECT_EQ(error_of(write("big.p12", std::string(2 * 1024 * 1024, 'x')), password).code,
              Errc::invalid_configuration);
}

}  // namespace
}  // namespace otkel::crypto

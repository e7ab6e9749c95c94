#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "gateway/trust/issuing/certificate_writer.hpp"
#include "tests/support/temporary_folder.hpp"

// What the tests of issuing share: authorities of every algorithm, and the `openssl` command as a second opinion on
// those that it knows.

namespace otkel::trust::issuing {

inline WallTime start_of(int year) { return WallTime{std::chrono::sys_days{std::chrono::year{year} / 1 / 1}}; }

inline CertificateContent subject_content(const std::string& common_name) {
    CertificateContent content;
    content.subject = {{"2.5.4.3", common_name}, {"2.5.4.6", "KZ"}};
    content.not_before = start_of(2020);
    content.not_after = start_of(2040);
    return content;
}

inline Issuer make_root(crypto::KeyAlgorithm algorithm) {
    auto content = subject_content("СЫНАҚ ОРТАЛЫҒЫ");
    content.authority = true;
    content.key_usage = key_cert_sign | crl_sign;
    return Issuer::self_signed(content, crypto::PrivateKey::generate(algorithm));
}

inline Issuer make_leaf(const Issuer& root, const CertificateContent& content) {
    const auto key = crypto::PrivateKey::generate(root.key().algorithm());
    return {root.issue(content, key.public_key()), key};
}

inline Issuer make_signer(const Issuer& root, const std::string& common_name = "ТЕСТ") {
    auto content = subject_content(common_name);
    content.key_usage = digital_signature | non_repudiation;
    return make_leaf(root, content);
}

inline Issuer make_service(const Issuer& root, std::string_view extended_usage, bool critical) {
    auto content = subject_content("SERVICE");
    content.key_usage = digital_signature;
    content.extended_key_usage = {std::string(extended_usage)};
    content.extended_key_usage_critical = critical;
    return make_leaf(root, content);
}

inline const auto& every_algorithm() {
    using enum crypto::KeyAlgorithm;
    static constexpr std::array all{rsa, ecdsa_p256, ecdsa_p384, gost2015_512, gost2015_256, gost2004};
    return all;
}

inline const auto& openssl_algorithms() {
    using enum crypto::KeyAlgorithm;
    static constexpr std::array all{rsa, ecdsa_p256, ecdsa_p384};
    return all;
}

inline std::string algorithm_name(const ::testing::TestParamInfo<crypto::KeyAlgorithm>& parameter) {
    constexpr std::array names{"rsa", "ecdsa_p256", "ecdsa_p384", "gost2015_512", "gost2015_256", "gost2004"};
    return names.at(static_cast<std::size_t>(parameter.param));
}

// A folder of one test, where the command finds its files.
class Openssl {
public:
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
    void write(const std::string& name, std::string_view content) const { folder_.write(name, content); }
    // The command reads certificates of any option as PEM.
    void write(const std::string& name, const Certificate& certificate) const {
        write(name + ".der", certificate.der());
        if (const auto made = run("x509 -inform DER -in " + name + ".der -out " + name); made.status != 0) {
            throw std::runtime_error(made.output);
        }
    }
    [[nodiscard]] std::string read(const std::string& name) const {
        std::ifstream stream(folder_ / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }

    struct Outcome {
        int status;
        std::string output;  // both streams
    };
    [[nodiscard]] Outcome run(const std::string& arguments) const {
        const auto command = "cd '" + folder_.path().string() + "' && openssl " + arguments + " 2>&1";
        auto* pipe = ::popen(command.c_str(), "r");
        if (pipe == nullptr) {
            throw std::runtime_error("the openssl command cannot be started");
        }
        Outcome outcome{0, {}};
        std::array<char, 4096> buffer{};
        for (std::size_t count = 0; (count = std::fread(buffer.data(), 1, buffer.size(), pipe)) != 0;) {
            outcome.output.append(buffer.data(), count);
        }
        outcome.status = ::pclose(pipe);
        return outcome;
    }

private:
    otkel::tests::TemporaryFolder folder_;
};

}  // namespace otkel::trust::issuing

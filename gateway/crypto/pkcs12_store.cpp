#include <openssl/x509v3.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <utility>

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/key.hpp"
#include "gateway/crypto/openssl.hpp"

namespace otkel::crypto {
namespace {

// A key file is a few kilobytes; anything near this is another file.
constexpr std::size_t key_file_octets_max = 1024 * 1024;

Place at(const std::filesystem::path& file) {
    Place place;
    place.file = file.string();
    return place;
}

Result<std::string> read_file(const std::filesystem::path& file, std::string_view what) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        return fail(Errc::invalid_configuration, "the " + std::string(what) + " cannot be opened", at(file));
    }
    std::string content(key_file_octets_max + 1, '\0');
    stream.read(content.data(), static_cast<std::streamsize>(content.size()));
    content.resize(static_cast<std::size_t>(stream.gcount()));
    if (content.size() > key_file_octets_max) {
        wipe(content);
        return fail(Errc::invalid_configuration, "the " + std::string(what) + " is larger than 1 MiB", at(file));
    }
    return content;
}

class Password {
public:
    explicit Password(std::string content) : text_(std::move(content)) {
        // Cut in place: a shorter copy would leave a second password in memory.
        const auto end = text_.find_first_of("\r\n");
        if (end != std::string::npos) {
            text_[end] = '\0';
        }
    }
    ~Password() {
        text_.resize(text_.capacity());
        wipe(text_);
    }
    Password(const Password&) = delete;
    Password& operator=(const Password&) = delete;
    [[nodiscard]] const char* c_str() const { return text_.c_str(); }

private:
    std::string text_;
};

std::string der_of(X509* certificate) {
    std::string der(static_cast<std::size_t>(i2d_X509(certificate, nullptr)), '\0');
    auto* out = reinterpret_cast<unsigned char*>(der.data());
    i2d_X509(certificate, &out);
    return der;
}

// A bag has no order: from the certificate upwards, each next one is the issuer of the one before.
std::vector<std::string> chain_of(X509* certificate, STACK_OF(X509) * others) {
    std::vector<std::string> chain;
    X509* last = certificate;
    for (int round = 0; round < sk_X509_num(others); ++round) {
        X509* issuer = nullptr;
        for (int i = 0; i < sk_X509_num(others) && issuer == nullptr; ++i) {
            X509* candidate = sk_X509_value(others, i);
            if (X509_cmp(candidate, last) != 0 && X509_check_issued(candidate, last) == X509_V_OK) {
                issuer = candidate;
            }
        }
        if (issuer == nullptr) {
            break;
        }
        chain.push_back(der_of(issuer));
        last = issuer;
        if (X509_check_issued(issuer, issuer) == X509_V_OK) {
            break;
        }
    }
    return chain;
}

class Pkcs12Store final : public KeyStore {
public:
    Pkcs12Store(std::filesystem::path file, std::filesystem::path password_file)
        : file_(std::move(file)), password_file_(std::move(password_file)) {}

    [[nodiscard]] Result<Identity> load() const override {
        auto password_content = read_file(password_file_, "password file");
        if (!password_content) {
            return fail(password_content.error());
        }
        const Password password(std::move(*password_content));
        const auto content = read_file(file_, "key file");
        if (!content) {
            return fail(content.error());
        }
        const auto bio = read_only_bio(*content);
        const Owned<PKCS12> bags(d2i_PKCS12_bio(bio.get(), nullptr));
        if (bags == nullptr) {
            return refuse("this is not a PKCS#12 file: " + openssl_reason());
        }
        return open(bags.get(), password);
    }

private:
    [[nodiscard]] Result<Identity> open(PKCS12* bags, const Password& password) const {
        if (PKCS12_verify_mac(bags, password.c_str(), -1) != 1) {
            (void)openssl_reason();
            return refuse("the password in " + password_file_.string() + " does not open this file");
        }
        EVP_PKEY* raw_key = nullptr;
        X509* raw_certificate = nullptr;
        STACK_OF(X509)* raw_others = nullptr;
        const int parsed = PKCS12_parse(bags, password.c_str(), &raw_key, &raw_certificate, &raw_others);
        Owned<EVP_PKEY> key(raw_key);
        const Owned<X509> certificate(raw_certificate);
        const Owned<STACK_OF(X509)> others(raw_others);
        if (parsed != 1) {
            return refuse("the file cannot be decrypted (" + openssl_reason() +
                          "); RC2 and DES are refused: export it again with `openssl pkcs12 -export`");
        }
        if (key == nullptr || certificate == nullptr) {
            return refuse("the file holds no private key together with its certificate");
        }
        return Identity{PrivateKey(std::shared_ptr<EVP_PKEY>(std::move(key))), der_of(certificate.get()),
                        chain_of(certificate.get(), others.get())};
    }

    [[nodiscard]] Failure refuse(std::string detail) const {
        return fail(Errc::invalid_configuration, std::move(detail), at(file_));
    }

    std::filesystem::path file_;
    std::filesystem::path password_file_;
};

}  // namespace

std::unique_ptr<KeyStore> make_pkcs12_store(std::filesystem::path file, std::filesystem::path password_file) {
    return std::make_unique<Pkcs12Store>(std::move(file), std::move(password_file));
}

}  // namespace otkel::crypto

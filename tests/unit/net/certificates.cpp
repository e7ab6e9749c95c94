#include "tests/unit/net/certificates.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509v3.h>

#include <array>
#include <fstream>
#include <memory>
#include <stdexcept>

#include "gateway/base/bytes.hpp"

namespace otkel::net::test {
namespace {

struct Free {
    void operator()(X509* p) const { X509_free(p); }
    void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
    void operator()(BIO* p) const { BIO_free_all(p); }
    void operator()(PKCS12* p) const { PKCS12_free(p); }
    void operator()(X509_EXTENSION* p) const { X509_EXTENSION_free(p); }
};
template <class T>
using Handle = std::unique_ptr<T, Free>;

constexpr const char* password = "synthetic";

void require(bool done) {
    if (!done) {
        throw std::runtime_error("the test PKI could not be made");
    }
}

struct Identity {
    Handle<X509> certificate;
    Handle<EVP_PKEY> key;
};

void extend(X509* certificate, int id, const char* value) {
    const Handle<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, nullptr, id, value));
    require(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

Identity issue(const char* name, const char* alternative_names, const Identity* issuer) {
    static long serial = 0;
    Identity made{Handle<X509>(X509_new()), Handle<EVP_PKEY>(EVP_EC_gen("P-256"))};
    auto* const x = made.certificate.get();
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(x), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x), 3600);
    const auto* const octets = reinterpret_cast<const unsigned char*>(name);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_UTF8, octets, -1, -1, 0);
    X509_set_issuer_name(x, X509_get_subject_name(issuer != nullptr ? issuer->certificate.get() : x));
    X509_set_pubkey(x, made.key.get());
    extend(x, NID_basic_constraints, issuer == nullptr ? "critical,CA:TRUE" : "CA:FALSE");
    if (alternative_names != nullptr) {
        extend(x, NID_subject_alt_name, alternative_names);
    }
    require(X509_sign(x, issuer != nullptr ? issuer->key.get() : made.key.get(), EVP_sha256()) > 0);
    return made;
}

Handle<BIO> open(const std::filesystem::path& file) {
    Handle<BIO> out(BIO_new_file(file.c_str(), "wb"));
    require(out != nullptr);
    return out;
}

void write(const std::filesystem::path& stem, const Identity& identity) {
    require(PEM_write_bio_X509(open(stem.string() + ".pem").get(), identity.certificate.get()) == 1);
    require(PEM_write_bio_PrivateKey(open(stem.string() + ".key").get(), identity.key.get(), nullptr, nullptr, 0,
                                     nullptr, nullptr) == 1);
}

void write_locked(const std::filesystem::path& folder, const Identity& identity) {
    auto* const key = identity.key.get();
    const auto out = open(folder / "server-locked.key");
    require(PEM_write_bio_PrivateKey(out.get(), key, EVP_aes_256_cbc(), nullptr, 0, nullptr,
                                     const_cast<char*>(password)) == 1);
    const Handle<PKCS12> store(
        PKCS12_create(password, "server", key, identity.certificate.get(), nullptr, 0, 0, 0, 0, 0));
    require(store && i2d_PKCS12_bio(open(folder / "server.p12").get(), store.get()) == 1);
    std::ofstream(folder / "password") << password << "\n";
}

std::string der(const Identity& identity) {
    unsigned char* octets = nullptr;
    const int size = i2d_X509(identity.certificate.get(), &octets);
    require(size > 0);
    std::string copy(reinterpret_cast<const char*>(octets), static_cast<std::size_t>(size));
    OPENSSL_free(octets);
    return copy;
}

std::string sha256(const std::string& octets) {
    std::array<unsigned char, 32> digest{};
    require(EVP_Digest(octets.data(), octets.size(), digest.data(), nullptr, EVP_sha256(), nullptr) == 1);
    return to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace

Certificates::Certificates() {
    const auto authority = issue("Test authority", nullptr, nullptr);
    const auto server = issue("server", "DNS:localhost,IP:127.0.0.1", &authority);
    const auto client = issue("client", nullptr, &authority);
    write(folder / "authority", authority);
    write(folder / "server", server);
    write(folder / "client", client);
    write(folder / "stranger", issue("stranger", "IP:127.0.0.1", nullptr));
    write(folder / "elsewhere", issue("elsewhere", "DNS:elsewhere.example", &authority));
    write_locked(folder.path(), server);
    server_sha256 = sha256(der(server));
    client_der = der(client);
}

const Certificates& certificates() {
    static const Certificates made;
    return made;
}

}  // namespace otkel::net::test

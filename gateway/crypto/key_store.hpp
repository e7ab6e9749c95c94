#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/crypto/key.hpp"

namespace otkel::crypto {

// A private key with its certificate.
struct Identity {
    PrivateKey key;
    std::string certificate_der;
    std::vector<std::string> chain_der;  // issuers that came with it, nearest first
    std::string name;                    // friendlyName or the token's label; empty when there is none
};

// Where private keys live: PKCS#12 files and PKCS#11 tokens. Passwords and PINs come from files, are wiped after use
// and never appear in errors.
class KeyStore {
public:
    virtual ~KeyStore() = default;
    // Errc::invalid_configuration: no such file, wrong password, no key with a certificate, several and none is named.
    [[nodiscard]] virtual Result<Identity> load() const = 0;
};

// `password_file` holds the password in its first line.
[[nodiscard]] std::unique_ptr<KeyStore> make_pkcs12_store(std::filesystem::path file,
                                                          std::filesystem::path password_file);

// All keys of a PKCS#12 content with their certificates: what NCA issues (3DES key bag, 40-bit RC2 certificate bag,
// GOST keys that OpenSSL cannot decode: protocol fact, seen) and what `openssl pkcs12 -export` writes (PBES2).
// Errc::malformed, Errc::forbidden for a wrong password, Errc::limit_exceeded for a file that asks for too much work,
// Errc::unsupported for algorithms that are not on the list. Keys without a certificate are left out.
[[nodiscard]] Result<std::vector<Identity>> read_pkcs12(std::string_view content, std::string_view password);

// A PKCS#12 file of one identity, PBES2 with AES-256 and a MAC of SHA-256. The key must be one that leaves its store.
// `iterations` slow down whoever guesses passwords, and every reader, three times over; a random password needs few.
[[nodiscard]] Result<std::string> write_pkcs12(const Identity& identity, std::string_view password,
                                               int iterations = 100'000);

struct TokenKey {
    std::filesystem::path module;  // the PKCS#11 library: /usr/lib/softhsm/libsofthsm2.so
    std::string token;             // label of the token
    std::string key;               // label of the private key; its certificate has the same CKA_ID
    std::filesystem::path pin_file;
};
// RSA and ECDSA keys that never leave their token. The session is kept for as long as the identity lives; signing takes
// the token's time and belongs on a worker. While the token is away or refuses, signing gives Errc::unavailable, and a
// session is opened anew when it is needed; a PIN that was refused is not tried again. load() gives Errc::unavailable
// when the token does not work.
[[nodiscard]] std::unique_ptr<KeyStore> make_pkcs11_store(TokenKey key);

}  // namespace otkel::crypto

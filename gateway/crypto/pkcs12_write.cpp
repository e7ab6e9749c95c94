#include <utility>

#include "gateway/base/assert.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/crypto/key_file_certificates.hpp"
#include "gateway/crypto/key_store.hpp"
#include "gateway/crypto/openssl.hpp"
#include "gateway/crypto/password.hpp"
#include "gateway/crypto/pkcs12_bags.hpp"
#include "gateway/crypto/pkcs12_cost.hpp"
#include "gateway/crypto/pkcs12_library.hpp"

namespace otkel::crypto {
namespace {

constexpr int salt_octets = 16;

Owned<X509> decode_certificate(std::string_view der) {
    const auto* octets = reinterpret_cast<const unsigned char*>(der.data());
    const auto* end = octets + der.size();
    Owned<X509> certificate(d2i_X509(nullptr, &octets, static_cast<long>(der.size())));
    (void)openssl_reason();
    return octets == end ? std::move(certificate) : nullptr;
}

class Writer {
public:
    Writer(const Identity& identity, std::string_view password, int iterations)
        : password_(password),
          iterations_(iterations),
          key_id_(digest(DigestAlgorithm::sha1, identity.key.public_key().bit_string())),
          name_(identity.name.empty() ? to_hex(key_id_) : identity.name) {}

    [[nodiscard]] Result<void> add_key(const Secret& private_key_info) {
        const auto der = private_key_info.view();
        const auto* octets = reinterpret_cast<const unsigned char*>(der.data());
        const Owned<PKCS8_PRIV_KEY_INFO> info(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &octets, static_cast<long>(der.size())));
        OTKEL_ASSERT(info != nullptr);
        Pkcs12Owned<PKCS12_SAFEBAG> bag(
            PKCS12_SAFEBAG_create_pkcs8_encrypt_ex(NID_aes_256_cbc, password_.data(), password_size(), nullptr,
                                                   salt_octets, iterations_, info.get(), pkcs12_library(), nullptr));
        if (!label(bag.get())) {
            return refuse();
        }
        const Pkcs12Owned<STACK_OF(PKCS12_SAFEBAG)> bags(sk_PKCS12_SAFEBAG_new_null());
        push(bags.get(), std::move(bag));
        return add_safe(PKCS12_pack_p7data(bags.get()));
    }

    [[nodiscard]] Result<void> add_certificates(X509* own, const std::vector<Owned<X509>>& chain) {
        const Pkcs12Owned<STACK_OF(PKCS12_SAFEBAG)> bags(sk_PKCS12_SAFEBAG_new_null());
        Pkcs12Owned<PKCS12_SAFEBAG> first(PKCS12_SAFEBAG_create_cert(own));
        if (!label(first.get())) {
            return refuse();
        }
        push(bags.get(), std::move(first));
        for (const auto& issuer : chain) {
            push(bags.get(), Pkcs12Owned<PKCS12_SAFEBAG>(PKCS12_SAFEBAG_create_cert(issuer.get())));
        }
        return add_safe(PKCS12_pack_p7encdata_ex(NID_aes_256_cbc, password_.data(), password_size(), nullptr,
                                                 salt_octets, iterations_, bags.get(), pkcs12_library(), nullptr));
    }

    [[nodiscard]] Result<std::string> finish() {
        const Owned<PKCS12> file(PKCS12_init_ex(NID_pkcs7_data, pkcs12_library(), nullptr));
        if (file == nullptr || PKCS12_pack_authsafes(file.get(), safes_.get()) != 1 ||
            PKCS12_set_mac(file.get(), password_.data(), password_size(), nullptr, salt_octets, iterations_,
                           EVP_sha256()) != 1) {
            return refuse();
        }
        std::string content(static_cast<std::size_t>(i2d_PKCS12(file.get(), nullptr)), '\0');
        auto* out = reinterpret_cast<unsigned char*>(content.data());
        i2d_PKCS12(file.get(), &out);
        return content;
    }

private:
    [[nodiscard]] int password_size() const { return static_cast<int>(password_.size()); }

    [[nodiscard]] bool label(PKCS12_SAFEBAG* bag) {
        return bag != nullptr &&
               PKCS12_add_localkeyid(bag, reinterpret_cast<unsigned char*>(key_id_.data()),
                                     static_cast<int>(key_id_.size())) == 1 &&
               PKCS12_add_friendlyname_utf8(bag, name_.data(), static_cast<int>(name_.size())) == 1;
    }

    static void push(STACK_OF(PKCS12_SAFEBAG) * bags, Pkcs12Owned<PKCS12_SAFEBAG> bag) {
        OTKEL_ASSERT(bag != nullptr);
        OTKEL_ASSERT(sk_PKCS12_SAFEBAG_push(bags, bag.release()) > 0);
    }

    [[nodiscard]] Result<void> add_safe(PKCS7* safe) {
        if (safe == nullptr) {
            return refuse();
        }
        OTKEL_ASSERT(sk_PKCS7_push(safes_.get(), safe) > 0);
        return {};
    }

    static Failure refuse() { return fail(Errc::internal, "the PKCS#12 file cannot be written: " + openssl_reason()); }

    std::string_view password_;
    int iterations_;
    std::string key_id_;
    std::string name_;
    Pkcs12Owned<STACK_OF(PKCS7)> safes_{sk_PKCS7_new_null()};
};

Result<std::vector<Owned<X509>>> decode_chain(const Identity& identity) {
    std::vector<Owned<X509>> chain;
    for (const auto& der : identity.chain_der) {
        chain.push_back(decode_certificate(der));
        if (chain.back() == nullptr) {
            return fail(Errc::invalid_argument, "a certificate of the chain is not X.509");
        }
    }
    return chain;
}

Result<void> check_arguments(const Identity& identity, const X509* certificate, std::string_view password) {
    if (certificate == nullptr || !fits(identity.key.public_key(), certificate)) {
        return fail(Errc::invalid_argument, "the certificate does not belong to the private key");
    }
    if (password.empty() || password.size() > pkcs12_password_octets_max || !is_valid_utf8(password)) {
        return fail(Errc::invalid_argument, "the password of a PKCS#12 file is 1 to " +
                                                std::to_string(pkcs12_password_octets_max) + " octets of UTF-8");
    }
    if (!is_key_name(identity.name)) {
        return fail(Errc::invalid_argument, "the name of a key is at most " + std::to_string(pkcs12_name_octets_max) +
                                                " octets of UTF-8 without control characters");
    }
    return {};
}

}  // namespace

Result<std::string> write_pkcs12(const Identity& identity, std::string_view password, int iterations) {
    OTKEL_ASSERT(iterations > 0 && iterations <= pkcs12_iterations_max / 3);
    const auto certificate = decode_certificate(identity.certificate_der);
    if (auto checked = check_arguments(identity, certificate.get(), password); !checked) {
        return fail(checked.error());
    }
    const auto chain = decode_chain(identity);
    if (!chain) {
        return fail(chain.error());
    }
    auto octets = identity.key.der();
    if (!octets) {
        return fail(octets.error());
    }
    const Secret private_key_info(std::move(*octets));
    Writer writer(identity, password, iterations);
    if (auto done = writer.add_key(private_key_info); !done) {
        return fail(done.error());
    }
    if (auto done = writer.add_certificates(certificate.get(), *chain); !done) {
        return fail(done.error());
    }
    return writer.finish();
}

}  // namespace otkel::crypto

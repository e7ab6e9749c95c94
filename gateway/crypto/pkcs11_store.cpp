#include <utility>

#include "gateway/crypto/key_file_certificates.hpp"
#include "gateway/crypto/key_store.hpp"
#include "gateway/crypto/openssl.hpp"
#include "gateway/crypto/pkcs11_key.hpp"

namespace otkel::crypto {
namespace {

std::vector<Owned<X509>> decode(const std::vector<std::string>& ders) {
    std::vector<Owned<X509>> certificates;
    for (const auto& der : ders) {
        const auto* octets = reinterpret_cast<const unsigned char*>(der.data());
        if (Owned<X509> certificate(d2i_X509(nullptr, &octets, static_cast<long>(der.size())));
            certificate != nullptr) {
            certificates.push_back(std::move(certificate));
        }
    }
    (void)openssl_reason();
    return certificates;
}

bool is_for_tokens(KeyAlgorithm algorithm) {
    return algorithm == KeyAlgorithm::rsa || algorithm == KeyAlgorithm::ecdsa_p256 ||
           algorithm == KeyAlgorithm::ecdsa_p384;
}

class Pkcs11Store final : public KeyStore {
public:
    explicit Pkcs11Store(TokenKey key) : key_(std::move(key)) {}

    [[nodiscard]] Result<Identity> load() const override {
        auto session = Pkcs11Session::open(key_);
        if (!session) {
            return fail(refused(session.error()));
        }
        const auto own = (*session)->own_certificates();
        const auto all = (*session)->all_certificates();
        if (!own || !all) {
            return fail(own ? all.error() : own.error());
        }
        std::string trouble;
        for (const auto& certificate : decode(*own)) {
            const auto public_key = public_key_of(certificate.get());
            if (!public_key || !is_for_tokens(public_key->algorithm())) {
                continue;
            }
            const auto is_own = signs_for(**session, *public_key);
            if (is_own && *is_own) {
                return Identity{PrivateKey(token_private_key(key_, *public_key, std::move(*session))),
                                octets_of(certificate.get()), chain_from(certificate.get(), decode(*all)), key_.key};
            }
            trouble = is_own ? "" : " (" + is_own.error().detail + ")";
        }
        return fail(Errc::invalid_configuration, "the token \"" + key_.token +
                                                     "\" holds no RSA, P-256 or P-384 certificate that belongs to the "
                                                     "key \"" +
                                                     key_.key + "\" and has the same CKA_ID" + trouble);
    }

private:
    static Error refused(Error error) {
        error.code = error.code == Errc::unavailable ? Errc::unavailable : Errc::invalid_configuration;
        return error;
    }

    static std::vector<std::string> chain_from(const X509* certificate, const std::vector<Owned<X509>>& others) {
        std::vector<const X509*> views;
        views.reserve(others.size());
        for (const auto& other : others) {
            views.push_back(other.get());
        }
        return chain_of(certificate, std::move(views));
    }

    TokenKey key_;
};

}  // namespace

std::unique_ptr<KeyStore> make_pkcs11_store(TokenKey key) { return std::make_unique<Pkcs11Store>(std::move(key)); }

}  // namespace otkel::crypto

#include "gateway/crypto/pkcs11_key.hpp"

#include <mutex>
#include <optional>
#include <utility>

#include "gateway/crypto/algorithm_identifiers.hpp"
#include "gateway/crypto/der.hpp"
#include "gateway/crypto/openssl_key.hpp"

namespace otkel::crypto {
namespace {

// Digests are made here: every token knows these two mechanisms, few know all digests.
Result<std::string> sign_with(Pkcs11Session& session, SignatureAlgorithm algorithm, std::string_view octets) {
    const auto hash = digest(digest_of(algorithm), octets);
    if (key_of(algorithm) != KeyAlgorithm::rsa) {
        return session.sign(CKM_ECDSA, hash);
    }
    // DigestInfo (RFC 8017 section 9.2), the NULL is part of it.
    const auto identifier = der::sequence({der::oid(oid_of(digest_of(algorithm))), der::null()});
    return session.sign(CKM_RSA_PKCS, der::sequence({identifier, der::octet_string(hash)}));
}

class TokenPrivateKey final : public PrivateKeyImplementation {
public:
    TokenPrivateKey(TokenKey place, PublicKey public_key, std::unique_ptr<Pkcs11Session> session)
        : PrivateKeyImplementation(std::move(public_key)), place_(std::move(place)), session_(std::move(session)) {}

    [[nodiscard]] Result<std::string> sign(SignatureAlgorithm algorithm, std::string_view octets,
                                           EcdsaForm form) const override {
        auto signature = sign_on_token(algorithm, octets);
        const auto half = ecdsa_half_octets(key_of(algorithm));
        if (!signature || half == 0) {
            return signature;
        }
        if (signature->size() != half * 2) {
            return fail(Errc::unavailable, "the token has made a signature of a size that its curve does not have");
        }
        return form == EcdsaForm::der ? der_of_halves(*signature) : std::move(*signature);
    }

    [[nodiscard]] Result<std::string> der() const override {
        return fail(Errc::unsupported, "the private key \"" + place_.key + "\" does not leave its token");
    }

private:
    [[nodiscard]] Result<std::string> sign_on_token(SignatureAlgorithm algorithm, std::string_view octets) const {
        const std::lock_guard lock(mutex_);
        if (session_ == nullptr) {
            if (auto opened = open_again(); !opened) {
                return fail(opened.error());
            }
        }
        auto signature = sign_with(*session_, algorithm, octets);
        if (!signature) {
            session_.reset();
        }
        return signature;
    }

    // Whatever went wrong, a PIN that was refused once is not tried again: tokens lock themselves.
    [[nodiscard]] Result<void> open_again() const {
        if (pin_refusal_) {
            return fail(*pin_refusal_);
        }
        auto session = Pkcs11Session::open(place_);
        if (!session) {
            if (session.error().code == Errc::forbidden) {
                pin_refusal_ = session.error();
                pin_refusal_->code = Errc::unavailable;
                return fail(*pin_refusal_);
            }
            return fail(Errc::unavailable, session.error().detail, session.error().place);
        }
        const auto is_same = signs_for(**session, public_key());
        if (!is_same) {
            return fail(is_same.error());
        }
        if (!*is_same) {
            return fail(Errc::unavailable,
                        "the token \"" + place_.token + "\" has come back with another key \"" + place_.key + "\"");
        }
        session_ = std::move(*session);
        return {};
    }

    TokenKey place_;
    mutable std::mutex mutex_;
    mutable std::unique_ptr<Pkcs11Session> session_;
    mutable std::optional<Error> pin_refusal_;
};

}  // namespace

Result<bool> signs_for(Pkcs11Session& session, const PublicKey& key) {
    const auto algorithm = preferred_signature(key.algorithm());
    constexpr std::string_view octets = "Which key is this?";
    const auto signature = sign_with(session, algorithm, octets);
    if (!signature) {
        return fail(signature.error());
    }
    return key.verifies(algorithm, octets, *signature, EcdsaForm::fixed_width);
}

std::shared_ptr<const PrivateKeyImplementation> token_private_key(TokenKey place, PublicKey public_key,
                                                                  std::unique_ptr<Pkcs11Session> session) {
    return std::make_shared<const TokenPrivateKey>(std::move(place), std::move(public_key), std::move(session));
}

}  // namespace otkel::crypto

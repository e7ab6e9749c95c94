#include "gateway/signing/signer_trust.hpp"

namespace otkel::signing {

std::string Signer::name() const {
    return certificate != nullptr
               ? certificate->subject()
               : "a trusted " + std::string(crypto::name(key.algorithm())) + " key without a certificate";
}

Result<Signer> trusted_signer(const ResolvedKey& key, const SignatureMethod& method, const trust::TrustStore& trust,
                              WallTime at) {
    auto path = trust.establish(key.certificate, at, trust::Purpose::signing, key.offered);
    if (!path) {
        return fail(path.error());
    }
    // Such a key counts as what it is, without the certificate that somebody wrote around it: trusted_keys().
    if (!path->holder_vouched) {
        return fail(Errc::signer_untrusted, "the key of " + key.certificate->subject() +
                                                " is trusted, but nobody vouches for its holder; configure the "
                                                "certificate, or an authority that a path leads to");
    }
    if (!method.fits(key.certificate->key())) {
        return fail(Errc::certificate_invalid, "the key of " + key.certificate->subject() + " does not fit " +
                                                   std::string(method.word) + ", which asks for at least " +
                                                   std::to_string(method.key_bits_min) + " bits of its kind");
    }
    return Signer{key.certificate, key.certificate->key(), std::move(*path), std::string(method.word)};
}

Candidates trusted_keys(const SignatureMethod& method, const Policy& policy) {
    Candidates candidates;
    if (!policy.bare_keys) {
        return candidates;
    }
    for (const auto& key : policy.trust->keys()) {
        if (candidates.size() == policy.bare_keys_max) {
            break;
        }
        if (method.fits(key)) {
            candidates.push_back(
                Signer{nullptr, key, {"a key that is trusted as it is", {}, false}, std::string(method.word)});
        }
    }
    return candidates;
}

}  // namespace otkel::signing

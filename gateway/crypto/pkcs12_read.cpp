#include <algorithm>
#include <utility>

#include "gateway/crypto/key_file_certificates.hpp"
#include "gateway/crypto/key_store.hpp"
#include "gateway/crypto/pkcs12_bags.hpp"

namespace otkel::crypto {
namespace {

// localKeyID says which certificate is meant when several hold the same key; that it fits is never taken on trust.
const Pkcs12CertificateBag* certificate_of(const PublicKey& key, const std::string& local_key_id,
                                           const std::vector<Pkcs12CertificateBag>& certificates) {
    const Pkcs12CertificateBag* found = nullptr;
    for (const auto& bag : certificates) {
        const bool is_named = !local_key_id.empty() && bag.local_key_id == local_key_id;
        if ((found == nullptr || is_named) && fits(key, bag.certificate.get())) {
            found = &bag;
            if (is_named) {
                break;
            }
        }
    }
    return found;
}

std::vector<const X509*> all_of(const std::vector<Pkcs12CertificateBag>& bags) {
    std::vector<const X509*> certificates;
    certificates.reserve(bags.size());
    std::ranges::transform(bags, std::back_inserter(certificates),
                           [](const auto& bag) { return bag.certificate.get(); });
    return certificates;
}

Failure about(const Pkcs12KeyBag& bag, Error error) {
    error.detail = "the private key" + (bag.friendly_name.empty() ? "" : " \"" + bag.friendly_name + "\"") +
                   " of the file cannot be used: " + error.detail;
    return fail(std::move(error));
}

}  // namespace

Result<std::vector<Identity>> read_pkcs12(std::string_view content, std::string_view password) {
    const auto bags = open_pkcs12(content, password);
    if (!bags) {
        return fail(bags.error());
    }
    std::vector<Identity> identities;
    for (const auto& bag : bags->keys) {
        auto key = PrivateKey::from_der(bag.private_key_info.view());
        if (!key) {
            return about(bag, key.error());
        }
        const auto* own = certificate_of(key->public_key(), bag.local_key_id, bags->certificates);
        if (own == nullptr) {
            continue;
        }
        identities.push_back({std::move(*key), octets_of(own->certificate.get()),
                              chain_of(own->certificate.get(), all_of(bags->certificates)),
                              bag.friendly_name.empty() ? own->friendly_name : bag.friendly_name});
    }
    if (identities.empty()) {
        return fail(Errc::malformed, "the file holds no private key together with its certificate");
    }
    return identities;
}

}  // namespace otkel::crypto

#include "adapters/nca/authorities.hpp"

#include <algorithm>

namespace otkel::adapters::nca {
namespace {

std::unique_ptr<Source> source(const CallContext& context, const AuthoritySettings& settings, const char* service,
                               const std::optional<net::Endpoint>& endpoint, const CallRules& rules) {
    return endpoint ? std::make_unique<Source>(context, settings.name, service, *endpoint, rules) : nullptr;
}

CallRules download_rules(const ListSettings& lists) {
    CallRules rules;
    rules.time_out = lists.time_out;
    rules.octets_max = lists.octets_max;
    return rules;
}

}  // namespace

Authorities::Authorities(const Settings& settings, CallContext calls, CallContext downloads) {
    const auto rules = download_rules(settings.lists);
    for (const auto& one : settings.authorities) {
        Authority authority;
        authority.settings = one;
        authority.certificate = source(downloads, one, "certificate", one.certificate_url, rules);
        authority.crl = source(downloads, one, "CRL", one.crl_url, rules);
        authority.delta_crl = source(downloads, one, "delta CRL", one.delta_crl_url, rules);
        authority.ocsp = source(calls, one, "OCSP", one.ocsp_url, settings.ocsp_call);
        all_.push_back(std::move(authority));
    }
    renew_trust();
}

Authority* Authorities::of(const trust::Certificate& issuer) {
    const auto is_it = [&](const trust::CertificatePtr& one) { return one->fingerprint() == issuer.fingerprint(); };
    const auto found = std::find_if(all_.begin(), all_.end(), [&](const Authority& authority) {
        const auto& known = authority.settings.certificates;
        return std::any_of(known.begin(), known.end(), is_it);
    });
    return found == all_.end() ? nullptr : &*found;
}

std::vector<trust::CertificatePtr> Authorities::candidates_for(const trust::Certificate& certificate) const {
    std::vector<trust::CertificatePtr> candidates;
    for (const auto& authority : all_) {
        for (const auto& one : authority.settings.certificates) {
            const auto& key = certificate.authority_key_id();
            const bool same_key = key.empty() || one->subject_key_id().empty() || one->subject_key_id() == key;
            if (same_key && one->subject_der() == certificate.issuer_der()) {
                candidates.push_back(one);
            }
        }
    }
    return candidates;
}

bool Authorities::add(Authority& authority, trust::CertificatePtr certificate) {
    if (of(*certificate) != nullptr) {
        return false;
    }
    authority.settings.certificates.push_back(std::move(certificate));
    renew_trust();
    return true;
}

void Authorities::renew_trust() {
    auto store = std::make_shared<trust::TrustStore>();
    for (const auto& authority : all_) {
        for (const auto& certificate : authority.settings.certificates) {
            if (authority.settings.anchor) {
                store->anchor(certificate);
            } else {
                store->know(certificate);
            }
        }
    }
    trust_ = std::move(store);
}

}  // namespace otkel::adapters::nca

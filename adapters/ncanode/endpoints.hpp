#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <variant>
#include <vector>

#include "adapters/ncanode/certificate_info.hpp"
#include "adapters/ncanode/keys.hpp"
#include "gateway/signing/verifier.hpp"

// What each path does. On a worker; what needs the network is left to the caller.

namespace otkel::adapters::ncanode {

struct Parts {
    const Clock& clock;
    const signing::Verifier& verifier;
    const adapter::Identities& identities;
    const Settings& settings;
    xml::Limits limits;
    bool has_authority;  // somebody can be asked about revocation, and stamps

    [[nodiscard]] KeySources keys() const { return {settings, identities}; }
};

// What is known about signatures before anybody was asked about revocation.
struct Verified {
    struct Signer {
        std::vector<JudgedCertificate> certificates;  // none: nobody knows whose signature it is
        boost::json::value stamp;                     // null: none
    };
    bool holds{false};  // every signature, and there is one
    std::string details;
    std::vector<Signer> signers;
    bool by_signer{false};  // CMS: a list of certificates and a stamp for each signer
    bool ask_ocsp{false}, ask_crl{false};
};

// A signed message whose signers from `first` on are to be stamped.
struct Unstamped {
    std::string cms;
    std::size_t first{0};
    std::vector<std::string> values;  // their signature values
    std::string policy;               // which the stamps must have; empty: any
};

using Outcome = std::variant<boost::json::object, Verified, Unstamped>;
// The error's detail begins with the field that is wrong.
using Endpoint = Result<Outcome> (*)(const Fields& request, const Parts& parts);
// Null when there is no such path.
[[nodiscard]] Endpoint endpoint_of(std::string_view path);

// Whether the paths below it belong to this API and are not carried: /pdf/sign.
[[nodiscard]] bool is_not_carried(std::string_view path);

Result<Outcome> sign_xml(const Fields& request, const Parts& parts);
Result<Outcome> verify_xml(const Fields& request, const Parts& parts);
Result<Outcome> sign_wsse(const Fields& request, const Parts& parts);
Result<Outcome> verify_wsse(const Fields& request, const Parts& parts);
Result<Outcome> sign_cms_message(const Fields& request, const Parts& parts);
Result<Outcome> add_cms_signature(const Fields& request, const Parts& parts);
Result<Outcome> verify_cms_message(const Fields& request, const Parts& parts);
Result<Outcome> extract_cms(const Fields& request, const Parts& parts);
Result<Outcome> tell_keys(const Fields& request, const Parts& parts);
Result<Outcome> tell_aliases(const Fields& request, const Parts& parts);
Result<Outcome> tell_certificates(const Fields& request, const Parts& parts);
Result<Outcome> verify_octets(const Fields& request, const Parts& parts);

// What several of them need.

// revocationCheck, into `verified`.
void read_revocation_check(const Fields& request, const Parts& parts, Verified& verified);
// Whether it is to be trusted now, and by which path.
[[nodiscard]] JudgedCertificate judge(trust::CertificatePtr certificate, const Parts& parts);

}  // namespace otkel::adapters::ncanode

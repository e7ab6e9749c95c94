#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/rest/settings.hpp"
#include "gateway/adapter/adapter.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/signing/verifier.hpp"

namespace otkel::adapters::rest {

inline constexpr std::string_view cms_type = "application/cms",  // RFC 7193
    xml_type = "application/xml";

// A document whose signature holds.
struct Opened {
    const Peer* peer{nullptr};  // whose certificate signed it
    Form form{Form::xml};
    xml::Tree tree;
    std::string signer, verification;
    adapter::Signature signature;
    std::string digest;  // SHA-256, hex, of what was signed: of XML without the signature, of JSON as it stands
};

// A document on its way out.
struct Sealed {
    std::string content_type, octets;
};

// What a participant signs and what we sign: XML with an enveloped signature, or CMS with the document inside it. Pure;
// thread safe.
class Documents {
public:
    Documents(const Clock& clock, const signing::Verifier& verifier, const xml::Limits& limits,
              const Settings& settings);

    // Errors as of signing::Verifier; Errc::unsupported for another type of content. `from`: only this participant.
    [[nodiscard]] Result<Opened> open(std::string_view content_type, std::string_view octets,
                                      const Peer* from = nullptr) const;
    // `business_xml`: canonical octets of one element.
    [[nodiscard]] Result<Sealed> seal(std::string_view business_xml, Form form,
                                      const signing::SigningIdentity& identity) const;

private:
    [[nodiscard]] Result<Opened> open_xml(std::string_view octets, const Peer* from) const;
    [[nodiscard]] Result<Opened> open_cms(std::string_view octets, const Peer* from) const;
    [[nodiscard]] Result<const Peer*> peer_of(const trust::CertificatePtr& certificate, const std::string& algorithm,
                                              const Peer* from) const;
    [[nodiscard]] Result<xml::Tree> tree_of_content(const std::string& content, const Peer& peer, Form form) const;

    const Clock& clock_;
    const signing::Verifier& verifier_;
    xml::Limits limits_;
    const Settings& settings_;
    signing::Policy everybody_;  // whoever may sign: who it was is said by the certificate
};

}  // namespace otkel::adapters::rest

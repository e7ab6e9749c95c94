#pragma once

#include <string>
#include <string_view>

#include "gateway/signing/signer.hpp"

// Signatures to be filled in by xmlsec1, in the layouts that others write.

namespace otkel::signing {

inline constexpr std::string_view exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
inline constexpr std::string_view inclusive = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
inline constexpr std::string_view enveloped_transform = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

inline std::string element(std::string_view name, std::string_view algorithm, std::string_view content = {}) {
    return "<ds:" + std::string(name) + " Algorithm=\"" + std::string(algorithm) + "\">" + std::string(content) +
           "</ds:" + std::string(name) + ">";
}

inline std::string prefix_list(std::string_view prefixes) {
    return "<ec:InclusiveNamespaces xmlns:ec=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"" +
           std::string(prefixes) + "\"/>";
}

// `transforms` empty: no ds:Transforms at all.
inline std::string reference_template(const SigningIdentity& signer, std::string_view uri,
                                      std::string_view transforms) {
    const auto list =
        transforms.empty() ? std::string() : "<ds:Transforms>" + std::string(transforms) + "</ds:Transforms>";
    return "<ds:Reference URI=\"" + std::string(uri) + "\">" + list +
           element("DigestMethod", signer.method().digest_uri) + "<ds:DigestValue/></ds:Reference>";
}

struct Template {
    std::string uri{"#id-1"};
    std::string c14n{element("CanonicalizationMethod", exclusive)};
    std::string transforms{element("Transform", exclusive)};
    std::string key_info{};
    std::string more_references{};
    std::string objects{};
};

inline std::string signature_template(const SigningIdentity& signer, const Template& parts) {
    return "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">\n<ds:SignedInfo>\n" + parts.c14n + "\n" +
           element("SignatureMethod", signer.method().uri) + "\n" +
           reference_template(signer, parts.uri, parts.transforms) + parts.more_references +
           "</ds:SignedInfo><ds:SignatureValue/><ds:KeyInfo>" + parts.key_info + "</ds:KeyInfo>" + parts.objects +
           "</ds:Signature>";
}

inline std::string x509_data(const SigningIdentity& signer) {
    return "<ds:X509Data><ds:X509Certificate>" + signer.certificate_base64() + "</ds:X509Certificate></ds:X509Data>";
}

}  // namespace otkel::signing

#pragma once

#include <string_view>

// Namespaces and identifiers of the standards that signatures are written in.

namespace otkel::signing {

namespace space {
inline constexpr std::string_view soap11 = "http://schemas.xmlsoap.org/soap/envelope/";
inline constexpr std::string_view soap12 = "http://www.w3.org/2003/05/soap-envelope";
inline constexpr std::string_view wsse =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
inline constexpr std::string_view wsu =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
inline constexpr std::string_view ds = "http://www.w3.org/2000/09/xmldsig#";
inline constexpr std::string_view ec = "http://www.w3.org/2001/10/xml-exc-c14n#";
inline constexpr std::string_view xml = "http://www.w3.org/XML/1998/namespace";
// The container of signed electronic documents of the EAEU (protocol fact, seen).
inline constexpr std::string_view eaeu_doc = "urn:EEC:SignedData:v1.0:EDoc";
}  // namespace space

inline constexpr std::string_view exclusive_c14n = "http://www.w3.org/2001/10/xml-exc-c14n#";
inline constexpr std::string_view exclusive_c14n_with_comments = "http://www.w3.org/2001/10/xml-exc-c14n#WithComments";
inline constexpr std::string_view inclusive_c14n = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
inline constexpr std::string_view inclusive_c14n_with_comments =
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments";
inline constexpr std::string_view c14n_1_1 = "http://www.w3.org/2006/12/xml-c14n11";
inline constexpr std::string_view c14n_1_1_with_comments = "http://www.w3.org/2006/12/xml-c14n11#WithComments";
inline constexpr std::string_view base64_transform = "http://www.w3.org/2000/09/xmldsig#base64";
inline constexpr std::string_view enveloped_signature = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

// WS-Security 1.0, SOAP Message Security section 6.3 and X.509 Certificate Token Profile section 3.1.
inline constexpr std::string_view base64_encoding =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";
inline constexpr std::string_view x509v3_token =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3";

}  // namespace otkel::signing

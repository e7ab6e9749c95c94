#include "adapters/ncanode/soap_parts.hpp"

#include "adapters/ncanode/xml_text.hpp"
#include "gateway/base/bytes.hpp"

namespace otkel::adapters::ncanode {
namespace {

constexpr std::string_view soap11 = "http://schemas.xmlsoap.org/soap/envelope/";
constexpr std::string_view wsse = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
constexpr std::string_view ds = "http://www.w3.org/2000/09/xmldsig#";

Failure not_kept(std::string_view what) {
    return fail(Errc::unsupported, std::string(what) + " would be lost in the signed envelope; leave it out");
}

// The signed Body gets an Id of its own, so that of an earlier signature may go.
Result<void> only_declarations(const XmlTag& tag) {
    for (const auto& [name, value] : tag.attributes) {
        const bool id = name == "Id" || name.ends_with(":Id");
        if (!is_declaration(name) && !(id && tag.name.ends_with("Body"))) {
            return not_kept("the attribute " + std::string(name) + " of " + std::string(tag.name));
        }
    }
    return {};
}

Result<void> only_an_earlier_signature(const XmlChild& security, std::vector<XmlTag> scope) {
    scope.push_back(read_tag(security.tag));
    for (const auto& child : children_of(security.content)) {
        if (!child.is_element()) {
            continue;
        }
        const auto name = name_of(read_tag(child.tag), scope);
        if (name != XmlName{ds, "Signature"} && name != XmlName{wsse, "BinarySecurityToken"}) {
            return not_kept(std::string(name.local) + " in wsse:Security");
        }
    }
    return {};
}

Result<std::string> headers_of(const XmlChild& header, const XmlTag& envelope) {
    const std::vector<XmlTag> scope{envelope, read_tag(header.tag)};
    std::string headers;
    for (const auto& child : children_of(header.content)) {
        if (!child.is_element()) {
            continue;
        }
        if (name_of(read_tag(child.tag), scope) != XmlName{wsse, "Security"}) {
            headers += standing_alone(child, scope);
        } else if (const auto checked = only_an_earlier_signature(child, scope); !checked) {
            return fail(checked.error());
        }
    }
    return headers;
}

std::string content_of(const XmlChild& body, const XmlTag& envelope) {
    const std::vector<XmlTag> scope{envelope, read_tag(body.tag)};
    std::string content;
    for (const auto& child : children_of(body.content)) {
        content += child.is_element() ? standing_alone(child, scope) : std::string(child.whole);
    }
    return content;
}

Result<SoapParts> parts_of(const XmlChild& root) {
    const auto envelope = read_tag(root.tag);
    if (name_of(envelope, {}) != XmlName{soap11, "Envelope"}) {
        return fail(Errc::malformed, "the document is not a SOAP 1.1 envelope");
    }
    SoapParts parts;
    int headers = 0;
    int bodies = 0;
    auto checked = only_declarations(envelope);
    for (const auto& child : children_of(root.content)) {
        if (!checked || !child.is_element()) {
            continue;
        }
        const auto tag = read_tag(child.tag);
        const auto name = name_of(tag, {envelope});
        checked = only_declarations(tag);
        if (name == XmlName{soap11, "Header"} && headers++ == 0 && bodies == 0) {
            auto kept = headers_of(child, envelope);
            checked = kept ? std::move(checked) : Result<void>(fail(kept.error()));
            parts.headers = kept ? std::move(*kept) : std::string();
        } else if (name == XmlName{soap11, "Body"} && bodies++ == 0) {
            parts.body = content_of(child, envelope);
        } else {
            return fail(Errc::malformed, "soap:Envelope must hold one soap:Header, one soap:Body and nothing else");
        }
    }
    if (!checked) {
        return fail(checked.error());
    }
    return bodies == 1 ? Result<SoapParts>(std::move(parts)) : fail(Errc::malformed, "soap:Envelope has no soap:Body");
}

}  // namespace

Result<SoapParts> take_apart(std::string_view envelope) {
    for (const auto& child : children_of(envelope)) {
        if (child.is_element()) {
            return parts_of(child);
        }
    }
    return fail(Errc::malformed, "there is no document element");
}

std::string with_headers(std::string_view envelope, std::string_view headers) {
    constexpr std::string_view header_end = ":Header>";
    const auto at = envelope.find(header_end) + header_end.size();
    return std::string(envelope.substr(0, at)) + std::string(headers) + std::string(envelope.substr(at));
}

}  // namespace otkel::adapters::ncanode

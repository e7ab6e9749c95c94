#include "gateway/soap/envelope.hpp"

#include "gateway/base/bytes.hpp"

namespace otkel::soap {
namespace {

// Not the same prefix: a Fault is canonical octets of its own, and inside a Body that already binds its prefix to this
// namespace the declaration on the Fault would not be in the canonical form of the Body.
constexpr std::string_view envelope_prefix = "soapenv";
constexpr std::string_view fault_prefix = "soap";

// SOAP 1.1 section 4.4: the children of a Fault are in no namespace. Some stacks qualify them all the same.
std::optional<xml::Element> part_of(const xml::Element& fault, std::string_view local) {
    const auto unqualified = fault.child("", local);
    return unqualified ? unqualified : fault.child(local);
}

std::string trimmed_text(const std::optional<xml::Element>& element) {
    return element ? std::string{trim(element->text())} : std::string{};
}

}  // namespace

Result<xml::Element> content_of_body(const xml::Tree& body) {
    const auto root = body.root();
    if (!root.is(envelope_namespace, "Body")) {
        return fail(Errc::malformed, "a SOAP 1.1 Body was expected", root.place());
    }
    const auto content = root.first_child();
    if (!content) {
        return fail(Errc::malformed, "the SOAP Body is empty; one element is expected in it", root.place());
    }
    if (const auto second = content->next_sibling(); second) {
        return fail(Errc::malformed, "the SOAP Body holds more than one element", second->place());
    }
    if (root.has_text()) {
        return fail(Errc::malformed, "the SOAP Body holds text beside its element", root.place());
    }
    return *content;
}

std::optional<Fault> fault_of(const xml::Element& content) {
    if (!content.is(envelope_namespace, "Fault")) {
        return std::nullopt;
    }
    return Fault{trimmed_text(part_of(content, "faultcode")), trimmed_text(part_of(content, "faultstring")),
                 part_of(content, "detail")};
}

std::string write_fault(std::string_view code, std::string_view string, std::string_view language,
                        std::string_view detail) {
    std::string octets;
    xml::CanonicalWriter writer{octets};
    writer.declare(fault_prefix, envelope_namespace);
    writer.open(fault_prefix, "Fault");
    writer.leaf("", "faultcode", code);
    writer.open("", "faultstring");
    if (!language.empty()) {
        writer.attribute("xml", "lang", language);
    }
    writer.text(string);
    writer.close();
    if (!detail.empty()) {
        writer.open("", "detail");
        writer.canonical(detail);
        writer.close();
    }
    writer.close();
    return octets;
}

std::string write_envelope(std::string_view body_content) {
    std::string octets;
    octets.reserve(body_content.size() + 256);
    xml::CanonicalWriter writer{octets};
    writer.declare(envelope_prefix, envelope_namespace);
    writer.open(envelope_prefix, "Envelope");
    writer.open(envelope_prefix, "Body");
    writer.canonical(body_content);
    writer.close();
    writer.close();
    return octets;
}

}  // namespace otkel::soap

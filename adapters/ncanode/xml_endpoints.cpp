#include <algorithm>

#include "adapters/ncanode/endpoints.hpp"
#include "adapters/ncanode/soap_parts.hpp"
#include "adapters/ncanode/xml_text.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/xml/tree.hpp"

namespace otkel::adapters::ncanode {
namespace {

namespace json = boost::json;
using signing::BodyForm;

constexpr std::string_view ds = "http://www.w3.org/2000/09/xmldsig#";
constexpr std::string_view soap11 = "http://schemas.xmlsoap.org/soap/envelope/";

// Octets in canonical form, once they are known to be a document within the limits.
std::optional<xml::VerifiedOctets> read_document(const Fields& request, std::string_view document, const Parts& parts) {
    if (request.has_failed()) {
        return std::nullopt;
    }
    auto octets = parts.verifier.accept_unsigned(document, parts.limits, "read for its form only");
    if (!octets) {
        request.refuse("xml", octets.error());
        return std::nullopt;
    }
    return std::move(*octets);
}

std::optional<xml::Tree> read_tree(const Fields& request, std::string_view document, const Parts& parts) {
    auto octets = read_document(request, document, parts);
    if (!octets) {
        return std::nullopt;
    }
    auto tree = xml::Tree::parse(std::move(*octets), parts.limits);
    if (!tree) {
        request.refuse("xml", tree.error());
        return std::nullopt;
    }
    return std::move(*tree);
}

void refuse_reference(const Fields& signer) {
    if (!signer.text_if("referenceUri").value_or(std::string_view()).empty()) {
        signer.refuse("referenceUri", "only the whole document can be signed here; leave it out or empty");
    }
}

signing::Policy policy_of(const Parts& parts) {
    signing::Policy policy;
    policy.trust = parts.settings.trust;
    policy.algorithms = parts.settings.algorithms;
    policy.limits = parts.limits;
    policy.signatures_max = parts.settings.signers_max;
    return policy;
}

// The first certificate that stands somewhere in a signature: for telling who an untrusted one claims to be from.
trust::CertificatePtr certificate_in(const xml::Element& element) {
    for (auto child = element.first_child(); child; child = child->next_sibling()) {
        const auto local = child->local();
        if (local == "X509Certificate" || local == "KeyIdentifier" || local == "BinarySecurityToken") {
            const auto der = from_base64(child->text());
            const auto certificate = der ? trust::Certificate::from_der(*der) : fail(der.error());
            if (certificate) {
                return *certificate;
            }
        }
        if (auto found = certificate_in(*child)) {
            return found;
        }
    }
    return nullptr;
}

// What is wrong with one signature, and whose it is.
Verified::Signer signer_of(const signing::Report& report, const std::optional<xml::Element>& place,
                           const Parts& parts) {
    Verified::Signer signer;
    if (report.signer) {
        signer.certificates.push_back({report.signer->certificate, report.signer->path, {}, {}});
    } else if (auto certificate = place ? certificate_in(*place) : nullptr) {
        signer.certificates.push_back(judge(std::move(certificate), parts));
    }
    return signer;
}

// What the failure means for the answer; null: the signatures hold. False when nothing can be said about them.
bool note_outcome(const Fields& request, const Error* failure, Verified& verified) {
    verified.holds = failure == nullptr;
    if (verified.holds) {
        return true;
    }
    if (failure->code == Errc::limit_exceeded) {
        request.refuse("xml", *failure);
        return false;
    }
    const auto place = failure->place.to_string();
    verified.details = place.empty() ? failure->detail : failure->detail + " (at " + place + ")";
    return true;
}

std::vector<xml::Element> signatures_of(const xml::Tree& tree) {
    std::vector<xml::Element> signatures;
    for (auto child = tree.root().first_child(); child; child = child->next_sibling()) {
        if (child->is(ds, "Signature")) {
            signatures.push_back(*child);
        }
    }
    return signatures;
}

// The last signature comes first (protocol fact, seen).
void tell_signers(const signing::Report& report, const xml::Tree& tree, const Parts& parts, Verified& verified) {
    const auto places = signatures_of(tree);
    const signing::Report nothing;
    for (auto i = std::min(places.size(), parts.settings.signers_max); i-- > 0;) {
        const auto& one = i < report.signatures.size() ? report.signatures[i] : nothing;
        verified.signers.push_back(signer_of(one, places[i], parts));
    }
}

// `verify` refuses the request or fills in what is known.
template <class Verify>
Result<Outcome> verify_document(const Fields& request, const Parts& parts, const Verify& verify) {
    Verified verified;
    const auto document = trim(request.text("xml"));
    read_revocation_check(request, parts, verified);
    if (const auto tree = read_tree(request, document, parts)) {
        verify(document, *tree, verified);
    }
    if (request.has_failed()) {
        return fail(request.error());
    }
    return Outcome(std::move(verified));
}

}  // namespace

Result<Outcome> sign_xml(const Fields& request, const Parts& parts) {
    std::string document(trim(request.text("xml")));
    std::vector<signing::SigningIdentity> identities;
    for (const auto& signer : request.objects("signers", parts.settings.signers_max)) {
        refuse_reference(signer);
        if (auto identity = choose_signer(signer, parts.keys())) {
            identities.push_back(std::move(*identity));
        }
    }
    const bool clear = request.flag("clearSignatures");
    const bool trimmed = request.flag("trimXml");
    if (!read_document(request, document, parts)) {
        return fail(request.error());
    }
    if (clear) {
        document = without_signatures(document);
    }
    if (trimmed) {
        document = without_white_space(document);
    }
    for (const auto& identity : identities) {
        auto signed_document = signing::sign_enveloped(document, identity, BodyForm::any);
        if (!signed_document) {
            request.refuse("xml", signed_document.error());
            return fail(request.error());
        }
        document = std::move(*signed_document);
    }
    return Outcome(json::object{{"xml", document}});
}

Result<Outcome> verify_xml(const Fields& request, const Parts& parts) {
    return verify_document(request, parts, [&](std::string_view document, const xml::Tree& tree, Verified& verified) {
        signing::Report report;
        const auto held = parts.verifier.verify_stacked(document, policy_of(parts), &report);
        if (note_outcome(request, held ? nullptr : &held.error(), verified)) {
            tell_signers(report, tree, parts, verified);
        }
    });
}

Result<Outcome> sign_wsse(const Fields& request, const Parts& parts) {
    std::string envelope(trim(request.text("xml")));
    const auto identity = choose_signer(request, parts.keys());
    const bool trimmed = request.flag("trimXml");
    if (!read_document(request, envelope, parts)) {
        return fail(request.error());
    }
    if (trimmed) {
        envelope = without_white_space(envelope);
    }
    auto soap = take_apart(envelope);
    auto signed_envelope =
        soap ? signing::sign_envelope(soap->body, *identity, signing::KeyReference::key_identifier, BodyForm::any)
             : Result<std::string>(fail(soap.error()));
    if (!signed_envelope) {
        request.refuse("xml", signed_envelope.error());
        return fail(request.error());
    }
    return Outcome(json::object{{"xml", with_headers(*signed_envelope, soap->headers)}});
}

Result<Outcome> verify_wsse(const Fields& request, const Parts& parts) {
    return verify_document(request, parts, [&](std::string_view document, const xml::Tree& tree, Verified& verified) {
        if (!tree.root().is(soap11, "Envelope")) {
            request.refuse("xml", "the document is not a SOAP 1.1 envelope");
            return;
        }
        signing::Report report;
        const auto held = parts.verifier.verify(document, signing::Profile::wsse, policy_of(parts), &report);
        if (!note_outcome(request, held ? nullptr : &held.error(), verified)) {
            return;
        }
        if (auto signer = signer_of(report, tree.root().child(soap11, "Header"), parts); !signer.certificates.empty()) {
            verified.signers.push_back(std::move(signer));
        }
    });
}

}  // namespace otkel::adapters::ncanode

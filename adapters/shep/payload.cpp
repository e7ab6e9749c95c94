#include "adapters/shep/payload.hpp"

#include <algorithm>

#include "adapters/shep/data_forms.hpp"
#include "gateway/base/bytes.hpp"

namespace otkel::adapters::shep {
namespace {

using adapter::Payload;

Result<Payload> of_tree(Result<xml::Tree> tree, std::string verification) {
    if (!tree) {
        return fail(tree.error());
    }
    const auto root = tree->root();
    return Payload{std::move(*tree), root, true, std::move(verification), {}};
}

// Verified octets that hold `element` alone, with lines counted as in the received document.
xml::VerifiedOctets cut_out(const xml::Element& element, const xml::VerifiedOctets& octets) {
    const int line = element.place().line;
    const int lines_before = std::max(0, line - octets.first_line());
    return octets.within(standalone(element, static_cast<std::size_t>(lines_before)));
}

bool carries_signature(const xml::Element& root) { return root.child(signature_namespace, "Signature").has_value(); }

Result<Payload> open_unsigned_element(const Opening& opening, const xml::Element& element) {
    return of_tree(xml::Tree::parse(cut_out(element, opening.body.octets()), opening.limits), {});
}

// The XML declaration says nothing about text that is characters already.
std::string_view without_declaration(std::string_view text) {
    constexpr std::string_view start = "<?xml";
    constexpr std::string_view end = "?>";
    if (text.substr(0, start.size()) != start) {
        return text;
    }
    const auto at = text.find(end);
    return at == std::string_view::npos ? text : trim(text.substr(at + end.size()));
}

Result<Payload> open_unsigned_text(const Opening& opening, const ReceivedData& data) {
    const auto text = without_declaration(data.text);
    if (const auto allowed = xml::scan(text, opening.limits); !allowed) {
        return fail(allowed.error());
    }
    auto tree = xml::Tree::parse(opening.body.octets().within(std::string(text)), opening.limits);
    if (tree && carries_signature(tree->root())) {
        // Not asked for, so not verified: it is no part of the document.
        return of_tree(xml::Tree::parse(cut_out(tree->root(), tree->octets()), opening.limits), {});
    }
    return of_tree(std::move(tree), {});
}

Error about_business_signature(Error error) {
    error.detail = "business signature: " + error.detail;
    return error;
}

Result<signing::VerifiedMessage> verify(const Opening& opening, const ReceivedData& data) {
    const signing::Policy policy{
        .trust = opening.peer.trust, .algorithms = opening.peer.algorithms, .limits = opening.limits};
    if (data.form == DataForm::text) {
        return opening.verifier.verify_text(opening.body.octets().within(data.text), policy);
    }
    if (data.form == DataForm::element && opening.message != nullptr) {
        return opening.verifier.verify_inside(*opening.message, data.element.path(), policy);
    }
    return fail(Errc::not_signed,
                "this form of data cannot carry one; send one signed document element in data, inline or as text",
                data.element.place());
}

Result<Payload> open_signed(const Opening& opening, const ReceivedData& data) {
    auto verified = verify(opening, data);
    if (!verified) {
        return fail(about_business_signature(std::move(verified.error())));
    }
    const auto& certificate = *verified->signer.certificate;
    const auto& bin = opening.peer.business_signer_bin;
    if (!bin.empty() && certificate.bin() != bin) {
        return fail(Errc::signer_untrusted, "business signature: the certificate " + certificate.subject() +
                                                " is not of the organisation that is "
                                                "registered for this participant");
    }
    const auto& how = verified->signer.path.how;
    auto verification = "business signature " + verified->signer.algorithm + ", " + how;
    if (how.find(certificate.subject()) == std::string::npos) {
        verification += ", signed by " + certificate.subject();
    }
    auto payload = of_tree(xml::Tree::parse(verified->octets, opening.limits), std::move(verification));
    if (payload) {
        payload->signatures.push_back({opening.peer.id, verified->signer.path});
    }
    return payload;
}

}  // namespace

Result<adapter::Payload> open_payload(const Opening& opening, const xml::Element& data) {
    auto received = recognise(data, opening.peer.form);
    if (!received) {
        return fail(received.error());
    }
    if (opening.peer.business_signature) {
        return open_signed(opening, *received);
    }
    switch (received->form) {
        case DataForm::element: return open_unsigned_element(opening, received->element);
        case DataForm::text: return open_unsigned_text(opening, *received);
        default: return Payload{opening.body, received->element, false, {}, {}};
    }
}

}  // namespace otkel::adapters::shep

#include "gateway/signing/signature_place.hpp"

#include "gateway/signing/names.hpp"
#include "gateway/signing/namespace_names.hpp"
#include "gateway/signing/nodes.hpp"

namespace otkel::signing {
namespace {

struct Envelope {
    std::string_view space;
    xmlNode* root{nullptr};
    xmlNode* header{nullptr};  // null when absent
    xmlNode* body{nullptr};
};

bool is_soap_part(const xmlNode* node) {
    const auto local = local_name(node);
    if (local != "Envelope" && local != "Header" && local != "Body") {
        return false;
    }
    return is(node, space::soap11, local) || is(node, space::soap12, local);
}

// Envelope = Header?, Body, and nothing else: a sibling of Body would be unsigned and easily taken for signed.
Result<Envelope> read_envelope(xmlNode* root) {
    Envelope envelope;
    envelope.root = root;
    envelope.space = is(root, space::soap12, "Envelope") ? space::soap12 : space::soap11;
    if (!is(root, envelope.space, "Envelope")) {
        return refuse(Errc::malformed, "the document element is not a soap:Envelope", root);
    }
    for (auto* child = root->children; child != nullptr; child = child->next) {
        if (child->type == XML_COMMENT_NODE || (child->type == XML_TEXT_NODE && xmlIsBlankNode(child) == 1)) {
            continue;
        }
        if (is(child, envelope.space, "Header") && envelope.header == nullptr && envelope.body == nullptr) {
            envelope.header = child;
        } else if (is(child, envelope.space, "Body") && envelope.body == nullptr) {
            envelope.body = child;
        } else {
            return refuse(Errc::forbidden_construct,
                          "soap:Envelope must hold one soap:Header, one soap:Body and nothing else", child);
        }
    }
    if (envelope.body == nullptr) {
        return refuse(Errc::malformed, "soap:Envelope has no soap:Body", root);
    }
    return envelope;
}

// A part of the envelope, a Security header or a Signature where the profile has no place for it.
Result<void> check_element(const xmlNode* element, const Envelope& envelope, const SignaturePlace& place,
                           bool inside_body) {
    if (is_soap_part(element) && element != envelope.root && element != envelope.header && element != envelope.body) {
        return refuse(Errc::forbidden_construct, "a second part of a SOAP envelope inside the message", element);
    }
    if (is(element, space::wsse, "Security") && element != place.security) {
        return refuse(Errc::forbidden_construct, "a second wsse:Security", element);
    }
    if (is(element, space::ds, "Signature") && element != place.signature && !inside_body) {
        return refuse(Errc::forbidden_construct, "a second ds:Signature outside of soap:Body", element);
    }
    return {};
}

Result<void> check_elements(const Envelope& envelope, SignaturePlace& place) {
    bool inside_body = false;
    for (auto* node = envelope.root; node != nullptr; node = next_in_document(node, envelope.root)) {
        if (node->type != XML_ELEMENT_NODE) {
            continue;
        }
        if (declares_relative_namespace(node)) {
            return relative_namespace(node);
        }
        if (const auto allowed = check_element(node, envelope, place, inside_body); !allowed) {
            return fail(allowed.error());
        }
        place.ids.collect(node);
        inside_body = inside_body || node == envelope.body;  // Body is the last part of the envelope
    }
    return {};
}

}  // namespace

Result<SignaturePlace> place_in_envelope(const xml::Document& document) {
    const auto envelope = read_envelope(document.root());
    if (!envelope) {
        return fail(envelope.error());
    }
    if (envelope->space != space::soap11) {
        return refuse(Errc::unsupported, "signed messages are SOAP 1.1 envelopes", envelope->root);
    }
    if (envelope->header == nullptr) {
        return refuse(Errc::not_signed, "the message has no soap:Header, so it carries no signature", envelope->root);
    }
    SignaturePlace place;
    place.covered = envelope->body;
    const auto security = one_child(envelope->header, space::wsse, "Security");
    if (!security) {
        return fail(security.error());
    }
    place.security = *security;
    const auto signature = one_child(place.security, space::ds, "Signature");
    if (!signature) {
        return fail(signature.error());
    }
    place.signature = *signature;
    if (const auto checked = check_elements(*envelope, place); !checked) {
        return fail(checked.error());
    }
    return place;
}

Result<xmlNode*> body_of_envelope(const xml::Document& document) {
    const auto envelope = read_envelope(document.root());
    if (!envelope) {
        return fail(envelope.error());
    }
    return envelope->body;
}

}  // namespace otkel::signing

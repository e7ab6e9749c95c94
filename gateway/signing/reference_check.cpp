#include "gateway/base/bytes.hpp"
#include "gateway/signing/names.hpp"
#include "gateway/signing/nodes.hpp"
#include "gateway/signing/verification.hpp"

// Steps 6 and 7 of verification: what the references cover, and whether it is what was signed.

namespace otkel::signing {
namespace {

// The signature out of the tree, as the enveloped-signature transform asks, while this lives.
class TakenOut {
public:
    explicit TakenOut(xmlNode* node) : node_(node) {
        if (node_ != nullptr) {
            parent_ = node_->parent;
            next_ = node_->next;
            xmlUnlinkNode(node_);
        }
    }
    ~TakenOut() {
        if (next_ != nullptr) {
            xmlAddPrevSibling(next_, node_);
        } else if (node_ != nullptr) {
            xmlAddChild(parent_, node_);
        }
    }
    TakenOut(const TakenOut&) = delete;
    TakenOut& operator=(const TakenOut&) = delete;

private:
    xmlNode* node_;
    xmlNode* parent_{nullptr};
    xmlNode* next_{nullptr};
};

// A reference with URI="" or "#id" selects nodes without comments (XML Signature 1.0, section 4.3.3.3), so that even a
// canonicalization "with comments" finds none.
xml::Canonicalization without_comments(const CanonicalizationMethod& row) {
    return row.exclusive ? xml::Canonicalization::exclusive : xml::Canonicalization::inclusive;
}

// XML Signature 1.0, section 6.6.2: of elements the text counts, tags and comments do not.
Result<std::string> decoded_text(const xmlNode* element) {
    std::string text;
    for (auto* node = element->children; node != nullptr; node = next_in_document(node, element)) {
        if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
            text += reinterpret_cast<const char*>(node->content);
        }
    }
    auto octets = from_base64(text);
    if (!octets) {
        return refuse(Errc::signature_invalid, "what the reference covers is not base64", element);
    }
    return octets;
}

Result<xmlNode*> covered_whole(const Reference& reference, const SignaturePlace& place) {
    const auto uri = reference.uri;
    const bool by_id = uri.starts_with('#') && is_plain_id(uri.substr(1)) &&
                       place.ids.only_element_with(uri.substr(1)) == place.covered;
    if (!uri.empty() && !by_id) {
        return refuse(Errc::signature_invalid,
                      "the reference must cover the whole document: URI=\"\", or the only Id of the document element",
                      reference.element);
    }
    return place.covered;
}

// By an Id in `space`, which must occur once.
Result<xmlNode*> covered_part(const Reference& reference, const SignaturePlace& place, std::string_view space,
                              std::string_view name) {
    const auto id = attribute(place.covered, space, "Id");
    const auto uri = reference.uri;
    if (!id || !is_plain_id(*id) || uri.size() != id->size() + 1 || uri.front() != '#' || uri.substr(1) != *id) {
        return refuse(Errc::signature_invalid,
                      "the reference must cover " + std::string(name) +
                          " by its Id, which begins with a letter and holds letters, digits, '-', '_' and '.'",
                      place.covered);
    }
    if (place.ids.count_of(*id) != 1) {
        return refuse(Errc::signature_invalid, "the Id of " + std::string(name) + " occurs more than once",
                      place.covered);
    }
    return place.covered;
}

Result<xmlNode*> covered_anywhere(const Reference& reference, const SignaturePlace& place) {
    const auto uri = reference.uri;
    auto* element = xmlDocGetRootElement(place.signature->doc);
    if (!uri.empty()) {
        const bool plain = uri.starts_with('#') && is_plain_id(uri.substr(1));
        element = plain ? place.ids.only_element_with(uri.substr(1)) : nullptr;
    }
    if (element == nullptr) {
        return refuse(Errc::signature_invalid,
                      "a reference must name the document (URI=\"\") or one element of it by an Id that occurs once",
                      reference.element);
    }
    if (reference.enveloped && is_inside(element, place.signature)) {
        return refuse(Errc::signature_invalid, "without the signature nothing is left of what the reference covers",
                      reference.element);
    }
    return element;
}

Result<xmlNode*> covered_by(const Reference& reference, const SignaturePlace& place, Profile profile) {
    switch (profile) {
        case Profile::wsse: return covered_part(reference, place, space::wsu, "soap:Body");
        case Profile::eaeu: return covered_part(reference, place, {}, "doc:SignedContent");
        case Profile::enveloped: return covered_whole(reference, place);
        case Profile::xmldsig: break;
    }
    return covered_anywhere(reference, place);
}

std::string name_of(const Reference& reference, const ProfileRules& rules) {
    const auto uri = std::string(reference.uri);
    switch (rules.profile) {
        case Profile::wsse: return "soap:Body by " + uri;
        case Profile::eaeu: return "doc:SignedContent by " + uri;
        case Profile::enveloped: return "the document element";
        case Profile::xmldsig: break;
    }
    return uri.empty() ? "the document" : uri;
}

}  // namespace

Result<std::vector<xmlNode*>> Verification::check_coverage(const ReadSignature& signature, const SignaturePlace& place,
                                                           const ProfileRules& rules) {
    std::vector<xmlNode*> covered;
    std::string names;
    for (const auto& reference : signature.references) {
        const auto element = covered_by(reference, place, rules.profile);
        if (!element) {
            return stop("coverage", element.error());
        }
        covered.push_back(*element);
        names += (names.empty() ? "" : ", ") + name_of(reference, rules);
    }
    pass("coverage", std::move(names));
    return covered;
}

Result<std::string> Verification::digest_reference(const xml::Document& document, const Reference& reference,
                                                   xmlNode* covered, xmlNode* signature) {
    if (auto affordable = budget_.check(); !affordable) {
        return stop("references", std::move(affordable.error()));
    }
    auto octets = [&]() -> Result<std::string> {
        const TakenOut taken_out(reference.enveloped ? signature : nullptr);
        // Processing instructions beside the document element belong to URI="".
        return reference.base64 ? decoded_text(covered)
                                : canonical(document, reference.uri.empty() ? nullptr : covered, reference.c14n,
                                            without_comments(*reference.c14n.row));
    }();
    if (!octets) {
        return stop("references", std::move(octets.error()));
    }
    if (crypto::digest(reference.digest->algorithm, *octets) != reference.digest_value) {
        Place at;
        at.line = static_cast<int>(xmlGetLineNo(covered));
        return stop("references", Error{Errc::signature_invalid,
                                        "the content that is signed is not the content that was received (DigestValue "
                                        "differs); it was changed after signing, often by a proxy or a pretty printer",
                                        std::move(at),
                                        {}});
    }
    if (auto affordable = budget_.check(); !affordable) {
        return stop("references", std::move(affordable.error()));
    }
    return octets;
}

}  // namespace otkel::signing

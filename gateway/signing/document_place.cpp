#include <utility>

#include "gateway/signing/names.hpp"
#include "gateway/signing/namespace_names.hpp"
#include "gateway/signing/nodes.hpp"
#include "gateway/signing/signature_place.hpp"

// The places of signatures in documents that are no envelope.

namespace otkel::signing {
namespace {

// URI="" means the whole document, and what is read is the document element: nothing may make them differ.
Result<void> nothing_beside_root(const xml::Document& document) {
    for (const auto* node = document.native()->children; node != nullptr; node = node->next) {
        if (node != document.root() && node->type != XML_COMMENT_NODE) {
            return refuse(Errc::forbidden_construct, "only comments may stand beside the document element", node);
        }
    }
    return {};
}

// Walks over all elements: collects their ids and hands every ds:Signature to `found`, which refuses or takes it.
template <class Found>
Result<Ids> walk(xmlNode* root, const Found& found) {
    Ids ids;
    for (auto* node = root; node != nullptr; node = next_in_document(node, root)) {
        if (node->type != XML_ELEMENT_NODE) {
            continue;
        }
        if (declares_relative_namespace(node)) {
            return relative_namespace(node);
        }
        ids.collect(node);
        if (is(node, space::ds, "Signature")) {
            if (const Result<void> taken = found(node); !taken) {
                return fail(taken.error());
            }
        }
    }
    return ids;
}

// With the ids of the document, in which no ds:Signature may stand that is not `expected`.
template <class Expected>
Result<SignaturePlace> with_ids(SignaturePlace place, xmlNode* root, const Expected& expected) {
    auto ids = walk(root, [&](const xmlNode* found) -> Result<void> {
        if (!expected(found)) {
            return refuse(Errc::forbidden_construct, "a second ds:Signature inside the document", found);
        }
        return {};
    });
    if (!ids) {
        return fail(ids.error());
    }
    place.ids = std::move(*ids);
    return place;
}

bool is_container_part(const xmlNode* node) {
    return is(node, space::eaeu_doc, "SignedDoc") || is(node, space::eaeu_doc, "Data") ||
           is(node, space::eaeu_doc, "SignedContent");
}

// Parts of the container anywhere but in their places could be taken for the signed ones. What stands inside of
// doc:SignedContent is signed.
Result<void> check_parts(xmlNode* root, const xmlNode* data, const xmlNode* content) {
    for (auto* node = root; node != nullptr; node = next_in_document(node, root)) {
        const bool part = node->type == XML_ELEMENT_NODE && is_container_part(node);
        if (part && node != root && node != data && !is_inside(node, content)) {
            return refuse(Errc::forbidden_construct, "a second part of a doc:SignedDoc inside the document", node);
        }
    }
    return {};
}

// doc:Data of one signature and the content, in this order.
Result<void> read_data(const xmlNode* data, SignaturePlace& place) {
    const auto parts = element_children(data);
    if (!parts) {
        return fail(parts.error());
    }
    if (parts->count < 2 || !is((*parts)[parts->count - 1], space::eaeu_doc, "SignedContent")) {
        return refuse(
            parts->count == 1 && is((*parts)[0], space::eaeu_doc, "SignedContent") ? Errc::not_signed : Errc::malformed,
            "doc:Data must hold the sender's ds:Signature and then doc:SignedContent", data);
    }
    if (parts->count > 2 || !is((*parts)[0], space::ds, "Signature")) {
        return refuse(Errc::forbidden_construct, "doc:Data must hold one ds:Signature before doc:SignedContent",
                      (*parts)[1]);
    }
    place.signature = (*parts)[0];
    place.covered = (*parts)[1];
    return {};
}

}  // namespace

Result<SignaturePlace> place_of_signature(const xml::Document& document, Profile profile) {
    switch (profile) {
        case Profile::wsse: return place_in_envelope(document);
        case Profile::enveloped: return place_in_document(document);
        case Profile::eaeu: return place_in_signed_doc(document);
        case Profile::xmldsig: break;
    }
    return place_anywhere(document);
}

Result<std::vector<xmlNode*>> signatures_in_stack(const xml::Document& document, std::size_t signatures_max) {
    auto* root = document.root();
    if (const auto alone = nothing_beside_root(document); !alone) {
        return fail(alone.error());
    }
    std::vector<xmlNode*> signatures;
    const auto ids = walk(root, [&](xmlNode* signature) -> Result<void> {
        if (signature->parent != root) {
            return refuse(Errc::forbidden_construct,
                          "a ds:Signature that is no child of the document element inside the document", signature);
        }
        if (signatures.size() == signatures_max) {
            return refuse(Errc::limit_exceeded,
                          "more than " + std::to_string(signatures_max) + " signatures in one document", signature);
        }
        signatures.push_back(signature);
        return {};
    });
    if (!ids) {
        return fail(ids.error());
    }
    if (signatures.empty()) {
        return refuse(Errc::not_signed, "there is no Signature element here", root);
    }
    return signatures;
}

SignaturePlace place_in_stack(const xml::Document& document, xmlNode* signature) {
    SignaturePlace place;
    place.signature = signature;
    place.covered = document.root();
    for (auto* node = place.covered; node != nullptr; node = next_in_document(node, place.covered)) {
        if (node->type == XML_ELEMENT_NODE) {
            place.ids.collect(node);
        }
    }
    return place;
}

Result<SignaturePlace> place_in_document(const xml::Document& document) {
    auto* root = document.root();
    if (const auto alone = nothing_beside_root(document); !alone) {
        return fail(alone.error());
    }
    SignaturePlace place;
    place.covered = root;
    const auto signature = one_child(root, space::ds, "Signature");
    if (!signature) {
        return fail(signature.error());
    }
    place.signature = *signature;
    return with_ids(place, root, [&](const xmlNode* found) { return found == place.signature; });
}

Result<SignaturePlace> place_anywhere(const xml::Document& document) {
    SignaturePlace place;
    auto ids = walk(document.root(), [&](xmlNode* found) -> Result<void> {
        if (place.signature != nullptr) {
            return refuse(Errc::forbidden_construct, "a second ds:Signature inside the document", found);
        }
        place.signature = found;
        return {};
    });
    if (!ids) {
        return fail(ids.error());
    }
    if (place.signature == nullptr) {
        return refuse(Errc::not_signed, "there is no Signature element here", document.root());
    }
    place.ids = std::move(*ids);
    return place;
}

Result<SignaturePlace> place_in_signed_doc(const xml::Document& document) {
    auto* root = document.root();
    if (!is(root, space::eaeu_doc, "SignedDoc")) {
        return refuse(Errc::malformed, "the document element is not a doc:SignedDoc", root);
    }
    const auto parts = element_children(root);
    if (!parts) {
        return fail(parts.error());
    }
    if (parts->count == 0 || !is((*parts)[0], space::eaeu_doc, "Data")) {
        return refuse(Errc::malformed, "doc:SignedDoc must begin with doc:Data", root);
    }
    SignaturePlace place;
    place.receipt = parts->count > 1 ? (*parts)[1] : nullptr;
    if (parts->count > 2 || (place.receipt != nullptr && !is(place.receipt, space::ds, "Signature"))) {
        return refuse(Errc::forbidden_construct,
                      "doc:SignedDoc must hold doc:Data, at most one ds:Signature after it, and nothing else", root);
    }
    if (const auto read = read_data((*parts)[0], place); !read) {
        return fail(read.error());
    }
    if (const auto checked = check_parts(root, (*parts)[0], place.covered); !checked) {
        return fail(checked.error());
    }
    return with_ids(place, root, [&](const xmlNode* found) {
        return found == place.signature || found == place.receipt || is_inside(found, place.covered) ||
               (place.receipt != nullptr && is_inside(found, place.receipt));
    });
}

}  // namespace otkel::signing

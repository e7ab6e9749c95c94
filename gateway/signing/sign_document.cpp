#include <optional>

#include "gateway/base/bytes.hpp"
#include "gateway/base/ids.hpp"
#include "gateway/signing/names.hpp"
#include "gateway/signing/signature_text.hpp"
#include "gateway/signing/start_tag.hpp"
#include "gateway/xml/canonical_writer.hpp"

// Signatures of documents that are no envelope, and of plain octets.

namespace otkel::signing {
namespace {

// Where the last child of the document element would begin: a text with white space or comments after the root.
struct RootEnd {
    std::size_t at{0};
    bool empty_tag{false};  // "<a/>": `at` is where "/>" stands
};

std::optional<RootEnd> find_root_end(std::string_view document) {
    auto rest = document;
    while (true) {
        rest = rest.substr(0, rest.find_last_not_of(" \t\r\n") + 1);
        if (!rest.ends_with("-->")) {
            break;
        }
        // "--" cannot stand inside of a comment, so this is where it begins.
        rest = rest.substr(0, rest.rfind("<!--"));
    }
    if (rest.ends_with("/>")) {
        return RootEnd{rest.size() - 2, true};
    }
    const auto at = rest.rfind("</");
    return at == std::string_view::npos ? std::nullopt : std::optional(RootEnd{at, false});
}

std::string with_last_child(std::string_view document, const RootEnd& end, std::string_view root_name,
                            std::string_view child) {
    std::string out;
    out.reserve(document.size() + child.size() + root_name.size() + 4);
    if (end.empty_tag) {
        append(out, document.substr(0, end.at), ">", child, "</", root_name, ">", document.substr(end.at + 2));
    } else {
        append(out, document.substr(0, end.at), child, document.substr(end.at));
    }
    return out;
}

std::string_view root_name(std::string_view canonical) {
    return canonical.substr(1, canonical.find_first_of(" >") - 1);
}

std::string free_prefix(std::string_view content) {
    std::string prefix = "doc";
    while (declares(content, prefix)) {
        prefix += 'e';
    }
    return prefix;
}

// doc:SignedContent; `declaration` is on it as it is digested, and further up in the document.
std::string signed_content(const EaeuDocument& document, std::string_view prefix, std::string_view declaration,
                           std::string_view id) {
    std::string out;
    out.reserve(document.content.size() + 256);
    append(out, "<", prefix, ":SignedContent", declaration, " DocInstance=\"");
    xml::append_escaped_attribute(out, document.instance);
    append(out, "\" Id=\"", id, "\">", document.content, "</", prefix, ":SignedContent>");
    return out;
}

}  // namespace

Result<std::string> sign_enveloped(std::string_view document, const SigningIdentity& identity, BodyForm form) {
    auto made = form == BodyForm::any ? canonical_form(document, xml::Canonicalization::inclusive)
                                      : Result<std::string>(std::string{});
    if (!made) {
        return made;
    }
    const std::string_view canonical = form == BodyForm::any ? *made : document;
    const auto end = find_root_end(document);
    const auto declarations = declarations_of_root(canonical);
    if (!end || !declarations || (end->empty_tag && form == BodyForm::canonical)) {
        return fail(Errc::malformed, "the document to sign is not one element in canonical form");
    }
    const auto transforms = transform(enveloped_signature) + transform(inclusive_c14n_with_comments);
    const auto info = signed_info_content(identity, inclusive_c14n, "", transforms, canonical);
    auto signature = signature_element(identity, *declarations, info, x509_certificate(identity));
    if (!signature) {
        return signature;
    }
    return with_last_child(document, *end, root_name(canonical), *signature);
}

Result<std::string> sign_eaeu(const EaeuDocument& document, const SigningIdentity& identity) {
    const auto prefix = free_prefix(document.content);
    const auto id = "c" + new_uuid_v4();
    std::string declaration;
    append(declaration, " xmlns:", prefix, "=\"", space::eaeu_doc, "\"");
    auto content = signed_content(document, prefix, declaration, id);
    if (document.form == BodyForm::any) {
        auto canonical = canonical_form(content, xml::Canonicalization::exclusive);
        if (!canonical) {
            return canonical;
        }
        content = std::move(*canonical);
    }
    const auto info = signed_info_content(identity, exclusive_c14n, "#" + id, transform(exclusive_c14n), content);
    std::string ds;
    append(ds, " xmlns:ds=\"", space::ds, "\"");
    auto signature =
        signature_element(identity, ds, info, x509_certificate(identity), " Id=\"xmldsig-" + new_uuid_v4() + "\"");
    if (!signature) {
        return signature;
    }
    std::string out;
    append(out, "<", prefix, ":SignedDoc", declaration, "><", prefix, ":Data Id=\"d", new_uuid_v4(), "\">", *signature,
           signed_content(document, prefix, {}, id), "</", prefix, ":Data></", prefix, ":SignedDoc>");
    return out;
}

Result<std::string> sign_raw(std::string_view octets, const SigningIdentity& identity) {
    const auto value = identity.key().sign(identity.method().algorithm, octets, crypto::EcdsaForm::der);
    if (!value) {
        return fail(value.error());
    }
    return to_base64(*value);
}

}  // namespace otkel::signing

#include "gateway/asic/manifest.hpp"

#include <algorithm>
#include <set>

#include "gateway/asic/container.hpp"
#include "gateway/asic/names.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/signing/algorithms.hpp"
#include "gateway/signing/names.hpp"
#include "gateway/signing/nodes.hpp"
#include "gateway/xml/document.hpp"

namespace otkel::asic {
namespace {

using signing::is;
using signing::refuse;

constexpr std::size_t digest_text_max = 256;

class ManifestReader {
public:
    explicit ManifestReader(const ManifestLimits& limits) : limits_(limits) {}

    Result<Manifest> read(const xml::Document& document) {
        auto* root = document.root();
        if (!is(root, manifest_space, "ASiCManifest")) {
            return refuse(Errc::malformed, "a manifest begins with ASiCManifest of " + std::string(manifest_space),
                          root);
        }
        for (auto* node = root->children; node != nullptr; node = node->next) {
            if (auto step = read_part(node); !step) {
                return fail(step.error());
            }
        }
        if (manifest_.signature.empty() || manifest_.references.empty()) {
            return refuse(Errc::malformed, "a manifest names its signature and at least one file", root);
        }
        return std::move(manifest_);
    }

private:
    Result<void> read_part(xmlNode* node) {
        if (node->type == XML_COMMENT_NODE || (node->type == XML_TEXT_NODE && xmlIsBlankNode(node) == 1)) {
            return {};
        }
        if (is(node, manifest_space, "SigReference") && manifest_.signature.empty()) {
            return read_signature(node);
        }
        if (is(node, manifest_space, "DataObjectReference")) {
            return read_reference(node);
        }
        if (is(node, manifest_space, "ASiCManifestExtensions")) {
            return refuse_critical(node);
        }
        return refuse(Errc::forbidden_construct, "this is not expected in a manifest", node);
    }

    Result<void> read_signature(xmlNode* node) {
        if (auto allowed = signing::allow_attributes(node, {"URI", "MimeType"}); !allowed) {
            return allowed;
        }
        auto name = name_in(node);
        if (!name) {
            return fail(name.error());
        }
        manifest_.signature = std::move(*name);
        return {};
    }

    Result<void> read_reference(xmlNode* node) {
        if (manifest_.references.size() == limits_.references) {
            return refuse(Errc::limit_exceeded,
                          "the manifest names more than " + std::to_string(limits_.references) + " files", node);
        }
        if (auto allowed = signing::allow_attributes(node, {"URI", "MimeType", "Rootfile"}); !allowed) {
            return allowed;
        }
        auto name = name_in(node);
        const auto children = signing::element_children(node);
        if (!name || !children) {
            return fail(name ? children.error() : name.error());
        }
        if (!names_.insert(*name).second) {
            return refuse(Errc::forbidden_construct, "the manifest names \"" + *name + "\" twice", node);
        }
        return read_digest(node, *children, std::move(*name));
    }

    Result<void> read_digest(xmlNode* node, const signing::Elements& children, std::string name) {
        if (children.count < 2 || !is(children[0], signing::space::ds, "DigestMethod") ||
            !is(children[1], signing::space::ds, "DigestValue")) {
            return refuse(Errc::malformed, "DigestMethod and DigestValue are expected here", node);
        }
        for (std::size_t i = 2; i < children.count; ++i) {
            if (!is(children[i], manifest_space, "DataObjectReferenceExtensions")) {
                return refuse(Errc::forbidden_construct, "this is not expected in a manifest", children[i]);
            }
            if (auto passed = refuse_critical(children[i]); !passed) {
                return passed;
            }
        }
        const auto uri = signing::attribute(children[0], {}, "Algorithm");
        const auto* method = uri ? signing::digest_method(*uri) : nullptr;
        if (method == nullptr || children[0]->children != nullptr) {
            return refuse(Errc::forbidden_construct,
                          "the digest " + std::string(uri.value_or("without a name").substr(0, digest_text_max)) +
                              " is not carried; SHA-2 and Streebog are",
                          children[0]);
        }
        const auto text = signing::plain_text(children[1], digest_text_max);
        auto octets = text ? from_base64(*text) : Result<std::string>(fail(text.error()));
        if (!octets) {
            return refuse(octets.error().code, "the digest is not base64: " + octets.error().detail, children[1]);
        }
        manifest_.references.push_back({std::move(name), method->algorithm, std::move(*octets)});
        return {};
    }

    // Whoever does not know a critical extension must not go on (annex A.4); we know none.
    static Result<void> refuse_critical(xmlNode* extensions) {
        for (auto* node = extensions; node != nullptr; node = signing::next_in_document(node, extensions)) {
            const bool is_extension = is(node, manifest_space, "Extension");
            const auto critical = is_extension ? signing::attribute(node, {}, "Critical") : std::nullopt;
            if (is_extension && critical != "false" && critical != "0") {
                return refuse(Errc::forbidden_construct, "the manifest has a critical extension, and we know none",
                              node);
            }
        }
        return {};
    }

    [[nodiscard]] Result<std::string> name_in(xmlNode* node) const {
        const auto uri = signing::attribute(node, {}, "URI");
        auto name = uri ? name_of_uri(*uri) : Result<std::string>(std::string());
        if (!name) {
            return refuse(name.error().code, name.error().detail, node);
        }
        if (const auto checked = check_name(*name, limits_.name_octets); !checked) {
            return refuse(checked.error().code, checked.error().detail, node);
        }
        return name;
    }

    const ManifestLimits& limits_;
    Manifest manifest_;
    std::set<std::string> names_;
};

std::string_view uri_of(crypto::DigestAlgorithm algorithm) {
    for (const auto& method : signing::signature_methods()) {
        if (const auto* digest = signing::digest_method(method.digest_uri); digest->algorithm == algorithm) {
            return digest->uri;
        }
    }
    return {};
}

}  // namespace

Result<Manifest> read_manifest(std::string_view octets, const ManifestLimits& limits) {
    constexpr std::size_t elements_of_reference = 16;
    constexpr std::size_t depth_max = 16;
    xml::Limits bounds;
    bounds.octets = limits.octets;
    bounds.depth = depth_max;
    bounds.elements = elements_of_reference * (limits.references + 1);
    if (const auto scanned = xml::scan(octets, bounds); !scanned) {
        return fail(scanned.error());
    }
    const auto document = xml::Document::parse(octets, bounds);
    if (!document) {
        return fail(document.error());
    }
    return ManifestReader(limits).read(*document);
}

// Every octet of a URI stands for itself in XML as well: uri_of_name() leaves none of those that do not.
std::string write_manifest(const Manifest& manifest) {
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<asic:ASiCManifest xmlns:asic=\"" +
                      std::string(manifest_space) + "\" xmlns:ds=\"" + std::string(signing::space::ds) +
                      "\">\n  <asic:SigReference URI=\"" + uri_of_name(manifest.signature) + "\" MimeType=\"" +
                      std::string(signature_media_type) + "\"/>\n";
    for (const auto& reference : manifest.references) {
        out += "  <asic:DataObjectReference URI=\"" + uri_of_name(reference.name) +
               "\">\n    <ds:DigestMethod Algorithm=\"" + std::string(uri_of(reference.algorithm)) +
               "\"/>\n    <ds:DigestValue>" + to_base64(reference.digest) +
               "</ds:DigestValue>\n  </asic:DataObjectReference>\n";
    }
    return out + "</asic:ASiCManifest>\n";
}

}  // namespace otkel::asic

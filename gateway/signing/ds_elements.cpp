#include "gateway/signing/ds_elements.hpp"

#include "gateway/base/bytes.hpp"
#include "gateway/signing/names.hpp"

namespace otkel::signing {

Failure unexpected(const xmlNode* element) {
    return refuse(Errc::forbidden_construct,
                  "the element " + std::string(local_name(element).substr(0, 64)) + " is not expected here", element);
}

std::string quoted(std::string_view text) { return "'" + std::string(text.substr(0, 200)) + "'"; }

Result<Elements> exact_children(const xmlNode* parent, std::initializer_list<std::string_view> names) {
    auto elements = element_children(parent);
    if (!elements) {
        return elements;
    }
    std::size_t at = 0;
    for (const auto name : names) {
        if (at == elements->count) {
            return refuse(Errc::malformed, "the element " + std::string(name) + " is missing", parent);
        }
        if (!is((*elements)[at], space::ds, name)) {
            return unexpected((*elements)[at]);
        }
        ++at;
    }
    if (at < elements->count) {
        return unexpected((*elements)[at]);
    }
    return elements;
}

Result<std::string_view> algorithm_of(const xmlNode* element) {
    if (const auto allowed = allow_attributes(element, {"Algorithm"}); !allowed) {
        return fail(allowed.error());
    }
    const auto uri = attribute(element, {}, "Algorithm");
    if (!uri) {
        return refuse(Errc::malformed, "the attribute Algorithm is missing", element);
    }
    return *uri;
}

Result<void> no_children(const xmlNode* element) {
    const auto children = element_children(element);
    if (!children) {
        return fail(children.error());
    }
    if (children->count != 0) {
        return unexpected((*children)[0]);
    }
    return {};
}

Result<std::string> from_canonical_base64(std::string_view text) {
    auto octets = from_base64(text);
    if (!octets) {
        return octets;
    }
    const auto canonical = to_base64(*octets);
    auto rest = std::string_view(canonical);
    for (const char c : text) {
        if (rest.starts_with(c)) {
            rest.remove_prefix(1);
        } else if (!trim({&c, 1}).empty()) {
            return fail(Errc::malformed, "the base64 text is not the one that its octets give");
        }
    }
    if (!rest.empty()) {
        return fail(Errc::malformed, "the padding of the base64 text is missing");
    }
    return octets;
}

Result<std::string> read_base64(const xmlNode* element, std::size_t octets_max) {
    const auto text = plain_text(element, octets_max);
    if (!text) {
        return fail(text.error());
    }
    auto octets = from_canonical_base64(*text);
    if (!octets) {
        return refuse(Errc::malformed, octets.error().detail, element);
    }
    return octets;
}

}  // namespace otkel::signing

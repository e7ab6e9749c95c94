#include "gateway/signing/namespace_names.hpp"

#include <libxml/uri.h>

#include <algorithm>
#include <memory>
#include <string_view>

namespace otkel::signing {
namespace {

// Most names, without the cost of a parser: http(s)://x… and urn:x… of characters that need no thought.
bool is_plainly_absolute(std::string_view name) {
    const auto scheme = name.starts_with("http://") ? 7U : name.starts_with("https://") ? 8U : 0U;
    if (scheme == 0 && !name.starts_with("urn:")) {
        return false;
    }
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
               c == '_';
    };
    if (name.ends_with('#')) {
        name.remove_suffix(1);
    }
    const auto rest = name.substr(scheme);
    return !rest.empty() && (scheme == 0 || plain(rest.front())) && std::all_of(rest.begin(), rest.end(), [&](char c) {
        return plain(c) || c == '/' || (c == ':' && scheme == 0);
    });
}

// What libxml2 asks in its own canonicalization.
bool is_relative(const char* name) {
    struct Free {
        void operator()(xmlURI* uri) const { xmlFreeURI(uri); }
    };
    const std::unique_ptr<xmlURI, Free> uri(xmlParseURI(name));
    return uri == nullptr || uri->scheme == nullptr || *uri->scheme == '\0';
}

}  // namespace

bool declares_relative_namespace(const xmlNode* element) {
    for (const auto* space = element->nsDef; space != nullptr; space = space->next) {
        const auto* name = reinterpret_cast<const char*>(space->href);
        if (name != nullptr && *name != '\0' && !is_plainly_absolute(name) && is_relative(name)) {
            return true;
        }
    }
    return false;
}

}  // namespace otkel::signing

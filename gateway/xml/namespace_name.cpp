#include "gateway/xml/namespace_name.hpp"

#include <libxml/uri.h>

#include <algorithm>
#include <memory>
#include <string>

namespace otkel::xml {
namespace {

struct FreeUri {
    void operator()(xmlURI* uri) const { xmlFreeURI(uri); }
};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_letter_or_digit(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }

// urn:… and http://host/… without anything unusual, which are nearly all; false says nothing.
bool is_plainly_absolute(std::string_view name) {
    const auto scheme = static_cast<std::size_t>(std::find_if_not(name.begin(), name.end(), is_letter) - name.begin());
    if (scheme == 0 || scheme + 1 >= name.size() || name[scheme] != ':') {
        return false;
    }
    auto rest = name.substr(scheme + 1);
    const bool host = rest.starts_with("//");
    rest.remove_prefix(host ? 2 : 0);
    if (rest.empty() || !is_letter(rest.front())) {
        return false;
    }
    return std::all_of(rest.begin(), rest.end(), [host](char c) {
        return is_letter_or_digit(c) || c == '/' || c == '-' || c == '.' || c == '_' || (c == ':' && !host);
    });
}

}  // namespace

bool is_namespace_name(std::string_view name) {
    if (is_plainly_absolute(name)) {
        return true;
    }
    const std::unique_ptr<xmlURI, FreeUri> uri{xmlParseURI(std::string(name).c_str())};
    return uri != nullptr;
}

}  // namespace otkel::xml

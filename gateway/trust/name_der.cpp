#include <openssl/x509.h>

#include <algorithm>

#include "gateway/base/assert.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/crypto/der.hpp"
#include "gateway/crypto/openssl.hpp"
#include "gateway/trust/name.hpp"

namespace otkel::trust {
namespace {

using crypto::openssl_reason;
using crypto::Owned;

struct NameFree {
    void operator()(X509_NAME* name) const { X509_NAME_free(name); }
};
using OwnedName = std::unique_ptr<X509_NAME, NameFree>;

Result<OwnedName> decode(std::string_view name_der) {
    const auto* begin = reinterpret_cast<const unsigned char*>(name_der.data());
    const auto* end = begin + name_der.size();
    OwnedName name(d2i_X509_NAME(nullptr, &begin, static_cast<long>(name_der.size())));
    if (name == nullptr || begin != end) {
        return fail(Errc::malformed, "the octets are not a distinguished name: " + openssl_reason());
    }
    return name;
}

bool is_twelve_digits(std::string_view text) {
    return text.size() == 12 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string dotted(const ASN1_OBJECT* type) {
    std::string text(128, '\0');
    const int length = OBJ_obj2txt(text.data(), static_cast<int>(text.size()), type, 1);
    text.resize(length < 0 ? 0 : std::min(text.size() - 1, static_cast<std::size_t>(length)));
    return text;
}

}  // namespace

Result<std::string> name_text(std::string_view name_der) {
    const auto name = decode(name_der);
    if (!name) {
        return fail(name.error());
    }
    const Owned<BIO> out(BIO_new(BIO_s_mem()));
    OTKEL_ASSERT(out != nullptr);
    constexpr auto flags = XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
    const bool printed = X509_NAME_print_ex(out.get(), name->get(), 0, flags) >= 0;
    char* data = nullptr;
    const auto length = BIO_get_mem_data(out.get(), &data);
    std::string text(data, static_cast<std::size_t>(length));
    if (!printed || !is_valid_utf8(text)) {
        (void)openssl_reason();
        return fail(Errc::malformed, "a distinguished name holds a value that is not text");
    }
    return text;
}

Result<NameAttributes> name_attributes(std::string_view name_der) {
    const auto name = decode(name_der);
    if (!name) {
        return fail(name.error());
    }
    NameAttributes attributes;
    for (int i = 0; i < X509_NAME_entry_count(name->get()); ++i) {
        const auto* entry = X509_NAME_get_entry(name->get(), i);
        unsigned char* utf8 = nullptr;
        const int length = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(entry));
        if (length < 0) {
            (void)openssl_reason();  // no string: such an attribute means nothing here
            continue;
        }
        std::string value(reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(length));
        OPENSSL_free(utf8);
        if (is_valid_utf8(value)) {
            attributes.emplace_back(dotted(X509_NAME_ENTRY_get_object(entry)), std::move(value));
        }
    }
    return attributes;
}

std::string first_value(std::string_view type, const NameAttributes& attributes) {
    const auto at = std::find_if(attributes.begin(), attributes.end(),
                                 [&](const auto& attribute) { return attribute.first == type; });
    return at == attributes.end() ? std::string() : at->second;
}

std::string number_after(std::string_view prefix, std::string_view type, const NameAttributes& attributes) {
    for (const auto& [found, value] : attributes) {
        if (found == type && value.starts_with(prefix) &&
            is_twelve_digits(std::string_view(value).substr(prefix.size()))) {
            return value.substr(prefix.size());
        }
    }
    return {};
}

}  // namespace otkel::trust

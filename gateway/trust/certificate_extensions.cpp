#include <algorithm>
#include <array>

#include "gateway/crypto/der.hpp"
#include "gateway/trust/certificate_decoder.hpp"
#include "gateway/trust/extension_values.hpp"

namespace otkel::trust {
namespace {

using crypto::der::Reader;
using Fields = Certificate::Fields;
namespace der = crypto::der;
namespace tag = crypto::der::tag;

// Real certificates have about ten.
constexpr std::size_t extensions_max = 64;
constexpr std::size_t identifier_octets_max = 64;

struct Extension {
    std::string oid;
    bool critical{false};
    std::string_view value;
};

Result<Extension> read_extension(Reader& reader) {
    constexpr std::string_view what = "an extension of the certificate";
    const auto element = reader.next(tag::sequence, what);
    if (!element) {
        return fail(element.error());
    }
    Reader parts(element->content);
    const auto oid = parts.next(tag::object_identifier, what);
    if (!oid) {
        return fail(oid.error());
    }
    if (oid->content.size() > identifier_octets_max) {
        return fail(Errc::limit_exceeded, std::string(what) + ": its object identifier is too long");
    }
    auto text = der::oid_text(*oid);
    if (!text) {
        return fail(text.error());
    }
    Extension extension{std::move(*text), false, {}};
    if (const auto flag = parts.next_if(tag::boolean)) {
        const auto critical = read_flag(flag->content, "extension " + extension.oid);
        if (!critical) {
            return fail(critical.error());
        }
        extension.critical = *critical;
    }
    const auto value = parts.next(tag::octet_string, "the value of extension " + extension.oid);
    if (!value) {
        return fail(value.error());
    }
    extension.value = value->content;
    if (const auto finished = parts.finish("extension " + extension.oid); !finished) {
        return fail(finished.error());
    }
    return extension;
}

struct Known {
    std::string_view oid;
    bool may_be_critical;  // nothing that it demands is left undone when it is critical
    Result<void> (*read)(std::string_view value, Fields& fields);
};

// nameConstraints and policyConstraints are missing on purpose: a certificate that makes them critical asks for checks
// that are not done here (RFC 5280 section 4.2: it is then refused).
constexpr std::array known_extensions{
    Known{"2.5.29.14", false, read_subject_key_id},
    Known{"2.5.29.15", true, read_key_usage},
    Known{"2.5.29.17", true, read_alternative_names},
    Known{"2.5.29.19", true, read_basic_constraints},
    Known{"2.5.29.31", false, read_crl_addresses},
    Known{"2.5.29.32", true, read_policies},
    Known{"2.5.29.35", false, read_authority_key_id},
    Known{"2.5.29.37", true, read_extended_key_usage},
    Known{"1.3.6.1.5.5.7.1.1", false, read_information_access},
    Known{"1.3.6.1.5.5.7.48.1.5", false, read_ocsp_no_check},
};

Result<void> take(const Extension& extension, Fields& fields) {
    const auto* const at = std::find_if(known_extensions.begin(), known_extensions.end(),
                                        [&](const Known& known) { return known.oid == extension.oid; });
    const bool known = at != known_extensions.end();
    if (extension.critical && !(known && at->may_be_critical)) {
        fields.unknown_critical.push_back(extension.oid);
    }
    if (extension.oid == "2.5.29.37") {
        fields.extended_key_usage_critical = extension.critical;
    }
    return known ? at->read(extension.value, fields) : Result<void>{};
}

}  // namespace

Result<void> decode_extensions(std::string_view extensions, Certificate::Fields& fields) {
    const auto whole = der::single(extensions, tag::sequence, "the extensions of the certificate");
    if (!whole) {
        return fail(whole.error());
    }
    std::vector<std::string> seen;
    Reader reader(whole->content);
    while (!reader.at_end()) {
        auto extension = read_extension(reader);
        if (!extension) {
            return fail(extension.error());
        }
        if (seen.size() == extensions_max) {
            return fail(Errc::limit_exceeded, "a certificate with more than 64 extensions is not accepted");
        }
        if (std::find(seen.begin(), seen.end(), extension->oid) != seen.end()) {
            return fail(Errc::malformed, "the certificate has extension " + extension->oid + " twice");
        }
        if (const auto taken = take(*extension, fields); !taken) {
            return fail(taken.error());
        }
        seen.push_back(std::move(extension->oid));
    }
    return {};
}

}  // namespace otkel::trust

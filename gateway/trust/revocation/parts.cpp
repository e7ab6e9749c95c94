#include "gateway/trust/revocation/parts.hpp"

#include <algorithm>
#include <array>

#include "gateway/crypto/algorithm_identifiers.hpp"

namespace otkel::trust::parts {
namespace {

namespace der = crypto::der;
namespace tag = crypto::der::tag;

// No structure that we read has more; looking for one of them is linear.
constexpr std::size_t extensions_max = 32;

Extension read_extension(std::string_view content, std::optional<Error>& error) {
    Fields fields(content, error);
    Extension extension{fields.take_oid("extnID"), false, {}};
    // DER leaves "critical FALSE" out, but writers that do not are common, and nothing depends on it.
    if (fields.is_next(tag::boolean)) {
        const auto critical = fields.take(tag::boolean, "critical").content;
        extension.critical = critical != std::string_view("\0", 1);
    }
    extension.value = fields.take(tag::octet_string, "extnValue").content;
    fields.finish("an extension");
    return extension;
}

// Parameters are absent or NULL in every signature algorithm that we carry.
std::string read_algorithm(std::string_view content, std::optional<Error>& error) {
    Fields fields(content, error);
    auto oid = fields.take_oid("signatureAlgorithm");
    if (fields.more() && !fields.take(tag::null, "parameters of signatureAlgorithm").content.empty()) {
        fields.refuse(Errc::malformed, "parameters of signatureAlgorithm: a NULL that is not empty");
    }
    fields.finish("signatureAlgorithm");
    return oid;
}

}  // namespace

void Fields::refuse(Errc code, std::string detail) {
    if (!error_) {
        error_ = Error{code, std::move(detail), {}, {}};
    }
}

der::Element Fields::take(std::string_view what) {
    if (error_) {
        return {};
    }
    auto element = reader_.next(what);
    if (!element) {
        error_ = std::move(element.error());
        return {};
    }
    return *element;
}

der::Element Fields::take(std::uint8_t tag, std::string_view what) {
    if (error_) {
        return {};
    }
    auto element = reader_.next(tag, what);
    if (!element) {
        error_ = std::move(element.error());
        return {};
    }
    return *element;
}

der::Element Fields::take_inside(std::uint8_t outer, std::uint8_t tag, std::string_view what) {
    Fields inner(take(outer, what).content, error_);
    const auto element = inner.take(tag, what);
    inner.finish(what);
    return element;
}

std::string Fields::take_oid(std::string_view what) {
    const auto element = take(tag::object_identifier, what);
    if (error_) {
        return {};
    }
    auto oid = der::oid_text(element);
    if (!oid) {
        error_ = std::move(oid.error());
        return {};
    }
    return std::move(*oid);
}

WallTime Fields::take_time(std::string_view what) {
    const auto element = take(what);
    if (error_) {
        return {};
    }
    const auto time = der::time(element);
    if (!time) {
        refuse(Errc::malformed, std::string(what) + ": " + time.error().detail);
        return {};
    }
    return *time;
}

WallTime Fields::take_generalized(std::string_view what) {
    if (more() && !is_next(tag::generalized_time)) {
        refuse(Errc::malformed, std::string(what) + " is not a GeneralizedTime");
    }
    return take_time(what);
}

std::string_view Fields::take_serial() {
    const auto content = take(tag::integer, "serial number").content;
    if (content.empty() || (static_cast<unsigned char>(content.front()) & 0x80U) != 0) {
        refuse(Errc::malformed, "a serial number is empty or negative");
        return {};
    }
    return content.substr(std::min(content.find_first_not_of('\0'), content.size()));
}

void Fields::finish(std::string_view what) {
    if (error_) {
        return;
    }
    if (auto finished = reader_.finish(what); !finished) {
        error_ = std::move(finished.error());
    }
}

std::vector<Extension> read_extensions(std::string_view content, std::optional<Error>& error) {
    std::vector<Extension> extensions;
    Fields fields(content, error);
    while (fields.more()) {
        auto extension = read_extension(fields.take(tag::sequence, "Extension").content, error);
        if (find(extensions, extension.oid) != nullptr) {
            fields.refuse(Errc::malformed, "extension " + extension.oid + " comes twice");
        }
        if (extensions.size() == extensions_max) {
            fields.refuse(Errc::limit_exceeded, "more than " + std::to_string(extensions_max) + " extensions");
        }
        extensions.push_back(std::move(extension));
    }
    return extensions;
}

const Extension* find(const std::vector<Extension>& extensions, std::string_view oid) {
    const auto at = std::find_if(extensions.begin(), extensions.end(), [&](const auto& e) { return e.oid == oid; });
    return at == extensions.end() ? nullptr : &*at;
}

Signed read_signed(Fields& fields, std::optional<Error>& error) {
    Signed out;
    out.tbs = fields.take(tag::sequence, "the signed part");
    const auto identifier = fields.take(tag::sequence, "signatureAlgorithm");
    out.algorithm_identifier = identifier.whole;
    out.algorithm = read_algorithm(identifier.content, error);
    const auto signature = fields.take(tag::bit_string, "signature").content;
    if (signature.empty() || signature.front() != '\0') {
        fields.refuse(Errc::malformed, "the signature is not a BIT STRING of whole octets");
        return out;
    }
    out.signature = signature.substr(1);
    return out;
}

bool verifies(const Signed& signed_part, const crypto::PublicKey& key) {
    const auto algorithm = crypto::signature_of_oid(signed_part.algorithm, key.algorithm());
    return algorithm && key.verifies(*algorithm, signed_part.tbs.whole, signed_part.signature, crypto::EcdsaForm::der);
}

int read_reason(std::string_view der, std::optional<Error>& error) {
    Fields fields(der, error);
    const auto content = fields.take(tag::enumerated, "reasonCode").content;
    fields.finish("reasonCode");
    if (content.size() != 1 || static_cast<unsigned char>(content.front()) > 0x7f) {
        fields.refuse(Errc::malformed, "reasonCode is not a number of one octet");
        return 0;
    }
    return static_cast<int>(content.front());
}

std::string reason_name(int reason) {
    constexpr std::array<std::string_view, 11> names{
        "unspecified",   "keyCompromise",        "cACompromise",    "affiliationChanged",
        "superseded",    "cessationOfOperation", "certificateHold", "",
        "removeFromCRL", "privilegeWithdrawn",   "aACompromise"};
    const auto at = static_cast<std::size_t>(reason);
    return at < names.size() && !names[at].empty() ? std::string(names[at]) : "reason " + std::to_string(reason);
}

}  // namespace otkel::trust::parts

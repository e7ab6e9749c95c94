#include "gateway/trust/extension_values.hpp"

#include <algorithm>

#include "gateway/crypto/der.hpp"

namespace otkel::trust {
namespace {

using crypto::der::Element;
using crypto::der::Reader;
namespace der = crypto::der;
namespace tag = crypto::der::tag;

constexpr int address_depth_max = 5;  // CRLDistributionPoints, DistributionPoint, distributionPoint, fullName

Result<int> read_path_length(const Element& element) {
    const auto& content = element.content;
    if (content.empty() || (static_cast<unsigned char>(content.front()) & 0x80U) != 0 || content.size() > 4) {
        return fail(Errc::malformed, "the path length of basicConstraints is not a small number");
    }
    int value = 0;
    for (const char octet : content) {
        value = value * 256 + static_cast<unsigned char>(octet);
    }
    return value;
}

// A SEQUENCE OF object identifiers, or of SEQUENCEs that begin with one.
Result<std::vector<std::string>> read_oids(std::string_view value, bool wrapped, std::string_view what) {
    const auto whole = der::single(value, tag::sequence, what);
    if (!whole) {
        return fail(whole.error());
    }
    std::vector<std::string> oids;
    Reader reader(whole->content);
    while (!reader.at_end()) {
        auto element = reader.next(wrapped ? tag::sequence : tag::object_identifier, what);
        if (element && wrapped) {
            element = Reader(element->content).next(tag::object_identifier, what);
        }
        if (!element) {
            return fail(element.error());
        }
        auto oid = der::oid_text(*element);
        if (!oid) {
            return fail(oid.error());
        }
        oids.push_back(std::move(*oid));
    }
    return oids;
}

bool is_address(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

// Every URI in general names at any depth. Addresses are shown to people and never used, so whatever cannot be read is
// passed over.
void collect_addresses(std::string_view octets, int depth_max, std::vector<std::string>& addresses) {
    Reader reader(octets);
    while (!reader.at_end()) {
        const auto element = reader.next("an address");
        if (!element) {
            return;
        }
        if (element->tag == tag::context_primitive(6)) {
            if (is_address(element->content)) {
                addresses.emplace_back(element->content);
            }
        } else if ((element->tag & 0x20U) != 0 && depth_max > 0) {
            collect_addresses(element->content, depth_max - 1, addresses);
        }
    }
}

}  // namespace

Result<bool> read_flag(std::string_view content, std::string_view what) {
    if (content == std::string_view("\0", 1)) {
        return false;
    }
    if (content != "\xff") {
        return fail(Errc::malformed, std::string(what) + ": a truth value that is neither 00 nor FF");
    }
    return true;
}

// RFC 5280 section 4.2.1.9.
Result<void> read_basic_constraints(std::string_view value, Certificate::Fields& fields) {
    const auto whole = der::single(value, tag::sequence, "basicConstraints");
    if (!whole) {
        return fail(whole.error());
    }
    Reader parts(whole->content);
    if (const auto flag = parts.next_if(tag::boolean)) {
        const auto authority = read_flag(flag->content, "basicConstraints");
        if (!authority) {
            return fail(authority.error());
        }
        fields.is_authority = *authority;
    }
    if (const auto length = parts.next_if(tag::integer)) {
        const auto maximum = read_path_length(*length);
        if (!maximum) {
            return fail(maximum.error());
        }
        if (!fields.is_authority) {
            return fail(Errc::malformed, "basicConstraints gives a path length without CA:TRUE");
        }
        fields.path_length_max = *maximum;
    }
    return parts.finish("basicConstraints");
}

// RFC 5280 section 4.2.1.3: bit 0 is the highest of the first octet.
Result<void> read_key_usage(std::string_view value, Certificate::Fields& fields) {
    const auto bits = der::single(value, tag::bit_string, "keyUsage");
    if (!bits) {
        return fail(bits.error());
    }
    const auto octet = [&](std::size_t at) {
        return at < bits->content.size() ? static_cast<unsigned>(static_cast<unsigned char>(bits->content[at])) : 0U;
    };
    const auto unused = octet(0);
    const auto last = octet(bits->content.size() - 1);
    if (bits->content.size() < 2 || bits->content.size() > 3 || unused > 7 || (last & ((1U << unused) - 1)) != 0) {
        return fail(Errc::malformed, "keyUsage is not a list of at most nine bits");
    }
    std::uint16_t usage = 0;
    for (unsigned bit = 0; bit < 9; ++bit) {
        if ((octet(1 + bit / 8) & (0x80U >> bit % 8)) != 0) {
            usage = static_cast<std::uint16_t>(usage | (1U << bit));
        }
    }
    fields.key_usage = usage;
    return {};
}

Result<void> read_extended_key_usage(std::string_view value, Certificate::Fields& fields) {
    auto oids = read_oids(value, false, "extKeyUsage");
    if (!oids) {
        return fail(oids.error());
    }
    fields.extended_key_usage = std::move(*oids);
    return {};
}

Result<void> read_policies(std::string_view value, Certificate::Fields& fields) {
    auto oids = read_oids(value, true, "certificatePolicies");
    if (!oids) {
        return fail(oids.error());
    }
    fields.policies = std::move(*oids);
    return {};
}

Result<void> read_subject_key_id(std::string_view value, Certificate::Fields& fields) {
    const auto octets = der::single(value, tag::octet_string, "subjectKeyIdentifier");
    if (!octets) {
        return fail(octets.error());
    }
    fields.subject_key_id = std::string(octets->content);
    return {};
}

// RFC 5280 section 4.2.1.1. The issuer's name and serial number that may follow (as in certificates of the national
// authorities) are not used: a renewed authority has another number (seen), and the signature decides.
Result<void> read_authority_key_id(std::string_view value, Certificate::Fields& fields) {
    const auto whole = der::single(value, tag::sequence, "authorityKeyIdentifier");
    if (!whole) {
        return fail(whole.error());
    }
    Reader parts(whole->content);
    if (const auto octets = parts.next_if(tag::context_primitive(0))) {
        fields.authority_key_id = std::string(octets->content);
    }
    return {};
}

Result<void> read_crl_addresses(std::string_view value, Certificate::Fields& fields) {
    collect_addresses(value, address_depth_max, fields.crl_addresses);
    return {};
}

Result<void> read_information_access(std::string_view value, Certificate::Fields& fields) {
    const auto ocsp = der::oid("1.3.6.1.5.5.7.48.1");
    const auto whole = der::single(value, tag::sequence, "authorityInfoAccess");
    Reader reader(whole ? whole->content : std::string_view());
    while (!reader.at_end()) {
        const auto description = reader.next("a description of authorityInfoAccess");
        if (!description) {
            break;
        }
        if (description->content.starts_with(ocsp)) {
            collect_addresses(description->content, 0, fields.ocsp_addresses);
        }
    }
    return {};
}

// The certificate's names for TLS say nothing about signatures: read enough to be called processed.
Result<void> read_alternative_names(std::string_view value, Certificate::Fields& /*fields*/) {
    const auto whole = der::single(value, tag::sequence, "subjectAltName");
    return whole ? Result<void>{} : fail(whole.error());
}

Result<void> read_ocsp_no_check(std::string_view /*value*/, Certificate::Fields& fields) {
    fields.ocsp_no_check = true;
    return {};
}

}  // namespace otkel::trust

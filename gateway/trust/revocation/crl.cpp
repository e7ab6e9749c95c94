#include "gateway/trust/revocation/crl.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "gateway/crypto/algorithm_identifiers.hpp"
#include "gateway/trust/name.hpp"
#include "gateway/trust/revocation/parts.hpp"

namespace otkel::trust {
namespace {

namespace der = crypto::der;
namespace tag = crypto::der::tag;
using parts::Fields;
using Trouble = std::optional<Error>;

namespace oid {
constexpr std::string_view number = "2.5.29.20", reason = "2.5.29.21", delta = "2.5.29.27",
                           distribution_point = "2.5.29.28", certificate_issuer = "2.5.29.29",
                           authority_key = "2.5.29.35";
}  // namespace oid

constexpr std::uint8_t no_reason = 0xff;

// One revoked certificate, as a place in the octets: the content of its serial number, which its time follows. Millions
// of them are held.
struct Slot {
    std::uint32_t offset{0};
    std::uint8_t serial_size{0};
    std::uint8_t reason{no_reason};
};

}  // namespace

struct Crl::State {
    std::string octets;
    parts::Signed signed_part;  // of `octets`
    std::string issuer, issuer_der, authority_key_id, identification;
    std::optional<std::uint64_t> number, base_number;
    WallTime this_update{};
    std::optional<WallTime> next_update;
    std::vector<Slot> slots;  // by serial number

    [[nodiscard]] std::string_view serial(Slot slot) const {
        return std::string_view(octets).substr(slot.offset, slot.serial_size);
    }
};

namespace {

// A number of at most 64 bits; authorities that take longer ones for cRLNumber are not known.
std::uint64_t read_number(std::string_view der, Trouble& trouble) {
    Fields fields(der, trouble);
    const auto octets = fields.take_serial();
    fields.finish("cRLNumber");
    if (octets.size() > sizeof(std::uint64_t)) {
        fields.refuse(Errc::unsupported, "a list number of more than 64 bits is not carried");
        return 0;
    }
    std::uint64_t number = 0;
    for (const char octet : octets) {
        number = number << 8U | static_cast<unsigned char>(octet);
    }
    return number;
}

std::string read_authority_key(std::string_view der, Trouble& trouble) {
    Fields outer(der, trouble);
    Fields fields(outer.take(tag::sequence, "authorityKeyIdentifier").content, trouble);
    const bool named = fields.is_next(tag::context_primitive(0));
    return named ? std::string(fields.take("keyIdentifier").content) : std::string();
}

// RFC 5280 section 5.2.5. A list of some certificates or reasons only would make us call the others good. With a name
// alone it may still be one part of several; where that is not critical, we may take it for what it most often is: the
// address of the one list.
void check_scope(const parts::Extension& extension, Trouble& trouble) {
    Fields outer(extension.value, trouble);
    Fields fields(outer.take(tag::sequence, "issuingDistributionPoint").content, trouble);
    outer.finish("issuingDistributionPoint");
    while (fields.more()) {
        const auto part = fields.take("issuingDistributionPoint");
        const bool is_false = part.content == std::string_view("\0", 1) && part.tag != tag::context_primitive(3);
        const bool is_name = part.tag == tag::context(0);
        if (!is_false && (!is_name || extension.critical)) {
            fields.refuse(Errc::unsupported,
                          "the list is indirect or only one part of its authority's lists (issuingDistributionPoint)");
        }
    }
}

void apply_extension(const parts::Extension& extension, Crl::State& state, Trouble& trouble) {
    if (extension.oid == oid::number) {
        state.number = read_number(extension.value, trouble);
    } else if (extension.oid == oid::delta) {
        state.base_number = read_number(extension.value, trouble);
    } else if (extension.oid == oid::authority_key) {
        state.authority_key_id = read_authority_key(extension.value, trouble);
    } else if (extension.oid == oid::distribution_point) {
        check_scope(extension, trouble);
    } else if (extension.critical && !trouble) {
        trouble = Error{Errc::unsupported, "the list has the unknown critical extension " + extension.oid, {}, {}};
    }
}

std::uint8_t read_entry_extensions(std::string_view content, Trouble& trouble) {
    std::uint8_t reason = no_reason;
    for (const auto& extension : parts::read_extensions(content, trouble)) {
        if (extension.oid == oid::reason) {
            reason = static_cast<std::uint8_t>(parts::read_reason(extension.value, trouble));
        } else if ((extension.critical || extension.oid == oid::certificate_issuer) && !trouble) {
            // certificateIssuer stands in indirect lists.
            trouble = Error{Errc::unsupported, "an entry of the list has the extension " + extension.oid, {}, {}};
        }
    }
    return reason;
}

Slot read_entry(std::string_view content, const std::string& octets, Trouble& trouble) {
    Fields fields(content, trouble);
    const auto serial = fields.take_serial();
    (void)fields.take_time("revocationDate");
    Slot slot;
    if (fields.more()) {
        slot.reason = read_entry_extensions(fields.take(tag::sequence, "crlEntryExtensions").content, trouble);
    }
    fields.finish("an entry of the list");
    if (serial.size() > std::numeric_limits<std::uint8_t>::max()) {
        fields.refuse(Errc::malformed, "a serial number of more than 255 octets");
    }
    if (!trouble) {
        slot.offset = static_cast<std::uint32_t>(serial.data() - octets.data());
        slot.serial_size = static_cast<std::uint8_t>(serial.size());
    }
    return slot;
}

void read_entries(std::string_view content, Crl::State& state, Trouble& trouble) {
    // Counted first: a vector that grows would hold twice as much at its end.
    std::size_t count = 0;
    for (Fields counting(content, trouble); counting.more(); ++count) {
        (void)counting.take(tag::sequence, "an entry of the list");
    }
    state.slots.reserve(count);
    Fields fields(content, trouble);
    while (fields.more()) {
        const auto entry = fields.take(tag::sequence, "an entry of the list");
        state.slots.push_back(read_entry(entry.content, state.octets, trouble));
    }
    std::sort(state.slots.begin(), state.slots.end(),
              [&](Slot a, Slot b) { return state.serial(a) < state.serial(b); });
}

void read_head(Fields& fields, Crl::State& state, Trouble& trouble) {
    // Version 1 has no version field and no extensions.
    if (fields.is_next(tag::integer) && fields.take(tag::integer, "version").content != std::string_view("\1", 1)) {
        fields.refuse(Errc::unsupported, "the list is not of version 2 (RFC 5280 section 5.1.2.1)");
    }
    // The same algorithm stands inside and outside of what is signed: RFC 5280 section 5.1.1.2.
    if (fields.take(tag::sequence, "signature").whole != state.signed_part.algorithm_identifier) {
        fields.refuse(Errc::malformed, "the list names two different signature algorithms");
    }
    state.issuer_der = fields.take(tag::sequence, "issuer").whole;
    state.this_update = fields.take_time("thisUpdate");
    if (fields.is_next(tag::utc_time) || fields.is_next(tag::generalized_time)) {
        state.next_update = fields.take_time("nextUpdate");
    }
    if (trouble) {
        return;
    }
    auto issuer = name_text(state.issuer_der);
    if (!issuer) {
        trouble = std::move(issuer.error());
        return;
    }
    state.issuer = std::move(*issuer);
}

void read_list(Crl::State& state, Trouble& trouble) {
    Fields outer(state.octets, trouble);
    Fields list(outer.take(tag::sequence, "CertificateList").content, trouble);
    outer.finish("CertificateList");
    state.signed_part = parts::read_signed(list, trouble);
    list.finish("CertificateList");
    Fields fields(state.signed_part.tbs.content, trouble);
    read_head(fields, state, trouble);
    const auto entries = fields.is_next(tag::sequence) ? fields.take("revokedCertificates").content : "";
    if (fields.is_next(tag::context(0))) {
        const auto extensions = fields.take_inside(tag::context(0), tag::sequence, "crlExtensions").content;
        for (const auto& extension : parts::read_extensions(extensions, trouble)) {
            apply_extension(extension, state, trouble);
        }
    }
    fields.finish("TBSCertList");
    if (!trouble) {
        read_entries(entries, state, trouble);
    }
}

std::string identify(const Crl::State& state) {
    const auto hash = der::sequence({crypto::algorithm_identifier(crypto::DigestAlgorithm::sha256),
                                     der::octet_string(crypto::digest(crypto::DigestAlgorithm::sha256, state.octets))});
    const auto identifier = der::sequence(
        {state.issuer_der, der::time(state.this_update), state.number ? der::integer(*state.number) : std::string()});
    return der::sequence({hash, identifier});
}

}  // namespace

Crl::Crl(std::shared_ptr<const State> state) : state_(std::move(state)) {}

Result<std::shared_ptr<const Crl>> Crl::from_der(std::string_view der, const CrlLimits& limits) {
    const auto octets_max = std::min<std::size_t>(limits.octets_max, std::numeric_limits<std::uint32_t>::max());
    if (der.size() > octets_max) {
        return fail(Errc::limit_exceeded,
                    "a revocation list of more than " + std::to_string(octets_max) + " octets is not read");
    }
    if (der.empty()) {
        return fail(Errc::malformed, "the revocation list is an empty file");  // mirrors have given such (seen)
    }
    const auto state = std::make_shared<State>();
    state->octets = der;
    Trouble trouble;
    read_list(*state, trouble);
    if (trouble) {
        trouble->detail = "revocation list: " + trouble->detail;
        return fail(std::move(*trouble));
    }
    state->identification = identify(*state);
    return std::make_shared<const Crl>(state);
}

const std::string& Crl::issuer() const { return state_->issuer; }
const std::string& Crl::issuer_der() const { return state_->issuer_der; }
const std::string& Crl::authority_key_id() const { return state_->authority_key_id; }
std::optional<std::uint64_t> Crl::number() const { return state_->number; }
std::optional<std::uint64_t> Crl::base_number() const { return state_->base_number; }
WallTime Crl::this_update() const { return state_->this_update; }
std::optional<WallTime> Crl::next_update() const { return state_->next_update; }
std::size_t Crl::size() const { return state_->slots.size(); }
bool Crl::is_signed_with(const crypto::PublicKey& key) const { return parts::verifies(state_->signed_part, key); }
const std::string& Crl::der() const { return state_->octets; }
const std::string& Crl::identification() const { return state_->identification; }

std::optional<Crl::Entry> Crl::find(const std::string& serial_octets) const {
    const auto first = std::min(serial_octets.find_first_not_of('\0'), serial_octets.size());
    const auto wanted = std::string_view(serial_octets).substr(first);
    const auto& slots = state_->slots;
    auto at = std::lower_bound(slots.begin(), slots.end(), wanted,
                               [&](Slot slot, std::string_view serial) { return state_->serial(slot) < serial; });
    std::optional<Slot> found;
    // Of two entries about one certificate the worse counts.
    for (; at != slots.end() && state_->serial(*at) == wanted; ++at) {
        if (!found || found->reason == parts::reason_remove_from_crl) {
            found = *at;
        }
    }
    if (!found) {
        return std::nullopt;
    }
    Trouble trouble;
    Fields fields(std::string_view(state_->octets).substr(found->offset + found->serial_size), trouble);
    const auto revoked_at = fields.take_time("revocationDate");
    return Entry{revoked_at, found->reason == no_reason ? std::string() : parts::reason_name(found->reason)};
}

}  // namespace otkel::trust

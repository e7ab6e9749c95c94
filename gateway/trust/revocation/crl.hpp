#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/trust/revocation/status.hpp"
#include "gateway/trust/trust_store.hpp"

namespace otkel::trust {

struct CrlLimits {
    std::size_t octets_max{std::size_t{128} * 1024 * 1024};  // some 3 million entries
    std::chrono::seconds clock_skew_max{300};
};

// A certificate revocation list, decoded once. Immutable. It keeps the octets and eight more for each entry.
class Crl {
public:
    // Errc::malformed, Errc::limit_exceeded; Errc::unsupported: critical extensions that we do not know, indirect
    // lists, and lists that speak of a part of the authority's certificates only (RFC 5280 section 5.2.5).
    [[nodiscard]] static Result<std::shared_ptr<const Crl>> from_der(std::string_view der,
                                                                     const CrlLimits& limits = {});

    [[nodiscard]] const std::string& issuer() const;  // RFC 2253 text
    [[nodiscard]] const std::string& issuer_der() const;
    [[nodiscard]] const std::string& authority_key_id() const;
    [[nodiscard]] std::optional<std::uint64_t> number() const;       // cRLNumber
    [[nodiscard]] std::optional<std::uint64_t> base_number() const;  // of a delta: BaseCRLNumber
    [[nodiscard]] WallTime this_update() const;
    [[nodiscard]] std::optional<WallTime> next_update() const;
    [[nodiscard]] std::size_t size() const;  // entries
    [[nodiscard]] bool is_signed_with(const crypto::PublicKey& key) const;
    [[nodiscard]] const std::string& der() const;
    // CrlValidatedID (RFC 5126 section 6.2.2), DER: SHA-256, issuer, time and number.
    [[nodiscard]] const std::string& identification() const;

    struct Entry {
        WallTime revoked_at;
        std::string reason;  // also "removeFromCRL", in a delta: no longer revoked
    };
    [[nodiscard]] std::optional<Entry> find(const std::string& serial_octets) const;

    struct State;
    explicit Crl(std::shared_ptr<const State> state);

private:
    std::shared_ptr<const State> state_;
};

// The current lists of all authorities: one full list and at most one delta each. A list is taken only when its
// signature leads to an issuer that is offered, it is not older than what is there, and (a delta) its BaseCRLNumber is
// the number of the full list or below; the delta's own number is not compared with it, because the authority's test
// lists number them apart (protocol fact, seen): which of the two is newer is told by thisUpdate. A delta goes when a
// newer full list comes. An empty or damaged file changes nothing. Thread safe. With a folder, what was taken is kept
// there, to be read again at start.
class CrlStore {
public:
    explicit CrlStore(std::filesystem::path folder = {}, CrlLimits limits = {});
    ~CrlStore();

    enum class Outcome : std::uint8_t { taken, same, older };
    // `issuers`: certificates of authorities whose paths were established. Errors of Crl::from_der, and
    // Errc::signer_untrusted: of none of these issuers; Errc::certificate_invalid: of one that may not sign lists;
    // Errc::signature_invalid; Errc::unavailable: from the future, or a delta without its full list;
    // Errc::storage_failed: taken, but not written to the folder.
    [[nodiscard]] Result<Outcome> offer(std::string_view der, const std::vector<CertificatePtr>& issuers, WallTime now);

    // Offers what the folder holds: for the start, once the issuers are known. What is refused stays where it is until
    // a good list replaces it.
    struct Loaded {
        std::size_t taken{0};
        std::vector<Error> refused;
    };
    Loaded load(const std::vector<CertificatePtr>& issuers, WallTime now);

    // What the lists of this issuer say; nullopt when there is none, or when the certificate is not the issuer's by
    // name. The answer's next_update is that of the list that runs out first: whether it is fresh enough is the
    // caller's rule.
    [[nodiscard]] std::optional<RevocationStatus> status(const Certificate& certificate,
                                                         const Certificate& issuer) const;

    struct Listed {
        std::string issuer;
        std::uint64_t number{0};
        std::optional<std::uint64_t> delta_number;
        WallTime this_update{};
        std::optional<WallTime> next_update;
        std::size_t entries{0};
    };
    [[nodiscard]] std::vector<Listed> lists() const;  // for operators

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace otkel::trust

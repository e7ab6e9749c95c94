#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/async/breaker.hpp"
#include "gateway/net/http.hpp"
#include "gateway/settings/section.hpp"
#include "gateway/signing/verifier.hpp"
#include "gateway/trust/holder.hpp"
#include "gateway/trust/revocation/ocsp.hpp"
#include "gateway/trust/revocation/rules.hpp"

namespace otkel::adapters::nca {

// How one service of an authority is called.
struct CallRules {
    std::chrono::milliseconds time_out{5'000};
    std::size_t octets_max{64 * 1024};
    async::BreakerRules breaker;
    async::QuotaRules quota;
};

// One certification authority, and where its services are. Addresses come from here only: those in certificates are
// the word of whoever sent them.
struct AuthoritySettings {
    std::string name;
    bool anchor{false};
    std::vector<std::string> pins;                    // SHA-256, hex: the certificates that may be this authority
    std::vector<trust::CertificatePtr> certificates;  // those that were on disk, each of them pinned
    std::optional<net::Endpoint> certificate_url, ocsp_url, crl_url, delta_crl_url;

    [[nodiscard]] bool is_pinned(std::string_view fingerprint) const;
};

struct ListSettings {
    std::chrono::milliseconds time_out{60'000};
    std::size_t octets_max{64UL * 1024 * 1024};
    std::chrono::minutes full_every{60}, delta_every{10}, certificates_every{24 * 60};
    std::chrono::seconds retry_after{60};  // a download that failed
    int jitter_percent{10};                // so that many gateways do not ask at the same moment
};

struct TimeStampSettings {
    std::optional<net::Endpoint> url;
    std::string policy;  // empty: the authority chooses
    std::size_t attempts_max{4};
    std::chrono::milliseconds back_off{200};  // before the second attempt; doubled for each further one
    std::chrono::seconds clock_skew_max{300};
    CallRules call;
};

struct GraceSettings {
    std::size_t entries_max{10'000};
    std::chrono::minutes revalidate_every{5};
};

struct SignInSettings {
    bool enabled{false};
    std::string system;  // named in the text that is signed
    std::vector<trust::CertificateUse> uses;
    std::vector<trust::Role> roles;  // one of them is enough; empty: any
    std::vector<std::string> algorithms;
    trust::RevocationRules revocation;
    std::chrono::milliseconds challenge_time{120'000}, token_time{1'800'000}, check_time_max{10'000};
    std::size_t challenges_max{10'000}, tokens_max{10'000}, tokens_per_holder_max{8};
    std::size_t body_octets_max{256 * 1024}, logins_in_flight_max{8};
    std::size_t requests_per_minute{60};  // of one remote address
    std::size_t addresses_max{10'000};    // told apart by the rate limit; what comes beyond shares one allowance
};

// How certificates between the leaf and the anchor are asked about.
enum class Intermediates : std::uint8_t { crl, as_leaf, off };

struct Settings {
    std::vector<AuthoritySettings> authorities;
    Intermediates intermediates{Intermediates::crl};
    trust::OcspRules ocsp_rules;
    CallRules ocsp_call;
    ListSettings lists;
    TimeStampSettings time_stamps;
    GraceSettings grace;
    SignInSettings sign_in;
};

// All complaints of the file are collected; the error names every one with its place.
[[nodiscard]] Result<Settings> read_settings(const settings::Section& section);

}  // namespace otkel::adapters::nca

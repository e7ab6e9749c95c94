#include "adapters/nca/settings.hpp"

#include <algorithm>

#include "adapters/nca/authority_settings.hpp"
#include "gateway/adapter/settings_parts.hpp"
#include "gateway/trust/cms/time_stamp.hpp"

namespace otkel::adapters::nca {
namespace {

using settings::Section;
using std::chrono::milliseconds;

constexpr std::size_t octets_most = 1024UL * 1024 * 1024;

std::chrono::seconds seconds_or(const Section& section, std::string_view key, std::chrono::seconds fallback) {
    return std::chrono::duration_cast<std::chrono::seconds>(section.duration_ms_or(key, fallback));
}

std::chrono::minutes minutes_or(const Section& section, std::string_view key, std::chrono::minutes fallback) {
    constexpr std::int64_t most = 31L * 24 * 60;
    return std::chrono::minutes{section.number_or(key, fallback.count(), 1, most)};
}

CallRules read_call(const Section& section, CallRules rules) {
    rules.time_out = section.duration_ms_or("time_out_ms", rules.time_out);
    rules.octets_max = section.size_or("octets_max", rules.octets_max, octets_most);
    const auto breaker = section.section("breaker");
    rules.breaker.failures_to_open = breaker.size_or("failures_to_open", rules.breaker.failures_to_open, 10'000);
    rules.breaker.time_open = breaker.duration_ms_or("time_open_ms", rules.breaker.time_open);
    breaker.finish();
    const auto quota = section.section("quota");
    rules.quota.per_minute = quota.size_or("per_minute", rules.quota.per_minute, 10'000'000);
    rules.quota.in_flight = quota.size_or("in_flight", rules.quota.in_flight, 10'000);
    quota.finish();
    return rules;
}

void read_ocsp(Settings& settings, const Section& section) {
    auto& rules = settings.ocsp_rules;
    rules.age_max = seconds_or(section, "age_max_ms", rules.age_max);
    rules.clock_skew_max = seconds_or(section, "clock_skew_max_ms", rules.clock_skew_max);
    rules.nonce_required = section.flag_or("nonce_required", rules.nonce_required);
    settings.ocsp_call = read_call(section, settings.ocsp_call);
    rules.octets_max = settings.ocsp_call.octets_max;
    section.finish();
}

ListSettings read_lists(const Section& section) {
    constexpr std::int64_t percent_most = 50;
    ListSettings lists;
    lists.time_out = section.duration_ms_or("time_out_ms", lists.time_out);
    lists.octets_max = section.size_or("octets_max", lists.octets_max, octets_most);
    lists.full_every = minutes_or(section, "full_minutes", lists.full_every);
    lists.delta_every = minutes_or(section, "delta_minutes", lists.delta_every);
    lists.certificates_every = minutes_or(section, "certificates_minutes", lists.certificates_every);
    lists.retry_after = seconds_or(section, "retry_after_ms", lists.retry_after);
    lists.jitter_percent = static_cast<int>(section.number_or("jitter_percent", lists.jitter_percent, 0, percent_most));
    section.finish();
    return lists;
}

TimeStampSettings read_time_stamps(const Section& section) {
    TimeStampSettings stamps;
    stamps.url = adapter::read_endpoint(section, "url");
    stamps.policy = section.text_or("policy", trust::stamp_policy::gost2015);
    stamps.attempts_max = section.size_or("attempts_max", stamps.attempts_max, 100);
    stamps.back_off = section.duration_ms_or("back_off_ms", stamps.back_off);
    stamps.clock_skew_max = seconds_or(section, "clock_skew_max_ms", stamps.clock_skew_max);
    stamps.call = read_call(section, stamps.call);
    section.finish();
    return stamps;
}

GraceSettings read_grace(const Section& section) {
    GraceSettings grace;
    grace.entries_max = section.size_or("entries_max", grace.entries_max, 1'000'000);
    grace.revalidate_every = minutes_or(section, "revalidate_minutes", grace.revalidate_every);
    section.finish();
    return grace;
}

std::vector<trust::CertificateUse> read_uses(const Section& section) {
    using enum trust::CertificateUse;
    std::vector<trust::CertificateUse> uses;
    for (const auto& word : section.texts("uses")) {
        if (word == trust::name(signing)) {
            uses.push_back(signing);
        } else if (word == trust::name(authentication)) {
            uses.push_back(authentication);
        } else {
            section.complain("uses", "no certificate has this use", "signing, authentication", word);
        }
    }
    return uses.empty() ? std::vector{signing, authentication} : uses;
}

std::vector<trust::Role> read_roles(const Section& section) {
    constexpr auto last = static_cast<unsigned>(trust::Role::treasury_client);
    std::vector<trust::Role> roles;
    for (const auto& word : section.texts("roles")) {
        std::string known;
        bool found = false;
        for (unsigned i = 0; i <= last && !found; ++i) {
            const auto role = static_cast<trust::Role>(i);
            found = word == trust::name(role);
            known += (known.empty() ? "" : ", ") + std::string(trust::name(role));
            if (found) {
                roles.push_back(role);
            }
        }
        if (!found) {
            section.complain("roles", "there is no such role", known, word);
        }
    }
    return roles;
}

SignInSettings read_sign_in(const Section& section) {
    constexpr std::size_t most = 10'000'000;
    SignInSettings sign_in;
    sign_in.enabled = section.flag_or("enabled", sign_in.enabled);
    sign_in.system = section.text_or("system", "otkel");
    sign_in.uses = read_uses(section);
    sign_in.roles = read_roles(section);
    sign_in.algorithms = adapter::read_algorithms(section);
    sign_in.revocation.mode = trust::RevocationMode::ocsp_or_crl;
    sign_in.revocation = adapter::read_revocation(section.section("revocation"), sign_in.revocation);
    sign_in.challenge_time = section.duration_ms_or("challenge_time_ms", sign_in.challenge_time);
    sign_in.token_time = section.duration_ms_or("token_time_ms", sign_in.token_time);
    sign_in.check_time_max = section.duration_ms_or("check_time_max_ms", sign_in.check_time_max);
    sign_in.challenges_max = section.size_or("challenges_max", sign_in.challenges_max, most);
    sign_in.tokens_max = section.size_or("tokens_max", sign_in.tokens_max, most);
    sign_in.tokens_per_holder_max = section.size_or("tokens_per_holder_max", sign_in.tokens_per_holder_max, most);
    sign_in.body_octets_max = section.size_or("body_octets_max", sign_in.body_octets_max, octets_most);
    sign_in.logins_in_flight_max = section.size_or("logins_in_flight_max", sign_in.logins_in_flight_max, 10'000);
    sign_in.requests_per_minute = section.size_or("requests_per_minute", sign_in.requests_per_minute, most);
    sign_in.addresses_max = section.size_or("addresses_max", sign_in.addresses_max, most);
    section.finish();
    return sign_in;
}

}  // namespace

Result<Settings> read_settings(const Section& section) {
    Settings settings;
    section.text_or("adapter", "nca");
    (void)section.section("twin");
    settings.authorities = read_authorities(section);
    const auto intermediates = section.choice_or("intermediates", "crl", {"crl", "as-leaf", "off"});
    settings.intermediates = intermediates == "crl"       ? Intermediates::crl
                             : intermediates == "as-leaf" ? Intermediates::as_leaf
                                                          : Intermediates::off;
    read_ocsp(settings, section.section("ocsp"));
    settings.lists = read_lists(section.section("lists"));
    settings.time_stamps = read_time_stamps(section.section("time_stamps"));
    settings.grace = read_grace(section.section("grace"));
    settings.sign_in = read_sign_in(section.section("sign_in"));
    section.finish();
    if (const auto outcome = section.complaints().outcome(); !outcome) {
        return fail(outcome.error());
    }
    return settings;
}

}  // namespace otkel::adapters::nca

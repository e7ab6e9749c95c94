#include "gateway/trust/revocation/rules.hpp"

#include <fmt/format.h>

#include <array>

namespace otkel::trust {
namespace {

using std::chrono::seconds;

// Between our clock and those of the authorities, as for OCSP answers and lists when they were read.
constexpr seconds clock_skew_max{300};

constexpr std::array<std::string_view, 4> mode_names{"off", "crl", "ocsp", "ocsp-or-crl"};

std::string age_text(std::chrono::microseconds duration) {
    const auto count = std::chrono::duration_cast<seconds>(duration).count();
    constexpr std::int64_t minute = 60, hour = 60 * minute, day = 24 * hour;
    if (count >= 2 * day) {
        return fmt::format("{} days", count / day);
    }
    if (count >= 2 * hour) {
        return fmt::format("{} h", count / hour);
    }
    return count >= 2 * minute ? fmt::format("{} min", count / minute)
                               : fmt::format("{} s", std::max<std::int64_t>(count, 0));
}

std::string date_text(WallTime time) { return to_utc_text(time).substr(0, 19) + "Z"; }

std::string described(const RevocationStatus& status, WallTime now) {
    auto text = status.source + ", " + age_text(now - status.as_of) + " old";
    if (status.next_update) {
        text += (*status.next_update < now ? ", ran out " : ", holds until ") + date_text(*status.next_update);
    }
    return text;
}

bool is_named(RevocationMode mode, RevocationSource source) {
    return mode == RevocationMode::ocsp_or_crl ||
           mode == (source == RevocationSource::ocsp ? RevocationMode::ocsp : RevocationMode::crl);
}

// RFC 5280 section 5.1.2.5 demands nextUpdate of a list. An answer of OCSP was found fresh when it was read, with the
// same tolerance.
bool holds(const RevocationStatus& status, WallTime now) {
    if (status.kind == RevocationSource::crl) {
        return status.next_update && *status.next_update >= now;
    }
    return !status.next_update || *status.next_update + clock_skew_max >= now;
}

// A good answer of a source that this mode names.
bool is_candidate(const std::optional<RevocationStatus>& status, RevocationMode mode) {
    return status && status->state == RevocationState::good && is_named(mode, status->kind);
}

// A clock that was set right has left it behind.
bool is_from_future(const RevocationStatus& status, WallTime now) { return status.as_of > now + clock_skew_max; }

bool is_usable(const std::optional<RevocationStatus>& status, RevocationMode mode, WallTime now) {
    return is_candidate(status, mode) && !is_from_future(*status, now);
}

const RevocationStatus* find_state(const RevocationEvidence& evidence, RevocationState state) {
    for (const auto* status : {&evidence.ocsp, &evidence.crl, &evidence.last_good}) {
        if (*status && (*status)->state == state) {
            return &**status;
        }
    }
    return nullptr;
}

RevocationVerdict refuse_for(const RevocationStatus& status, WallTime now) {
    auto how = std::string("unknown to the authority, which never issued it,");
    if (status.state == RevocationState::revoked) {
        how = "revoked" + (status.revoked_at ? " " + date_text(*status.revoked_at) : std::string()) +
              (status.reason.empty() ? std::string() : " (" + status.reason + ")");
    }
    return {false, false, status, how + " by " + described(status, now)};
}

std::string with_note(const std::string& how, const std::string& trouble) {
    return trouble.empty() ? how : how + "; without an answer: " + trouble;
}

std::string why_not(const RevocationStatus& status, WallTime now) {
    if (is_from_future(status, now)) {
        return status.source + " is from the future, " + date_text(status.as_of);
    }
    return status.source + (status.next_update ? " ran out " + date_text(*status.next_update)
                                               : std::string(" does not say until when it holds"));
}

// What is missing, in words; empty when no source failed.
std::string trouble_of(const RevocationRules& rules, const RevocationEvidence& evidence, WallTime now) {
    auto trouble = evidence.trouble;
    for (const auto* status : {&evidence.ocsp, &evidence.crl}) {
        if (is_candidate(*status, rules.mode) && (is_from_future(**status, now) || !holds(**status, now))) {
            trouble += (trouble.empty() ? "" : "; ") + why_not(**status, now);
        }
    }
    return trouble;
}

std::optional<RevocationVerdict> accept_good(const RevocationRules& rules, const RevocationEvidence& evidence,
                                             WallTime now) {
    for (const auto* status : {&evidence.ocsp, &evidence.crl}) {
        if (is_usable(*status, rules.mode, now) && holds(**status, now)) {
            return RevocationVerdict{
                true, false, *status,
                with_note("good by " + described(**status, now), trouble_of(rules, evidence, now))};
        }
    }
    const auto& kept = evidence.last_good;
    if (is_usable(kept, rules.mode, now) && holds(*kept, now) && now - kept->as_of <= rules.fresh) {
        return RevocationVerdict{true, false, kept, "good by " + described(*kept, now) + ", not asked again"};
    }
    return std::nullopt;
}

WallTime held_until(const RevocationStatus& status) {
    return status.kind == RevocationSource::crl ? status.next_update.value_or(status.as_of) : status.as_of;
}

// Of a kept answer and a list that ran out, the one that held longer.
const std::optional<RevocationStatus>* best_under_grace(const RevocationRules& rules,
                                                        const RevocationEvidence& evidence, WallTime now) {
    const std::optional<RevocationStatus>* best = nullptr;
    for (const auto* status : {&evidence.last_good, &evidence.crl}) {
        if (is_usable(*status, rules.mode, now) && (best == nullptr || held_until(**status) > held_until(**best))) {
            best = status;
        }
    }
    return best;
}

RevocationVerdict decide_in_trouble(const RevocationRules& rules, const RevocationEvidence& evidence,
                                    const std::string& trouble, WallTime now) {
    const auto* good = best_under_grace(rules, evidence, now);
    auto last = std::string("nothing good was ever learned");
    if (good != nullptr) {
        last = "last good answer by " + described(**good, now) + ", the cap is " + age_text(rules.grace);
        if (rules.grace > seconds{0} && now - held_until(**good) <= rules.grace) {
            return {true, true, *good, "accepted under grace: " + trouble + "; " + last};
        }
    }
    const auto& since = evidence.trouble_since;
    if (rules.grace_without_answer && since && *since <= now + clock_skew_max &&
        now - *since <= rules.grace_without_answer_max) {
        return {true, true, std::nullopt,
                fmt::format("accepted under grace without an answer: {}, for {}; {}; the cap is {}", trouble,
                            age_text(now - *since), last, age_text(rules.grace_without_answer_max))};
    }
    return {false, false, std::nullopt, "not established: " + trouble + "; " + last};
}

}  // namespace

std::optional<RevocationMode> revocation_mode_of(std::string_view word) {
    for (std::size_t i = 0; i < mode_names.size(); ++i) {
        if (mode_names[i] == word) {
            return static_cast<RevocationMode>(i);
        }
    }
    return std::nullopt;
}

std::string_view name(RevocationMode mode) { return mode_names.at(static_cast<std::size_t>(mode)); }

RevocationVerdict decide(const RevocationRules& rules, const RevocationEvidence& evidence, WallTime now) {
    for (const auto state : {RevocationState::revoked, RevocationState::unknown_to_authority}) {
        if (const auto* found = find_state(evidence, state)) {
            return refuse_for(*found, now);
        }
    }
    if (rules.mode == RevocationMode::off) {
        return {true, false, std::nullopt, "not checked: the rules of this peer ask for no revocation check"};
    }
    if (auto accepted = accept_good(rules, evidence, now)) {
        return std::move(*accepted);
    }
    if (const auto trouble = trouble_of(rules, evidence, now); !trouble.empty()) {
        return decide_in_trouble(rules, evidence, trouble, now);
    }
    return {false, false, std::nullopt,
            "not established: no source that these rules name (" + std::string(name(rules.mode)) + ") was asked"};
}

}  // namespace otkel::trust

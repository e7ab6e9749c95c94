#include "adapters/nca/checks.hpp"

#include <algorithm>

#include "gateway/telemetry/log.hpp"

namespace otkel::adapters::nca {
namespace {

namespace asio = boost::asio;
using trust::RevocationEvidence;
using trust::RevocationMode;
using trust::RevocationState;
using trust::RevocationVerdict;

void add_trouble(RevocationEvidence& evidence, std::string_view reason, std::optional<WallTime> since) {
    evidence.trouble += (evidence.trouble.empty() ? "" : "; ") + std::string(reason);
    if (since && (!evidence.trouble_since || *since < *evidence.trouble_since)) {
        evidence.trouble_since = since;
    }
}

constexpr std::size_t remembered_max = 4096;  // certificates, of each kind of memory

// Higher is worse.
int rank(const RevocationVerdict& verdict) {
    if (verdict.accepted) {
        return verdict.under_grace ? 1 : 0;
    }
    if (!verdict.status || verdict.status->state == RevocationState::good) {
        return 2;
    }
    return verdict.status->state == RevocationState::unknown_to_authority ? 3 : 4;
}

void add(RevocationVerdict& sum, RevocationVerdict one, const trust::Certificate& certificate) {
    one.how = certificate.subject() + ": " + one.how;
    auto how = sum.how.empty() ? one.how : sum.how + "; " + one.how;
    if (sum.how.empty() || rank(one) > rank(sum)) {
        sum = std::move(one);
    }
    sum.how = std::move(how);
}

// Enough for decide() without asking anybody: another peer's mode may have brought it.
bool is_fresh(const trust::RevocationStatus& known, const trust::RevocationRules& rules, WallTime now) {
    const bool by_ocsp = known.kind == trust::RevocationSource::ocsp;
    const bool named = rules.mode == RevocationMode::ocsp_or_crl ||
                       rules.mode == (by_ocsp ? RevocationMode::ocsp : RevocationMode::crl);
    const bool holds = known.next_update ? *known.next_update >= now : by_ocsp;
    return named && holds && known.as_of <= now && now - known.as_of <= rules.fresh;
}

RevocationVerdict not_asked(std::string why) { return {true, false, std::nullopt, std::move(why)}; }

bool is_self_issued(const trust::Certificate& certificate) {
    return certificate.subject_der() == certificate.issuer_der();
}

}  // namespace

RevocationChecks::RevocationChecks(Parts parts, trust::OcspRules ocsp, Intermediates intermediates)
    : parts_(parts), ocsp_(ocsp), intermediates_(intermediates) {}

asio::awaitable<RevocationVerdict> RevocationChecks::check(trust::TrustStore::Path path, trust::RevocationRules rules,
                                                           Deadline deadline) {
    if (rules.mode == RevocationMode::off || path.certificates.empty()) {
        co_return not_asked("revocation is not asked for");
    }
    const bool pinned = path.certificates.size() == 1;
    auto& certificates = path.certificates;
    // A pinned one stands alone: the authorities above it may still have revoked it, or each other.
    constexpr std::size_t longest = 8;
    while (pinned && certificates.back() && !is_self_issued(*certificates.back()) && certificates.size() < longest) {
        auto issuer = co_await issuer_of(certificates.back());
        certificates.push_back(std::move(issuer));
    }
    RevocationVerdict sum;
    std::vector<RevocationVerdict::Answer> answers;
    for (std::size_t i = 0; i + 1 < certificates.size() && certificates[i]; ++i) {
        auto one = co_await check_one(certificates[i], certificates[i + 1], i == 0, rules, deadline);
        if (one.status && certificates[i + 1]) {
            answers.push_back({certificates[i], certificates[i + 1], *one.status});
        }
        add(sum, std::move(one), *certificates[i]);
    }
    sum.answers = std::move(answers);
    if (sum.how.empty()) {
        sum = not_asked("trusted as it is: nobody can revoke it");
    }
    count(sum);
    co_return sum;
}

asio::awaitable<trust::CertificatePtr> RevocationChecks::issuer_of(trust::CertificatePtr certificate) {
    if (const auto known = issuers_.find(certificate->fingerprint()); known != issuers_.end()) {
        co_return known->second;
    }
    const auto candidates = parts_.authorities.candidates_for(*certificate);
    auto search = [&certificate, &candidates]() -> trust::CertificatePtr {
        for (const auto& candidate : candidates) {
            if (certificate->is_signed_with(candidate->key())) {
                return candidate;
            }
        }
        return nullptr;
    };
    auto found = co_await parts_.workers.run(std::move(search));
    if (!found || *found == nullptr) {
        co_return nullptr;
    }
    if (issuers_.size() >= remembered_max) {
        issuers_.clear();
    }
    issuers_.insert_or_assign(certificate->fingerprint(), *found);
    co_return *found;
}

asio::awaitable<RevocationVerdict> RevocationChecks::check_one(trust::CertificatePtr certificate,
                                                               trust::CertificatePtr issuer, bool leaf,
                                                               trust::RevocationRules rules, Deadline deadline) {
    if (!leaf && intermediates_ == Intermediates::off) {
        co_return not_asked("not asked, as configured");
    }
    const auto* authority = issuer ? parts_.authorities.of(*issuer) : nullptr;
    if (!leaf && intermediates_ == Intermediates::crl) {
        if (authority == nullptr || !authority->crl) {
            co_return not_asked("not asked: no list is configured for " + certificate->issuer());
        }
        rules.mode = RevocationMode::crl;
    }
    auto evidence = co_await gather(certificate, issuer, rules, deadline);
    remember(*certificate, evidence);
    co_return trust::decide(rules, evidence, parts_.clock.wall());
}

asio::awaitable<RevocationEvidence> RevocationChecks::gather(trust::CertificatePtr certificate,
                                                             trust::CertificatePtr issuer, trust::RevocationRules rules,
                                                             Deadline deadline) {
    RevocationEvidence evidence;
    evidence.last_good = last_known(*certificate);
    if (evidence.last_good && is_fresh(*evidence.last_good, rules, parts_.clock.wall())) {
        evidence.crl = listed_against(*certificate, issuer.get(), *evidence.last_good);
        co_return evidence;
    }
    auto* authority = issuer ? parts_.authorities.of(*issuer) : nullptr;
    if (authority == nullptr) {
        add_trouble(evidence, "no authority is configured for " + certificate->issuer(), std::nullopt);
        co_return evidence;
    }
    const bool lists_help = rules.mode != RevocationMode::ocsp;
    if (rules.mode != RevocationMode::crl) {
        const auto remaining = deadline.remaining(parts_.clock);
        const auto until = parts_.clock.steady() + (lists_help ? remaining / 2 : remaining);
        co_await ask_ocsp(evidence, *authority, certificate, issuer, until);
    }
    if (evidence.ocsp) {
        evidence.crl = listed_against(*certificate, issuer.get(), *evidence.ocsp);
    } else if (lists_help) {
        look_into_lists(evidence, *authority, *certificate, *issuer);
    }
    // A list from before it was found revoked does not make it good again.
    if (evidence.last_good && evidence.last_good->state != RevocationState::good) {
        const auto& newer = evidence.ocsp ? evidence.ocsp : evidence.crl;
        if (newer && newer->as_of >= evidence.last_good->as_of) {
            evidence.last_good.reset();
        }
    }
    co_return evidence;
}

std::optional<trust::RevocationStatus> RevocationChecks::last_known(const trust::Certificate& certificate) const {
    const auto refused = refused_.find(certificate.fingerprint());
    return refused != refused_.end() ? refused->second : cache_.find(certificate);
}

asio::awaitable<void> RevocationChecks::ask_ocsp(RevocationEvidence& evidence, Authority& authority,
                                                 const trust::CertificatePtr& certificate,
                                                 const trust::CertificatePtr& issuer, SteadyTime until) {
    if (!authority.ocsp) {
        add_trouble(evidence, "no OCSP is configured for " + authority.settings.name, std::nullopt);
        co_return;
    }
    if (stopped_) {
        add_trouble(evidence, "the gateway is stopping", std::nullopt);
        co_return;
    }
    auto question = flying_[certificate->fingerprint()];
    if (!question) {
        question = std::make_shared<Question>();
        flying_[certificate->fingerprint()] = question;  // before it starts: it may land at once
        parts_.tasks.spawn(fly(question, authority, certificate, issuer));
    }
    co_await question->wait(until);
    if (!question->value()) {
        add_trouble(evidence, authority.ocsp->name() + " has not answered in the time there was",
                    authority.ocsp->failing_since().value_or(parts_.clock.wall()));
    } else if (const auto& answer = *question->value(); answer) {
        evidence.ocsp = *answer;
    } else {
        add_trouble(evidence, answer.error().detail, authority.ocsp->failing_since());
    }
}

// Whatever happens, whoever waits is told.
asio::awaitable<void> RevocationChecks::fly(std::shared_ptr<Question> question, Authority& authority,
                                            trust::CertificatePtr certificate, trust::CertificatePtr issuer) {
    const auto fingerprint = certificate->fingerprint();
    Answer answer = fail(Errc::cancelled, "the question was given up");
    try {
        answer = co_await question_and_answer(authority, std::move(certificate), std::move(issuer));
    } catch (const std::exception& e) {
        answer = fail(Errc::cancelled, "the question was given up: " + std::string(e.what()));
    }
    flying_.erase(fingerprint);
    question->land(std::move(answer));
}

asio::awaitable<RevocationChecks::Answer> RevocationChecks::question_and_answer(Authority& authority,
                                                                                trust::CertificatePtr certificate,
                                                                                trust::CertificatePtr issuer) {
    auto make = [&certificate, &issuer] { return trust::make_ocsp_question(certificate, issuer); };
    const auto question = co_await parts_.workers.run(std::move(make));
    if (!question) {
        co_return fail(question.error());
    }
    auto& source = *authority.ocsp;
    constexpr std::chrono::minutes longest{5};  // the source has a time limit of its own
    const auto octets =
        co_await source.post(question->der, "application/ocsp-request", Deadline::after(parts_.clock, longest));
    if (!octets) {
        co_return fail(octets.error());
    }
    const auto now = parts_.clock.wall();
    auto read = [this, &octets, &question, now] { return trust::read_ocsp_answer(*octets, *question, now, ocsp_); };
    auto status = co_await parts_.workers.run(std::move(read));
    if (!status) {
        co_return fail(status.error());
    }
    if (!*status) {
        source.refused(status->error());
        co_return fail(status->error().code, source.name() + ": " + status->error().detail);
    }
    source.answered();
    co_return std::move(*status);
}

std::optional<trust::RevocationStatus> RevocationChecks::listed_against(const trust::Certificate& certificate,
                                                                        const trust::Certificate* issuer,
                                                                        const trust::RevocationStatus& other) const {
    if (issuer == nullptr || other.state != RevocationState::good) {
        return std::nullopt;
    }
    auto listed = parts_.lists.status(certificate, *issuer);
    const bool revoked = listed && listed->state != RevocationState::good;
    const bool may_have_ended = listed && listed->reason == "certificateHold" && listed->as_of < other.as_of;
    return revoked && !may_have_ended ? listed : std::nullopt;
}

void RevocationChecks::look_into_lists(RevocationEvidence& evidence, const Authority& authority,
                                       const trust::Certificate& certificate, const trust::Certificate& issuer) const {
    auto status = parts_.lists.status(certificate, issuer);
    const auto since = authority.crl ? authority.crl->failing_since() : std::nullopt;
    if (!status) {
        add_trouble(evidence, "there is no list of " + authority.settings.name, since);
        return;
    }
    // A list that ran out still revokes; as a good answer it counts under grace only, which is for decide() to say.
    if (status->next_update && *status->next_update < parts_.clock.wall()) {
        evidence.trouble_since = std::min(since.value_or(*status->next_update), *status->next_update);
    }
    evidence.crl = std::move(status);
}

void RevocationChecks::remember(const trust::Certificate& certificate, const RevocationEvidence& evidence) {
    const auto& newest = evidence.ocsp ? evidence.ocsp : evidence.crl;
    const auto known = last_known(certificate);
    const bool ran_out = newest && newest->next_update && *newest->next_update < parts_.clock.wall();
    if (!newest || (known && newest->as_of < known->as_of)) {
        return;
    }
    if (newest->state == RevocationState::good) {
        if (!ran_out) {
            refused_.erase(certificate.fingerprint());
            cache_.keep(certificate, *newest);
        }
        return;
    }
    cache_.forget(certificate);
    if (refused_.size() >= remembered_max) {
        refused_.erase(refused_.begin());
    }
    refused_.insert_or_assign(certificate.fingerprint(), *newest);
}

void RevocationChecks::count(const RevocationVerdict& verdict) {
    const auto state = !verdict.status ? std::string_view("unknown") : trust::name(verdict.status->state);
    const auto outcome = verdict.accepted ? (verdict.under_grace ? "grace" : "accepted") : "refused";
    auto& counter = counters_[{outcome, state}];
    if (counter == nullptr) {
        counter =
            &parts_.metrics.counter("otkel_nca_revocation_checks_total", "Paths whose revocation was asked about.",
                                    {{"outcome", outcome}, {"state", std::string(state)}});
    }
    counter->add();
    if (!verdict.accepted || verdict.under_grace) {
        log::info("nca-revocation", {{"outcome", outcome}, {"how", verdict.how}});
    }
}

}  // namespace otkel::adapters::nca

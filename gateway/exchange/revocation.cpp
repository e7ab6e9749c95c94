// Whether the certificates behind a signature were revoked: asked of their authority, by the rules of the peer.

#include <algorithm>

#include "gateway/exchange/engine.hpp"
#include "gateway/exchange/stages.hpp"

namespace otkel::exchange {
namespace {

Error refusal_of(const adapter::Signature& signature, const trust::RevocationVerdict& verdict) {
    const bool is_known_bad = verdict.status && verdict.status->state != trust::RevocationState::good;
    const auto subject =
        signature.path.certificates.empty() ? signature.path.how : signature.path.certificates.front()->subject();
    return Error{is_known_bad ? Errc::certificate_invalid : Errc::unavailable,
                 "the certificate " + subject + ": " + verdict.how,
                 {},
                 {}};
}

void keep_once(journal::Leg kind, std::string_view content_type, const std::string& octets,
               std::vector<journal::LegOctets>& legs) {
    const bool known =
        std::any_of(legs.begin(), legs.end(), [&](const auto& leg) { return leg.leg == kind && leg.octets == octets; });
    if (!known) {
        legs.push_back({kind, std::string(content_type), octets});
    }
}

// Content types: RFC 6960 appendix C.2, RFC 2585 section 4. Whoever looks at it in ten years must not have to find an
// authority's certificate first.
void keep_answers(const trust::RevocationVerdict& verdict, std::vector<journal::LegOctets>& legs) {
    constexpr std::string_view certificate = "application/pkix-cert";
    for (const auto& answer : verdict.answers) {
        const bool by_ocsp = answer.status.kind == trust::RevocationSource::ocsp;
        keep_once(journal::Leg::certificate, certificate, answer.certificate->der(), legs);
        keep_once(journal::Leg::certificate, certificate, answer.issuer->der(), legs);
        keep_once(journal::Leg::revocation, by_ocsp ? "application/ocsp-response" : "application/octet-stream",
                  answer.status.evidence, legs);
    }
}

}  // namespace

asio::awaitable<Result<std::string>> Engine::check_revocation(std::shared_ptr<const Catalog> catalog,
                                                              std::vector<adapter::Signature> signatures,
                                                              Deadline deadline,
                                                              std::vector<AcceptedUnderGrace>& graces,
                                                              std::vector<journal::LegOctets>& evidence) {
    std::string how;
    for (auto& signature : signatures) {
        const auto rules = catalog->revocation(signature.peer);
        if (rules.mode == trust::RevocationMode::off) {
            continue;
        }
        if (services_.authority == nullptr) {
            co_return fail(Errc::invalid_configuration, "peer " + signature.peer +
                                                            " asks for revocation checks, and no certification "
                                                            "authority is configured in config/adapters");
        }
        auto verdict = co_await services_.authority->check(signature.path, rules, deadline);
        keep_answers(verdict, evidence);
        if (!verdict.accepted) {
            co_return fail(refusal_of(signature, verdict));
        }
        how += (how.empty() ? "" : "; ") + verdict.how;
        if (verdict.under_grace) {
            graces.push_back({std::move(signature), std::move(verdict)});
        }
    }
    co_return how.empty() ? "not asked, by policy" : how;
}

void Engine::remember_graces(const ExchangeId& exchange, std::vector<AcceptedUnderGrace>& graces) {
    for (auto& grace : graces) {
        services_.authority->remember_grace(exchange.text(), std::move(grace.signature.peer),
                                            std::move(grace.signature.path), std::move(grace.verdict));
    }
    graces.clear();
}

}  // namespace otkel::exchange

// Whether the certificates behind a signature were revoked: asked of their authority, by the rules of the peer.

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

}  // namespace

asio::awaitable<Result<std::string>> Engine::check_revocation(std::shared_ptr<const Catalog> catalog,
                                                              std::vector<adapter::Signature> signatures,
                                                              Deadline deadline,
                                                              std::vector<AcceptedUnderGrace>& graces) {
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

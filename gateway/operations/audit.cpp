#include "gateway/operations/audit.hpp"

#include "gateway/operations/operator_api.hpp"
#include "gateway/telemetry/log.hpp"

namespace otkel::operations {
namespace {

namespace asio = boost::asio;

asio::awaitable<void> keep(journal::Store* journal, journal::AuditRecord record) {
    const std::string what = record.what;
    const auto kept = co_await journal->audit(std::move(record));
    if (!kept) {
        log::error("audit-not-kept", {{"what", what}, {"reason", kept.error().detail}});
    }
}

}  // namespace

net::Handler Audit::around(std::string who, net::Handler inner) {
    const auto shared = std::make_shared<const net::Handler>(std::move(inner));
    return [this, who = std::move(who), shared](net::HttpRequest request) {
        return call(who, shared, std::move(request));
    };
}

asio::awaitable<net::HttpResponse> Audit::call(std::string who, Shared inner, net::HttpRequest request) {
    journal::AuditRecord record{clock_.wall(),
                                std::move(who),
                                request.remote_address,
                                request.method + " " + std::string(request.path()),
                                "",
                                ""};
    if (record.who == "operator") {
        record.who = operator_of(request);
    }
    auto response = co_await (*inner)(std::move(request));
    record.outcome = std::to_string(response.status);
    record.exchange = response.headers.get("otkel-exchange");
    tasks_.spawn(keep(&journal_, std::move(record)));
    co_return response;
}

}  // namespace otkel::operations

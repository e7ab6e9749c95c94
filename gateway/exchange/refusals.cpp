// What is sent and kept when a message ends with a fault.

#include <algorithm>

#include "gateway/exchange/engine.hpp"
#include "gateway/exchange/stages.hpp"
#include "gateway/telemetry/log.hpp"

namespace otkel::exchange {

asio::awaitable<net::HttpResponse> Engine::write_fault(Inbound& x, const Error& error) {
    const auto* incoming = x.incoming ? &*x.incoming : nullptr;
    auto write = [&] {
        return incoming == nullptr ? x.adapter->refuse(x.request, error, x.id)
                                   : x.adapter->fault(incoming, error, x.id);
    };
    auto written = co_await services_.workers.run(write);
    // Full workers are no reason to leave a peer without an answer.
    auto reply = written ? std::move(*written) : write();
    reply.headers.set("Otkel-Exchange", x.id.text());
    if (info(error.code).retry == RetryClass::later) {
        reply.headers.set("Retry-After", "1");
    }
    co_return reply;
}

asio::awaitable<void> Engine::keep_refusal(Inbound& x, const Error& error) {
    const auto* incoming = x.incoming ? &*x.incoming : nullptr;
    // Nor can a peer that sends more than it may.
    const bool many = incoming == nullptr || error.code == Errc::overloaded;
    if (many && !admission_.enter(incoming == nullptr ? "" : " of known peers",
                                  {limits_.refused_kept_per_second, limits_.refused_kept_per_second})) {
        co_return;
    }
    journal::Refusal refusal{x.id,
                             std::string(x.adapter->system()),
                             incoming == nullptr ? "" : incoming->peer,
                             incoming == nullptr ? "" : incoming->service,
                             incoming == nullptr ? "" : incoming->message_id,
                             x.request.remote_address,
                             std::string(name(error.code)),
                             error.to_string(),
                             x.arrived,
                             std::nullopt};
    if (!x.request.body.empty()) {
        x.request.body.resize(std::min(x.request.body.size(), limits_.refused_octets_kept));
        refusal.request = journal::LegOctets{
            journal::Leg::request_in, std::string(x.request.headers.get("content-type")), std::move(x.request.body)};
    }
    const auto kept = co_await services_.journal.refuse(std::move(refusal));
    if (!kept) {
        log::error("refusal-not-kept", {{"exchange", x.id.text()}, {"reason", kept.error().detail}});
    }
}

}  // namespace otkel::exchange

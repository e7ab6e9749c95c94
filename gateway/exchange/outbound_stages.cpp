#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/key.hpp"
#include "gateway/exchange/stages.hpp"
#include "gateway/exchange/translating.hpp"

// The stages of what leaves.

namespace otkel::exchange {

void keep_names(Outbound& x, const adapter::Acknowledgement& names) {
    if (x.purpose == adapter::Purpose::request) {
        x.correlation_id = names.correlation_id;
    }
    if (!names.message_id.empty()) {
        add_keys(x.keys, {{std::string(peer_message_key), names.message_id}});
    }
}

Outbound::Outbound(const Clock& clock, std::shared_ptr<const Catalog> catalog_at_start, OutboundCall call_received)
    : catalog(std::move(catalog_at_start)),
      call(std::move(call_received)),
      id(ExchangeId::fresh(clock)),
      begun(clock.wall()),
      watch(clock),
      message_id(call.idempotency_key.empty() ? new_uuid_v4() : call.idempotency_key) {}

Outbound::Outbound(const Clock& clock, std::shared_ptr<const Catalog> catalog_at_start, const journal::Exchange& kept)
    : catalog(std::move(catalog_at_start)),
      id(kept.summary.id),
      begun(kept.summary.accepted_at),
      watch(clock),
      system(kept.summary.adapter),
      peer(kept.summary.peer),
      service(kept.summary.service),
      message_id(kept.summary.message_id),
      attempts(kept.summary.attempts),
      give_up(kept.summary.give_up),
      correlation_id(kept.summary.correlation_id),
      state(kept.summary.state) {
    call.route = kept.summary.route;
    call.remote_address = kept.summary.remote_address;
    call.idempotency_key = kept.summary.message_id;
    for (const auto& leg : kept.legs) {
        if (leg.leg == journal::Leg::core_request) {
            boost::system::error_code error;
            call.request = boost::json::parse(leg.octets, error);
        } else if (leg.leg == journal::Leg::answer_document) {
            business_xml = leg.octets;
        }
    }
    for (const auto& [name, value] : kept.keys) {
        acknowledged_as = name == peer_message_key ? value : acknowledged_as;
    }
    if (kept.summary.direction == journal::Direction::inbound) {
        purpose = adapter::Purpose::answer;
        message_id = id.text();
    }
    // Questions are counted from the history. That one had to wait for its turn is no question.
    for (const auto& entry : kept.history) {
        if (entry.outcome.starts_with(asked_in_vain)) {
            ++questions;
        } else if (entry.state != journal::State::in_doubt) {
            questions = 0;
        }
    }
}

Outbound::Outbound(const Clock& clock, Inbound& asked)
    : catalog(asked.catalog),
      id(asked.id),
      begun(asked.arrived),
      watch(clock),
      purpose(adapter::Purpose::answer),
      route(asked.route),
      adapter(asked.adapter),
      system(asked.adapter->system()),
      peer(asked.incoming->peer),
      service(asked.incoming->service),
      lineage(std::move(asked.lineage)),
      message_id(asked.id.text()),
      correlation_id(asked.incoming->correlation_id),
      keys(std::move(asked.keys)) {
    call.route = asked.route->name;
    call.trace_parent = asked.trace_parent;
}

Result<void> find_route(Outbound& x) {
    const bool ours = x.purpose == adapter::Purpose::answer;
    x.route = ours ? x.catalog->inbound(x.system, x.service) : x.catalog->outbound(x.call.route);
    if (x.route == nullptr) {
        return fail(Errc::service_unknown, ours ? "no inbound route takes service '" + x.service + "' any more"
                                                : "no outbound route is named '" + x.call.route + "' in config/routes");
    }
    x.adapter = x.catalog->adapter(x.route->adapter);
    if (x.peer.empty()) {
        x.system = x.route->adapter;
        x.peer = x.route->peers.front();
        x.service = x.route->service;
    }
    return {};
}

Result<void> map_request(Outbound& x, WallTime now) {
    x.core_text = boost::json::serialize(x.call.request);
    x.version = version_of(*x.route, {x.begun, x.peer, nullptr, &x.call.request});
    if (x.version == nullptr) {
        return no_version(*x.route);
    }
    auto xml = to_valid_xml(x.version->request, x.call.request, now, "request", x.lineage);
    if (!xml) {
        return fail(xml.error());
    }
    add_keys(x.keys, std::move(xml->keys));
    x.business_xml = std::move(xml->octets);
    x.watch.lap("map-out");
    return {};
}

Result<void> compose(Outbound& x, WallTime now) {
    if (x.purpose == adapter::Purpose::request) {
        if (auto mapped = map_request(x, now); !mapped) {
            return mapped;
        }
    }
    auto message =
        x.adapter->compose({x.peer, x.service, x.message_id, x.business_xml, now, x.purpose, x.correlation_id});
    if (!message) {
        return fail(message.error());
    }
    x.message = std::move(*message);
    x.request_octets = x.message.request.body;
    x.composed = true;
    x.watch.lap("sign");
    return {};
}

Result<std::optional<std::string>> understand(Outbound& x, const net::HttpResponse& response) {
    auto reply = x.adapter->understand(x.message, response);
    if (!reply) {
        return fail(reply.error());
    }
    x.reply_signatures = std::move(reply->signatures);
    x.watch.lap("verify", reply->verification);
    if (!reply->payload) {
        if (reply->acknowledgement) {
            keep_names(x, *reply->acknowledgement);
        }
        return std::optional<std::string>{};
    }
    auto read = read_answer(x, *reply->payload);
    if (!read) {
        return fail(std::move(read.error()));
    }
    return std::optional(std::move(*read));
}

Result<std::string> read_answer(Outbound& x, const adapter::Payload& payload) {
    x.reply_signatures.insert(x.reply_signatures.end(), payload.signatures.begin(), payload.signatures.end());
    if (auto valid = check_schema(x.version->reply, payload); !valid) {
        return fail(valid.error());
    }
    x.watch.lap("schema");
    auto mapped = to_json(x.version->reply, payload, "reply", x.lineage);
    if (!mapped) {
        return fail(mapped.error());
    }
    add_keys(x.keys, std::move(mapped->keys));
    x.watch.lap("map-in");
    return boost::json::serialize(mapped->json);
}

Error about_answer(const Outbound& x, Error error) {
    if (error.code != Errc::peer_failed) {
        error.detail =
            "the answer of " + x.peer + " cannot be used: " + std::string(name(error.code)) + ": " + error.detail;
        error.code = Errc::peer_failed;
    }
    return error;
}

std::string content_digest(const Outbound& x) {
    return to_hex(crypto::digest(crypto::DigestAlgorithm::sha256, x.route->name + "\n" + x.core_text));
}

}  // namespace otkel::exchange

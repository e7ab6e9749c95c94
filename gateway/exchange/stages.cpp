#include "gateway/exchange/stages.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/key.hpp"
#include "gateway/mapping/lineage.hpp"

namespace otkel::exchange {
namespace {

// The message's own words for its outcome, when the route says where they are; otherwise just "answered".
std::string outcome_of(const Route& route, const boost::json::value& reply) {
    const auto* object = reply.if_object();
    const auto* member = object == nullptr || route.outcome.empty() ? nullptr : object->if_contains(route.outcome);
    return member != nullptr && member->is_string() ? std::string(member->as_string()) : "answered";
}

void add_keys(std::vector<mapping::BusinessKey>& keys, std::vector<mapping::BusinessKey> more) {
    for (auto& key : more) {
        if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
            keys.push_back(std::move(key));
        }
    }
}

// `side` is "request" or "reply".
void keep_lineage(boost::json::object& lineage, std::string_view side,
                  const std::vector<mapping::Derivation>& derivations) {
    lineage[side] = mapping::lineage_json(derivations);
}

Result<mapping::XmlOutcome> to_valid_xml(const Translation& translation, const boost::json::value& json, WallTime now,
                                         std::string_view side, boost::json::object& lineage) {
    std::vector<mapping::Derivation> derivations;
    auto xml = translation.mapping->to_xml(json, now, translation.lineage ? &derivations : nullptr);
    if (xml && translation.schema) {
        auto valid = translation.schema->validate_own(xml->octets);
        if (!valid) {
            return fail(valid.error());
        }
    }
    if (translation.lineage) {
        keep_lineage(lineage, side, derivations);
    }
    return xml;
}

// What `read` makes of a message with the options of the translation.
template <class Read>
std::invoke_result_t<Read&, mapping::ReadOptions> read_with(const Translation& translation, std::string_view side,
                                                            boost::json::object& lineage, Read read) {
    std::vector<mapping::Derivation> derivations;
    auto outcome = read({.explain = translation.lineage ? &derivations : nullptr,
                         .must_carry = translation.must_carry ? &*translation.must_carry : nullptr,
                         .part = nullptr});
    if (translation.lineage) {
        keep_lineage(lineage, side, derivations);
    }
    return outcome;
}

Result<mapping::JsonOutcome> to_json(const Translation& translation, const adapter::Payload& payload,
                                     std::string_view side, boost::json::object& lineage) {
    const auto read = [&](const mapping::ReadOptions& options) {
        return translation.mapping->to_json(payload.root, options);
    };
    return read_with(translation, side, lineage, read);
}

// What the route offers, for whoever sent something else.
Failure no_version(const Route& route) {
    std::string names;
    for (const auto& version : route.versions) {
        names += (names.empty() ? "" : ", ") + version.name;
    }
    return fail(Errc::schema_violation, "the message is of no version that route " + route.name +
                                            " takes from this peer on this day; its versions are " + names);
}

Result<void> check_schema(const Translation& translation, const adapter::Payload& payload) {
    if (!translation.schema || !payload.schema_applies) {
        return {};
    }
    return translation.schema->validate(payload.tree.octets());
}

Result<void> map_request(Inbound& x, const adapter::Payload& payload) {
    auto mapped = to_json(x.version->request, payload, "request", x.lineage);
    if (!mapped) {
        return fail(mapped.error());
    }
    x.core_request = std::move(mapped->json);
    add_keys(x.keys, std::move(mapped->keys));
    return {};
}

// Finds all that is wrong before the first batch leaves. A short list goes as one message, as if there were no batches.
Result<void> prepare_batches(Inbound& x, adapter::Payload& payload) {
    const auto& translation = x.version->request;
    const auto read = [&](const mapping::ReadOptions& options) {
        return translation.mapping->survey(payload.root, x.version->batched_list, options);
    };
    auto survey = read_with(translation, "request", x.lineage, read);
    if (!survey) {
        return fail(survey.error());
    }
    x.batches = batch_count(*x.route->batches, survey->entries);
    if (x.batches == 1) {
        return map_request(x, payload);
    }
    add_keys(x.keys, std::move(survey->keys));
    x.payload = std::move(payload);
    return {};
}

// What they say about something that we sent.
bool is_about_ours(adapter::Purpose purpose) {
    using adapter::Purpose;
    return purpose == Purpose::answer || purpose == Purpose::news || purpose == Purpose::delivery;
}

// News of a delivery may name no service: they are about a message, whatever it was.
Result<void> find_route_of_ours(Inbound& x, const Clock& clock) {
    const auto& incoming = *x.incoming;
    x.route = x.catalog->asked(x.adapter->system(), incoming.service, incoming.peer);
    if (x.route == nullptr && incoming.purpose != adapter::Purpose::delivery) {
        return fail(Errc::service_unknown,
                    "no outbound route asks peer " + incoming.peer + " for service '" + incoming.service + "'");
    }
    if (x.route != nullptr) {
        x.deadline = Deadline::after(clock, x.route->deadline);
    }
    return {};
}

// What the peer calls the message from now on: by the first its answer is found, by the second news of its delivery.
void keep_names(Outbound& x, const adapter::Acknowledgement& names) {
    if (x.purpose == adapter::Purpose::request) {
        x.correlation_id = names.correlation_id;
    }
    if (!names.message_id.empty()) {
        add_keys(x.keys, {{std::string(peer_message_key), names.message_id}});
    }
}

}  // namespace

void Stopwatch::lap(std::string stage, std::string remark) {
    const auto now = clock_.steady();
    stages_.push_back(
        {std::move(stage), std::chrono::duration_cast<std::chrono::microseconds>(now - last_), std::move(remark)});
    last_ = now;
}

std::chrono::microseconds Stopwatch::total() const {
    return std::chrono::duration_cast<std::chrono::microseconds>(clock_.steady() - begun_);
}

Inbound::Inbound(const Clock& clock, std::shared_ptr<const Catalog> catalog_at_start,
                 const adapter::Adapter* adapter_asked, net::HttpRequest request_received)
    : catalog(std::move(catalog_at_start)),
      adapter(adapter_asked),
      request(std::move(request_received)),
      trace_parent(request.headers.get("traceparent")),
      id(ExchangeId::fresh(clock)),
      arrived(clock.wall()),
      deadline(Deadline::after(clock, std::chrono::seconds{60})),
      watch(clock) {}

Result<void> find_route(Inbound& x, const Clock& clock) {
    if (is_about_ours(x.incoming->purpose)) {
        return find_route_of_ours(x, clock);
    }
    x.route = x.catalog->inbound(x.adapter->system(), x.incoming->service);
    if (x.route == nullptr) {
        return fail(Errc::service_unknown, "no route for service '" + x.incoming->service + "'");
    }
    const auto& peers = x.route->peers;
    if (std::find(peers.begin(), peers.end(), x.incoming->peer) == peers.end()) {
        return fail(Errc::forbidden, "peer " + x.incoming->peer + " is not listed in route " + x.route->name);
    }
    x.deadline = Deadline::after(clock, x.route->deadline);
    return {};
}

Result<void> read_business_data(Inbound& x) {
    auto payload = x.adapter->open(*x.incoming);
    if (!payload) {
        return fail(payload.error());
    }
    x.business_signatures = std::move(payload->signatures);
    x.watch.lap("business-signature", payload->verification.empty() ? "none, by policy" : payload->verification);
    x.version = version_of(*x.route, {x.arrived, x.incoming->peer, &payload->root, nullptr});
    if (x.version == nullptr) {
        return no_version(*x.route);
    }
    if (auto valid = check_schema(x.version->request, *payload); !valid) {
        return valid;
    }
    x.watch.lap("schema", payload->schema_applies ? "" : "not applicable to this form of data");
    const auto mapped = x.route->batches ? prepare_batches(x, *payload) : map_request(x, *payload);
    if (!mapped) {
        return mapped;
    }
    x.watch.lap("map-in");
    return {};
}

Result<std::string> write_answer_document(Inbound& x, WallTime now) {
    x.outcome = outcome_of(*x.route, x.core_reply);
    auto xml = to_valid_xml(x.version->reply, x.core_reply, now, "reply", x.lineage);
    if (!xml) {
        // What the core said cannot be expressed: our fault, not the peer's.
        auto error = xml.error();
        error.code = Errc::internal;
        error.detail = "the core's reply cannot be written as XML: " + error.detail;
        return fail(std::move(error));
    }
    add_keys(x.keys, std::move(xml->keys));
    x.watch.lap("map-out");
    return std::move(xml->octets);
}

Result<net::HttpResponse> write_answer(Inbound& x, WallTime now) {
    auto document = write_answer_document(x, now);
    if (!document) {
        return fail(std::move(document.error()));
    }
    auto reply = x.adapter->answer(*x.incoming, {std::move(*document)});
    x.watch.lap("sign");
    return reply;
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
    if (kept.summary.direction == journal::Direction::inbound) {
        purpose = adapter::Purpose::answer;
        message_id = id.text();
    }
    // Questions are counted from the history: what was asked since the last attempt.
    for (const auto& entry : kept.history) {
        questions = entry.state == journal::State::in_doubt ? questions + 1 : 0;
    }
    questions -= questions > 0 ? 1 : 0;
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

void add_lineage(const boost::json::object& lineage, journal::Step& step) {
    if (!lineage.empty()) {
        step.legs.push_back({journal::Leg::lineage, "application/json", boost::json::serialize(lineage)});
    }
}

std::string content_digest(const Outbound& x) {
    return to_hex(crypto::digest(crypto::DigestAlgorithm::sha256, x.route->name + "\n" + x.core_text));
}

bool core_is_silent(Errc code) {
    return code == Errc::unavailable || code == Errc::deadline_exceeded || code == Errc::in_doubt ||
           code == Errc::overloaded || code == Errc::storage_failed;
}

}  // namespace otkel::exchange

#include "gateway/exchange/stages.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "gateway/exchange/translating.hpp"

namespace otkel::exchange {
namespace {

// The message's own words for its outcome, when the route says where they are; otherwise just "answered".
std::string outcome_of(const Route& route, const boost::json::value& reply) {
    const auto* object = reply.if_object();
    const auto* member = object == nullptr || route.outcome.empty() ? nullptr : object->if_contains(route.outcome);
    return member != nullptr && member->is_string() ? std::string(member->as_string()) : "answered";
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
    return purpose == Purpose::answer || purpose == Purpose::news || purpose == Purpose::delivery ||
           purpose == Purpose::receipt || purpose == Purpose::collection;
}

// What is about a message may name no service, and what peers fetch belongs to routes of both directions.
Result<void> find_route_of_ours(Inbound& x, const Clock& clock) {
    const auto& incoming = *x.incoming;
    x.route = x.catalog->asked(x.adapter->system(), incoming.service, incoming.between ? std::string() : incoming.peer);
    const bool of_a_service =
        incoming.purpose == adapter::Purpose::answer || incoming.purpose == adapter::Purpose::news;
    if (x.route == nullptr && of_a_service) {
        return fail(Errc::service_unknown,
                    "no outbound route asks peer " + incoming.peer + " for service '" + incoming.service + "'");
    }
    if (x.route != nullptr) {
        x.deadline = Deadline::after(clock, x.route->deadline);
    }
    return {};
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
    auto mapped = x.route->batches ? prepare_batches(x, *payload) : map_request(x, *payload);
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

void add_lineage(const boost::json::object& lineage, journal::Step& step) {
    if (!lineage.empty()) {
        step.legs.push_back({journal::Leg::lineage, "application/json", boost::json::serialize(lineage)});
    }
}

bool core_is_silent(Errc code) {
    return code == Errc::unavailable || code == Errc::deadline_exceeded || code == Errc::in_doubt ||
           code == Errc::overloaded || code == Errc::storage_failed;
}

}  // namespace otkel::exchange

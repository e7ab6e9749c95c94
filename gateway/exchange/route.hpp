#pragma once

#include <boost/json/value.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/exchange/batches.hpp"
#include "gateway/exchange/version.hpp"
#include "gateway/journal/store.hpp"

// A route joins a service of an adapter with schemas, mappings, an operation of the core and limits. It is a file of
// config/routes, read once; everything it names is loaded and compiled with it.

namespace otkel::exchange {

struct Route {
    std::string name;
    journal::Direction direction{journal::Direction::inbound};
    std::string adapter;
    std::string service;
    std::vector<std::string> peers;  // inbound: who may ask; outbound: the first is whom we ask
    std::string operation;           // of the core; inbound only
    std::string outcome;             // member of the core's reply that is the outcome, for journal and metrics
    std::vector<Version> versions;   // in the order in which they are tried; at least one
    std::chrono::milliseconds deadline{15'000};
    std::chrono::milliseconds keep_trying{0};  // outbound: how long after it was accepted; at least the deadline
    // Between taking a message over and its answer: the peer's time for ours, our time for theirs.
    std::chrono::milliseconds answer_within{std::chrono::hours{24}};
    std::chrono::seconds collect_every{0};  // messages that wait for us at the peers are fetched; 0: they are brought
    std::size_t collected_at_once{10};
    // What we have for the peers (outbound: our requests; inbound: our answers) waits until they fetch it.
    bool fetched_by_peers{false};
    std::string ordered_by;  // outbound: member of the request; those with the same value there go one after the other
    std::optional<Batches> batches;  // inbound only; without it the core gets every message whole
    // The reply when the core does not answer in time (see fill_silent_reply); without it the peer gets a fault.
    std::optional<boost::json::value> when_core_is_silent;
};

// The first version that fits; null when none does.
[[nodiscard]] const Version* version_of(const Route& route, const VersionQuestion& question);

// The lane of a message that has to go in order; empty for one that has not.
[[nodiscard]] std::string lane_of(const Route& route, const boost::json::value& request);

// Mistakes go to the complaints of `section`; nullopt when the route cannot be used.
[[nodiscard]] std::optional<Route> load_route(const settings::Section& section, TranslationLoader& translations);

// A copy of `silent` in which texts that begin with "=" are replaced: "=now" by the time, "=a.b" by that member of the
// request.
[[nodiscard]] boost::json::value fill_silent_reply(const boost::json::value& silent, const boost::json::value& request,
                                                   WallTime now);

}  // namespace otkel::exchange

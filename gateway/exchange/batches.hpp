#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "gateway/exchange/version.hpp"
#include "gateway/settings/section.hpp"

// A long list of a message may go to the core in batches: each is the whole message with some entries of the list, so
// that neither side ever holds all of it as JSON. Nothing is handed over before the whole message was read and found
// good.

namespace otkel::exchange {

struct Batches {
    std::string list;          // members of the request, "invoice.items"
    std::size_t entries{0};    // of one batch
    std::string replied_list;  // members of the reply whose lists are put together; empty: the last reply is the reply
};

// Setting 'batches' of a route; checks it against all `versions`, whose batched_list it sets.
[[nodiscard]] std::optional<Batches> load_batches(const settings::Section& section, std::vector<Version>& versions);

// How many it takes; 1 for an empty list.
[[nodiscard]] std::size_t batch_count(const Batches& batches, std::size_t entries);

// Adds the reply to the next batch: `all` becomes `next`, whose list begins with what the list of `all` holds.
void add_reply(const Batches& batches, boost::json::value& all, boost::json::value next);

}  // namespace otkel::exchange

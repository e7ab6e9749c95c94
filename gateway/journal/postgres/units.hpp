#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "gateway/journal/postgres/rows.hpp"

// What callers have made ready (compressed, digested) before they queue. A group may be carried out more than once
// before it is committed: what is asked for stays as it is, only answers are written. Private to
// journal/postgres/.

namespace otkel::journal::postgres {

struct Accepting {
    Acceptance record;  // its legs are in `legs`
    std::vector<PackedLeg> legs;
    std::vector<std::int64_t> key_fingerprints;
    std::optional<std::string> message_key;  // none: it may come twice
    std::optional<std::int64_t> lane_key;
    std::optional<Original> original;  // the answer: set when the message is a duplicate, and nothing was written
};

struct OneStep {
    Step record;
    std::vector<PackedLeg> legs;
    std::vector<std::int64_t> key_fingerprints;
};
struct Stepping {
    std::vector<OneStep> steps;
};

struct Refusing {
    Refusal record;
    std::optional<PackedLeg> request;
};

struct Taking {
    std::optional<ExchangeId> id;  // this one; or of the peer what is due
    std::string peer;
    WallTime now;
    std::size_t limit{1};
    std::vector<PackedExchange> taken;  // the answer
};

struct Renewing {};  // every group renews the lease
struct Leaving {};

struct Unit {
    std::variant<Accepting, Stepping, Refusing, AuditRecord, Taking, Renewing, Leaving> work;
    Result<void> outcome{};
};

}  // namespace otkel::journal::postgres

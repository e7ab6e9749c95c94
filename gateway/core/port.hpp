#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <optional>
#include <string>

#include "gateway/base/deadline.hpp"
#include "gateway/base/result.hpp"

// The one way to the catalogue-and-marking core. Two implementations: core/embedded/ (SQLite, for a first run, tests
// and small sites) and core/remote/ (HTTP/JSON). The gateway never knows which one answers.

namespace otkel::core {

namespace asio = boost::asio;

// A long message comes in several calls, each with a part of its list; a core that works on the whole alone keeps what
// came until the last one.
struct Batch {
    std::size_t number{1};  // from 1
    std::size_t count{1};
};

struct Call {
    std::string operation;        // "customs.checkDeclaration"
    std::string idempotency_key;  // the exchange id: the same key gets the same reply again, and has its effect once
    boost::json::value request;
    std::string peer{};            // id of config/peers: whose message it came from; empty: the gateway's own call
    std::optional<Batch> batch{};  // the key of each batch is its own: the exchange id, "-" and the number
};

struct Reply {
    boost::json::value json;
};

class Port {
public:
    virtual ~Port() = default;
    // A reply is durable: what it changed is on disk. Errors: Errc::not_found (no such operation), invalid_argument
    // (with findings), replay_conflict (the key was used with another request), overloaded and unavailable (surely not
    // carried out), in_doubt / deadline_exceeded / storage_failed (perhaps carried out: ask again with the same key).
    // Resumes on the caller's executor.
    virtual asio::awaitable<Result<Reply>> call(Call call, Deadline deadline) = 0;
    virtual asio::awaitable<Result<void>> ready(Deadline deadline) = 0;
};

}  // namespace otkel::core

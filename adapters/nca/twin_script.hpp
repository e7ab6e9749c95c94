#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"

// How the twin of the authority shall misbehave: a list of steps, each for one or more of the calls of one operation;
// what no step is for is answered well.
//
//   steps:
//     - {on: ocsp, do: slow, times: 3, delay_ms: 2000}
//     - {on: crl, do: empty, after: 2}            # the third call

namespace otkel::adapters::nca {

enum class Operation : std::uint8_t { ocsp, tsp, crl, delta_crl, certificate };
[[nodiscard]] std::string_view name(Operation operation);

enum class Misbehaviour : std::uint8_t {
    none,
    slow,
    close,  // the connection, instead of an answer
    http_500,
    http_403,  // seen at the time-stamping authority
    empty,     // seen at the mirror of the lists
    garbage,
    try_later,        // ocsp, tsp
    stale,            // ocsp, lists
    clock_behind,     // ocsp, tsp
    wrong_nonce,      // ocsp, tsp
    no_nonce,         // ocsp, tsp
    wrong_responder,  // somebody else signs
    revoked,          // ocsp: whoever is asked about
    unknown           // ocsp: the authority has never issued it
};
[[nodiscard]] std::string_view name(Misbehaviour misbehaviour);

struct ScriptStep {
    Operation on{Operation::ocsp};
    Misbehaviour misbehaviour{Misbehaviour::none};
    std::size_t after{0};  // calls of this operation that are answered well first
    std::size_t times{1};
    std::chrono::milliseconds delay{0};
};

// Not thread safe: calls begin on the twin's one I/O thread.
class TwinScript {
public:
    TwinScript() = default;
    explicit TwinScript(std::vector<ScriptStep> steps) : steps_(std::move(steps)) {}
    [[nodiscard]] static Result<TwinScript> load(const std::filesystem::path& file);

    // What to do with the next call of this operation; takes one of the step's times.
    [[nodiscard]] ScriptStep next(Operation operation);

private:
    std::vector<ScriptStep> steps_;
    std::map<Operation, std::size_t> calls_;
};

}  // namespace otkel::adapters::nca

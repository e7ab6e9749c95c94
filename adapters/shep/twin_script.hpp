#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"

// How a twin shall misbehave: a list of steps, each for one or more of the messages to come; after the last it behaves
// well.
//
//   steps:
//     - {on: request, do: wrong-order}
//     - {on: reply, do: slow, times: 3, delay_ms: 2000}

namespace otkel::adapters::shep {

enum class Occasion {
    request,  // the twin, as the bus, sends a request to the gateway
    reply     // the twin answers a request of the gateway
};

enum class Misbehaviour {
    none,
    wrong_order,
    empty_optionals,
    odd_prefixes,
    wrong_signature,
    unsigned_envelope,
    duplicate,
    changed_duplicate,
    silence,
    slow
};
[[nodiscard]] std::string_view name(Misbehaviour misbehaviour);

struct ScriptStep {
    Occasion on{Occasion::request};
    Misbehaviour misbehaviour{Misbehaviour::none};
    std::size_t times{1};
    std::chrono::milliseconds delay{0};
};

// Not thread safe: a twin's messages begin on its one I/O thread.
class TwinScript {
public:
    TwinScript() = default;
    explicit TwinScript(std::vector<ScriptStep> steps) : steps_(std::move(steps)) {}
    [[nodiscard]] static Result<TwinScript> load(const std::filesystem::path& file);

    // What to do with the next message of this kind; takes one of the step's times.
    [[nodiscard]] ScriptStep next(Occasion occasion);

private:
    std::vector<ScriptStep> steps_;
};

// Octets of a message that one misbehaviour changes before the envelope is signed: they stay canonical.
[[nodiscard]] std::string misbehaving_content(std::string content, Misbehaviour misbehaviour);
// The same after signing: the signature no longer holds (wrong_signature), or still does (odd_prefixes).
[[nodiscard]] std::string misbehaving_envelope(std::string envelope, Misbehaviour misbehaviour);
// Another content of the same shape, for changed_duplicate.
[[nodiscard]] std::string changed_document(std::string document);

}  // namespace otkel::adapters::shep

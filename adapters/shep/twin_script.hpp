#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "adapters/shep/async/twin_bus.hpp"
#include "gateway/adapter/twin_script.hpp"

// How the twin of the bus shall misbehave (gateway/adapter/twin_script.hpp).

namespace otkel::adapters::shep {

enum class Occasion {
    request,     // the twin, as the bus, sends something to the gateway
    reply,       // the twin answers a call of the gateway
    interaction  // a request is handed to the bus, by whomever, on the asynchronous channel
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
    slow,
    // Of an interaction; BusMisbehaviour says what they are.
    taken_silently,
    answer_first,
    answer_twice,
    answer_again,
    answer_late,
    answer_astray,
    answer_never,
    delivered_twice
};
[[nodiscard]] std::string_view name(Misbehaviour misbehaviour);

using TwinScript = adapter::TwinScript<Occasion, Misbehaviour>;
using ScriptStep = TwinScript::Step;
[[nodiscard]] Result<TwinScript> load_script(const std::filesystem::path& file);

[[nodiscard]] BusStep bus_step(const ScriptStep& step);

// Octets of a message that one misbehaviour changes before the envelope is signed: they stay canonical.
[[nodiscard]] std::string misbehaving_content(std::string content, Misbehaviour misbehaviour);
// The same after signing: the signature no longer holds (wrong_signature), or still does (odd_prefixes).
[[nodiscard]] std::string misbehaving_envelope(std::string envelope, Misbehaviour misbehaviour);
// Another content of the same shape, for changed_duplicate.
[[nodiscard]] std::string changed_document(std::string document);

}  // namespace otkel::adapters::shep

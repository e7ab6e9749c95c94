#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "gateway/adapter/twin_script.hpp"

// How the twin of the authority shall misbehave (gateway/adapter/twin_script.hpp).

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

using TwinScript = adapter::TwinScript<Operation, Misbehaviour>;
using ScriptStep = TwinScript::Step;
[[nodiscard]] Result<TwinScript> load_script(const std::filesystem::path& file);

}  // namespace otkel::adapters::nca

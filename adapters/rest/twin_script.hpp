#pragma once

#include <filesystem>

#include "gateway/adapter/twin_script.hpp"

namespace otkel::adapters::rest {

// What the twin does when the gateway sends it something (reply), and when it sends by itself (request).
enum class Occasion : std::uint8_t { request, reply };
enum class Misbehaviour : std::uint8_t {
    none,
    slow,               // after delay_ms
    busy,               // HTTP 503
    refused,            // HTTP 422 with a problem
    broken,             // HTTP 500, though the message was taken
    unsigned_document,  // nobody signed it
    changed,            // one character of the document is another one than was signed
    duplicate,          // sent twice
};

using TwinScript = adapter::TwinScript<Occasion, Misbehaviour>;

[[nodiscard]] std::string_view name(Misbehaviour misbehaviour);
[[nodiscard]] Result<TwinScript> load_script(const std::filesystem::path& file);

}  // namespace otkel::adapters::rest

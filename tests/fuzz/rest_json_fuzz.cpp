#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "adapters/rest/json_form.hpp"

// A foreign document as JSON: whatever comes, it is XML within its bounds or an error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t octets_max = 64UL * 1024;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto xml = otkel::adapters::rest::xml_of_json(text, "urn:a", {.depth_max = 32, .xml_octets_max = octets_max});
    if (xml && (xml->empty() || xml->front() != '<')) {
        std::abort();
    }
    return 0;
}

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/soap/mtom.hpp"

// A Content-Type, a line feed, a body: whatever is taken is one well-formed document within the limits, and packed once
// more it comes back as it is.

namespace {

using namespace otkel;

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

soap::MtomLimits limits() {
    soap::MtomLimits set;
    set.multipart = {8, 4096, 512};
    set.xml.octets = 16UL * 1024;
    return set;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // In a buffer of its own length, so that a step beyond the end is seen.
    const std::vector<char> exact(data, data + size);
    const std::string_view raw(exact.data(), exact.size());
    const auto line = raw.substr(0, raw.find('\n'));
    const auto body = raw.substr(line.size() < raw.size() ? line.size() + 1 : line.size());
    const auto whole = soap::unpack(line, body, limits());
    if (!whole) {
        require(!whole.error().detail.empty());
        return 0;
    }
    require(whole->size() <= limits().xml.octets);
    require(xml::scan(*whole, limits().xml).has_value());
    const auto packed = soap::pack(*whole, {{"Scan", "Other"}, 1, 7});
    if (!soap::is_multipart(packed.content_type)) {
        require(packed.body == *whole);
        return 0;
    }
    soap::MtomLimits wide;
    const auto again = soap::unpack(packed.content_type, packed.body, wide);
    require(again.has_value() && *again == *whole);
    return 0;
}

#include "gateway/base/ids.hpp"

#include <cstdint>
#include <utility>

#include "gateway/base/bytes.hpp"

namespace otkel {
namespace {

constexpr std::size_t uuid_octets = 16;

std::string print(std::string octets, unsigned version) {
    octets[6] = static_cast<char>((static_cast<unsigned>(octets[6]) & 0x0fU) | version << 4U);
    octets[8] = static_cast<char>((static_cast<unsigned>(octets[8]) & 0x3fU) | 0x80U);
    std::string text = to_hex(octets);
    for (const std::size_t at : {std::size_t{20}, std::size_t{16}, std::size_t{12}, std::size_t{8}}) {
        text.insert(at, 1, '-');
    }
    return text;
}

}  // namespace

std::string new_uuid_v7(WallTime now) {
    auto octets = random_octets(uuid_octets);
    const auto milliseconds = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count());
    for (std::size_t i = 0; i < 6; ++i) {
        octets[i] = static_cast<char>(milliseconds >> (40U - 8U * static_cast<unsigned>(i)) & 255U);
    }
    return print(std::move(octets), 7);
}

std::string new_uuid_v4() { return print(random_octets(uuid_octets), 4); }

}  // namespace otkel

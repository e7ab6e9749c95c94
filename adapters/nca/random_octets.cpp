#include "adapters/nca/random_octets.hpp"

#include <sys/random.h>

#include "gateway/base/assert.hpp"

namespace otkel::adapters::nca {

std::string random_octets(std::size_t count) {
    constexpr std::size_t never_partial = 256;  // getrandom(2): up to here the call is not interrupted
    OTKEL_ASSERT(count <= never_partial);
    std::string octets(count, '\0');
    OTKEL_ASSERT(getrandom(octets.data(), octets.size(), 0) == static_cast<ssize_t>(octets.size()));
    return octets;
}

}  // namespace otkel::adapters::nca

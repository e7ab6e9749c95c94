#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>

#include "gateway/base/clock.hpp"

namespace otkel::app::selftest {

namespace asio = boost::asio;

// How another side treats one call. Busy: it does nothing and says so. In all others it does what it is asked for.
enum class Mood : std::uint8_t {
    good,
    silent,  // until nobody listens any more
    late,    // in time still
    busy,
    broken  // its answer is nothing that anybody can use
};

// Mistakes of the other sides that the judge must find.
enum class Spoiling : std::uint8_t {
    none,
    doubled_effect,     // the peer does not know a message again
    forgotten_core,     // the core answers and does nothing
    lying_bus,          // the bus says of every message that it has not come
    careless_operator,  // replays without finding out
};

asio::awaitable<void> be_late(const Clock& clock, Mood mood);

}  // namespace otkel::app::selftest

#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "gateway/journal/store.hpp"

namespace otkel::exchange {

// Lets a parked exchange, or an outbound one that has failed, go on: the same one, with a new attempt that is due now.
// `by`: who, from where and why, for its history. Needs a store and nothing that runs, so that it can be done while no
// gateway does. Errc::invalid_argument for any other exchange.
[[nodiscard]] boost::asio::awaitable<Result<void>> replay(journal::Store& store, ExchangeId id, std::string by,
                                                          WallTime now);

}  // namespace otkel::exchange

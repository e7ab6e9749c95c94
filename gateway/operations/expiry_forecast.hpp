#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>

#include "gateway/base/clock.hpp"
#include "gateway/exchange/catalog.hpp"

namespace otkel::operations {

// Tells operators early which certificate of ours or of a peer runs out: at 60, 30 and 7 days, once a day in the log,
// and as a figure at any time. The catalog is that of the moment.
class ExpiryForecast {
public:
    using CatalogOfTheMoment = std::function<std::shared_ptr<const exchange::Catalog>()>;
    ExpiryForecast(const Clock& clock, CatalogOfTheMoment catalog) : clock_(clock), catalog_(std::move(catalog)) {}

    // Until it is cancelled.
    boost::asio::awaitable<void> run();
    // Logs what is not plainly valid; gives how many that are.
    std::size_t tell() const;
    // Until the first of them runs out; negative when it has; a hundred years without any.
    [[nodiscard]] std::chrono::seconds until_first() const;

private:
    const Clock& clock_;
    CatalogOfTheMoment catalog_;
};

}  // namespace otkel::operations

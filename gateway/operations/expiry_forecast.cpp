#include "gateway/operations/expiry_forecast.hpp"

#include <algorithm>

#include "gateway/async/task_group.hpp"
#include "gateway/telemetry/log.hpp"
#include "gateway/trust/holder.hpp"

namespace otkel::operations {

boost::asio::awaitable<void> ExpiryForecast::run() {
    constexpr std::chrono::hours once_a_day{24};
    while (true) {
        tell();
        co_await async::sleep_until(clock_.steady() + once_a_day);
    }
}

std::size_t ExpiryForecast::tell() const {
    const auto now = clock_.wall();
    std::size_t told = 0;
    for (const auto& [whose, certificate] : catalog_()->watched()) {
        const auto expiry = trust::expiry_of(*certificate, now);
        if (expiry == trust::Expiry::valid) {
            continue;
        }
        ++told;
        log::warning("certificate-expiry", {{"whose", whose},
                                            {"state", trust::name(expiry)},
                                            {"subject", certificate->subject()},
                                            {"not_before", to_utc_text(certificate->not_before())},
                                            {"not_after", to_utc_text(certificate->not_after())}});
    }
    return told;
}

std::chrono::seconds ExpiryForecast::until_first() const {
    constexpr std::chrono::hours century{24 * 36525};
    std::chrono::seconds least = century;
    const auto now = clock_.wall();
    for (const auto& [whose, certificate] : catalog_()->watched()) {
        least = std::min(least, std::chrono::duration_cast<std::chrono::seconds>(certificate->not_after() - now));
    }
    return least;
}

}  // namespace otkel::operations

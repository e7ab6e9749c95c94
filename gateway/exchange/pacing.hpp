#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "gateway/async/breaker.hpp"
#include "gateway/exchange/retry.hpp"

namespace otkel::exchange {

struct PaceRules {
    async::QuotaRules quota{.per_minute = 6'000, .in_flight = 16};
    async::BreakerRules breaker{};
    BudgetRules retries{};
};

// How much may leave for each peer, and when. What one peer cannot take is never in the way of another. Used on the I/O
// thread only.
class Pacing {
public:
    using Rules = std::function<PaceRules(const std::string& peer)>;  // asked once for each peer
    Pacing(const Clock& clock, Rules rules);
    ~Pacing();

private:
    struct Peer;

public:
    // Held while a message is under way. Tell it how it went: the peer answered, whatever it said, or was not there.
    class Place {
    public:
        explicit Place(Peer* peer) : peer_(peer) {}
        ~Place();
        Place(Place&& other) noexcept : peer_(std::exchange(other.peer_, nullptr)) {}
        Place& operator=(Place&&) = delete;
        void answered();
        void not_there();

    private:
        Peer* peer_;
    };

    enum class Attempt : std::uint8_t { first, again };
    // nullopt: not now; wait() tells when it is worth asking again.
    [[nodiscard]] std::optional<Place> enter(const std::string& peer, Attempt attempt);
    // How many attempts enter() would let through now.
    [[nodiscard]] std::size_t room(const std::string& peer);
    [[nodiscard]] std::chrono::milliseconds wait(const std::string& peer);
    [[nodiscard]] async::BreakerState breaker(const std::string& peer);

private:
    Peer& of(const std::string& peer);

    const Clock& clock_;
    Rules rules_;
    std::map<std::string, std::unique_ptr<Peer>, std::less<>> peers_;
};

}  // namespace otkel::exchange

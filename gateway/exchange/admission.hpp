#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"
#include "gateway/exchange/catalog.hpp"

namespace otkel::exchange {

// Lets a peer in as long as its quota lasts: messages in flight, and a token bucket of one second's requests. One peer
// that asks too much is told to come later; the others notice nothing. Used on the I/O thread only.
class Admission {
public:
    explicit Admission(const Clock& clock) : clock_(clock) {}

    // Held while a message is in work.
    class Place {
    public:
        explicit Place(std::size_t* in_flight) : in_flight_(in_flight) {}
        ~Place() { leave(); }
        Place(Place&& other) noexcept : in_flight_(std::exchange(other.in_flight_, nullptr)) {}
        Place& operator=(Place&& other) noexcept {
            leave();
            in_flight_ = std::exchange(other.in_flight_, nullptr);
            return *this;
        }
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;

    private:
        void leave() {
            if (in_flight_ != nullptr) {
                --*in_flight_;
            }
        }
        std::size_t* in_flight_;
    };

    [[nodiscard]] Result<Place> enter(const std::string& peer, Quota quota);
    [[nodiscard]] std::size_t in_flight(const std::string& peer) const;

private:
    struct Bucket {
        std::size_t in_flight{0};
        double tokens{0};
        SteadyTime filled{};
        bool fresh{true};
    };
    const Clock& clock_;
    std::map<std::string, std::unique_ptr<Bucket>, std::less<>> buckets_;
};

}  // namespace otkel::exchange

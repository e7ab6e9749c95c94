#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <set>
#include <string>

#include "adapters/rex/desk.hpp"

// What the machine does by itself with cases that are open: hands over papers that were decided, takes up complete
// packages, asks the registry, and tells when a term is nearly or quite over. It concludes nothing.
//
// Every look begins with what is on disk, and every act is one record: a gateway that is killed between any two goes on
// with the next look. Several gateways may look at the same case: a number is given once.

namespace otkel::adapters::rex {

class Rounds {
public:
    struct Services {
        Desk& desk;
        adapter::CaseFile& file;
        adapter::Errands& errands;
        Registry& registry;
        const Clock& clock;
        const Settings& settings;
    };
    explicit Rounds(Services services) : services_(std::move(services)) {}

    // One look at every open case.
    asio::awaitable<void> look();
    // The cases with which something goes on just now: the receipt of a paper comes in seconds when its receiver is not
    // slow. A pause that had no receipt is followed by one twice as long.
    asio::awaitable<void> look_at_what_goes_on();
    // Something came for this case: it is among those from now on.
    void look_soon(const std::string& id) { going_on_[id].until = services_.clock.steady(); }
    // One case, until nothing is left to be done just now.
    asio::awaitable<Result<Case>> look_at(std::string id);
    // Opened here: looked at from now on.
    void watch(std::string id) { open_.insert(std::move(id)); }
    [[nodiscard]] std::size_t open() const { return open_.size(); }
    [[nodiscard]] std::size_t overdue() const { return overdue_.size(); }

private:
    // Nothing: there is nothing to be done just now.
    using Outcome = Result<std::optional<Case>>;
    asio::awaitable<Outcome> act(const Case& on);
    asio::awaitable<Outcome> hand_over(const Case& of);
    asio::awaitable<Outcome> ask_registry(const Case& of);
    asio::awaitable<Outcome> tell_terms(const Case& of);
    asio::awaitable<Outcome> append(const Case& to, Act act);
    asio::awaitable<Result<boost::json::value>> errand_of(const Case& of);
    void wait_for_receipt(const std::string& id);
    [[nodiscard]] bool wants_registry(const Case& of) const;
    asio::awaitable<void> find_open();

    struct Wait {
        SteadyTime until{};
        std::chrono::seconds pause{0};
    };

    Services services_;
    std::map<std::string, Wait> going_on_;  // by case
    std::set<std::string> open_, overdue_;
    std::map<std::string, WallTime> next_question_;  // to the registry, by case
    std::optional<WallTime> found_until_;
};

}  // namespace otkel::adapters::rex

#pragma once

#include <boost/asio/awaitable.hpp>
#include <list>
#include <utility>

namespace otkel::async {

namespace asio = boost::asio;

// What only one coroutine may do at a time, in the order of asking. All use is from one thread.
class Turns {
public:
    class Turn {
    public:
        explicit Turn(Turns& turns) : turns_(&turns) {}
        Turn(Turn&& other) noexcept : turns_(std::exchange(other.turns_, nullptr)) {}
        Turn& operator=(Turn&&) = delete;
        ~Turn() {
            if (turns_ != nullptr) {
                turns_->give_back();
            }
        }

    private:
        Turns* turns_;
    };

    // Suspends until nobody else has one. Throws operation_aborted when it is cancelled before.
    asio::awaitable<Turn> take();

private:
    class Waiting;
    void give_back();

    std::list<Waiting*> waiting_;
    bool taken_{false};
};

}  // namespace otkel::async

#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

// Runs a coroutine to its end from a plain test body: `const auto reply = run(client->send(...));`

namespace otkel::test {

namespace asio = boost::asio;

// Real time, far above what any test needs: a test that waits for ever fails instead of hanging.
inline constexpr std::chrono::seconds run_time_max{60};

// The completion handler of a coroutine that nobody awaits: what leaves it comes out of the loop.
inline void rethrow(const std::exception_ptr& exception) {
    if (exception) {
        std::rethrow_exception(exception);
    }
}

namespace detail {

// Shared with the coroutine, so that an abandoned one writes to memory that still exists.
template <class T>
struct Outcome {
    std::optional<T> value;
    std::exception_ptr exception;
    bool ended{false};
};

template <class T>
asio::awaitable<void> keep(asio::awaitable<T> operation, std::shared_ptr<Outcome<T>> outcome) {
    outcome->value.emplace(co_await std::move(operation));
}

struct Nothing {};

inline asio::awaitable<Nothing> valued(asio::awaitable<void> operation) {
    co_await std::move(operation);
    co_return Nothing{};
}

template <class T>
T run_valued(asio::io_context& context, asio::awaitable<T> operation) {
    const auto outcome = std::make_shared<Outcome<T>>();
    asio::co_spawn(context, keep<T>(std::move(operation), outcome), [outcome](const std::exception_ptr& exception) {
        outcome->exception = exception;
        outcome->ended = true;
    });
    const auto guard = std::chrono::steady_clock::now() + run_time_max;
    context.restart();
    while (!outcome->ended && context.run_one_until(guard) > 0) {
    }
    if (outcome->exception) {
        std::rethrow_exception(outcome->exception);
    }
    if (!outcome->ended) {
        throw std::runtime_error(context.stopped() ? "the coroutine waits for something that nobody will ever do"
                                                   : "the coroutine did not end in time");
    }
    return std::move(*outcome->value);
}

}  // namespace detail

// What else runs on `context` goes on only while this runs. Exceptions of the coroutine come out here.
template <class T>
T run(asio::io_context& context, asio::awaitable<T> operation) {
    if constexpr (std::is_void_v<T>) {
        detail::run_valued<detail::Nothing>(context, detail::valued(std::move(operation)));
    } else {
        return detail::run_valued<T>(context, std::move(operation));
    }
}

// On a loop of its own, for coroutines that bring no object tied to another one.
template <class T>
T run(asio::awaitable<T> operation) {
    asio::io_context context(1);
    return run(context, std::move(operation));
}

}  // namespace otkel::test

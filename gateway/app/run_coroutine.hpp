#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>

namespace otkel::app {

// Runs one coroutine to its end on `io`: how a command line tool uses the asynchronous parts.
template <class T>
T run_to_end(boost::asio::io_context& io, boost::asio::awaitable<T> task) {
    std::optional<T> value;
    auto finished = [&value](const std::exception_ptr& exception, T result) {
        if (exception) {
            std::rethrow_exception(exception);
        }
        value.emplace(std::move(result));
    };
    boost::asio::co_spawn(io, std::move(task), finished);
    io.run();
    io.restart();
    return std::move(*value);
}

}  // namespace otkel::app

#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "gateway/base/result.hpp"

namespace otkel::async {

namespace asio = boost::asio;

// Threads for work that would hold up an I/O thread: signatures, schemas, mappings, blocking database calls.
// The queue is bounded; when it is full, run() answers Errc::overloaded at once. Thread safe. The loops of the callers
// must outlive it.
class WorkerPool {
public:
    struct Options {
        std::size_t threads{2};
        std::size_t queue_limit{1024};  // tasks that wait or run
    };
    explicit WorkerPool(Options options);
    ~WorkerPool();  // finishes what was accepted, then joins
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    // Runs `task` on a worker and resumes the caller on the caller's own executor with what it returned. Name the
    // lambda first, then `co_await pool.run(std::move(task))`; it may hold references to the awaiting coroutine's
    // variables, and must not throw.
    template <class Task>
    asio::awaitable<Result<std::invoke_result_t<Task&>>> run(Task task) {
        std::optional<std::invoke_result_t<Task&>> value;
        const std::function<void()> call = [&value, &task] { value.emplace(task()); };
        const auto done = co_await execute(call);
        if (!done) {
            co_return fail(done.error());
        }
        co_return std::move(*value);
    }

    [[nodiscard]] std::size_t waiting() const;  // tasks accepted and not finished

private:
    asio::awaitable<Result<void>> execute(std::function<void()> call);

    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace otkel::async

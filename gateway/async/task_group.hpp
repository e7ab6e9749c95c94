#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <string>

#include "gateway/base/deadline.hpp"

namespace otkel::async {

namespace asio = boost::asio;

// Owns every coroutine that nobody awaits. All use is from the executor's one thread.
class TaskGroup {
public:
    using OnError =
        std::function<void(const std::string& what)>;  // an exception left a coroutine: a bug or out of memory
    TaskGroup(asio::any_io_executor executor, OnError on_error);
    ~TaskGroup();  // asserts that everything has ended
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;

    // Starts `task`. After close() it is dropped, unstarted.
    void spawn(asio::awaitable<void> task);
    void close();  // no new tasks
    // Close, and ask every task to end: terminal cancellation of what it awaits. That a task then ends with
    // operation_aborted is no error.
    void cancel();
    [[nodiscard]] std::size_t size() const;

    // Returns when the last task has ended or the deadline passed; true when none is left.
    asio::awaitable<bool> join(Deadline deadline);

private:
    struct State;
    std::shared_ptr<State> state_;
};

// Suspends until then.
asio::awaitable<void> sleep_until(SteadyTime at);

}  // namespace otkel::async

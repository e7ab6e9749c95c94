#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>

#include "gateway/base/result.hpp"

// The bridge from a thread of ours back into a waiting coroutine. Private to async/: it pulls in Asio's templates.

namespace otkel::async {

namespace asio = boost::asio;

// Wakes one suspended coroutine, on its own executor, from any thread, exactly once.
class Resume {
public:
    template <class Handler>
    explicit Resume(Handler handler)
        : executor_(asio::get_associated_executor(handler)), work_(executor_), handler_(std::move(handler)) {}

    // The guard goes with the handler: given back here, behind the post, it could touch a loop that has already ended.
    void operator()(Result<void> outcome) {
        asio::post(executor_, [handler = std::move(handler_), outcome = std::move(outcome),
                               work = std::move(work_)]() mutable { std::move(handler)(std::move(outcome)); });
    }

private:
    asio::any_io_executor executor_;
    asio::executor_work_guard<asio::any_io_executor> work_;
    asio::any_completion_handler<void(Result<void>)> handler_;
};

// Suspends the caller and hands its Resume to `start`.
template <class Start>
asio::awaitable<Result<void>> suspend(Start start) {
    auto initiate = [start = std::move(start)](auto handler) mutable { start(Resume(std::move(handler))); };
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(Result<void>)>(std::move(initiate),
                                                                                                asio::use_awaitable);
}

}  // namespace otkel::async

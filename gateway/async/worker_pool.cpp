#include "gateway/async/worker_pool.hpp"

#include <atomic>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "gateway/async/resume.hpp"

namespace otkel::async {

struct WorkerPool::State {
    explicit State(Options o) : options(o), pool(o.threads) {}
    Options options;
    std::atomic<std::size_t> waiting{0};
    asio::thread_pool pool;
};

WorkerPool::WorkerPool(Options options) : state_(std::make_unique<State>(options)) {}

WorkerPool::~WorkerPool() { state_->pool.join(); }

std::size_t WorkerPool::waiting() const { return state_->waiting.load(); }

asio::awaitable<Result<void>> WorkerPool::execute(std::function<void()> call) {
    if (state_->waiting.fetch_add(1) >= state_->options.queue_limit) {
        state_->waiting.fetch_sub(1);
        co_return fail(Errc::overloaded, "the queue of the worker pool is full");
    }
    auto start = [this, &call](Resume resume) {
        asio::post(state_->pool, [this, &call, resume = std::move(resume)]() mutable {
            call();
            state_->waiting.fetch_sub(1);
            resume(Result<void>{});
        });
    };
    co_return co_await suspend(std::move(start));
}

}  // namespace otkel::async

#include "gateway/async/task_group.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <list>

#include "gateway/base/assert.hpp"

namespace otkel::async {

struct TaskGroup::State {
    State(asio::any_io_executor e, OnError on) : executor(std::move(e)), on_error(std::move(on)) {}

    void end(std::list<asio::cancellation_signal>::iterator signal, const std::exception_ptr& exception) {
        running.erase(signal);
        if (running.empty()) {
            for (auto* joiner : joiners) {
                joiner->cancel();
            }
        }
        if (exception) {
            report(exception);
        }
    }

    void report(const std::exception_ptr& exception) const {
        try {
            std::rethrow_exception(exception);
        } catch (const boost::system::system_error& e) {
            // A task that ends because it was asked to has not failed.
            if (!cancelled || e.code() != asio::error::operation_aborted) {
                on_error(e.what());
            }
        } catch (const std::exception& e) {
            on_error(e.what());
        } catch (...) {
            on_error("an exception of an unknown type");
        }
    }

    asio::any_io_executor executor;
    OnError on_error;
    std::list<asio::cancellation_signal> running;
    std::list<asio::steady_timer*> joiners;  // cancelled when the group becomes empty
    bool closed{false};
    bool cancelled{false};
};

namespace {

// A join that is itself cancelled must not leave its timer behind.
class Joiner {
public:
    Joiner(std::list<asio::steady_timer*>& joiners, asio::steady_timer& timer)
        : joiners_(joiners), place_(joiners.insert(joiners.end(), &timer)) {}
    ~Joiner() { joiners_.erase(place_); }
    Joiner(const Joiner&) = delete;
    Joiner& operator=(const Joiner&) = delete;

private:
    std::list<asio::steady_timer*>& joiners_;
    std::list<asio::steady_timer*>::iterator place_;
};

}  // namespace

TaskGroup::TaskGroup(asio::any_io_executor executor, OnError on_error)
    : state_(std::make_shared<State>(std::move(executor), std::move(on_error))) {}

TaskGroup::~TaskGroup() { OTKEL_ASSERT(state_->running.empty()); }

void TaskGroup::spawn(asio::awaitable<void> task) {
    if (state_->closed) {
        return;
    }
    const auto signal = state_->running.emplace(state_->running.end());
    auto ended = [state = state_, signal](const std::exception_ptr& exception) { state->end(signal, exception); };
    asio::co_spawn(state_->executor, std::move(task), asio::bind_cancellation_slot(signal->slot(), std::move(ended)));
}

void TaskGroup::close() { state_->closed = true; }

void TaskGroup::cancel() {
    close();
    state_->cancelled = true;
    // A cancelled task may end at once and take itself out of the list: step before emitting.
    for (auto it = state_->running.begin(); it != state_->running.end();) {
        auto& signal = *it++;
        signal.emit(asio::cancellation_type::terminal);
    }
}

std::size_t TaskGroup::size() const { return state_->running.size(); }

asio::awaitable<bool> TaskGroup::join(Deadline deadline) {
    const auto state = state_;
    asio::steady_timer timer(state->executor, deadline.at());
    const Joiner joiner(state->joiners, timer);
    while (!state->running.empty() && std::chrono::steady_clock::now() < deadline.at()) {
        boost::system::error_code ignored;
        co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    co_return state->running.empty();
}

asio::awaitable<void> sleep_until(SteadyTime at) {
    asio::steady_timer timer(co_await asio::this_coro::executor, at);
    co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace otkel::async

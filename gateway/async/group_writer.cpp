#include "gateway/async/group_writer.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "gateway/async/resume.hpp"
#include "gateway/base/clock.hpp"

namespace otkel::async {
namespace {

struct Pending {
    std::function<Result<void>()> unit;
    Resume resume;
};

}  // namespace

struct GroupWriter::State {
    State(Transaction t, Options o) : transaction(std::move(t)), options(o) {}

    // What is turned away is left as it was.
    Result<void> enqueue(Pending& pending, Entry entry) {
        {
            const std::lock_guard lock(mutex);
            if (auto room = room_for(entry); !room) {
                return room;
            }
            queue.push_back(std::move(pending));
        }
        wake.notify_one();
        return {};
    }

    [[nodiscard]] Result<void> room_for(Entry entry) const {
        const auto limit = entry == Entry::new_work ? options.queue_limit : 2 * options.queue_limit;
        if (queue.size() >= limit) {
            return fail(Errc::overloaded, "the queue of the writer is full");
        }
        if (entry == Entry::new_work && began && std::chrono::steady_clock::now() - *began > options.stall_limit) {
            return fail(Errc::overloaded, "the writer is stuck: what it writes now has taken longer than " +
                                              std::to_string(options.stall_limit.count()) + " ms");
        }
        return {};
    }

    std::vector<Pending> next_group() {
        std::unique_lock lock(mutex);
        wake.wait(lock, [this] { return stopping || !queue.empty(); });
        std::vector<Pending> group;
        while (!queue.empty() && group.size() < options.group_limit) {
            group.push_back(std::move(queue.front()));
            queue.pop_front();
        }
        began = std::chrono::steady_clock::now();
        return group;
    }

    // Before anybody is resumed: who was told that the group is written must not find the writer stuck in it.
    void ended(std::size_t committed_units) {
        const std::lock_guard lock(mutex);
        began.reset();
        groups += committed_units > 0 ? 1 : 0;
        units += committed_units;
    }

    void commit(std::vector<Pending> group) {
        std::vector<Result<void>> outcomes(group.size());
        auto whole = transaction.begin();
        if (whole) {
            for (std::size_t i = 0; i < group.size(); ++i) {
                outcomes[i] = group[i].unit();
            }
            whole = transaction.commit();
        }
        if (!whole) {
            transaction.rollback();
        }
        ended(whole ? group.size() : 0);
        for (std::size_t i = 0; i < group.size(); ++i) {
            // A failed commit undoes the units that had succeeded; a unit's own error stays the better answer.
            group[i].resume(whole || !outcomes[i] ? std::move(outcomes[i]) : Result<void>(fail(whole.error())));
        }
    }

    void run() {
        while (true) {
            auto group = next_group();
            if (group.empty()) {
                return;
            }
            commit(std::move(group));
        }
    }

    Transaction transaction;
    Options options;
    mutable std::mutex mutex;
    std::condition_variable wake;
    std::deque<Pending> queue;
    std::optional<SteadyTime> began;  // the transaction that is under way
    bool stopping{false};
    std::size_t groups{0};
    std::size_t units{0};
    std::thread thread;
};

GroupWriter::GroupWriter(Transaction transaction, Options options)
    : state_(std::make_unique<State>(std::move(transaction), options)) {
    state_->thread = std::thread([state = state_.get()] { state->run(); });
}

GroupWriter::~GroupWriter() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->stopping = true;
    }
    state_->wake.notify_one();
    state_->thread.join();
}

asio::awaitable<Result<void>> GroupWriter::write(std::function<Result<void>()> unit, Entry entry) {
    auto start = [this, unit = std::move(unit), entry](Resume resume) mutable {
        auto pending = Pending{std::move(unit), std::move(resume)};
        if (auto queued = state_->enqueue(pending, entry); !queued) {
            pending.resume(std::move(queued));
        }
    };
    co_return co_await suspend(std::move(start));
}

GroupWriter::Figures GroupWriter::figures() const {
    const std::lock_guard lock(state_->mutex);
    return {state_->queue.size(), state_->groups, state_->units};
}

}  // namespace otkel::async

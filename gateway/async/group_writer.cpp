#include "gateway/async/group_writer.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <limits>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gateway/async/resume.hpp"
#include "gateway/base/clock.hpp"

namespace otkel::async {
namespace {

struct Pending {
    std::function<Result<void>()> unit;
    Resume resume;
};

struct Group {
    std::vector<Pending> units;
    std::vector<Result<void>> outcomes;
};

}  // namespace

struct GroupWriter::State {
    State(Transaction t, Options o) : transaction(std::move(t)), options(o) {}

    // What is turned away is left as it was.
    Result<void> enqueue(Pending& pending, Entry entry) {
        bool awaited = false;
        {
            const std::lock_guard lock(mutex);
            if (auto room = room_for(entry); !room) {
                return room;
            }
            queue.push_back(std::move(pending));
            awaited = queue.size() >= awaited_units;
        }
        if (awaited) {
            wake.notify_one();
        }
        return {};
    }

    [[nodiscard]] Result<void> room_for(Entry entry) const {
        const auto limit = entry == Entry::new_work ? options.queue_limit : 2 * options.queue_limit;
        if (queue.size() >= limit) {
            return fail(Errc::overloaded, "the queue of the writer is full");
        }
        if (entry == Entry::new_work && (is_stuck(writing_since) || is_stuck(syncing_since))) {
            return fail(Errc::overloaded, "the writer is stuck: what it writes now has taken longer than " +
                                              std::to_string(options.stall_limit.count()) + " ms");
        }
        return {};
    }

    [[nodiscard]] bool is_stuck(const std::optional<SteadyTime>& since) const {
        return since && std::chrono::steady_clock::now() - *since > options.stall_limit;
    }

    // Empty: the writer is to end.
    Group next_group() {
        std::unique_lock lock(mutex);
        // What comes while the disk is waited for makes one group: it could not be durable any earlier.
        awaited_units = nobody;
        wake.wait(lock, [this] { return committed.units.empty(); });
        awaited_units = 1;
        wake.wait(lock, [this] { return stopping || !queue.empty(); });
        if (options.gather_time.count() > 0 && last_group > Options::few) {
            awaited_units = wanted();
            wake.wait_for(lock, options.gather_time, [this] { return stopping || queue.size() >= wanted(); });
        }
        awaited_units = nobody;
        Group group;
        while (!queue.empty() && group.units.size() < options.group_limit) {
            group.units.push_back(std::move(queue.front()));
            queue.pop_front();
        }
        group.outcomes.resize(group.units.size());
        last_group = group.units.size();
        writing_since = std::chrono::steady_clock::now();
        return group;
    }

    [[nodiscard]] std::size_t wanted() const { return std::min(options.gathered, options.group_limit); }

    Result<void> write(Group& group) {
        if (auto durable = outcome_of_syncs(); !durable) {
            return durable;
        }
        if (auto whole = in_one_transaction(group)) {
            return std::move(*whole);
        }
        for (std::size_t i = 0; i < group.units.size(); ++i) {
            group.outcomes[i] = alone(group.units[i]);
        }
        return {};
    }

    // Empty: undone, and to be written one by one.
    std::optional<Result<void>> in_one_transaction(Group& group) {
        auto whole = transaction.begin();
        if (whole) {
            for (std::size_t i = 0; i < group.units.size(); ++i) {
                group.outcomes[i] = group.units[i].unit();
                if (!group.outcomes[i] && is_half_written()) {
                    transaction.rollback();
                    return std::nullopt;
                }
            }
            whole = transaction.commit();
        }
        if (!whole) {
            transaction.rollback();
        }
        return whole;
    }

    Result<void> alone(Pending& pending) {
        if (auto begun = transaction.begin(); !begun) {
            transaction.rollback();
            return begun;
        }
        auto outcome = pending.unit();
        if (!outcome && is_half_written()) {
            transaction.rollback();
            return outcome;
        }
        if (auto committed_alone = transaction.commit(); !committed_alone) {
            transaction.rollback();
            return outcome ? std::move(committed_alone) : std::move(outcome);
        }
        return outcome;
    }

    [[nodiscard]] bool is_half_written() const { return transaction.is_half_written && transaction.is_half_written(); }

    // The figures before anybody is resumed: who was told that the group is written must not find the writer stuck in
    // it.
    void tell(Group group, const Result<void>& whole) {
        {
            const std::lock_guard lock(mutex);
            groups += whole ? 1 : 0;
            units += whole ? group.units.size() : 0;
        }
        for (std::size_t i = 0; i < group.units.size(); ++i) {
            // A failed commit undoes the units that had succeeded; a unit's own error stays the better answer.
            auto& outcome = group.outcomes[i];
            group.units[i].resume(whole || !outcome ? std::move(outcome) : Result<void>(fail(whole.error())));
        }
    }

    void run() {
        for (auto group = next_group(); !group.units.empty(); group = next_group()) {
            const auto written = write(group);
            if (written && transaction.sync) {
                hand_to_sync(std::move(group));
                continue;
            }
            {
                const std::lock_guard lock(mutex);
                writing_since.reset();
            }
            tell(std::move(group), written);
        }
    }

    void hand_to_sync(Group group) {
        {
            const std::lock_guard lock(mutex);
            writing_since.reset();
            committed = std::move(group);  // there is room: next_group() has waited for it
        }
        sync_wake.notify_one();
    }

    Group next_committed() {
        std::unique_lock lock(mutex);
        sync_wake.wait(lock, [this] { return written_out || !committed.units.empty(); });
        syncing_since = std::chrono::steady_clock::now();
        return std::exchange(committed, {});
    }

    void run_sync() {
        for (auto group = next_committed(); !group.units.empty(); group = next_committed()) {
            wake.notify_one();
            auto outcome = outcome_of_syncs();
            if (outcome) {
                outcome = transaction.sync();
            }
            {
                const std::lock_guard lock(mutex);
                synced = outcome;
                syncing_since.reset();
            }
            tell(std::move(group), outcome);
        }
    }

    Result<void> outcome_of_syncs() {
        const std::lock_guard lock(mutex);
        return synced;
    }

    void start() {
        thread = std::thread([this] { run(); });
        if (transaction.sync) {
            sync_thread = std::thread([this] { run_sync(); });
        }
    }

    // What was queued is written, and what was written is synced.
    void end() {
        {
            const std::lock_guard lock(mutex);
            stopping = true;
        }
        wake.notify_one();
        thread.join();
        if (!sync_thread.joinable()) {
            return;
        }
        {
            const std::lock_guard lock(mutex);
            written_out = true;
        }
        sync_wake.notify_one();
        sync_thread.join();
    }

    Transaction transaction;
    Options options;
    mutable std::mutex mutex;
    std::condition_variable wake, sync_wake;  // of the writer's thread, and of that of sync()
    std::deque<Pending> queue;
    static constexpr auto nobody = std::numeric_limits<std::size_t>::max();
    std::size_t awaited_units{nobody};  // so many must be in the queue before it is worth waking the writer
    Group committed;                    // and nobody syncs it yet
    Result<void> synced;                // the first failure stays
    std::optional<SteadyTime> writing_since, syncing_since;
    bool stopping{false}, written_out{false};
    std::size_t groups{0};
    std::size_t units{0};
    std::size_t last_group{0};  // the writer's thread only
    std::thread thread, sync_thread;
};

GroupWriter::GroupWriter(Transaction transaction, Options options)
    : state_(std::make_unique<State>(std::move(transaction), options)) {
    state_->start();
}

GroupWriter::~GroupWriter() { state_->end(); }

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

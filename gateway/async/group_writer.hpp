#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "gateway/base/result.hpp"

namespace otkel::async {

namespace asio = boost::asio;

// Group commit: one thread owns a database, takes all units that wait (up to a bound) into one transaction, commits
// once, and only then resumes everybody who waited. A unit is durable when write() returns success.
class GroupWriter {
public:
    // How a group begins, commits and is undone. Called on the writer's thread only, but for sync().
    struct Transaction {
        std::function<Result<void>()> begin;
        std::function<Result<void>()> commit;
        std::function<void()> rollback;
        // Makes durable what was committed before it was called; empty when commit() does. On a thread of its own,
        // while the writer has the next group: the disk is waited for beside the work, not after it. When it fails,
        // nobody knows what is on the disk: every group from then on gets that error, until the process starts anew.
        std::function<Result<void>()> sync{};
        // Asked after a unit that failed: whether it left writes behind. Then the group is undone, and its units are
        // run again, each in a transaction of its own. Rare, and so cheaper than a savepoint round each of them.
        // Empty: units undo their own writes.
        std::function<bool()> is_half_written{};
    };
    struct Options {
        std::size_t queue_limit{4096};  // units of new work that wait; full answers Errc::overloaded
        std::size_t group_limit{256};   // units in one transaction
        // A transaction or a sync() that takes longer turns new work away at once (Errc::overloaded), so that who comes
        // now is not held up by a disk or a database that hangs.
        std::chrono::milliseconds stall_limit{2'000};
        // Under load a group waits for so many units before it begins, and not longer than this: large groups share
        // the commit and the pages that every unit changes. Load is when the group before had more than `few` units;
        // who writes alone never waits.
        std::chrono::microseconds gather_time{0};
        std::size_t gathered{16};
        static constexpr std::size_t few{2};
    };
    // What was begun has to be ended: it is queued where new work no longer is, up to twice the limit.
    enum class Entry : std::uint8_t { new_work, follow_up };
    GroupWriter(Transaction transaction, Options options);
    ~GroupWriter();  // commits what was accepted, then joins
    GroupWriter(const GroupWriter&) = delete;
    GroupWriter& operator=(const GroupWriter&) = delete;

    // `unit` runs on the writer's thread inside the group's transaction; where there is is_half_written(), it may run
    // twice. When it fails only its own caller sees the error, the rest of the group goes on. When the commit fails, or
    // the sync after it, every unit of the group gets that error. It must not throw. Resumes on the caller's executor.
    // Thread safe.
    asio::awaitable<Result<void>> write(std::function<Result<void>()> unit, Entry entry = Entry::new_work);

    struct Figures {
        std::size_t waiting;
        std::size_t groups;  // committed since the start
        std::size_t units;
    };
    [[nodiscard]] Figures figures() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace otkel::async

#include "gateway/journal/postgres/writer.hpp"

#include <algorithm>
#include <array>
#include <condition_variable>

#include "gateway/base/write_points.hpp"
#include "gateway/journal/postgres/migrations.hpp"
#include "gateway/journal/postgres/statements.hpp"

namespace otkel::journal::postgres {
namespace {

constexpr int conflicts_max = 5;
constexpr int lost_max = 2;
constexpr std::chrono::milliseconds pause_first{50};
constexpr std::chrono::milliseconds pause_most{2000};

// What the server has done or is about to do for each of them, and has not committed.
void tell_written(const Unit& unit) {
    if (std::holds_alternative<Accepting>(unit.work)) {
        reached(WritePoint::accept_written);
    } else if (std::holds_alternative<Stepping>(unit.work)) {
        reached(WritePoint::step_written);
    } else if (std::holds_alternative<Refusing>(unit.work)) {
        reached(WritePoint::refuse_written);
    } else if (std::holds_alternative<AuditRecord>(unit.work)) {
        reached(WritePoint::audit_written);
    } else if (std::holds_alternative<Taking>(unit.work)) {
        reached(WritePoint::take_written);
    }
}

std::chrono::milliseconds pause_of(int failures) {
    constexpr int doublings_max = 10;
    return std::min(pause_first * (1 << std::min(failures, doublings_max)), pause_most);
}

// On the writer's own thread, which has nothing else to do.
void rest(std::chrono::milliseconds time) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable nobody;
    nobody.wait_for(lock, time, [] { return false; });
}

}  // namespace

Address address_of(const PostgresOptions& options) {
    return {options.connection, options.password, "otkel" + (options.node.empty() ? std::string{} : " " + options.node),
            options.time_limit};
}

Asked<std::unique_ptr<Connection>> connect(const Address& address, std::span<const Statement> statements) {
    auto connection = Connection::open(address);
    if (!connection) {
        return connection;
    }
    if (auto fits = check_schema(**connection); !fits) {
        return tl::unexpected(std::move(fits.error()));
    }
    if (auto prepared = (*connection)->prepare(statements); !prepared) {
        return tl::unexpected(std::move(prepared.error()));
    }
    return connection;
}

Writer::Writer(Address address, const PostgresOptions& options)
    : address_(std::move(address)), time_limit_(options.time_limit) {
    incarnation_.node = options.node;
    incarnation_.lease = options.lease;
    incarnation_.chain.chain = options.node + "/" + new_uuid_v7(SystemClock{}.wall());
}

Result<std::unique_ptr<Writer>> Writer::open(const PostgresOptions& options) {
    auto writer = std::unique_ptr<Writer>(new Writer(address_of(options), options));
    auto connection = connect(writer->address_, sql::of_writer());
    if (!connection) {
        return failure_of(connection.error());
    }
    writer->connection_ = std::move(*connection);
    if (auto entered = writer->enter(); !entered) {
        return failure_of(entered.error());
    }
    return writer;
}

Asked<void> Writer::enter() {
    const std::array commands{
        Command{&sql::begin, Parameters{}}, Command{&sql::supersede, Parameters(incarnation_.node)},
        Command{&sql::enter,
                Parameters(incarnation_.node, incarnation_.chain.chain, std::int64_t{incarnation_.lease.count()})},
        Command{&sql::commit, Parameters{}}};
    auto answers = connection_->ask_all(commands);
    if (!answers) {
        return tl::unexpected(std::move(answers.error()));
    }
    incarnation_.number = answers->at(2).number(0, 0);
    return {};
}

Result<void> Writer::reconnect() {
    connection_.reset();
    auto connection = connect(address_, sql::of_writer());
    if (!connection) {
        next_try_ = std::chrono::steady_clock::now() + pause_of(failures_++);
        last_failure_ = connection.error().error.detail;
        return fail(Errc::unavailable, last_failure_);
    }
    connection_ = std::move(*connection);
    failures_ = 0;
    return {};
}

Result<void> Writer::begin() {
    group_.clear();
    if (connection_ && connection_->is_broken()) {
        connection_.reset();
    }
    if (!connection_) {
        if (failures_ > 0 && std::chrono::steady_clock::now() < next_try_) {
            return fail(Errc::unavailable, last_failure_);
        }
        if (auto connected = reconnect(); !connected) {
            return connected;
        }
    }
    return settle_unknown();
}

// What callers were told is in doubt, and have let go of, becomes free.
Result<void> Writer::settle_unknown() {
    if (!unknown_) {
        return {};
    }
    if (auto gone = connection_->ask(sql::hang_up, Parameters(unknown_->backend)); !gone) {
        return fail(Errc::unavailable, gone.error().error.detail);
    }
    auto fate = connection_->ask(sql::fate, Parameters(incarnation_.number));
    if (!fate || fate->empty()) {
        return fail(Errc::unavailable,
                    fate ? "the journal's database does not know this node any more" : fate.error().error.detail);
    }
    incarnation_ = fate->number(0, 0) == unknown_->after.commits ? unknown_->after : unknown_->before;
    auto given = connection_->ask(sql::hand_over, Parameters(incarnation_.number, unknown_->exchanges));
    if (!given) {
        return fail(Errc::unavailable, given.error().error.detail);
    }
    unknown_.reset();
    return {};
}

void Writer::commit() {
    const auto units = std::exchange(group_, {});
    carry_out(units);
}

void Writer::fail_all(const Units& units, const Error& error) {
    for (const auto& unit : units) {
        unit->outcome = fail(error);
    }
}

void Writer::carry_out(const Units& units) {
    int conflicts = 0;
    int lost = 0;
    while (true) {
        const auto ended = attempt(units);
        if (ended.ending == Ending::done) {
            return;
        }
        if (ended.ending == Ending::unknown) {
            return fail_all(units, Error{Errc::in_doubt,
                                         "whether the journal has this is not known yet: " + ended.why.error.detail,
                                         {},
                                         {}});
        }
        const bool again = (ended.why.trouble == Trouble::conflict && ++conflicts < conflicts_max) ||
                           (ended.why.trouble == Trouble::broken && ++lost < lost_max && (connection_ || reconnect()));
        if (again) {
            continue;
        }
        if (ended.why.trouble == Trouble::data && units.size() > 1) {
            return one_by_one(units, ended.why);
        }
        return fail_all(units, ended.why.error);
    }
}

// One of them cannot be written; the others can.
void Writer::one_by_one(const Units& units, const Refused& why) {
    for (const auto& unit : units) {
        if (unknown_ || !connection_) {
            unit->outcome = fail(Errc::unavailable, why.error.detail);
        } else {
            carry_out({unit});
        }
    }
}

Writer::Attempt Writer::attempt(const Units& units) {
    Group group(units, incarnation_);
    const auto undone = [this](Refused why) -> Attempt {
        const bool broken = connection_->is_broken() || why.trouble == Trouble::broken;
        if (broken || !connection_->execute("ROLLBACK")) {
            connection_.reset();
        }
        return {Ending::undone, std::move(why)};
    };
    auto answers = connection_->ask_all(group.questions());
    if (!answers) {
        return undone(std::move(answers.error()));
    }
    if (const auto decided = group.decide(*answers); !decided) {
        return undone({Trouble::refused, decided.error()});
    }
    std::for_each(units.begin(), units.end(), [](const auto& unit) { tell_written(*unit); });
    reached(WritePoint::before_commit);
    auto written = connection_->ask_all(group.writes());
    bool committing = !group.commits_apart();
    if (written) {
        group.finish(*written);
        if (group.commits_apart()) {
            committing = true;
            written = connection_->ask_all(std::array{Command{&sql::commit, Parameters{}}});
        }
    }
    if (!written) {
        const bool lost = connection_->is_broken() || written.error().trouble == Trouble::broken;
        return committing && lost ? find_out(group, std::move(written.error())) : undone(std::move(written.error()));
    }
    reached(WritePoint::after_commit);
    reached(WritePoint::after_sync);  // the server has done so
    incarnation_ = group.next();
    return {};
}

// The connection broke when COMMIT may already have been on its way.
Writer::Attempt Writer::find_out(Group& group, Refused why) {
    const auto backend = connection_->backend();
    connection_.reset();
    const auto until = std::chrono::steady_clock::now() + time_limit_;
    do {
        if (!reconnect()) {
            rest(pause_of(failures_));
            continue;
        }
        // A server process that has not noticed yet would hold its locks, and the answer, until it does.
        [[maybe_unused]] const auto hung_up = connection_->ask(sql::hang_up, Parameters(backend));
        const auto fate = connection_->ask(sql::fate, Parameters(incarnation_.number));
        if (!fate || fate->empty()) {
            continue;
        }
        if (fate->number(0, 0) != group.next().commits) {
            return {Ending::undone, std::move(why)};
        }
        incarnation_ = group.next();
        return {};
    } while (std::chrono::steady_clock::now() < until);
    unknown_ = Unknown{incarnation_, group.next(), group.exchanges(), backend};
    connection_.reset();
    return {Ending::unknown, std::move(why)};
}

}  // namespace otkel::journal::postgres

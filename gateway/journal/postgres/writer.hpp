#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "gateway/journal/postgres/group.hpp"
#include "gateway/journal/postgres/postgres_store.hpp"

// The one connection that writes. All of it runs on the thread of the group writer, but for open(). Private to
// journal/postgres/.

namespace otkel::journal::postgres {

[[nodiscard]] Address address_of(const PostgresOptions& options);
// A connection on the right schema, with its statements prepared.
[[nodiscard]] Asked<std::unique_ptr<Connection>> connect(const Address& address, std::span<const Statement> statements);

class Writer {
public:
    // Enters the node: its incarnation begins, and those before it end.
    [[nodiscard]] static Result<std::unique_ptr<Writer>> open(const PostgresOptions& options);

    // Errc::unavailable without a wait when the database was not to be reached a moment ago.
    Result<void> begin();
    void add(std::shared_ptr<Unit> unit) { group_.push_back(std::move(unit)); }
    // Carries out what was added; each unit then has its own outcome.
    void commit();
    void rollback() { group_.clear(); }
    [[nodiscard]] std::int64_t incarnation() const {
        return incarnation_.number;
    }  // for open(), before the first group

private:
    using Units = std::vector<std::shared_ptr<Unit>>;
    enum class Ending : std::uint8_t { done, undone, unknown };
    // How one attempt at a group ended. After `undone`, `why` says what kind of trouble it was.
    struct Attempt {
        Ending ending{Ending::done};
        Refused why{};
    };
    Writer(Address address, const PostgresOptions& options);

    Asked<void> enter();
    Result<void> reconnect();
    Result<void> settle_unknown();
    void carry_out(const Units& units);
    Attempt attempt(const Units& units);
    Attempt find_out(Group& group, Refused why);
    void one_by_one(const Units& units, const Refused& why);
    static void fail_all(const Units& units, const Error& error);

    Address address_;
    std::chrono::milliseconds time_limit_;
    Incarnation incarnation_;
    std::unique_ptr<Connection> connection_;
    Units group_;

    // While the database is away.
    int failures_{0};
    SteadyTime next_try_{};
    std::string last_failure_;
    // A group of which nobody knows whether it was committed.
    struct Unknown {
        Incarnation before, after;
        std::vector<std::string> exchanges;
        std::string backend;
    };
    std::optional<Unknown> unknown_;
};

}  // namespace otkel::journal::postgres

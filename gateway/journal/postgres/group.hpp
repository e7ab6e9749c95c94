#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <vector>

#include "gateway/journal/evidence/record.hpp"
#include "gateway/journal/postgres/units.hpp"

// One transaction of many units, without the connection: what is asked first, what follows from the answers, and what
// is written then. Two round trips, however many units. Private to journal/postgres/.

namespace otkel::journal::postgres {

// This start of this node.
struct Incarnation {
    std::int64_t number{0};
    std::string node;
    std::chrono::milliseconds lease{0};
    ChainEnd chain;           // of its records
    std::int64_t commits{0};  // groups
};

class Group {
public:
    // The incarnation is left as it is: what it has become is in next(), for when the commit has succeeded.
    Group(std::vector<std::shared_ptr<Unit>> units, const Incarnation& incarnation);

    // BEGIN, all locks, and what decisions need.
    std::vector<Command> questions();
    // Sets outcomes and answers of the units. Fails when the whole group cannot be.
    Result<void> decide(const std::vector<Rows>& answers);
    // All that was decided; with COMMIT, unless callers wait for more of the answers than that they came: those must
    // be here before.
    std::vector<Command> writes();
    [[nodiscard]] bool commits_apart() const { return reads_; }
    void finish(const std::vector<Rows>& answers);

    [[nodiscard]] const Incarnation& next() const { return next_; }
    // Of acceptances and steps: what may be this node's afterwards.
    [[nodiscard]] std::vector<std::string> exchanges() const;

private:
    using Then = std::function<void(const Rows&)>;
    // Adds a command, and what to do with its answer.
    void plan(const Statement& statement, Parameters parameters, Then then = {});
    std::vector<Command> planned();
    void hand_out(const std::vector<Rows>& answers);

    void ask_locks();
    void ask_acceptances();
    void ask_rows();
    void ask_takes();

    void decide(Unit& unit);
    void decide(Accepting& accepting);
    Result<void> decide(Stepping& stepping);
    void decide(Refusing& refusing, std::size_t position);
    Result<void> decide(Taking& taking);
    void decide(const AuditRecord& record);
    void decide_leaving();

    void ask_original(Accepting& accepting);
    void read_taken();
    [[nodiscard]] Result<void> allowed(const Row& row, const Step& step) const;
    [[nodiscard]] bool is_done_already(const Row& row, const OneStep& step) const;
    Result<void> apply(const Stepping& stepping);
    void apply(Row& row, const OneStep& step);
    void add_record(std::int64_t exchange, Record record, ExchangeEnd& end);

    std::vector<std::shared_ptr<Unit>> units_;
    Incarnation next_;
    std::vector<Command> commands_;
    std::vector<Then> thens_;
    bool alive_{false};
    bool reads_{false};
    std::int64_t first_number_{0};
    std::map<const Accepting*, std::int64_t> accepted_;
    std::map<const Taking*, std::vector<std::int64_t>> taken_;  // their numbers
    std::map<std::string, Row> rows_;                           // by id
    std::map<std::int64_t, ExchangeEnd> ends_;
    std::map<std::int64_t, std::set<std::pair<Leg, std::string>>> legs_;  // that are there: which, SHA-256
    std::set<std::string> changed_;                                       // rows that are written back
    std::set<std::int64_t> lanes_;                                        // to be settled
    std::set<std::int64_t> queued_;                                       // that go on, but only when it is their turn
    std::map<const Taking*, std::vector<Rows>> read_;                     // what was taken: rows, legs, records
};

}  // namespace otkel::journal::postgres

#pragma once

#include "gateway/journal/packed_leg.hpp"
#include "gateway/journal/postgres/connection.hpp"
#include "gateway/journal/retention.hpp"

// Archives, and which exchanges they hold, for Retention (journal/retention.hpp). Each change is a transaction that may
// be asked again. Private to journal/postgres/.

namespace otkel::journal::postgres {

class RetentionRows {
public:
    explicit RetentionRows(Connection& connection) : connection_(connection) {}

    Asked<std::vector<ExchangeId>> ended_before(WallTime time, Closed closed, std::size_t limit);
    Asked<std::vector<Archive>> archives();
    Asked<std::vector<std::string>> records_of(const ExchangeId& id);
    Asked<void> keep_archive(const Archive& archive, const std::vector<Archived>& held);
    Asked<std::size_t> drop_legs(std::size_t limit);
    Asked<void> restore_legs(const ExchangeId& id, const std::vector<PackedLeg>& legs);

private:
    // Commits what `work` did, or nothing.
    template <class Work>
    Asked<void> as_one(const Work& work);
    Asked<void> insert(const Archive& archive);
    Asked<void> mark(const Archive& archive, const std::vector<Archived>& held);
    Asked<void> insert_legs(const ExchangeId& id, const std::vector<PackedLeg>& legs);

    Connection& connection_;
};

}  // namespace otkel::journal::postgres

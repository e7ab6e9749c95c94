#pragma once

#include <span>

#include "gateway/journal/postgres/connection.hpp"

// All fixed SQL, in one place. Private to journal/postgres/.

namespace otkel::journal::postgres::sql {

// The columns that row_of (rows.hpp) reads; and from where.
inline constexpr const char* row_columns =
    "SELECT e.number, e.id, e.direction, e.state, e.adapter, e.route, e.peer, e.service, e.message_id, "
    "e.correlation_id, e.outcome, e.signer, e.remote_address, e.accepted_at, e.concluded_at, e.stages, e.keys, e.due, "
    "e.give_up, e.lane, e.attempts, e.owner, e.lane_key, coalesce(n.node, ''), "
    "coalesce(n.lease_until >= clock_timestamp(), false), e.head, "
    "(SELECT a.name FROM archives a WHERE a.number = e.archive), e.legs "
    "FROM exchanges e LEFT JOIN nodes n ON n.incarnation = e.owner ";

// Of a node.
extern const Statement supersede, enter, beat, hang_up, fate, hand_over, leave;
// Of a group: in the order in which locks are taken, which is the same for all nodes.
extern const Statement begin, commit, lock_lanes, next_numbers, accept, lock_rows, rows_by_id, ends, known_legs, sweep,
    take;
extern const Statement update, leg, search_key, record, refuse, audit, settle, wait_turn;
// Questions.
extern const Statement snapshot, original, reply, row_by_id, rows_by_number, legs, records, backlog, next_due,
    correlated;
// Of the ledger, on the connections for questions.
extern const Statement take_closing, open_chains, unstamped, chains, chain_by_name, last_seal, leaves, hashes,
    keep_seal, seal_body, add_stamp, proof_records, seals_to_stamp, seals_from;

[[nodiscard]] std::span<const Statement> of_writer();
[[nodiscard]] std::span<const Statement> of_reader();

}  // namespace otkel::journal::postgres::sql

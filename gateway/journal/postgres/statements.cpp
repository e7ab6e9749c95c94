#include "gateway/journal/postgres/statements.hpp"

#include <array>

namespace otkel::journal::postgres::sql {

const Statement supersede{"supersede",
                          "UPDATE nodes SET lease_until = '-infinity' WHERE node = $1 AND lease_until > '-infinity'"};
const Statement enter{"enter",
                      "INSERT INTO nodes(node, chain, lease_until) VALUES ($1, $2, clock_timestamp() + $3::bigint * "
                      "interval '1 millisecond') RETURNING incarnation"};
const Statement beat{"beat",
                     "UPDATE nodes SET commits = $2, lease_until = clock_timestamp() + $3::bigint * interval "
                     "'1 millisecond' WHERE incarnation = $1 AND lease_until > '-infinity' RETURNING incarnation"};
const Statement hang_up{"hang_up",
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid || ' ' || backend_start = "
                        "$1 AND pid <> pg_backend_pid()"};
// Waits for the end of a transaction that another, broken connection of ours may have left behind.
const Statement fate{"fate", "SELECT commits FROM nodes WHERE incarnation = $1 FOR UPDATE"};
const Statement hand_over{"hand_over", "UPDATE exchanges SET owner = NULL WHERE owner = $1 AND id = ANY($2::text[])"};
const Statement leave{"leave", "UPDATE exchanges SET owner = NULL WHERE owner = $1"};

const Statement begin{"begin_group", "BEGIN"};
const Statement commit{"commit_group", "COMMIT"};
const Statement lock_lanes{"lock_lanes",
                           "SELECT pg_advisory_xact_lock(lane) FROM (SELECT lane_key AS lane FROM exchanges "
                           "WHERE id = ANY($1::text[]) AND lane_key IS NOT NULL UNION SELECT unnest($2::bigint[]) "
                           "ORDER BY 1) AS lanes"};
const Statement next_numbers{"next_numbers", "SELECT nextval('exchange_numbers')"};
const Statement accept{
    "accept",
    "INSERT INTO exchanges(number, id, direction, state, accepted_at, adapter, route, peer, service, message_id, "
    "correlation_id, content_digest, outcome, signer, remote_address, message_key, stages, keys, due, give_up, lane, "
    "lane_key, head, attempts, owner, concluded_at) VALUES (currval('exchange_numbers') + $1, $2, $3, $21, $4, $5, $6, "
    "$7, $8, $9, $10, $11, $22, $12, $13, $14, '', $15, $16, $17, $18, $19::bigint, $19::bigint IS NULL, 0, $20, $23) "
    "ON CONFLICT (message_key) WHERE message_key IS NOT NULL DO NOTHING RETURNING number"};
const Statement lock_rows{"lock_rows",
                          "SELECT number FROM exchanges WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE"};
// What lock_rows waited for is seen by a statement of its own only.
static const std::string rows_by_id_text = std::string(row_columns) + "WHERE e.id = ANY($1::text[])";
const Statement rows_by_id{"rows_by_id", rows_by_id_text.c_str()};
const Statement ends{
    "ends",
    "SELECT DISTINCT ON (r.exchange) r.exchange, r.ordinal, r.leaf, CASE WHEN r.leaf IS NULL THEN r.body "
    "END FROM records r JOIN exchanges e ON e.number = r.exchange WHERE e.id = ANY($1::text[]) ORDER BY r.exchange, "
    "r.ordinal DESC"};
const Statement known_legs{"known_legs",
                           "SELECT l.exchange, l.leg, l.sha256 FROM legs l JOIN exchanges e ON e.number = l.exchange "
                           "WHERE e.id = ANY($1::text[])"};
const Statement sweep{"sweep",
                      "UPDATE exchanges SET owner = NULL WHERE number IN (SELECT e.number FROM exchanges e WHERE "
                      "e.owner IN (SELECT incarnation FROM nodes WHERE lease_until < clock_timestamp()) "
                      "FOR UPDATE OF e SKIP LOCKED)"};
const Statement take{"take",
                     "UPDATE exchanges SET owner = $1 WHERE number IN (SELECT number FROM exchanges WHERE peer = $2 "
                     "AND due IS NOT NULL AND owner IS NULL AND head AND due <= $3 ORDER BY due, number LIMIT $4 "
                     "FOR UPDATE SKIP LOCKED) RETURNING number"};

const Statement update{
    "update_exchange",
    "UPDATE exchanges SET state = $2, outcome = $3, concluded_at = $4, stages = $5, keys = $6, correlation_id = $7, "
    "due = $8, attempts = $9, owner = $10 WHERE number = $1"};
const Statement leg{
    "leg", "INSERT INTO legs(exchange, leg, content_type, sha256, size, octets) VALUES ($1, $2, $3, $4, $5, $6)"};
const Statement search_key{"search_key",
                           "INSERT INTO search_keys(fingerprint, exchange) VALUES ($1, $2) ON CONFLICT DO NOTHING"};
const Statement record{"record",
                       "INSERT INTO records(incarnation, sequence, exchange, ordinal, body, link, leaf) "
                       "VALUES ($1, $2, $3, $4, $5, $6, $7)"};
const Statement refuse{
    "refuse",
    "INSERT INTO exchanges(number, id, direction, state, accepted_at, adapter, route, peer, service, message_id, "
    "correlation_id, content_digest, outcome, signer, remote_address, stages, keys, lane, head, attempts) "
    "VALUES ($1, $2, 0, 5, $3, $4, '', $5, $6, $7, '', '', $8, '', $9, $10, '', '', false, 0)"};
const Statement audit{"audit",
                      "INSERT INTO audit(at, who, address, what, outcome, exchange) VALUES ($1, $2, $3, $4, $5, $6)"};
const Statement settle{"settle", "SELECT settle_lane($1)"};
const Statement wait_turn{"wait_turn", "UPDATE exchanges SET owner = NULL WHERE number = $1 AND NOT head"};

const Statement snapshot{"snapshot", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"};
const Statement original{"original",
                         "SELECT number, id, state, content_digest, direction FROM exchanges WHERE message_key = $1 "
                         "AND message_key IS NOT NULL"};
const Statement reply{
    "reply",
    "SELECT l.exchange, l.leg, l.content_type, l.sha256, l.size, l.octets FROM legs l JOIN exchanges e ON e.number = "
    "l.exchange WHERE e.message_key = $1 AND e.message_key IS NOT NULL AND e.state IN (3, 4) AND l.leg = $2 "
    "ORDER BY l.number DESC LIMIT 1"};
static const std::string row_by_id_text = std::string(row_columns) + "WHERE e.id = $1";
const Statement row_by_id{"row_by_id", row_by_id_text.c_str()};
static const std::string rows_by_number_text =
    std::string(row_columns) + "WHERE e.number = ANY($1::bigint[]) ORDER BY e.due, e.number";
const Statement rows_by_number{"rows_by_number", rows_by_number_text.c_str()};
const Statement legs{"legs",
                     "SELECT exchange, leg, content_type, sha256, size, octets FROM legs WHERE exchange = "
                     "ANY($1::bigint[]) ORDER BY number"};
const Statement records{"records",
                        "SELECT exchange, body FROM records WHERE exchange = ANY($1::bigint[]) ORDER BY exchange, "
                        "ordinal"};
// The peers are found by hopping from one to the next in the index, however much each has waiting.
const Statement backlog{
    "backlog",
    "WITH RECURSIVE peers AS ((SELECT peer FROM exchanges WHERE due IS NOT NULL AND owner IS NULL AND head ORDER BY "
    "peer LIMIT 1) UNION ALL SELECT (SELECT e.peer FROM exchanges e WHERE e.due IS NOT NULL AND e.owner IS NULL AND "
    "e.head AND e.peer > p.peer ORDER BY e.peer LIMIT 1) FROM peers p WHERE p.peer IS NOT NULL) "
    "SELECT p.peer, w.many, w.oldest FROM peers p CROSS JOIN LATERAL (SELECT count(*) AS many, min(s.due) AS oldest "
    "FROM (SELECT e.due FROM exchanges e WHERE e.due IS NOT NULL AND e.owner IS NULL AND e.head AND e.peer = p.peer "
    "AND e.due <= $1 ORDER BY e.due LIMIT 1000) AS s) AS w WHERE p.peer IS NOT NULL AND w.many > 0 "
    "ORDER BY w.oldest, p.peer"};
const Statement next_due{"next_due", "SELECT min(due) FROM exchanges WHERE due IS NOT NULL AND owner IS NULL AND head"};
static const std::string correlated_text =
    std::string(row_columns) +
    "WHERE e.correlation_id = $2 AND e.correlation_id <> '' AND e.direction = 1 AND e.adapter = $1 "
    "ORDER BY e.accepted_at DESC, e.number DESC LIMIT 10000";
const Statement correlated{"correlated", correlated_text.c_str()};

// Seals. A chain is open while it has a record that no seal holds.
static const std::string is_open =
    "(coalesce((SELECT max(r.sequence) FROM records r WHERE r.incarnation = n.incarnation), 0) > "
    "coalesce((SELECT max(s.last) FROM seals s WHERE s.incarnation = n.incarnation), 0))";
static const std::string last_seal_of_node =
    "(SELECT s.body, s.stamp FROM seals s WHERE s.incarnation = n.incarnation ORDER BY s.number DESC LIMIT 1)";
// Its own, and those of lost nodes that it has taken.
static const std::string is_to_close = "(n.incarnation = $1 OR (n.closer = $1 AND n.lease_until < clock_timestamp()))";
static const std::string take_closing_text =
    "UPDATE nodes SET closer = $1, closing_until = clock_timestamp() + interval '1 minute' WHERE incarnation IN "
    "(SELECT n.incarnation FROM nodes n WHERE n.incarnation <> $1 AND n.lease_until < clock_timestamp() AND "
    "(n.closer IS NULL OR n.closer = $1 OR n.closing_until < clock_timestamp()) AND (" +
    is_open + " OR EXISTS (SELECT FROM " + last_seal_of_node +
    " AS l WHERE l.stamp IS NULL)) FOR UPDATE OF n SKIP LOCKED)";
const Statement take_closing{"take_closing", take_closing_text.c_str()};
static const std::string open_chains_text =
    "SELECT n.incarnation, n.chain FROM nodes n WHERE " + is_to_close + " AND " + is_open + " ORDER BY n.incarnation";
const Statement open_chains{"open_chains", open_chains_text.c_str()};
static const std::string unstamped_text = "SELECT l.body FROM nodes n CROSS JOIN LATERAL " + last_seal_of_node +
                                          " AS l WHERE l.stamp IS NULL AND " + is_to_close + " ORDER BY n.incarnation";
const Statement unstamped{"unstamped", unstamped_text.c_str()};
const Statement chains{"chains", "SELECT chain FROM nodes ORDER BY incarnation"};
const Statement chain_by_name{"chain_by_name", "SELECT incarnation FROM nodes WHERE chain = $1"};
const Statement last_seal{"last_seal", "SELECT body FROM seals WHERE incarnation = $1 ORDER BY number DESC LIMIT 1"};
const Statement leaves{"leaves",
                       "SELECT sequence, link, body FROM records WHERE incarnation = $1 AND sequence > $2 ORDER BY "
                       "sequence LIMIT $3"};
const Statement hashes{"hashes",
                       "SELECT leaf, CASE WHEN leaf IS NULL THEN body END FROM records WHERE incarnation = $1 AND "
                       "sequence BETWEEN $2 AND $3 ORDER BY sequence"};
const Statement keep_seal{"keep_seal",
                          "INSERT INTO seals(incarnation, number, first, last, body) VALUES ($1, $2, $3, $4, $5) "
                          "ON CONFLICT DO NOTHING"};
const Statement seal_body{"seal_body", "SELECT body FROM seals WHERE incarnation = $1 AND number = $2"};
const Statement add_stamp{"add_stamp",
                          "UPDATE seals SET stamp = $3 WHERE incarnation = $1 AND number = $2 AND stamp IS NULL"};
const Statement proof_records{
    "proof_records",
    "SELECT r.body, r.incarnation, (SELECT s.number FROM seals s WHERE s.incarnation = r.incarnation AND s.last >= "
    "r.sequence ORDER BY s.last LIMIT 1) FROM records r WHERE r.exchange = (SELECT number FROM exchanges WHERE id = "
    "$1) ORDER BY r.ordinal"};
// From one on to the first that is stamped.
const Statement seals_to_stamp{
    "seals_to_stamp",
    "SELECT body, stamp FROM seals WHERE incarnation = $1 AND number >= $2 AND number <= coalesce((SELECT min(number) "
    "FROM seals WHERE incarnation = $1 AND number >= $2 AND stamp IS NOT NULL), 9223372036854775807) ORDER BY number "
    "LIMIT $3"};
const Statement seals_from{"seals_from",
                           "SELECT body, stamp FROM seals WHERE incarnation = $1 AND number >= $2 ORDER BY number "
                           "LIMIT $3"};

std::span<const Statement> of_writer() {
    static const std::array all{supersede, enter,   beat,   hang_up,      fate,       hand_over,  leave,
                                begin,     commit,  accept, take,         lock_lanes, lock_rows,  rows_by_id,
                                ends,      sweep,   leg,    next_numbers, known_legs, search_key, record,
                                update,    refuse,  audit,  settle,       wait_turn,  original,   rows_by_number,
                                legs,      records, reply};
    return all;
}

std::span<const Statement> of_reader() {
    static const std::array all{sweep,          snapshot,    commit,    original,  reply,         row_by_id,
                                rows_by_number, legs,        records,   backlog,   next_due,      correlated,
                                take_closing,   open_chains, unstamped, chains,    chain_by_name, last_seal,
                                leaves,         hashes,      keep_seal, seal_body, add_stamp,     proof_records,
                                seals_to_stamp, seals_from};
    return all;
}

}  // namespace otkel::journal::postgres::sql

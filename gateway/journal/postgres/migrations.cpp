#include "gateway/journal/postgres/migrations.hpp"

#include <array>

#include "gateway/base/write_points.hpp"
#include "gateway/journal/postgres/migrate.hpp"
#include "gateway/journal/postgres/writer.hpp"

namespace otkel::journal::postgres {
namespace {

// "Otkl": held while the schema is being changed.
constexpr const char* take_turn = "SELECT pg_advisory_xact_lock(x'4f746b6c'::int)";

// Migration i leads from version i to i + 1. What was released is never changed: a new one is appended.
constexpr std::array migrations{
    // Numbers are taken in blocks, one for each group of commits; they grow in the order of acceptance within a lane.
    // message_key: SHA-256 of what must not come twice; NULL for messages that may. lane_key: 64 bits of SHA-256 of
    // peer and lane. head: it is its turn in the lane, or it is in none. due stays while the
    // exchange is being worked on, and is its place in the queue again when its node is lost. nodes.commits: the last
    // group that was committed, so that a node whose connection broke in a commit can ask. 3, 4, 5: the final states.
    R"(CREATE SEQUENCE exchange_numbers INCREMENT BY 16384 START WITH 16384;
       CREATE TABLE nodes(
         incarnation bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, node text NOT NULL, chain text NOT NULL,
         started_at timestamptz NOT NULL DEFAULT now(), lease_until timestamptz NOT NULL,
         commits bigint NOT NULL DEFAULT 0) WITH (fillfactor = 50);
       CREATE INDEX nodes_node ON nodes(node);
       CREATE TABLE exchanges(
         number bigint PRIMARY KEY, id text NOT NULL, direction smallint NOT NULL, state smallint NOT NULL,
         accepted_at bigint NOT NULL, concluded_at bigint, adapter text NOT NULL, route text NOT NULL,
         peer text NOT NULL, service text NOT NULL, message_id text NOT NULL, correlation_id text NOT NULL,
         content_digest text NOT NULL, outcome text NOT NULL, signer text NOT NULL, remote_address text NOT NULL,
         message_key bytea, stages text NOT NULL, keys text NOT NULL, due bigint, give_up bigint, lane text NOT NULL,
         lane_key bigint, head boolean NOT NULL, attempts integer NOT NULL, owner bigint) WITH (fillfactor = 80);
       CREATE UNIQUE INDEX exchanges_id ON exchanges(id);
       CREATE UNIQUE INDEX exchanges_message_key ON exchanges(message_key) WHERE message_key IS NOT NULL;
       CREATE INDEX exchanges_due ON exchanges(peer, due, number) WHERE due IS NOT NULL AND owner IS NULL AND head;
       CREATE INDEX exchanges_next ON exchanges(due) WHERE due IS NOT NULL AND owner IS NULL AND head;
       CREATE INDEX exchanges_owner ON exchanges(owner) WHERE owner IS NOT NULL;
       CREATE INDEX exchanges_lane ON exchanges(lane_key, number)
         WHERE lane_key IS NOT NULL AND state NOT IN (3, 4, 5);
       CREATE INDEX exchanges_head ON exchanges(lane_key) WHERE lane_key IS NOT NULL AND head;
       CREATE INDEX exchanges_state ON exchanges(state, accepted_at, number) WHERE state <> 3;
       CREATE INDEX exchanges_peer ON exchanges(peer, accepted_at, number);
       CREATE INDEX exchanges_accepted ON exchanges(accepted_at, number);
       CREATE INDEX exchanges_message_id ON exchanges USING hash(message_id);
       CREATE INDEX exchanges_correlation ON exchanges USING hash(correlation_id) WHERE correlation_id <> '';
       CREATE TABLE legs(
         number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, exchange bigint NOT NULL, leg smallint NOT NULL,
         content_type text NOT NULL, sha256 bytea NOT NULL, size bigint NOT NULL, octets bytea NOT NULL);
       ALTER TABLE legs ALTER octets SET STORAGE EXTERNAL;
       CREATE INDEX legs_exchange ON legs(exchange);
       CREATE TABLE search_keys(
         fingerprint bigint NOT NULL, exchange bigint NOT NULL, PRIMARY KEY (fingerprint, exchange));
       CREATE TABLE records(
         incarnation bigint NOT NULL, sequence bigint NOT NULL, exchange bigint NOT NULL, ordinal integer NOT NULL,
         body bytea NOT NULL, link bytea NOT NULL, PRIMARY KEY (incarnation, sequence));
       CREATE UNIQUE INDEX records_exchange ON records(exchange, ordinal);
       CREATE TABLE audit(
         number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at bigint NOT NULL, who text NOT NULL,
         address text NOT NULL, what text NOT NULL, outcome text NOT NULL, exchange text NOT NULL);
       -- When a lane has no head, its first unfinished exchange becomes it. Called with the lane's lock held; each
       -- statement sees what was committed while the one before it waited.
       CREATE FUNCTION settle_lane(which bigint) RETURNS void LANGUAGE plpgsql AS $$
       BEGIN
         UPDATE exchanges SET head = false WHERE lane_key = which AND lane_key IS NOT NULL AND head
           AND state IN (3, 4, 5);
         IF NOT EXISTS (SELECT 1 FROM exchanges WHERE lane_key = which AND lane_key IS NOT NULL AND head) THEN
           UPDATE exchanges SET head = true WHERE number = (SELECT number FROM exchanges WHERE lane_key = which
             AND lane_key IS NOT NULL AND state NOT IN (3, 4, 5) ORDER BY number LIMIT 1);
         END IF;
       END $$;)",
    // journal/evidence/seal.hpp; first and last are records.sequence. closer: the node (incarnation) that seals the
    // chain of this one after its loss, until closing_until. records.leaf: the hash as it was when the record was
    // written, so that a record that has changed since spoils no proof but its own; NULL in rows of before.
    R"(CREATE TABLE seals(
         incarnation bigint NOT NULL, number bigint NOT NULL, first bigint NOT NULL, last bigint NOT NULL,
         body bytea NOT NULL, stamp bytea, PRIMARY KEY (incarnation, number));
       CREATE UNIQUE INDEX seals_last ON seals(incarnation, last);
       CREATE INDEX seals_stamped ON seals(incarnation, number) WHERE stamp IS NOT NULL;
       CREATE UNIQUE INDEX nodes_chain ON nodes(chain);
       ALTER TABLE records ADD COLUMN leaf bytea;
       ALTER TABLE nodes ADD COLUMN closer bigint, ADD COLUMN closing_until timestamptz;)",
    // journal/retention.hpp. archived_records: how many of its records that file holds. legs: 0 as they were, 1
    // removed,
    // 2 put back.
    R"(CREATE TABLE archives(
         number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE, digest text NOT NULL UNIQUE,
         previous text NOT NULL UNIQUE, at bigint NOT NULL, exchanges bigint NOT NULL);
       ALTER TABLE exchanges ADD COLUMN archive bigint, ADD COLUMN archived_records bigint,
         ADD COLUMN legs smallint NOT NULL DEFAULT 0;
       CREATE INDEX exchanges_ended ON exchanges(coalesce(concluded_at, accepted_at))
         WHERE state IN (3, 4, 5) AND archive IS NULL;
       CREATE INDEX exchanges_to_drop ON exchanges(number) WHERE archive IS NOT NULL AND legs = 0;)",
};

Refused refusal(std::string detail) {
    return {Trouble::refused, Error{Errc::storage_failed, std::move(detail), {}, {}}};
}

// 0 when there is none.
Asked<int> version_of(Connection& connection) {
    auto there = connection.ask_once("SELECT to_regclass('otkel.schema_version') IS NOT NULL", Parameters{});
    if (!there) {
        return tl::unexpected(std::move(there.error()));
    }
    if (there->number(0, 0) == 0) {
        return 0;
    }
    auto version = connection.ask_once("SELECT coalesce(max(version), 0) FROM otkel.schema_version", Parameters{});
    if (!version) {
        return tl::unexpected(std::move(version.error()));
    }
    return static_cast<int>(version->number(0, 0));
}

Refused newer(int version) {
    return refusal("the journal's database has schema " + std::to_string(version) + ", this program knows up to " +
                   std::to_string(newest_schema()) + ": use the newer version of the gateway");
}

Asked<MigratedSchema> migrate_in_transaction(Connection& connection) {
    const std::string first = std::string("BEGIN; ") + take_turn +
                              "; CREATE SCHEMA IF NOT EXISTS otkel; CREATE TABLE IF NOT EXISTS otkel.schema_version("
                              "version integer PRIMARY KEY, since timestamptz NOT NULL DEFAULT now())";
    if (auto begun = connection.execute(first); !begun) {
        return tl::unexpected(std::move(begun.error()));
    }
    const auto from = version_of(connection);
    if (!from) {
        return tl::unexpected(from.error());
    }
    if (*from > newest_schema()) {
        return tl::unexpected(newer(*from));
    }
    for (int version = *from; version < newest_schema(); ++version) {
        const auto text = std::string(migrations.at(static_cast<std::size_t>(version))) +
                          "; INSERT INTO schema_version(version) VALUES (" + std::to_string(version + 1) + ")";
        if (auto done = connection.execute(text); !done) {
            return tl::unexpected(std::move(done.error()));
        }
    }
    reached(WritePoint::migration_written);
    if (auto kept = connection.execute("COMMIT"); !kept) {
        return tl::unexpected(std::move(kept.error()));
    }
    return MigratedSchema{*from, newest_schema()};
}

}  // namespace

int newest_schema() { return static_cast<int>(migrations.size()); }

Asked<void> check_schema(Connection& connection) {
    const auto version = version_of(connection);
    if (!version) {
        return tl::unexpected(version.error());
    }
    if (*version > newest_schema()) {
        return tl::unexpected(newer(*version));
    }
    if (*version < newest_schema()) {
        return tl::unexpected(refusal(
            *version == 0 ? std::string("the journal's database has no tables yet: run \"otkel migrate\"")
                          : "the journal's database has schema " + std::to_string(*version) + ", this program needs " +
                                std::to_string(newest_schema()) + ": stop the gateways and run \"otkel migrate\""));
    }
    return {};
}

}  // namespace otkel::journal::postgres

namespace otkel::journal {

Result<MigratedSchema> migrate_postgres(const PostgresOptions& options) {
    const auto connection = postgres::Connection::open(postgres::address_of(options));
    if (!connection) {
        return postgres::failure_of(connection.error());
    }
    const auto migrated = postgres::migrate_in_transaction(**connection);
    if (!migrated) {
        return postgres::failure_of(migrated.error());
    }
    return *migrated;
}

}  // namespace otkel::journal

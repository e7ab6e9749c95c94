#include "gateway/journal/postgres/postgres_ledger.hpp"

#include "gateway/base/write_points.hpp"

namespace otkel::journal::postgres {
namespace {

Failure read_only() { return fail(Errc::unsupported, "the journal's database is open for reading only"); }

}  // namespace

template <class Work>
auto PostgresLedger::asking(Work work)
    -> asio::awaitable<Result<typename std::invoke_result_t<Work&, LedgerRows&>::value_type>> {
    auto on_worker = [this, work = std::move(work)] {
        return readers_.with([&work](Reader& reader) {
            LedgerRows rows(reader.connection());
            return work(rows);
        });
    };
    auto outcome = co_await workers_.run(std::move(on_worker));
    if (!outcome) {
        co_return fail(outcome.error());
    }
    co_return std::move(*outcome);
}

// "Gone" is judged by the database's clock, as the leases are.
asio::awaitable<Result<std::vector<Ledger::Unsealed>>> PostgresLedger::unsealed(WallTime /*now*/, std::size_t limit) {
    if (!incarnation_) {
        co_return read_only();
    }
    auto work = [incarnation = *incarnation_, limit](LedgerRows& rows) { return rows.unsealed(incarnation, limit); };
    co_return co_await asking(std::move(work));
}

asio::awaitable<Result<void>> PostgresLedger::keep_seal(Seal seal) {
    if (!incarnation_) {
        co_return read_only();
    }
    auto work = [seal = std::move(seal)](LedgerRows& rows) { return rows.keep_seal(seal); };
    auto kept = co_await asking(std::move(work));
    reached(WritePoint::seal_kept);
    co_return kept;
}

asio::awaitable<Result<std::vector<Seal>>> PostgresLedger::unstamped() {
    if (!incarnation_) {
        co_return read_only();
    }
    auto work = [incarnation = *incarnation_](LedgerRows& rows) { return rows.unstamped(incarnation); };
    co_return co_await asking(std::move(work));
}

asio::awaitable<Result<void>> PostgresLedger::add_stamp(std::string chain, std::uint64_t number, std::string stamp) {
    if (!incarnation_) {
        co_return read_only();
    }
    auto work = [chain = std::move(chain), number, stamp = std::move(stamp)](LedgerRows& rows) {
        return rows.add_stamp(chain, number, stamp);
    };
    co_return co_await asking(std::move(work));
}

asio::awaitable<Result<ProofMaterial>> PostgresLedger::proof_material(ExchangeId id, std::size_t seals_most) {
    auto work = [id = std::move(id), seals_most](LedgerRows& rows) { return rows.proof_material(id, seals_most); };
    co_return co_await asking(std::move(work));
}

asio::awaitable<Result<std::vector<std::string>>> PostgresLedger::chains() {
    auto work = [](LedgerRows& rows) { return rows.chains(); };
    co_return co_await asking(std::move(work));
}

asio::awaitable<Result<std::vector<Ledger::Sealed>>> PostgresLedger::sealed(std::string chain,
                                                                            std::uint64_t from_number,
                                                                            std::size_t limit) {
    auto work = [chain = std::move(chain), from_number, limit](LedgerRows& rows) {
        return rows.sealed(chain, from_number, limit);
    };
    co_return co_await asking(std::move(work));
}

}  // namespace otkel::journal::postgres

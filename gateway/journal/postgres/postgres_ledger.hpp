#pragma once

#include "gateway/async/worker_pool.hpp"
#include "gateway/journal/evidence/ledger.hpp"
#include "gateway/journal/postgres/ledger_rows.hpp"
#include "gateway/journal/postgres/reader.hpp"

namespace otkel::journal::postgres {

// The store's ledger, over the connections for questions. What it writes is small and rare, and each write is one
// statement that may be asked again: it does not wait in the queue of the one connection that writes. Private to
// journal/postgres/.
class PostgresLedger final : public Ledger {
public:
    // `incarnation`: of the node; none: the store is open for reading only.
    PostgresLedger(async::WorkerPool& workers, ReaderPool& readers, std::optional<std::int64_t> incarnation)
        : workers_(workers), readers_(readers), incarnation_(incarnation) {}

    asio::awaitable<Result<std::vector<Unsealed>>> unsealed(WallTime now, std::size_t limit) override;
    asio::awaitable<Result<void>> keep_seal(Seal seal) override;
    asio::awaitable<Result<std::vector<Seal>>> unstamped() override;
    asio::awaitable<Result<void>> add_stamp(std::string chain, std::uint64_t number, std::string stamp) override;
    asio::awaitable<Result<ProofMaterial>> proof_material(ExchangeId id, std::size_t seals_most) override;
    asio::awaitable<Result<std::vector<std::string>>> chains() override;
    asio::awaitable<Result<std::vector<Sealed>>> sealed(std::string chain, std::uint64_t from_number,
                                                        std::size_t limit) override;

private:
    // Calls work(LedgerRows&) → Asked<T> on a worker.
    template <class Work>
    auto asking(Work work) -> asio::awaitable<Result<typename std::invoke_result_t<Work&, LedgerRows&>::value_type>>;

    async::WorkerPool& workers_;
    ReaderPool& readers_;
    std::optional<std::int64_t> incarnation_;
};

}  // namespace otkel::journal::postgres

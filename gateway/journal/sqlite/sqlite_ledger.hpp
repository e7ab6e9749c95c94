#pragma once

#include <functional>

#include "gateway/async/worker_pool.hpp"
#include "gateway/journal/sqlite/reader.hpp"
#include "gateway/journal/sqlite/writer.hpp"

namespace otkel::journal {

// The store's ledger, over its connections.
class SqliteLedger final : public Ledger {
public:
    struct Parts {
        async::WorkerPool& workers;
        ReaderPool& readers;
        Writer* writer;  // null: the store is open for reading only, and `write` says so
        std::function<asio::awaitable<Result<void>>(std::function<Result<void>()> unit)> write;
    };
    explicit SqliteLedger(Parts parts) : parts_(std::move(parts)) {}

    asio::awaitable<Result<std::vector<Unsealed>>> unsealed(WallTime now, std::size_t limit) override;
    asio::awaitable<Result<void>> keep_seal(Seal seal) override;
    asio::awaitable<Result<std::vector<Seal>>> unstamped() override;
    asio::awaitable<Result<void>> add_stamp(std::string chain, std::uint64_t number, std::string stamp) override;
    asio::awaitable<Result<ProofMaterial>> proof_material(ExchangeId id, std::size_t seals_most) override;
    asio::awaitable<Result<std::vector<std::string>>> chains() override;
    asio::awaitable<Result<std::vector<Sealed>>> sealed(std::string chain, std::uint64_t from_number,
                                                        std::size_t limit) override;

private:
    template <class Work>
    asio::awaitable<std::invoke_result_t<Work&, LedgerReader&>> reading(Work work) {
        auto on_worker = [this, work = std::move(work)] {
            return parts_.readers.with([&work](Reader& reader) { return reader.on_ledger(work); });
        };
        auto outcome = co_await parts_.workers.run(std::move(on_worker));
        if (!outcome) {
            co_return fail(outcome.error());
        }
        co_return std::move(*outcome);
    }

    Parts parts_;
};

}  // namespace otkel::journal

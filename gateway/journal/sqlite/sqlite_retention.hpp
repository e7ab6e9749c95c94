#pragma once

#include "gateway/journal/retention.hpp"
#include "gateway/journal/sqlite/sqlite_ledger.hpp"

namespace otkel::journal {

// The store's retention, over its connections.
class SqliteRetention final : public Retention {
public:
    SqliteRetention(SqliteLedger::Parts parts, int compression_level)
        : parts_(std::move(parts)), compression_level_(compression_level) {}

    asio::awaitable<Result<std::vector<ExchangeId>>> ended_before(WallTime time, Closed closed,
                                                                  std::size_t limit) override;
    asio::awaitable<Result<void>> keep_archive(Archive archive, std::vector<Archived> held) override;
    asio::awaitable<Result<std::size_t>> drop_legs(std::size_t limit) override;
    asio::awaitable<Result<void>> restore_legs(ExchangeId id, std::vector<LegOctets> legs) override;
    asio::awaitable<Result<std::vector<Archive>>> archives() override;

private:
    template <class Work>
    asio::awaitable<std::invoke_result_t<Work&, RetentionRows&>> reading(Work work) {
        auto on_worker = [this, work = std::move(work)] {
            return parts_.readers.with([&work](Reader& reader) { return reader.on_retention(work); });
        };
        auto outcome = co_await parts_.workers.run(std::move(on_worker));
        if (!outcome) {
            co_return fail(outcome.error());
        }
        co_return std::move(*outcome);
    }

    SqliteLedger::Parts parts_;
    int compression_level_;
};

}  // namespace otkel::journal

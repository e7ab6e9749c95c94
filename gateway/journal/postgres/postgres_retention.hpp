#pragma once

#include "gateway/async/worker_pool.hpp"
#include "gateway/journal/postgres/reader.hpp"
#include "gateway/journal/postgres/retention_rows.hpp"

namespace otkel::journal::postgres {

// The store's retention, over the connections for questions: it does not wait in the queue of the one that writes, and
// does not hold it up. Private to journal/postgres/.
class PostgresRetention final : public Retention {
public:
    PostgresRetention(async::WorkerPool& workers, ReaderPool& readers, bool read_only, int compression_level)
        : workers_(workers), readers_(readers), read_only_(read_only), compression_level_(compression_level) {}

    asio::awaitable<Result<std::vector<ExchangeId>>> ended_before(WallTime time, Closed closed,
                                                                  std::size_t limit) override;
    asio::awaitable<Result<void>> keep_archive(Archive archive, std::vector<Archived> held) override;
    asio::awaitable<Result<std::size_t>> drop_legs(std::size_t limit) override;
    asio::awaitable<Result<void>> restore_legs(ExchangeId id, std::vector<LegOctets> legs) override;
    asio::awaitable<Result<std::vector<Archive>>> archives() override;

private:
    // Calls work(RetentionRows&) → Asked<T> on a worker.
    template <class Work>
    auto asking(Work work) -> asio::awaitable<Result<typename std::invoke_result_t<Work&, RetentionRows&>::value_type>>;

    async::WorkerPool& workers_;
    ReaderPool& readers_;
    bool read_only_;
    int compression_level_;
};

}  // namespace otkel::journal::postgres

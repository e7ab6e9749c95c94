#include "gateway/journal/postgres/postgres_retention.hpp"

namespace otkel::journal::postgres {
namespace {

Failure no_writing() { return fail(Errc::unsupported, "the journal's database is open for reading only"); }

}  // namespace

template <class Work>
auto PostgresRetention::asking(Work work)
    -> asio::awaitable<Result<typename std::invoke_result_t<Work&, RetentionRows&>::value_type>> {
    auto on_worker = [this, work = std::move(work)] {
        return readers_.with([&work](Reader& reader) {
            RetentionRows rows(reader.connection());
            return work(rows);
        });
    };
    auto outcome = co_await workers_.run(std::move(on_worker));
    if (!outcome) {
        co_return fail(outcome.error());
    }
    co_return std::move(*outcome);
}

asio::awaitable<Result<std::vector<ExchangeId>>> PostgresRetention::ended_before(WallTime time, Closed closed,
                                                                                 std::size_t limit) {
    auto work = [time, closed, limit](RetentionRows& rows) { return rows.ended_before(time, closed, limit); };
    co_return co_await asking(std::move(work));
}

asio::awaitable<Result<void>> PostgresRetention::keep_archive(Archive archive, std::vector<Archived> held) {
    if (read_only_) {
        co_return no_writing();
    }
    auto work = [archive = std::move(archive), held = std::move(held)](RetentionRows& rows) {
        return rows.keep_archive(archive, held);
    };
    co_return co_await asking(std::move(work));
}

asio::awaitable<Result<std::size_t>> PostgresRetention::drop_legs(std::size_t limit) {
    if (read_only_) {
        co_return no_writing();
    }
    auto work = [limit](RetentionRows& rows) { return rows.drop_legs(limit); };
    co_return co_await asking(std::move(work));
}

asio::awaitable<Result<void>> PostgresRetention::restore_legs(ExchangeId id, std::vector<LegOctets> legs) {
    if (read_only_) {
        co_return no_writing();
    }
    auto recorded = [id](RetentionRows& rows) { return rows.records_of(id); };
    const auto records = co_await asking(std::move(recorded));
    if (!records) {
        co_return fail(records.error());
    }
    if (const auto checked = check_restored(*records, legs); !checked) {
        co_return fail(checked.error());
    }
    auto work = [id = std::move(id), packed = pack(legs, compression_level_)](RetentionRows& rows) {
        return rows.restore_legs(id, packed);
    };
    co_return co_await asking(std::move(work));
}

asio::awaitable<Result<std::vector<Archive>>> PostgresRetention::archives() {
    auto work = [](RetentionRows& rows) { return rows.archives(); };
    co_return co_await asking(std::move(work));
}

}  // namespace otkel::journal::postgres

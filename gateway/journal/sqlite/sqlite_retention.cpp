#include "gateway/journal/sqlite/sqlite_retention.hpp"

namespace otkel::journal {

asio::awaitable<Result<std::vector<ExchangeId>>> SqliteRetention::ended_before(WallTime time, Closed closed,
                                                                               std::size_t limit) {
    auto work = [time, closed, limit](RetentionRows& rows) -> Result<std::vector<ExchangeId>> {
        return rows.ended_before(time, closed, limit);
    };
    co_return co_await reading(std::move(work));
}

asio::awaitable<Result<void>> SqliteRetention::keep_archive(Archive archive, std::vector<Archived> held) {
    auto unit = [writer = parts_.writer, archive = std::move(archive), held = std::move(held)] {
        return writer->retain([&](RetentionRows& rows) { return rows.keep_archive(archive, held); });
    };
    co_return co_await parts_.write(std::move(unit));
}

asio::awaitable<Result<std::size_t>> SqliteRetention::drop_legs(std::size_t limit) {
    const auto dropped = std::make_shared<std::size_t>(0);
    auto unit = [writer = parts_.writer, limit, dropped] {
        return writer->retain([&](RetentionRows& rows) -> Result<void> {
            *dropped = rows.drop_legs(limit);
            return {};
        });
    };
    const auto written = co_await parts_.write(std::move(unit));
    if (!written) {
        co_return fail(written.error());
    }
    co_return *dropped;
}

asio::awaitable<Result<void>> SqliteRetention::restore_legs(ExchangeId id, std::vector<LegOctets> legs) {
    // The records of an ended exchange do not change; what is in them is looked at before the queue of the writer.
    auto check = [id, legs, level = compression_level_](RetentionRows& rows) -> Result<std::vector<PackedLeg>> {
        const auto checked = check_restored(rows.records_of(id), legs);
        return checked ? Result<std::vector<PackedLeg>>(pack(legs, level)) : fail(checked.error());
    };
    auto packed = co_await reading(std::move(check));
    if (!packed) {
        co_return fail(packed.error());
    }
    auto unit = [writer = parts_.writer, id = std::move(id), packed = std::move(*packed)] {
        return writer->retain([&](RetentionRows& rows) { return rows.restore_legs(id, packed); });
    };
    co_return co_await parts_.write(std::move(unit));
}

asio::awaitable<Result<std::vector<Archive>>> SqliteRetention::archives() {
    auto work = [](RetentionRows& rows) -> Result<std::vector<Archive>> { return rows.archives(); };
    co_return co_await reading(std::move(work));
}

}  // namespace otkel::journal

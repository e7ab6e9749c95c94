#include "gateway/journal/sqlite/sqlite_store.hpp"

#include "gateway/async/group_writer.hpp"
#include "gateway/journal/sqlite/fingerprint.hpp"
#include "gateway/journal/sqlite/reader.hpp"
#include "gateway/journal/sqlite/writer.hpp"

namespace otkel::journal {
namespace {

// Above this, compressing and digesting would hold up an I/O thread for longer than a hop to a worker costs.
constexpr std::size_t packed_in_place = std::size_t{64} << 10U;

std::size_t octets_of(const std::vector<LegOctets>& legs) {
    std::size_t octets = 0;
    for (const auto& leg : legs) {
        octets += leg.octets.size();
    }
    return octets;
}

class SqliteStore final : public Store {
public:
    SqliteStore(SqliteOptions options, async::WorkerPool& workers, std::unique_ptr<Writer> writer);

    asio::awaitable<Result<std::optional<Duplicate>>> accept(Acceptance acceptance) override;
    asio::awaitable<Result<void>> conclude(Conclusion conclusion) override;
    asio::awaitable<Result<void>> refuse(Refusal refusal) override;
    asio::awaitable<Result<void>> audit(AuditRecord record) override;
    [[nodiscard]] Result<void> try_reading();
    [[nodiscard]] Result<std::vector<Exchange>> unfinished() override;
    asio::awaitable<Result<std::vector<Summary>>> find(Query query) override;
    asio::awaitable<Result<Exchange>> load(ExchangeId id) override;
    asio::awaitable<Result<std::optional<Duplicate>>> find_original(std::string peer, std::string service,
                                                                    std::string message_id) override;
    [[nodiscard]] Figures figures() const override;

private:
    asio::awaitable<Result<std::vector<PackedLeg>>> packed(std::vector<LegOctets> legs);
    asio::awaitable<Result<std::optional<Duplicate>>> unpacked(std::optional<Original> original);
    asio::awaitable<Result<void>> write(std::function<Result<void>()> unit);

    // Work of a worker that gives a Result; an overloaded pool and a failed work look alike to the caller.
    template <class Work>
    asio::awaitable<std::invoke_result_t<Work&>> on_worker(Work work) {
        auto outcome = co_await workers_.run(std::move(work));
        if (!outcome) {
            co_return fail(outcome.error());
        }
        co_return std::move(*outcome);
    }

    SqliteOptions options_;
    async::WorkerPool& workers_;
    // Destroyed from the end: first what is queued is written, then the connections close, the readers' first.
    std::unique_ptr<Writer> writer_;
    ReaderPool readers_;
    std::unique_ptr<async::GroupWriter> group_writer_;
};

SqliteStore::SqliteStore(SqliteOptions options, async::WorkerPool& workers, std::unique_ptr<Writer> writer)
    : options_(std::move(options)), workers_(workers), writer_(std::move(writer)), readers_(options_.file) {
    if (!writer_) {
        return;
    }
    group_writer_ = std::make_unique<async::GroupWriter>(
        async::GroupWriter::Transaction{[w = writer_.get()] { return w->begin(); },
                                        [w = writer_.get()] { return w->commit(); },
                                        [w = writer_.get()] { w->rollback(); }},
        async::GroupWriter::Options{options_.queue_limit, options_.group_limit});
}

asio::awaitable<Result<std::vector<PackedLeg>>> SqliteStore::packed(std::vector<LegOctets> legs) {
    const int level = options_.compression_level;
    if (octets_of(legs) <= packed_in_place) {
        co_return pack(legs, level);
    }
    auto work = [&legs, level] { return pack(legs, level); };
    co_return co_await workers_.run(std::move(work));
}

asio::awaitable<Result<std::optional<Duplicate>>> SqliteStore::unpacked(std::optional<Original> original) {
    if (!original) {
        co_return std::optional<Duplicate>{};
    }
    auto duplicate = std::move(original->duplicate);
    if (original->reply) {
        auto work = [&original, id = duplicate.original.text()] { return unpack(std::move(*original->reply), id); };
        // Small ones are quicker here than through a worker's queue.
        auto reply = static_cast<std::size_t>(original->reply->size) <= packed_in_place
                         ? work()
                         : co_await on_worker(std::move(work));
        if (!reply) {
            co_return fail(reply.error());
        }
        duplicate.reply = std::move(*reply);
    }
    co_return std::optional<Duplicate>(std::move(duplicate));
}

asio::awaitable<Result<void>> SqliteStore::write(std::function<Result<void>()> unit) {
    if (!group_writer_) {
        co_return fail(Errc::unsupported, "the journal " + options_.file.string() + " is open for reading only");
    }
    co_return co_await group_writer_->write(std::move(unit));
}

asio::awaitable<Result<std::optional<Duplicate>>> SqliteStore::accept(Acceptance acceptance) {
    auto legs = co_await packed(std::move(acceptance.legs));
    if (!legs) {
        co_return fail(legs.error());
    }
    const auto prepared = std::make_shared<PreparedAcceptance>();
    prepared->legs = std::move(*legs);
    prepared->key = {acceptance.direction, acceptance.peer, acceptance.service, acceptance.message_id,
                     message_fingerprint(acceptance.message_id)};
    prepared->record = std::move(acceptance);
    auto unit = [writer = writer_.get(), prepared] { return writer->accept(*prepared); };
    const auto written = co_await write(std::move(unit));
    if (!written) {
        co_return fail(written.error());
    }
    co_return co_await unpacked(std::move(prepared->original));
}

asio::awaitable<Result<void>> SqliteStore::conclude(Conclusion conclusion) {
    auto legs = co_await packed(std::move(conclusion.legs));
    if (!legs) {
        co_return fail(legs.error());
    }
    const auto prepared = std::make_shared<PreparedConclusion>();
    prepared->legs = std::move(*legs);
    for (const auto& [key, value] : conclusion.keys) {
        prepared->key_fingerprints.push_back(key_fingerprint(key, value));
    }
    prepared->record = std::move(conclusion);
    auto unit = [writer = writer_.get(), prepared] { return writer->conclude(*prepared); };
    co_return co_await write(std::move(unit));
}

asio::awaitable<Result<void>> SqliteStore::refuse(Refusal refusal) {
    const auto prepared = std::make_shared<PreparedRefusal>();
    if (refusal.request) {
        std::vector<LegOctets> request;
        request.push_back(std::move(*refusal.request));
        auto legs = co_await packed(std::move(request));
        if (!legs) {
            co_return fail(legs.error());
        }
        prepared->request = std::move(legs->front());
    }
    prepared->fingerprint = message_fingerprint(refusal.message_id);
    prepared->record = std::move(refusal);
    auto unit = [writer = writer_.get(), prepared] { return writer->refuse(*prepared); };
    co_return co_await write(std::move(unit));
}

asio::awaitable<Result<void>> SqliteStore::audit(AuditRecord record) {
    auto unit = [writer = writer_.get(), record = std::move(record)] { return writer->audit(record); };
    co_return co_await write(std::move(unit));
}

Result<void> SqliteStore::try_reading() {
    return readers_.with([](Reader& /*reader*/) { return Result<void>{}; });
}

Result<std::vector<Exchange>> SqliteStore::unfinished() {
    return readers_.with([](Reader& reader) { return reader.unfinished(); });
}

asio::awaitable<Result<std::vector<Summary>>> SqliteStore::find(Query query) {
    auto work = [this, &query] { return readers_.with([&query](Reader& reader) { return reader.find(query); }); };
    co_return co_await on_worker(std::move(work));
}

asio::awaitable<Result<Exchange>> SqliteStore::load(ExchangeId id) {
    auto work = [this, &id] { return readers_.with([&id](Reader& reader) { return reader.load(id); }); };
    co_return co_await on_worker(std::move(work));
}

asio::awaitable<Result<std::optional<Duplicate>>> SqliteStore::find_original(std::string peer, std::string service,
                                                                             std::string message_id) {
    const auto fingerprint = message_fingerprint(message_id);
    const MessageKey key{Direction::inbound, std::move(peer), std::move(service), std::move(message_id), fingerprint};
    auto work = [this, &key] { return readers_.with([&key](Reader& reader) { return reader.find_original(key); }); };
    auto original = co_await on_worker(std::move(work));
    if (!original) {
        co_return fail(original.error());
    }
    co_return co_await unpacked(std::move(*original));
}

Store::Figures SqliteStore::figures() const {
    if (!group_writer_) {
        return {0, 0, 0};
    }
    const auto figures = group_writer_->figures();
    return {figures.waiting, figures.groups, figures.units};
}

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite_store(SqliteOptions options, async::WorkerPool& readers) {
    std::unique_ptr<Writer> writer;
    if (!options.read_only) {
        auto opened = Writer::open(options);
        if (!opened) {
            return fail(opened.error());
        }
        writer = std::move(*opened);
    }
    auto store = std::make_unique<SqliteStore>(std::move(options), readers, std::move(writer));
    // A file that cannot be read is a mistake to find now and not at the first question.
    if (auto first = store->try_reading(); !first) {
        return fail(first.error());
    }
    return store;
}

}  // namespace otkel::journal

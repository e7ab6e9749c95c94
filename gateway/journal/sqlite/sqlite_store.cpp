#include "gateway/journal/sqlite/sqlite_store.hpp"

#include <mutex>

#include "gateway/async/group_writer.hpp"
#include "gateway/base/assert.hpp"
#include "gateway/base/write_points.hpp"
#include "gateway/journal/fingerprint.hpp"
#include "gateway/journal/sqlite/sqlite_ledger.hpp"
#include "gateway/journal/sqlite/sqlite_retention.hpp"

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

std::vector<std::int64_t> search_fingerprints(const Keys& keys, const std::string& correlation_id) {
    std::vector<std::int64_t> fingerprints;
    for (const auto& [key, value] : keys) {
        fingerprints.push_back(key_fingerprint(key, value));
    }
    if (!correlation_id.empty()) {
        fingerprints.push_back(correlation_fingerprint(correlation_id));
    }
    return fingerprints;
}

class SqliteStore final : public Store {
public:
    SqliteStore(SqliteOptions options, async::WorkerPool& workers, std::unique_ptr<Writer> writer);

    asio::awaitable<Result<std::optional<Duplicate>>> accept(Acceptance acceptance) override;
    asio::awaitable<Result<void>> step(std::vector<Step> steps) override;
    asio::awaitable<Result<void>> refuse(Refusal refusal) override;
    asio::awaitable<Result<void>> audit(AuditRecord record) override;
    [[nodiscard]] Result<void> try_reading();
    asio::awaitable<Result<std::vector<Backlog>>> backlog(WallTime now) override;
    asio::awaitable<Result<std::vector<Exchange>>> take(std::string peer, WallTime now, std::size_t limit) override;
    asio::awaitable<Result<Exchange>> take(ExchangeId id, WallTime now) override;
    asio::awaitable<Result<std::optional<WallTime>>> next_due() override;
    asio::awaitable<Result<void>> renew_lease(WallTime now) override;
    asio::awaitable<Result<void>> leave() override;
    asio::awaitable<Result<std::vector<Summary>>> correlated(std::string adapter, std::string correlation_id) override;
    asio::awaitable<Result<std::vector<Summary>>> find(Query query) override;
    asio::awaitable<Result<Exchange>> load(ExchangeId id) override;
    asio::awaitable<Result<std::optional<Duplicate>>> find_original(std::string peer, std::string service,
                                                                    std::string message_id) override;
    [[nodiscard]] Figures figures() const override;
    [[nodiscard]] Ledger* ledger() override { return &ledger_; }
    [[nodiscard]] Retention* retention() override { return &retention_; }

private:
    asio::awaitable<Result<std::vector<PackedLeg>>> packed(std::vector<LegOctets> legs);
    asio::awaitable<Result<PreparedStep>> prepared(Step step);
    asio::awaitable<void> give_back(std::vector<std::int64_t> numbers);
    asio::awaitable<Result<void>> park(const std::pair<Summary, Error>& spoiled, WallTime now);
    asio::awaitable<Result<std::optional<Duplicate>>> unpacked(std::optional<Original> original);
    using Entry = async::GroupWriter::Entry;
    asio::awaitable<Result<void>> write(std::function<Result<void>()> unit, Entry entry = Entry::follow_up);
    asio::awaitable<Result<void>> write(std::function<Result<void>()> unit, WritePoint kept,
                                        Entry entry = Entry::follow_up);

    template <class Work>
    auto reading(Work work) {
        return on_worker([this, work = std::move(work)] { return readers_.with(work); });
    }
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
    std::mutex mutex_;
    std::vector<std::int64_t> to_give_back_;
    // Destroyed from the end: first what is queued is written, then the connections close, the readers' first.
    std::unique_ptr<Writer> writer_;
    ReaderPool readers_;
    std::unique_ptr<async::GroupWriter> group_writer_;
    SqliteLedger ledger_;
    SqliteRetention retention_;
};

SqliteStore::SqliteStore(SqliteOptions options, async::WorkerPool& workers, std::unique_ptr<Writer> writer)
    : options_(std::move(options)),
      workers_(workers),
      writer_(std::move(writer)),
      readers_(options_.file),
      ledger_({workers_, readers_, writer_.get(), [this](auto unit) { return write(std::move(unit)); }}),
      retention_({workers_, readers_, writer_.get(), [this](auto unit) { return write(std::move(unit)); }},
                 options_.compression_level) {
    if (!writer_) {
        return;
    }
    auto* const w = writer_.get();
    group_writer_ = std::make_unique<async::GroupWriter>(
        async::GroupWriter::Transaction{[w] { return w->begin(); }, [w] { return w->commit(); }, [w] { w->rollback(); },
                                        [w] { return w->sync(); }, [w] { return w->is_half_written(); }},
        async::GroupWriter::Options{options_.queue_limit, options_.group_limit, options_.stall_limit,
                                    options_.gather_time, options_.gathered});
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

asio::awaitable<Result<void>> SqliteStore::write(std::function<Result<void>()> unit, Entry entry) {
    if (!group_writer_) {
        co_return fail(Errc::unsupported, "the journal " + options_.file.string() + " is open for reading only");
    }
    co_return co_await group_writer_->write(std::move(unit), entry);
}

asio::awaitable<Result<void>> SqliteStore::write(std::function<Result<void>()> unit, WritePoint kept, Entry entry) {
    auto written = co_await write(std::move(unit), entry);
    reached(kept);
    co_return written;
}

asio::awaitable<Result<std::optional<Duplicate>>> SqliteStore::accept(Acceptance acceptance) {
    OTKEL_ASSERT(!acceptance.concluded || (!acceptance.due && !acceptance.give_up));
    auto legs = co_await packed(std::move(acceptance.legs));
    if (!legs) {
        co_return fail(legs.error());
    }
    const auto prepared = std::make_shared<PreparedAcceptance>();
    prepared->legs = std::move(*legs);
    prepared->key = {acceptance.direction, acceptance.peer, acceptance.service, acceptance.message_id,
                     message_fingerprint(acceptance.message_id)};
    prepared->search_fingerprints = search_fingerprints(acceptance.keys, acceptance.correlation_id);
    prepared->record = std::move(acceptance);
    auto unit = [writer = writer_.get(), prepared] { return writer->accept(*prepared); };
    const auto written = co_await write(std::move(unit), WritePoint::accept_kept, Entry::new_work);
    if (!written) {
        co_return fail(written.error());
    }
    co_return co_await unpacked(std::move(prepared->original));
}

asio::awaitable<Result<PreparedStep>> SqliteStore::prepared(Step step) {
    auto legs = co_await packed(std::move(step.legs));
    if (!legs) {
        co_return fail(legs.error());
    }
    PreparedStep ready;
    ready.legs = std::move(*legs);
    ready.search_fingerprints = search_fingerprints(step.keys, step.correlation_id);
    ready.record = std::move(step);
    co_return ready;
}

asio::awaitable<Result<void>> SqliteStore::step(std::vector<Step> steps) {
    const auto all = std::make_shared<std::vector<PreparedStep>>();
    for (auto& step : steps) {
        auto ready = co_await prepared(std::move(step));
        if (!ready) {
            co_return fail(ready.error());
        }
        all->push_back(std::move(*ready));
    }
    auto unit = [writer = writer_.get(), all] { return writer->step(*all); };
    co_return co_await write(std::move(unit), WritePoint::step_kept);
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
        prepared->legs = std::move(*legs);
    }
    prepared->fingerprint = message_fingerprint(refusal.message_id);
    prepared->record = std::move(refusal);
    auto unit = [writer = writer_.get(), prepared] { return writer->refuse(*prepared); };
    co_return co_await write(std::move(unit), WritePoint::refuse_kept, Entry::new_work);
}

asio::awaitable<Result<void>> SqliteStore::audit(AuditRecord record) {
    auto unit = [writer = writer_.get(), record = std::move(record)] { return writer->audit(record); };
    co_return co_await write(std::move(unit), WritePoint::audit_kept, Entry::new_work);
}

Result<void> SqliteStore::try_reading() {
    return readers_.with([](Reader& /*reader*/) { return Result<void>{}; });
}

asio::awaitable<Result<std::vector<Backlog>>> SqliteStore::backlog(WallTime now) {
    auto work = [now](Reader& reader) { return reader.backlog(now); };
    co_return co_await reading(std::move(work));
}

asio::awaitable<Result<std::optional<WallTime>>> SqliteStore::next_due() {
    auto work = [](Reader& reader) { return reader.next_due(); };
    co_return co_await reading(std::move(work));
}

asio::awaitable<Result<std::vector<Exchange>>> SqliteStore::take(std::string peer, WallTime now, std::size_t limit) {
    const auto taking = std::make_shared<Taking>();
    taking->peer = std::move(peer);
    taking->now = now;
    taking->limit = limit;
    auto unit = [writer = writer_.get(), taking] { return writer->take(*taking); };
    const auto owned = co_await write(std::move(unit), WritePoint::take_kept);
    if (!owned) {
        co_return fail(owned.error());
    }
    auto read = [taking](Reader& reader) { return reader.load(taking->numbers); };
    auto taken = co_await reading(std::move(read));
    if (!taken) {
        co_await give_back(std::move(taking->numbers));
        co_return fail(taken.error());
    }
    for (const auto& spoiled : taken->spoiled) {
        const auto parked = co_await park(spoiled, now);
        if (!parked) {
            co_return fail(parked.error());
        }
    }
    co_return std::move(taken->exchanges);
}

// Taken, and nobody knows that this node has them. When the queue is full they wait for the next renewal of the lease.
asio::awaitable<void> SqliteStore::give_back(std::vector<std::int64_t> numbers) {
    auto undo = [writer = writer_.get(), numbers] { return writer->give_back(numbers); };
    const auto done = co_await write(std::move(undo));
    if (!done) {
        const std::lock_guard lock(mutex_);
        to_give_back_.insert(to_give_back_.end(), numbers.begin(), numbers.end());
    }
}

// One that cannot be read would be taken for ever; its neighbours go on.
asio::awaitable<Result<void>> SqliteStore::park(const std::pair<Summary, Error>& spoiled, WallTime now) {
    PreparedStep ready;
    ready.record.id = spoiled.first.id;
    ready.record.state = State::parked;
    ready.record.outcome = std::string(name(spoiled.second.code)) + ": " + spoiled.second.detail;
    ready.record.at = now;
    const auto all = std::make_shared<std::vector<PreparedStep>>();
    all->push_back(std::move(ready));
    auto unit = [writer = writer_.get(), all] { return writer->step(*all); };
    co_return co_await write(std::move(unit));
}

asio::awaitable<Result<Exchange>> SqliteStore::take(ExchangeId id, WallTime /*now*/) {
    auto unit = [writer = writer_.get(), id] { return writer->take(id); };
    const auto owned = co_await write(std::move(unit), WritePoint::take_kept);
    if (!owned) {
        co_return fail(owned.error());
    }
    co_return co_await load(std::move(id));
}

asio::awaitable<Result<void>> SqliteStore::renew_lease(WallTime now) {
    std::vector<std::int64_t> left_over;
    {
        const std::lock_guard lock(mutex_);
        left_over.swap(to_give_back_);
    }
    if (!left_over.empty()) {
        co_await give_back(std::move(left_over));
    }
    auto unit = [writer = writer_.get(), until = now + options_.lease] { return writer->renew_lease(until); };
    co_return co_await write(std::move(unit));
}

asio::awaitable<Result<void>> SqliteStore::leave() {
    auto unit = [writer = writer_.get()] { return writer->give_back_all(); };
    co_return co_await write(std::move(unit));
}

asio::awaitable<Result<std::vector<Summary>>> SqliteStore::correlated(std::string adapter, std::string correlation_id) {
    auto work = [adapter = std::move(adapter), id = std::move(correlation_id)](Reader& reader) {
        return reader.correlated(adapter, id);
    };
    co_return co_await reading(std::move(work));
}

asio::awaitable<Result<std::vector<Summary>>> SqliteStore::find(Query query) {
    auto work = [query = std::move(query)](Reader& reader) { return reader.find(query); };
    co_return co_await reading(std::move(work));
}

asio::awaitable<Result<Exchange>> SqliteStore::load(ExchangeId id) {
    auto work = [id = std::move(id)](Reader& reader) { return reader.load(id); };
    co_return co_await reading(std::move(work));
}

asio::awaitable<Result<std::optional<Duplicate>>> SqliteStore::find_original(std::string peer, std::string service,
                                                                             std::string message_id) {
    const auto fingerprint = message_fingerprint(message_id);
    const MessageKey key{Direction::inbound, std::move(peer), std::move(service), std::move(message_id), fingerprint};
    auto work = [key](Reader& reader) { return reader.find_original(key); };
    auto original = co_await reading(std::move(work));
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

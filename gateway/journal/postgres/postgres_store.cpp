#include "gateway/journal/postgres/postgres_store.hpp"

#include "gateway/async/group_writer.hpp"
#include "gateway/base/assert.hpp"
#include "gateway/base/write_points.hpp"
#include "gateway/journal/fingerprint.hpp"
#include "gateway/journal/postgres/postgres_ledger.hpp"
#include "gateway/journal/postgres/postgres_retention.hpp"
#include "gateway/journal/postgres/writer.hpp"

namespace otkel::journal {
namespace {

using namespace postgres;

// Above this, compressing and digesting would hold up an I/O thread for longer than a hop to a worker costs.
constexpr std::size_t packed_in_place = std::size_t{64} << 10U;

// Numbers of a group's exchanges come in blocks of this size.
constexpr std::size_t group_limit_max = 16'384;

std::size_t octets_of(const std::vector<LegOctets>& legs) {
    std::size_t octets = 0;
    for (const auto& leg : legs) {
        octets += leg.octets.size();
    }
    return octets;
}

std::vector<std::int64_t> fingerprints_of(const std::vector<std::pair<std::string, std::string>>& keys) {
    std::vector<std::int64_t> all;
    all.reserve(keys.size());
    for (const auto& [key, value] : keys) {
        all.push_back(key_fingerprint(key, value));
    }
    return all;
}

// One whose octets have changed on the disk stays with this node, where nobody takes it again and again; load() tells
// what is wrong with it. It does not keep back the others.
Result<std::vector<Exchange>> good_ones(std::vector<PackedExchange> taken) {
    std::vector<Exchange> good;
    std::optional<Error> bad;
    for (auto& one : taken) {
        if (auto exchange = unpacked(std::move(one))) {
            good.push_back(std::move(*exchange));
        } else {
            bad = std::move(exchange.error());
        }
    }
    if (good.empty() && bad) {
        return fail(std::move(*bad));
    }
    return good;
}

void tell_kept(const Unit& unit) {
    if (std::holds_alternative<Accepting>(unit.work)) {
        reached(WritePoint::accept_kept);
    } else if (std::holds_alternative<Stepping>(unit.work)) {
        reached(WritePoint::step_kept);
    } else if (std::holds_alternative<Refusing>(unit.work)) {
        reached(WritePoint::refuse_kept);
    } else if (std::holds_alternative<AuditRecord>(unit.work)) {
        reached(WritePoint::audit_kept);
    } else if (std::holds_alternative<Taking>(unit.work)) {
        reached(WritePoint::take_kept);
    }
}

class PostgresStore final : public Store {
public:
    PostgresStore(const PostgresOptions& options, async::WorkerPool& workers, std::unique_ptr<Writer> writer);

    asio::awaitable<Result<std::optional<Duplicate>>> accept(Acceptance acceptance) override;
    asio::awaitable<Result<void>> step(std::vector<Step> steps) override;
    asio::awaitable<Result<void>> refuse(Refusal refusal) override;
    asio::awaitable<Result<void>> audit(AuditRecord record) override;
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
    [[nodiscard]] Result<void> try_reading();

private:
    asio::awaitable<Result<std::vector<PackedLeg>>> packed(std::vector<LegOctets> legs);
    asio::awaitable<Result<std::optional<Duplicate>>> with_reply(std::optional<Original> original);
    using Entry = async::GroupWriter::Entry;
    asio::awaitable<Result<void>> write(std::shared_ptr<Unit> unit, Entry entry = Entry::follow_up);
    asio::awaitable<Result<std::vector<Exchange>>> take(Taking taking);

    // Work of a worker that gives a Result; an overloaded pool and a failed work look alike to the caller.
    template <class Work>
    asio::awaitable<std::invoke_result_t<Work&>> on_worker(Work work) {
        auto outcome = co_await workers_.run(std::move(work));
        if (!outcome) {
            co_return fail(outcome.error());
        }
        co_return std::move(*outcome);
    }

    int compression_level_;
    async::WorkerPool& workers_;
    // Destroyed from the end: first what is queued is written, then the connections close, the readers' first.
    std::unique_ptr<Writer> writer_;
    ReaderPool readers_;
    PostgresLedger ledger_;
    PostgresRetention retention_;
    std::unique_ptr<async::GroupWriter> group_writer_;
};

PostgresStore::PostgresStore(const PostgresOptions& options, async::WorkerPool& workers, std::unique_ptr<Writer> writer)
    : compression_level_(options.compression_level),
      workers_(workers),
      writer_(std::move(writer)),
      readers_(address_of(options), options.connections, !options.read_only),
      ledger_(workers, readers_, writer_ ? std::optional(writer_->incarnation()) : std::nullopt),
      retention_(workers, readers_, options.read_only, options.compression_level) {
    if (!writer_) {
        return;
    }
    const auto commit = [w = writer_.get()]() -> Result<void> {
        w->commit();
        return {};
    };
    group_writer_ = std::make_unique<async::GroupWriter>(
        async::GroupWriter::Transaction{[w = writer_.get()] { return w->begin(); }, commit,
                                        [w = writer_.get()] { w->rollback(); }},
        async::GroupWriter::Options{options.queue_limit, std::min(options.group_limit, group_limit_max),
                                    options.stall_limit});
}

Result<void> PostgresStore::try_reading() {
    auto answer = readers_.with([](Reader& reader) { return reader.next_due(); });
    return answer ? Result<void>{} : Result<void>(fail(answer.error()));
}

asio::awaitable<Result<std::vector<PackedLeg>>> PostgresStore::packed(std::vector<LegOctets> legs) {
    const int level = compression_level_;
    if (octets_of(legs) <= packed_in_place) {
        co_return pack(legs, level);
    }
    auto work = [&legs, level] { return pack(legs, level); };
    co_return co_await workers_.run(std::move(work));
}

asio::awaitable<Result<std::optional<Duplicate>>> PostgresStore::with_reply(std::optional<Original> original) {
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

asio::awaitable<Result<void>> PostgresStore::write(std::shared_ptr<Unit> unit, Entry entry) {
    if (!group_writer_) {
        co_return fail(Errc::unsupported, "the journal's database is open for reading only");
    }
    auto add = [writer = writer_.get(), unit]() -> Result<void> {
        writer->add(unit);
        return {};
    };
    const auto written = co_await group_writer_->write(std::move(add), entry);
    tell_kept(*unit);
    if (!written) {
        co_return written;
    }
    co_return unit->outcome;
}

asio::awaitable<Result<std::optional<Duplicate>>> PostgresStore::accept(Acceptance acceptance) {
    OTKEL_ASSERT(!acceptance.concluded || (!acceptance.due && !acceptance.give_up));
    auto legs = co_await packed(std::move(acceptance.legs));
    if (!legs) {
        co_return fail(legs.error());
    }
    Accepting accepting;
    accepting.legs = std::move(*legs);
    accepting.key_fingerprints = fingerprints_of(acceptance.keys);
    if (!acceptance.message_id.empty()) {
        accepting.message_key =
            message_key(acceptance.direction, acceptance.peer, acceptance.service, acceptance.message_id);
    }
    if (acceptance.due && !acceptance.due->lane.empty()) {
        accepting.lane_key = lane_key(acceptance.peer, acceptance.due->lane);
    }
    accepting.record = std::move(acceptance);
    const auto unit = std::make_shared<Unit>();
    unit->work = std::move(accepting);
    const auto written = co_await write(unit, Entry::new_work);
    if (!written) {
        co_return fail(written.error());
    }
    co_return co_await with_reply(std::move(std::get<Accepting>(unit->work).original));
}

asio::awaitable<Result<void>> PostgresStore::step(std::vector<Step> steps) {
    Stepping stepping;
    for (auto& step : steps) {
        auto legs = co_await packed(std::move(step.legs));
        if (!legs) {
            co_return fail(legs.error());
        }
        auto fingerprints = fingerprints_of(step.keys);
        stepping.steps.push_back({std::move(step), std::move(*legs), std::move(fingerprints)});
    }
    const auto unit = std::make_shared<Unit>();
    unit->work = std::move(stepping);
    co_return co_await write(unit);
}

asio::awaitable<Result<void>> PostgresStore::refuse(Refusal refusal) {
    Refusing refusing;
    if (refusal.request) {
        std::vector<LegOctets> request;
        request.push_back(std::move(*refusal.request));
        auto legs = co_await packed(std::move(request));
        if (!legs) {
            co_return fail(legs.error());
        }
        refusing.request = std::move(legs->front());
    }
    refusing.record = std::move(refusal);
    const auto unit = std::make_shared<Unit>();
    unit->work = std::move(refusing);
    co_return co_await write(unit, Entry::new_work);
}

asio::awaitable<Result<void>> PostgresStore::audit(AuditRecord record) {
    const auto unit = std::make_shared<Unit>();
    unit->work = std::move(record);
    co_return co_await write(unit, Entry::new_work);
}

asio::awaitable<Result<std::vector<Exchange>>> PostgresStore::take(Taking taking) {
    const auto unit = std::make_shared<Unit>();
    unit->work = std::move(taking);
    const auto written = co_await write(unit);
    if (!written) {
        co_return fail(written.error());
    }
    auto work = [&unit] { return good_ones(std::move(std::get<Taking>(unit->work).taken)); };
    co_return co_await on_worker(std::move(work));
}

asio::awaitable<Result<std::vector<Exchange>>> PostgresStore::take(std::string peer, WallTime now, std::size_t limit) {
    Taking taking;
    taking.peer = std::move(peer);
    taking.now = now;
    taking.limit = limit;
    co_return co_await take(std::move(taking));
}

asio::awaitable<Result<Exchange>> PostgresStore::take(ExchangeId id, WallTime now) {
    Taking taking;
    taking.id = std::move(id);
    taking.now = now;
    auto taken = co_await take(std::move(taking));
    if (!taken) {
        co_return fail(taken.error());
    }
    co_return std::move(taken->front());
}

asio::awaitable<Result<void>> PostgresStore::renew_lease(WallTime /*now*/) {
    const auto unit = std::make_shared<Unit>();
    unit->work = Renewing{};
    co_return co_await write(unit);
}

asio::awaitable<Result<void>> PostgresStore::leave() {
    const auto unit = std::make_shared<Unit>();
    unit->work = Leaving{};
    co_return co_await write(unit);
}

asio::awaitable<Result<std::vector<Backlog>>> PostgresStore::backlog(WallTime now) {
    auto work = [this, now] { return readers_.with([now](Reader& reader) { return reader.backlog(now); }); };
    co_return co_await on_worker(std::move(work));
}

asio::awaitable<Result<std::optional<WallTime>>> PostgresStore::next_due() {
    auto work = [this] { return readers_.with([](Reader& reader) { return reader.next_due(); }); };
    co_return co_await on_worker(std::move(work));
}

asio::awaitable<Result<std::vector<Summary>>> PostgresStore::correlated(std::string adapter,
                                                                        std::string correlation_id) {
    auto work = [&] {
        return readers_.with([&](Reader& reader) { return reader.correlated(adapter, correlation_id); });
    };
    co_return co_await on_worker(std::move(work));
}

asio::awaitable<Result<std::vector<Summary>>> PostgresStore::find(Query query) {
    auto work = [this, &query] { return readers_.with([&query](Reader& reader) { return reader.find(query); }); };
    co_return co_await on_worker(std::move(work));
}

asio::awaitable<Result<Exchange>> PostgresStore::load(ExchangeId id) {
    auto work = [this, &id]() -> Result<Exchange> {
        const auto rows = readers_.with([&id](Reader& reader) { return reader.load(id); });
        if (!rows) {
            return fail(rows.error());
        }
        if (rows->empty()) {
            return fail(Errc::not_found, "the journal has no exchange " + id.text());
        }
        auto packed = exchanges_of(rows->at(0), rows->at(1), rows->at(2));
        if (!packed) {
            return fail(packed.error());
        }
        return unpacked(std::move(packed->front()));
    };
    co_return co_await on_worker(std::move(work));
}

asio::awaitable<Result<std::optional<Duplicate>>> PostgresStore::find_original(std::string peer, std::string service,
                                                                               std::string message_id) {
    auto work = [&] {
        return readers_.with([&](Reader& reader) { return reader.find_original(peer, service, message_id); });
    };
    auto original = co_await on_worker(std::move(work));
    if (!original) {
        co_return fail(original.error());
    }
    co_return co_await with_reply(std::move(*original));
}

Store::Figures PostgresStore::figures() const {
    if (!group_writer_) {
        return {0, 0, 0};
    }
    const auto figures = group_writer_->figures();
    return {figures.waiting, figures.groups, figures.units};
}

}  // namespace

Result<std::unique_ptr<Store>> open_postgres_store(const PostgresOptions& options, async::WorkerPool& readers) {
    std::unique_ptr<Writer> writer;
    if (!options.read_only) {
        auto opened = Writer::open(options);
        if (!opened) {
            return fail(opened.error());
        }
        writer = std::move(*opened);
    }
    auto store = std::make_unique<PostgresStore>(options, readers, std::move(writer));
    // A database that cannot be read is a mistake to find now and not at the first question.
    if (auto first = store->try_reading(); !first) {
        return fail(first.error());
    }
    return store;
}

}  // namespace otkel::journal

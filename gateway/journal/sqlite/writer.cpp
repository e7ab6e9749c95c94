#include "gateway/journal/sqlite/writer.hpp"

#include "gateway/base/write_points.hpp"
#include "gateway/journal/fingerprint.hpp"
#include "gateway/journal/sqlite/writer_parts.hpp"

namespace otkel::journal {
namespace {

std::int64_t count(WallTime time) { return time.time_since_epoch().count(); }

}  // namespace

Writer::Writer(std::unique_ptr<Parts> parts, LogFile log) : parts_(std::move(parts)), log_(std::move(log)) {}

Writer::~Writer() = default;

Result<std::unique_ptr<Writer>> Writer::open(const SqliteOptions& options) {
    auto lock = WriterLock::take(options.file);
    if (!lock) {
        return fail(lock.error());
    }
    auto database = open_for_writing(options);
    if (!database) {
        return fail(database.error());
    }
    return guarded(options.file.string(), [&]() -> Result<std::unique_ptr<Writer>> {
        auto parts = std::make_unique<Parts>(std::move(*database), std::move(*lock), options.file.string());
        parts->enter(options.node);
        parts->restore_filter();
        auto log = LogFile::of(options.file);
        if (!log) {
            return fail(log.error());
        }
        leave_syncing_of_commits(*parts->database);
        auto beside = open_for_checkpoints(options.file);
        if (!beside) {
            return fail(beside.error());
        }
        parts->checkpointer =
            std::make_unique<Checkpointer>(*parts->database, std::move(*beside), options.checkpoint_pages);
        return std::unique_ptr<Writer>(new Writer(std::move(parts), std::move(*log)));
    });
}

Result<void> Writer::begin() {
    // Also when it cannot begin: rollback() comes then, too.
    parts_->chain_of_group = parts_->chain;
    half_written_ = false;
    return guarded(parts_->file, [this]() -> Result<void> {
        execute(parts_->begin);
        return {};
    });
}

Result<void> Writer::commit() {
    return guarded(parts_->file, [this]() -> Result<void> {
        reached(WritePoint::before_commit);
        execute(parts_->commit);
        reached(WritePoint::after_commit);
        parts_->checkpointer->committed();
        return {};
    });
}

Result<void> Writer::sync() const {
    auto synced = log_.sync();
    if (synced) {
        synced = parts_->checkpointer->outcome();
    }
    reached(WritePoint::after_sync);
    return synced;
}

void Writer::rollback() {
    parts_->chain = parts_->chain_of_group;
    parts_->recent.undone();
    if (parts_->in_transaction()) {
        parts_->database->tryExec("ROLLBACK");
    }
}

Result<void> Writer::unit(const std::function<Result<void>()>& work) {
    // A full disk or a read error can make SQLite give up the whole transaction; what came after would commit by
    // itself.
    if (!parts_->in_transaction()) {
        return fail(Errc::storage_failed,
                    "the journal " + parts_->file + ": the commit was given up after an earlier failure");
    }
    const auto chain_before = parts_->chain;
    const auto changes_before = parts_->changes();
    auto outcome = guarded(parts_->file, work);
    if (!outcome) {
        parts_->chain = chain_before;
        half_written_ = parts_->changes() != changes_before || !parts_->in_transaction();
    }
    return outcome;
}

Result<void> Writer::accept(PreparedAcceptance& acceptance) {
    return unit([&]() -> Result<void> {
        const auto& record = acceptance.record;
        const bool deduplicated = !record.message_id.empty();
        if (deduplicated) {
            acceptance.original = parts_->find_original(acceptance.key);
            if (acceptance.original) {
                acceptance.original->duplicate.same_content =
                    acceptance.original->content_digest == record.content_digest;
                return {};
            }
        }
        const auto number = record.concluded
                                ? parts_->insert_exchange(record, State::answered, record.concluded->outcome, {})
                                : parts_->insert_exchange(record, State::accepted, {}, {});
        for (const auto& leg : acceptance.legs) {
            parts_->insert_leg(number, leg);
        }
        parts_->insert_search_keys(number, acceptance.search_fingerprints);
        if (deduplicated) {
            parts_->remember_message(number, acceptance.key.fingerprint);
        }
        parts_->insert_first_record(number, record_of(record, record_legs(acceptance.legs), parts_->node));
        reached(WritePoint::accept_written);
        return {};
    });
}

Result<void> Writer::refuse(const PreparedRefusal& refusal) {
    return unit([&]() -> Result<void> {
        const auto& given = refusal.record;
        Acceptance record{given.id};
        record.adapter = given.adapter;
        record.peer = given.peer;
        record.service = given.service;
        record.message_id = given.message_id;
        record.remote_address = given.remote_address;
        record.at = given.at;
        const auto stages = to_list(std::vector<StageTime>{{"refuse", std::chrono::microseconds{0}, given.detail}});
        const auto number = parts_->insert_exchange(record, State::refused, given.code, stages);
        for (const auto& leg : refusal.legs) {
            parts_->insert_leg(number, leg);
        }
        // Never among the ids that deduplicate: a stranger must not use up a peer's message id.
        if (!given.message_id.empty()) {
            parts_->recent.add_key(number, refusal.fingerprint);
        }
        parts_->insert_first_record(number, record_of(given, record_legs(refusal.legs), parts_->node));
        reached(WritePoint::refuse_written);
        return {};
    });
}

Result<void> Writer::keep_seal(const Seal& seal) {
    return unit([&] {
        auto kept = parts_->seals.keep_seal(seal);
        reached(WritePoint::seal_written);
        return kept;
    });
}

Result<void> Writer::add_stamp(const std::string& chain, std::uint64_t number, const std::string& stamp) {
    return unit([&] { return parts_->seals.add_stamp(chain, number, stamp); });
}

// Rare: the statements are prepared for each.
Result<void> Writer::retain(const std::function<Result<void>(RetentionRows&)>& work) {
    return unit([&] {
        RetentionRows rows(*parts_->database);
        return work(rows);
    });
}

Result<void> Writer::audit(const AuditRecord& record) {
    return unit([&]() -> Result<void> {
        execute(parts_->audit, count(record.at), record.who, record.address, record.what, record.outcome,
                record.exchange);
        reached(WritePoint::audit_written);
        return {};
    });
}

}  // namespace otkel::journal

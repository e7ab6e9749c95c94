#include "gateway/journal/sqlite/writer.hpp"

#include <algorithm>

#include "gateway/journal/sqlite/fingerprint.hpp"
#include "gateway/journal/sqlite/writer_parts.hpp"

namespace otkel::journal {
namespace {

std::int64_t count(WallTime time) { return time.time_since_epoch().count(); }

bool is_end(State state) { return state == State::answered || state == State::failed || state == State::refused; }

// What is on disk about an exchange that goes on.
struct Present {
    std::int64_t number;
    State state;
    std::string outcome;
    std::optional<std::int64_t> concluded_at;
    std::string stages, keys;
};

std::optional<Present> present(SQLite::Statement& row, const std::string& id) {
    Rows rows(row, id);
    if (!rows.next()) {
        return std::nullopt;
    }
    Present found{rows.number(0), static_cast<State>(rows.number(1)), rows.text(2), {}, rows.text(4), rows.text(5)};
    if (!rows.is_null(3)) {
        found.concluded_at = rows.number(3);
    }
    return found;
}

std::string with_keys(const std::string& list, const Keys& added) {
    auto keys = keys_of(list);
    for (const auto& key : added) {
        if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
            keys.push_back(key);
        }
    }
    return to_list(keys);
}

// An answer that is on disk may have been sent: nothing takes it back.
Result<void> check_step(const Present& now, const Conclusion& next) {
    const bool fixed = now.state == State::answered || now.state == State::refused;
    if (fixed && next.state != now.state) {
        return fail(Errc::invalid_argument, "exchange " + next.id.text() + " is " + std::string(name(now.state)) +
                                                " and cannot become " + std::string(name(next.state)));
    }
    return {};
}

}  // namespace

Writer::Writer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

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
        parts->restore_filter();
        return std::unique_ptr<Writer>(new Writer(std::move(parts)));
    });
}

Result<void> Writer::begin() {
    return guarded(parts_->file, [this]() -> Result<void> {
        execute(parts_->begin);
        return {};
    });
}

Result<void> Writer::commit() {
    return guarded(parts_->file, [this]() -> Result<void> {
        execute(parts_->commit);
        return {};
    });
}

void Writer::rollback() {
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
    auto outcome = guarded(parts_->file, [&]() -> Result<void> {
        execute(parts_->savepoint);
        auto done = work();
        if (done) {
            execute(parts_->release);
        }
        return done;
    });
    if (!outcome && parts_->in_transaction()) {
        parts_->database->tryExec("ROLLBACK TO unit; RELEASE unit");
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
        const auto number = parts_->insert_exchange(record, State::accepted, {}, {});
        for (const auto& leg : acceptance.legs) {
            parts_->insert_leg(number, leg);
        }
        if (deduplicated) {
            parts_->remember_message(number, acceptance.key.fingerprint);
        }
        return {};
    });
}

Result<void> Writer::conclude(const PreparedConclusion& conclusion) {
    return unit([&]() -> Result<void> {
        const auto& record = conclusion.record;
        const auto now = present(parts_->row, record.id.text());
        if (!now) {
            return fail(Errc::not_found, "the journal has no exchange " + record.id.text());
        }
        if (auto allowed = check_step(*now, record); !allowed) {
            return allowed;
        }
        for (const auto& leg : conclusion.legs) {
            parts_->insert_new_leg(now->number, leg);
        }
        for (const auto fingerprint : conclusion.key_fingerprints) {
            execute(parts_->key, epoch_of(now->number), fingerprint, now->number);
        }
        // The same end a second time, after a restart: the first times and durations stay.
        const bool again = is_end(record.state) && now->state == record.state && now->outcome == record.outcome;
        const auto stages = again ? now->stages : now->stages + to_list(record.stages);
        const auto keys = with_keys(now->keys, record.keys);
        const auto state = static_cast<std::int64_t>(record.state);
        if (is_end(record.state)) {
            const auto at = again && now->concluded_at ? *now->concluded_at : count(record.at);
            execute(parts_->update, state, record.outcome, at, stages, keys, now->number);
        } else {
            execute(parts_->update, state, record.outcome, nullptr, stages, keys, now->number);
        }
        return {};
    });
}

Result<void> Writer::refuse(const PreparedRefusal& refusal) {
    return unit([&]() -> Result<void> {
        const auto& given = refusal.record;
        Acceptance record{
            given.id, Direction::inbound,   given.adapter, {}, given.peer, given.service, given.message_id, {}, {},
            {},       given.remote_address, given.at,      {}};
        const auto stages = to_list(std::vector<StageTime>{{"refuse", std::chrono::microseconds{0}, given.detail}});
        const auto number = parts_->insert_exchange(record, State::refused, given.code, stages);
        if (refusal.request) {
            parts_->insert_leg(number, *refusal.request);
        }
        // Never among the ids that deduplicate: a stranger must not use up a peer's message id.
        if (!given.message_id.empty()) {
            execute(parts_->key, epoch_of(number), refusal.fingerprint, number);
        }
        return {};
    });
}

Result<void> Writer::audit(const AuditRecord& record) {
    return unit([&]() -> Result<void> {
        execute(parts_->audit, count(record.at), record.who, record.address, record.what, record.outcome,
                record.exchange);
        return {};
    });
}

}  // namespace otkel::journal

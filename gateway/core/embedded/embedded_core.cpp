#include "gateway/core/embedded/embedded_core.hpp"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <string>
#include <utility>

#include "gateway/async/group_writer.hpp"
#include "gateway/core/embedded/database.hpp"
#include "gateway/core/embedded/declaration_operation.hpp"
#include "gateway/core/embedded/find_card.hpp"
#include "gateway/core/embedded/readers.hpp"
#include "gateway/core/embedded/reference_table.hpp"

namespace otkel::core {
namespace {

constexpr std::size_t key_octets_max = 200;

Failure too_late() {
    return fail(Errc::deadline_exceeded, "the time of the call was used up before the core began to write");
}

// A full disk or a busy file refuses a commit for sure; after any other failure the commit may be on disk all the same.
Result<void> commit(SQLite::Database& database) {
    try {
        database.exec("COMMIT");
        return {};
    } catch (const SQLite::Exception& exception) {
        const int code = exception.getErrorCode();
        const bool refused = code == SQLITE_FULL || code == SQLITE_BUSY || code == SQLITE_ERROR;
        return fail(refused ? Errc::storage_failed : Errc::in_doubt,
                    std::string("committing to the register: ") + exception.what());
    }
}

async::GroupWriter::Transaction transaction_on(SQLite::Database& database) {
    return {
        [&database] {
            return guarded("beginning a group", [&]() -> Result<void> {
                database.exec("BEGIN IMMEDIATE");
                return {};
            });
        },
        [&database] { return commit(database); },
        [&database] { static_cast<void>(database.tryExec("ROLLBACK")); },
    };
}

class EmbeddedCore final : public Port {
public:
    EmbeddedCore(const EmbeddedOptions& options, const Clock& clock, async::WorkerPool& workers,
                 std::unique_ptr<SQLite::Database> database)
        : limits_{options.lines_max, options.codes_max, options.aggregate_depth_max},
          clock_(clock),
          workers_(workers),
          readers_(options.file),
          database_(std::move(database)),
          records_(*database_),
          writer_(transaction_on(*database_), {options.queue_limit, options.group_limit}) {}

    asio::awaitable<Result<Reply>> call(Call call, Deadline deadline) override {
        if (deadline.passed(clock_)) {
            co_return too_late();
        }
        if (call.batch) {
            co_return fail(Errc::invalid_argument,
                           "the embedded core judges messages as a whole: its operations take no batches");
        }
        if (call.operation == check_declaration_name) {
            co_return co_await check_declaration(std::move(call), deadline);
        }
        if (call.operation == find_card_name) {
            auto query = [&](Register& reading) { return find_card(call.request, reading); };
            co_return co_await read(std::move(query));
        }
        if (call.operation == reference_table_name) {
            auto query = [&](Register& reading) { return reference_table(call.request, reading); };
            co_return co_await read(std::move(query));
        }
        co_return fail(Errc::not_found,
                       "the core has no operation \"" + call.operation +
                           "\"; it has customs.checkDeclaration, catalogue.findCard and reference.table");
    }

    asio::awaitable<Result<void>> ready(Deadline deadline) override {
        if (deadline.passed(clock_)) {
            co_return too_late();
        }
        auto query = [](Register& reading) -> Result<void> {
            static_cast<void>(reading.participant_status(""));
            return {};
        };
        co_return co_await read(std::move(query));
    }

private:
    // On a worker, with a view of the register.
    template <class Query>
    asio::awaitable<std::invoke_result_t<Query&, Register&>> read(Query query) {
        auto task = [this, &query] { return readers_.run(std::ref(query)); };
        auto outcome = co_await workers_.run(std::move(task));
        if (!outcome) {
            co_return fail(outcome.error());
        }
        co_return std::move(*outcome);
    }

    asio::awaitable<Result<Reply>> check_declaration(Call call, Deadline deadline) {
        if (call.idempotency_key.empty() || call.idempotency_key.size() > key_octets_max) {
            co_return fail(Errc::invalid_argument, "customs.checkDeclaration needs an idempotency key of 1 to " +
                                                       std::to_string(key_octets_max) + " octets");
        }
        const auto operation = std::make_shared<DeclarationOperation>(std::move(call), limits_, clock_);
        auto query = [operation](Register& reading) { return prepare(*operation, reading); };
        auto outcome = co_await read(std::move(query));
        if (outcome && !operation->reply) {
            if (deadline.passed(clock_)) {
                co_return too_late();
            }
            auto unit = [this, operation] { return write(*operation); };
            outcome = co_await writer_.write(std::move(unit));
        }
        if (!outcome) {
            co_return fail(outcome.error());
        }
        co_return std::move(*operation->reply);
    }

    // On the writer's thread.
    Result<void> write(DeclarationOperation& operation) {
        return guarded("writing to the register", [&]() -> Result<void> {
            if (sqlite3_get_autocommit(database_->getHandle()) != 0) {
                return fail(Errc::storage_failed, "the group was undone because an earlier write of it failed");
            }
            return record(operation, records_);
        });
    }

    CheckLimits limits_;
    const Clock& clock_;
    async::WorkerPool& workers_;
    Readers readers_;
    std::unique_ptr<SQLite::Database> database_;
    Register records_;
    async::GroupWriter writer_;  // last: its thread ends before what it uses
};

}  // namespace

Result<std::unique_ptr<Port>> open_embedded_core(EmbeddedOptions options, const Clock& clock,
                                                 async::WorkerPool& workers) {
    auto database = open_for_writing(options.file);
    if (!database) {
        return fail(database.error());
    }
    return guarded("preparing " + options.file.string(), [&]() -> Result<std::unique_ptr<Port>> {
        return std::make_unique<EmbeddedCore>(options, clock, workers, std::move(*database));
    });
}

}  // namespace otkel::core

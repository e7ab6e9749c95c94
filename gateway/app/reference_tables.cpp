#include "gateway/app/reference_tables.hpp"

#include <atomic>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "gateway/async/pause.hpp"
#include "gateway/base/files.hpp"
#include "gateway/base/ids.hpp"
#include "gateway/telemetry/log.hpp"

namespace otkel::app {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::minutes retry_after_max{5};
constexpr int jitter_percent = 10;

std::int64_t seconds(WallTime time) {
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

std::vector<mapping::GivenTable> one(const mapping::GivenTable& table) { return {table}; }

}  // namespace

// Read by /metrics, possibly after the tables are gone.
struct ReferenceTables::Confirmations {
    std::map<std::string, std::atomic<std::int64_t>> at;  // seconds; 0: never
};

ReferenceTables::ReferenceTables(Services services, const ReferenceTableSettings& settings, Offer offer)
    : services_(std::move(services)),
      settings_(settings),
      offer_(std::move(offer)),
      confirmed_(std::make_shared<Confirmations>()),
      timer_(services_.executor) {
    load_confirmations();
    for (auto& [name, at] : confirmed_->at) {
        services_.metrics.gauge("otkel_reference_table_age_seconds",
                                "Since the core last confirmed the table in force; -1 when it never did.",
                                {{"table", name}}, [kept = confirmed_, &at, &clock = services_.clock] {
                                    const auto since = at.load();
                                    return since == 0 ? -1.0 : static_cast<double>(seconds(clock.wall()) - since);
                                });
    }
}

// The time of a file is when the core last confirmed it.
void ReferenceTables::load_confirmations() {
    for (const auto& name : settings_.names) {
        std::error_code absent;
        const auto written = std::filesystem::last_write_time(mapping::file_of_table(settings_.folder, name), absent);
        confirmed_->at[name] = absent ? 0
                                      : std::chrono::duration_cast<std::chrono::seconds>(
                                            std::filesystem::file_time_type::clock::to_sys(written).time_since_epoch())
                                            .count();
    }
}

std::int64_t ReferenceTables::age_of(const std::string& name) const {
    const auto at = confirmed_->at.at(name).load();
    return at == 0 ? -1 : seconds(services_.clock.wall()) - at;
}

void ReferenceTables::count(const std::string& name, const char* outcome) {
    services_.metrics
        .counter("otkel_reference_table_answers_total", "What came of asking the core for a table of codes.",
                 {{"table", name}, {"outcome", outcome}})
        .add();
}

asio::awaitable<ReferenceTables::Answer> ReferenceTables::ask(std::string name) {
    const auto known = offer_.version(name);
    const auto deadline = Deadline::after(services_.clock, settings_.answer_time_max);
    core::Call question{settings_.operation, "reference-table-" + new_uuid_v7(services_.clock.wall()),
                        boost::json::object{{"table", name}, {"known", known}}};
    auto reply = co_await services_.core.call(std::move(question), deadline);
    if (!reply) {
        co_return fail(std::move(reply.error()));
    }
    auto read = [&] { return mapping::read_table_answer(reply->json, name, known, settings_.limits); };
    auto answer = co_await services_.workers.run(std::move(read));
    if (!answer) {
        co_return fail(std::move(answer.error()));
    }
    co_return std::move(*answer);
}

asio::awaitable<void> ReferenceTables::confirm(std::string name) {
    const auto now = services_.clock.wall();
    confirmed_->at.at(name) = seconds(now);
    auto touch = [&] {
        std::error_code absent;  // what ships with the mappings has no file of ours
        std::filesystem::last_write_time(mapping::file_of_table(settings_.folder, name),
                                         std::filesystem::file_time_type::clock::from_sys(now), absent);
        return true;
    };
    (void)co_await services_.workers.run(std::move(touch));
}

void ReferenceTables::not_refreshed(const std::string& name, const Error& error) {
    count(name, "failed");
    const auto reason = error.to_string();
    log::warning("reference-table-not-refreshed", {{"table", name}, {"age_s", age_of(name)}, {"reason", reason}});
}

bool ReferenceTables::settle(const mapping::GivenTable& given, const Result<void>& taken) {
    const auto& table = given.table;
    if (taken) {
        count(table.name(), "taken");
        log::info("reference-table-taken", {{"table", table.name()},
                                            {"version", table.version()},
                                            {"entries", static_cast<std::int64_t>(table.entries().size())}});
        return true;
    }
    if (taken.error().code != Errc::invalid_configuration) {
        not_refreshed(table.name(), taken.error());
        return false;
    }
    count(table.name(), "refused");
    const auto reason = taken.error().to_string();
    log::error(
        "reference-table-refused",
        {{"table", table.name()}, {"version", table.version()}, {"age_s", age_of(table.name())}, {"reason", reason}});
    return true;
}

// All at once, for tables may need each other; if that fails each alone, for one that breaks a mapping must not hold up
// the others.
asio::awaitable<bool> ReferenceTables::offer(std::vector<mapping::GivenTable> tables) {
    const auto together = co_await offer_.take(tables);
    bool good = true;
    for (const auto& table : tables) {
        auto taken = together;
        if (!together && tables.size() > 1) {
            const auto alone = one(table);
            taken = co_await offer_.take(alone);
        }
        good = settle(table, taken) && good;
        if (taken) {
            co_await confirm(table.table.name());
        }
    }
    co_return good;
}

asio::awaitable<bool> ReferenceTables::refresh() {
    bool good = true;
    std::vector<mapping::GivenTable> given;
    for (const auto& name : settings_.names) {
        auto answer = co_await ask(name);
        if (!answer) {
            not_refreshed(name, answer.error());
            good = false;
        } else if (!*answer) {
            count(name, "unchanged");
            co_await confirm(name);
        } else {
            given.push_back(std::move(**answer));
        }
    }
    if (given.empty()) {
        co_return good;
    }
    const bool settled = co_await offer(std::move(given));
    co_return good&& settled;
}

asio::awaitable<void> ReferenceTables::pause(std::chrono::milliseconds length) {
    timer_.expires_at(services_.clock.steady() + length);
    if (!soon_) {
        boost::system::error_code woken;
        co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    }
    soon_ = false;
}

asio::awaitable<void> ReferenceTables::run() {
    int failures = 0;
    while (true) {
        const bool good = co_await refresh();
        failures = good ? 0 : failures + 1;
        const std::chrono::milliseconds every = settings_.refresh_every;
        const auto length =
            good ? every : async::pause_after(failures, std::min<std::chrono::milliseconds>(every, retry_after_max));
        co_await pause(async::with_jitter(length, jitter_percent));
    }
}

void ReferenceTables::ask_soon() {
    soon_ = true;
    timer_.cancel();
}

Result<void> keep_tables(const std::filesystem::path& folder, const std::vector<mapping::GivenTable>& tables) {
    for (const auto& [table, file] : tables) {
        if (auto kept = replace_file(mapping::file_of_table(folder, table.name()), file); !kept) {
            return kept;
        }
    }
    return {};
}

}  // namespace otkel::app

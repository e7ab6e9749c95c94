// The journal with many exchanges in it: how fast the first and the last of them go in, and how long each kind of
// search takes. Both stores, the same content. journal_bench [ROWS]

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>

#include "gateway/journal/postgres/migrate.hpp"
#include "gateway/journal/sqlite/sqlite_memory.hpp"
#include "gateway/journal/sqlite/sqlite_store.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/journal/postgres_server.hpp"

namespace otkel::journal {
namespace {

constexpr std::size_t in_flight = 256;
constexpr int searches = 21;
constexpr std::size_t rare_every = 10'000;  // exchanges that end otherwise than the rest
constexpr std::size_t peers = 20;
const WallTime first_time = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};

std::string number_text(std::size_t number) {
    auto text = std::to_string(number);
    return std::string(7 - std::min<std::size_t>(7, text.size()), '0') + text;
}

ExchangeId id_of(std::size_t number) { return ExchangeId("01980000-0000-7000-8000-00000" + number_text(number)); }

WallTime time_of(std::size_t number) { return first_time + std::chrono::seconds{10 * number}; }

Acceptance acceptance(std::size_t number) {
    const auto text = number_text(number);
    Acceptance record{.id = id_of(number), .direction = Direction::outbound};
    record.adapter = "shep";
    record.route = "route-" + std::to_string(number % 50);
    record.peer = "peer-" + std::to_string(number % peers);
    record.service = "SERVICE_" + std::to_string(number % 50);
    record.message_id = "message-" + text;
    record.correlation_id = "correlation-" + text;
    record.content_digest = std::string(57, 'd') + text;
    record.remote_address = "127.0.0.1";
    record.at = time_of(number);
    record.keys = {{"declaration", "50401/120726/" + text}, {"gtin", "0487" + text + "012"}};
    record.legs.push_back({Leg::request_out, "text/xml", "<request><number>" + text + "</number></request>"});
    return record;
}

std::vector<Step> steps(std::size_t number) {
    const bool is_rare = number % rare_every == rare_every / 2;
    Step sent{.id = id_of(number), .state = State::sent, .at = time_of(number), .attempt = true};
    Step last{.id = id_of(number), .state = is_rare ? State::parked : State::answered, .at = time_of(number)};
    last.outcome = is_rare ? "all 10 tries failed; the last one: CERTIFICATE of the peer ran out" : "PASS";
    last.legs.push_back({Leg::reply_in, "text/xml", "<reply><number>" + number_text(number) + "</number></reply>"});
    last.stages.push_back({"core", std::chrono::milliseconds{3}, ""});
    std::vector<Step> both;
    both.push_back(std::move(sent));
    both.push_back(std::move(last));
    return both;
}

template <class T>
T value_of(Result<T> result) {
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().to_string().c_str());
        std::exit(1);
    }
    if constexpr (!std::is_void_v<T>) {
        return std::move(*result);
    }
}

asio::awaitable<void> keep(Store& store, std::size_t& next, std::size_t end) {
    while (next < end) {
        const auto number = next++;
        value_of(co_await store.accept(acceptance(number)));
        value_of(co_await store.step(steps(number)));
    }
}

// Exchanges in a second.
double fill(Store& store, asio::io_context& io, std::size_t begin, std::size_t end) {
    const auto begun = std::chrono::steady_clock::now();
    auto next = begin;
    for (std::size_t i = 0; i < in_flight; ++i) {
        asio::co_spawn(io, keep(store, next, end), test::rethrow);
    }
    io.run();
    io.restart();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    return static_cast<double>(end - begin) / took.count();
}

struct Search {
    const char* by;
    std::function<Query(std::size_t number)> query;
    std::size_t found;
};

std::vector<Search> all_searches(std::size_t rows) {
    const auto day = std::chrono::hours{24};
    const auto rare = rows / rare_every;
    constexpr std::size_t page = 100;
    return {
        {"key", [](std::size_t n) { return Query{.key = {{"declaration", "50401/120726/" + number_text(n)}}}; }, 1},
        {"message id", [](std::size_t n) { return Query{.message_id = "message-" + number_text(n)}; }, 1},
        {"correlation id", [](std::size_t n) { return Query{.correlation_id = "correlation-" + number_text(n)}; }, 1},
        {"peer", [](std::size_t n) { return Query{.peer = "peer-" + std::to_string(n % peers)}; }, page},
        {"route", [](std::size_t n) { return Query{.route = "route-" + std::to_string(n % 50)}; }, page},
        {"service", [](std::size_t n) { return Query{.service = "SERVICE_" + std::to_string(n % 50)}; }, page},
        {"state, rare", [](std::size_t) { return Query{.state = State::parked}; }, std::min(page, rare)},
        {"peer and rare state", [](std::size_t) { return Query{.peer = "peer-0", .state = State::parked}; },
         std::min(page, rare)},
        {"since, until", [day](std::size_t n) { return Query{.since = time_of(n), .until = time_of(n) + day}; }, page},
        {"text, rare", [](std::size_t) { return Query{.text = "certificate of"}; }, std::min(page, rare)},
        {"text, absent", [](std::size_t) { return Query{.text = "nobody wrote this"}; }, 0},
        {"nothing: the newest", [](std::size_t) { return Query{}; }, page},
    };
}

void search(Store& store, asio::io_context& io, std::size_t rows) {
    std::printf("  %-22s %10s %10s %8s\n", "search by", "median ms", "worst ms", "found");
    for (const auto& one : all_searches(rows)) {
        std::vector<double> times;
        std::size_t found = 0;
        for (int i = 0; i < searches; ++i) {
            const auto number = rows / 2 + static_cast<std::size_t>(i) * 97 % (rows / 4);
            const auto begun = std::chrono::steady_clock::now();
            found = value_of(test::run(io, store.find(one.query(number)))).size();
            times.push_back(
                std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count());
        }
        std::sort(times.begin(), times.end());
        std::printf("  %-22s %10.2f %10.2f %8zu%s\n", one.by, times[times.size() / 2], times.back(), found,
                    found == one.found ? "" : "  not what was put in");
        std::fflush(stdout);
    }
}

void measure(const char* name, Store& store, asio::io_context& io, std::size_t rows) {
    const auto part = rows / 10;
    std::printf("%s, %zu exchanges of three records\n", name, rows);
    std::vector<double> rates;
    for (std::size_t tenth = 0; tenth < 10; ++tenth) {
        rates.push_back(fill(store, io, tenth * part, tenth == 9 ? rows : (tenth + 1) * part));
    }
    std::printf("  put in, each tenth:");
    for (const auto rate : rates) {
        std::printf(" %.0f/s", rate);
    }
    // The kernel begins to write dirty pages out after half a minute: the first tenths have the disk to themselves.
    std::printf("; the last of the first = %.2f, of the fifth = %.2f\n", rates.back() / rates.front(),
                rates.back() / rates[4]);
    search(store, io, rows);
}

void measure_all(std::size_t rows) {
    {
        asio::io_context io(1);
        async::WorkerPool workers({2, 4096});
        const tests::TemporaryFolder folder("otkel-journal-bench");
        SqliteOptions options;
        options.file = folder.path() / "journal.sqlite";
        const auto store = value_of(open_sqlite_store(std::move(options), workers));
        measure("SQLite", *store, io, rows);
    }
    if (!PostgresServer::missing().empty()) {
        std::printf("PostgreSQL: %s\n", PostgresServer::missing().c_str());
        return;
    }
    asio::io_context io(1);
    async::WorkerPool workers({2, 4096});
    PostgresServer server;
    const auto store = value_of(open_postgres_store(server.options(server.new_database(), "bench"), workers));
    measure("PostgreSQL", *store, io, rows);
}

}  // namespace
}  // namespace otkel::journal

int main(int argc, char** argv) {
    constexpr std::size_t rows_default = 1'000'000;
    const auto rows = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : rows_default;
    if (rows < 1'000 || rows >= 10'000'000) {
        std::fprintf(stderr, "journal_bench [ROWS], 1000 to 9999999\n");
        return 2;
    }
    otkel::journal::leave_sqlite_memory_uncounted();  // as the program does
    otkel::journal::measure_all(rows);
    return 0;
}

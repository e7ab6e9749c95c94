#include "tests/faults/asking.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <sqlite3.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "gateway/async/task_group.hpp"
#include "tests/support/run_coroutine.hpp"

namespace otkel::test {
namespace {

constexpr std::size_t serials = 10'000'000;

// A number of a declaration that its schema takes: office/ddmmyy/serial.
std::string declaration(std::size_t number) {
    auto serial = std::to_string(serials + number % serials);
    return "50401/120726/" + serial.substr(1);
}

asio::awaitable<Result<net::HttpResponse>> send_and_close(net::HttpClient* client, net::Endpoint endpoint,
                                                          net::HttpRequest request, Deadline deadline) {
    auto response = co_await client->send(std::move(endpoint), std::move(request), deadline);
    co_await client->close(deadline);
    co_return response;
}

std::string code_of(const net::HttpResponse& response) {
    boost::system::error_code error;
    const auto problem = boost::json::parse(response.body, error);
    return !error && problem.is_object() && problem.as_object().contains("code")
               ? std::string(problem.at("code").as_string())
               : std::string();
}

}  // namespace

void Asking::turn_to(std::string address, std::uint16_t port) {
    const std::lock_guard lock(mutex_);
    address_ = std::move(address);
    port_ = port;
}

std::string Asking::key(std::size_t number) { return "question-" + std::to_string(number); }

struct Asking::Round {
    std::size_t next, last, declarations;
    std::chrono::milliseconds apart{0};
    std::size_t asking{0};
    net::HttpClient* client{nullptr};
};

asio::awaitable<Asking::Told> Asking::ask_one(net::HttpClient& client, std::size_t number, std::size_t declarations) {
    net::HttpRequest request;
    request.method = "POST";
    request.target = "/api/v1/exchanges/customs-declaration-status";
    request.headers.set("Content-Type", "application/json");
    request.headers.set("Idempotency-Key", key(number));
    request.headers.set("Prefer", "respond-async");
    request.body = R"({"declaration": {"number": ")" + declaration(number % declarations) + R"("}})";
    net::Endpoint endpoint{"http", {}, 0, request.target};
    {
        const std::lock_guard lock(mutex_);
        endpoint.host = address_;
        endpoint.port = port_;
    }
    const SystemClock clock;
    const auto begun = std::chrono::steady_clock::now();
    const auto response =
        co_await client.send(endpoint, std::move(request), Deadline::after(clock, std::chrono::seconds{50}));
    Told told;
    told.took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
    if (!response) {
        told.code = response.error().to_string();
        co_return told;
    }
    told.status = response->status;
    told.retry_after = response->headers.get("retry-after");
    told.code = code_of(*response);
    // "in-progress": the key is known, so the question is on disk.
    if (response->status == 200 || response->status == 202 || told.code == "in-progress") {
        const std::lock_guard lock(mutex_);
        exchanges_[number] = response->headers.get("otkel-exchange");
    }
    co_return told;
}

asio::awaitable<void> Asking::ask_some(Round& round, std::chrono::milliseconds after) {
    if (after.count() > 0) {
        co_await async::sleep_until(std::chrono::steady_clock::now() + after);
    }
    while (round.next < round.last) {
        const auto number = round.next++;
        if (is_acknowledged(number)) {
            continue;
        }
        auto told = co_await ask_one(*round.client, number, round.declarations);
        if (!is_acknowledged(number)) {
            const std::lock_guard lock(mutex_);
            refusals_.push_back(std::move(told));
        }
    }
    if (--round.asking == 0) {
        const SystemClock clock;
        co_await round.client->close(Deadline::after(clock, std::chrono::seconds{1}));
    }
}

void Asking::ask(Round round, std::size_t at_once) {
    asio::io_context io(1);
    net::ClientOptions options;
    options.connections_per_endpoint_max = at_once;
    const auto client = net::make_http_client(io.get_executor(), options, std::nullopt);
    round.client = client.get();
    round.asking = at_once;
    for (std::size_t i = 0; i < at_once; ++i) {
        asio::co_spawn(io, ask_some(round, round.apart * static_cast<int>(i)), rethrow);
    }
    io.run();
}

void Asking::ask(std::size_t first, std::size_t last, std::size_t declarations, std::size_t at_once) {
    ask(Round{first, last, declarations}, at_once);
}

void Asking::ask_steadily(std::size_t first, std::size_t last, std::chrono::milliseconds apart) {
    ask(Round{first, last, serials, apart}, last - first);
}

bool Asking::is_acknowledged(std::size_t number) const {
    const std::lock_guard lock(mutex_);
    return exchanges_.contains(number);
}

std::size_t Asking::acknowledged() const {
    const std::lock_guard lock(mutex_);
    return exchanges_.size();
}

std::vector<Asking::Told> Asking::refusals() const {
    const std::lock_guard lock(mutex_);
    return refusals_;
}

void Asking::forget_refusals() {
    const std::lock_guard lock(mutex_);
    refusals_.clear();
}

States states_in(const std::filesystem::path& sqlite_file) {
    sqlite3* connection = nullptr;
    EXPECT_EQ(sqlite3_open_v2(sqlite_file.c_str(), &connection, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
    sqlite3_busy_timeout(connection, 10'000);
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(
        sqlite3_prepare_v2(connection, "SELECT state, count(*) FROM exchanges GROUP BY state", -1, &statement, nullptr),
        SQLITE_OK)
        << sqlite3_errmsg(connection);
    States states;
    while (sqlite3_step(statement) == SQLITE_ROW) {
        states[static_cast<journal::State>(sqlite3_column_int(statement, 0))] =
            static_cast<std::size_t>(sqlite3_column_int64(statement, 1));
    }
    sqlite3_finalize(statement);
    sqlite3_close(connection);
    return states;
}

States states_in(const journal::PostgresServer& server, const std::string& database) {
    States states;
    for (const auto& row : server.ask(
             database, "SELECT state || ' ' || count(*) FROM otkel.exchanges WHERE direction = 1 GROUP BY state")) {
        std::istringstream words(row);
        int state = 0;
        std::size_t count = 0;
        words >> state >> count;
        states[static_cast<journal::State>(state)] = count;
    }
    return states;
}

std::string described(const States& states) {
    std::string text;
    for (const auto& [state, count] : states) {
        text += std::string(name(state)) + " " + std::to_string(count) + " ";
    }
    return text;
}

Result<net::HttpResponse> call_at(const std::string& address, std::uint16_t port, net::HttpRequest request,
                                  std::chrono::milliseconds patience) {
    asio::io_context io(1);
    const SystemClock clock;
    const auto client = net::make_http_client(io.get_executor(), {}, std::nullopt);
    net::Endpoint endpoint{"http", address, port, request.target};
    return run(io,
               send_and_close(client.get(), std::move(endpoint), std::move(request), Deadline::after(clock, patience)));
}

void pause_before_next_look(std::chrono::milliseconds length) { ::poll(nullptr, 0, static_cast<int>(length.count())); }

std::size_t resident_kib(pid_t process) {
    std::ifstream status("/proc/" + std::to_string(process) + "/status");
    std::string word;
    std::size_t kib = 0;
    while (status >> word) {
        if (word == "VmRSS:") {
            status >> kib;
        }
    }
    return kib;
}

bool takes_its_time() {
    const char* wish = std::getenv("OTKEL_LONG");
    return wish != nullptr && std::string(wish) == "1";
}

}  // namespace otkel::test

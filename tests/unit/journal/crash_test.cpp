#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <csignal>
#include <random>
#include <set>

#include "tests/unit/journal/journal_fixture.hpp"

namespace otkel::journal {
namespace {

using Crash = JournalTest;

constexpr int rounds = 20;
constexpr int lines_of_work = 16;

// Accepts and answers for ever, and tells the pipe each step that the store has acknowledged: "a 3-17" or "c 3-17".
asio::awaitable<void> work(Store& store, int round, int line, int pipe) {
    const SystemClock clock;
    for (int i = 0;; ++i) {
        const auto name = std::to_string(round) + "-" + std::to_string(i * lines_of_work + line);
        Acceptance acceptance{.id = ExchangeId(name), .peer = "p", .service = "s", .message_id = name};
        acceptance.legs.push_back({Leg::request_in, "", "request " + name});
        const auto tell = [pipe, &name](const char* step) {
            const auto text = step + name + "\n";
            return ::write(pipe, text.data(), text.size()) == static_cast<ssize_t>(text.size());
        };
        const auto accepted = co_await store.accept(std::move(acceptance));
        if (!accepted || *accepted || !tell("a ")) {
            co_return;
        }
        std::vector<Step> steps{Step{.id = ExchangeId(name), .outcome = "PASS"}};
        steps.front().legs.push_back({Leg::reply_out, "", "reply " + name});
        steps.front().keys = {{"name", name}};
        const auto answered = co_await store.step(std::move(steps));
        if (!answered || !tell("c ")) {
            co_return;
        }
    }
}

[[noreturn]] void child(const SqliteOptions& options, int round, int pipe) {
    asio::io_context io{1};
    async::WorkerPool workers{async::WorkerPool::Options{1, 1024}};
    auto store = open_sqlite_store(options, workers);
    if (store) {
        for (int line = 0; line < lines_of_work; ++line) {
            asio::co_spawn(io, work(**store, round, line, pipe), [](const std::exception_ptr&) {});
        }
        io.run();
    }
    _exit(1);
}

// Reads at least `enough` lines, kills, and reads the rest of what was acknowledged.
std::set<std::string> acknowledged(pid_t process, int pipe, std::size_t enough) {
    std::string text;
    char buffer[4096];
    bool killed = false;
    for (ssize_t count = 0; (count = ::read(pipe, buffer, sizeof buffer)) > 0;) {
        text.append(buffer, static_cast<std::size_t>(count));
        if (!killed && static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) >= enough) {
            ::kill(process, SIGKILL);
            killed = true;
        }
    }
    std::set<std::string> lines;
    for (std::size_t at = 0, end = 0; (end = text.find('\n', at)) != std::string::npos; at = end + 1) {
        lines.insert(text.substr(at, end - at));
    }
    return lines;
}

TEST_F(Crash, loses_nothing_that_was_acknowledged_and_keeps_nothing_half) {
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
    GTEST_SKIP() << "the thread sanitizer allows no threads in a forked child";
#endif
#endif
    options_.checkpoint_pages = 64;  // so that the log is being copied again and again
    std::mt19937 random(20260712);
    std::set<std::string> all;
    for (int round = 0; round < rounds; ++round) {
        int ends[2];
        ASSERT_EQ(::pipe(ends), 0);
        const auto process = ::fork();
        ASSERT_GE(process, 0);
        if (process == 0) {
            ::close(ends[0]);
            child(options_, round, ends[1]);
        }
        ::close(ends[1]);
        const auto lines = acknowledged(process, ends[0], 1 + random() % 400);
        ::close(ends[0]);
        int status = 0;
        ::waitpid(process, &status, 0);
        ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";
        all.insert(lines.begin(), lines.end());
    }
    std::size_t answered = 0;
    for (const auto& line : all) {
        const auto name = line.substr(2);
        const auto exchange = run(store().load(ExchangeId(name)));
        ASSERT_TRUE(exchange) << line;
        EXPECT_EQ(exchange->legs.front().octets, "request " + name);
        if (line[0] == 'c') {
            EXPECT_EQ(exchange->summary.state, State::answered) << line;
            ++answered;
        }
        // Whole or not at all: an answered exchange has its reply and its key, another one has neither.
        const std::size_t whole = exchange->summary.state == State::answered ? 1 : 0;
        EXPECT_EQ(exchange->legs.size(), 1 + whole) << line;
        EXPECT_EQ(exchange->keys.size(), whole) << line;
        EXPECT_EQ(exchange->history.size(), 1 + whole) << line;
        Query query;
        query.key = {"name", name};
        EXPECT_EQ(find(query).size(), whole) << line;
        Acceptance again{.id = ExchangeId("again " + name), .peer = "p", .service = "s", .message_id = name};
        EXPECT_TRUE(accept(again).value()) << line;
    }
    EXPECT_GT(answered, static_cast<std::size_t>(rounds));
}

}  // namespace
}  // namespace otkel::journal

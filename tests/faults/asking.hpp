#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "gateway/journal/lifecycle.hpp"
#include "gateway/net/http.hpp"
#include "tests/unit/journal/postgres_server.hpp"

namespace otkel::test {

// A core that hands over questions for the outbound route and remembers what it was told. A question that was not
// acknowledged is handed over again under its key, as a core does that wants it done.
class Asking {
public:
    struct Told {
        int status{0};  // 0: no answer
        std::string code, retry_after;
        std::chrono::milliseconds took{0};
    };

    Asking(std::string address, std::uint16_t port) : address_(std::move(address)), port_(port) {}
    // The gateway that is asked from now on.
    void turn_to(std::string address, std::uint16_t port);

    // Asks for what has no acknowledgement yet of `first` … `last` - 1, each once, `at_once` at a time. There are
    // `declarations` different ones: question n is about declaration n % declarations.
    void ask(std::size_t first, std::size_t last, std::size_t declarations = 10'000'000, std::size_t at_once = 16);
    // One every few milliseconds, whatever became of those before.
    void ask_steadily(std::size_t first, std::size_t last, std::chrono::milliseconds apart);
    [[nodiscard]] bool is_acknowledged(std::size_t number) const;
    [[nodiscard]] std::size_t acknowledged() const;
    // Of all questions that were not acknowledged when they were asked.
    [[nodiscard]] std::vector<Told> refusals() const;
    void forget_refusals();

    [[nodiscard]] static std::string key(std::size_t number);

private:
    struct Round;
    void ask(Round round, std::size_t at_once);
    boost::asio::awaitable<void> ask_some(Round& round, std::chrono::milliseconds after);
    boost::asio::awaitable<Told> ask_one(net::HttpClient& client, std::size_t number, std::size_t declarations);

    mutable std::mutex mutex_;
    std::string address_;
    std::uint16_t port_;
    std::map<std::size_t, std::string> exchanges_;  // by number
    std::vector<Told> refusals_;
};

// How many exchanges of a journal are in each state; of a database: outbound ones.
using States = std::map<journal::State, std::size_t>;
[[nodiscard]] States states_in(const std::filesystem::path& sqlite_file);
[[nodiscard]] States states_in(const journal::PostgresServer& server, const std::string& database);
[[nodiscard]] std::string described(const States& states);

// One request to an address, waited for.
[[nodiscard]] Result<net::HttpResponse> call_at(const std::string& address, std::uint16_t port,
                                                net::HttpRequest request,
                                                std::chrono::milliseconds patience = std::chrono::seconds{50});

// Resident memory of a process, in KiB.
[[nodiscard]] std::size_t resident_kib(pid_t process);

// Sanitizers keep freed memory for a while, and are not to be preloaded over.
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool is_sanitized = true;
#else
inline constexpr bool is_sanitized = false;
#endif

// Of what nobody tells: another process, its disk, its memory.
void pause_before_next_look(std::chrono::milliseconds length = std::chrono::milliseconds{50});

// Looks again and again; false when the condition does not hold within `most`.
template <class Condition>
[[nodiscard]] bool eventually(const Condition& holds, std::chrono::seconds most = std::chrono::seconds{60}) {
    const auto until = std::chrono::steady_clock::now() + most;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > until) {
            return false;
        }
        pause_before_next_look();
    }
    return true;
}

// OTKEL_LONG=1: outages as long as real ones.
[[nodiscard]] bool takes_its_time();

}  // namespace otkel::test

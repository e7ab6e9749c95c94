#pragma once

#include <sys/types.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "gateway/app/gateway.hpp"
#include "gateway/app/selftest/kills.hpp"

namespace otkel::app::selftest {

// Another program, with what it says on stderr.
class Process {
public:
    // `stop_at`: see write_points.hpp; empty: nowhere.
    [[nodiscard]] static Result<Process> start(const std::filesystem::path& program,
                                               const std::vector<std::string>& arguments, const std::string& stop_at);
    Process(Process&& other) noexcept
        : id_(std::exchange(other.id_, -1)), errors_(std::exchange(other.errors_, -1)), rest_(std::move(other.rest_)) {}
    Process& operator=(Process&&) = delete;
    ~Process();

    enum class Heard : std::uint8_t { line, nothing_yet, end };
    // The next line of its stderr, waiting for it no longer than that.
    [[nodiscard]] Heard read_line(std::string& line, std::chrono::milliseconds patience);
    void send_signal(int signal) const;
    // Waits for its end. 128 and the number when a signal ended it.
    [[nodiscard]] int wait();

private:
    Process(pid_t id, int errors) : id_(id), errors_(errors) {}

    pid_t id_{-1};
    int errors_{-1};
    std::string rest_;
};

// One gateway under test, which lives again after every death until it is told to end.
class Node {
public:
    struct Parts {
        std::filesystem::path program, configuration, log;
        std::string name;
    };
    Node(Parts parts, Kills& kills);
    ~Node();  // ends it
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

    // Of the life that is ready now. Any thread.
    [[nodiscard]] std::optional<Ports> ports() const;
    // Enough were killed, and it is ready in a life that nobody ends.
    [[nodiscard]] bool is_at_rest() const { return at_rest_; }
    // Asks it to stop, and waits.
    void stop();

private:
    void run();
    void rest();
    void live(const std::optional<Death>& death);
    enum class Ending : std::uint8_t { by_itself, killed, asked };
    [[nodiscard]] Ending listen(Process& process, const std::optional<Death>& death);
    void hear(const std::string& line, bool last_life);
    void set_ports(std::optional<Ports> ports);

    Parts parts_;
    Kills& kills_;
    std::ofstream log_;
    mutable std::mutex mutex_;
    std::optional<Ports> ports_;
    std::atomic<bool> at_rest_{false};
    std::atomic<bool> stopping_{false};
    std::condition_variable stopped_;
    std::chrono::steady_clock::time_point begun_;
    std::thread thread_;
};

}  // namespace otkel::app::selftest

#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <filesystem>
#include <future>
#include <mutex>
#include <string>
#include <thread>

#include "gateway/app/gateway.hpp"
#include "tests/support/site/site.hpp"

namespace otkel::test {

// `otkel serve` as a process of its own, to be killed.
class GatewayProcess {
public:
    GatewayProcess(const std::string& program, const Site& site);  // returns when it is ready
    ~GatewayProcess();
    GatewayProcess(const GatewayProcess&) = delete;
    GatewayProcess& operator=(const GatewayProcess&) = delete;

    [[nodiscard]] const app::Ports& ports() const { return ports_; }
    [[nodiscard]] pid_t process() const { return process_; }
    void kill_now();                // SIGKILL
    [[nodiscard]] int terminate();  // SIGTERM; gives the exit code
    void hang_up() const;           // SIGHUP: read the configuration again
    // Waits until the log holds `text` so many times; false when it never does.
    [[nodiscard]] bool says(const std::string& text, std::size_t times = 1) const;
    [[nodiscard]] std::string log() const;

private:
    void read_log(int pipe);  // to its end, on a thread of its own
    [[nodiscard]] int wait();

    mutable std::mutex mutex_;
    mutable std::condition_variable more_;  // of the log
    std::filesystem::path log_;
    pid_t process_{-1};
    std::thread reader_;
    std::promise<app::Ports> ready_;
    app::Ports ports_{};
};

}  // namespace otkel::test

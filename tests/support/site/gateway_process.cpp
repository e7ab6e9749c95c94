#include "tests/support/site/gateway_process.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "gateway/base/ids.hpp"

namespace otkel::test {
namespace {

constexpr std::chrono::seconds ready_time_max{60};  // sanitized builds on a loaded machine

pid_t start(const std::string& program, const std::string& configuration, int errors) {
    const pid_t process = fork();
    if (process == 0) {
        dup2(errors, STDERR_FILENO);
        // Asio's sockets are inherited: a peer of the test would go on listening in here when it has left.
        constexpr unsigned first_other = 3;
        close_range(first_other, ~0U, 0);
        execl(program.c_str(), program.c_str(), "serve", "--config", configuration.c_str(), nullptr);
        _exit(127);
    }
    return process;
}

std::uint16_t port_of(const boost::json::value& event, std::string_view name) {
    return event.at(name).to_number<std::uint16_t>();
}

}  // namespace

GatewayProcess::GatewayProcess(const std::string& program, const Site& site)
    : log_(site.var() / ("process-" + new_uuid_v4() + ".log")) {
    int ends[2];
    EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
    process_ = start(program, site.configuration().string(), ends[1]);
    close(ends[1]);
    auto ready = ready_.get_future();
    reader_ = std::thread([this, pipe = ends[0]] { read_log(pipe); });
    if (ready.wait_for(ready_time_max) != std::future_status::ready) {
        kill_now();
        throw std::runtime_error("the gateway did not become ready in time:\n" + log());
    }
    try {
        ports_ = ready.get();
    } catch (...) {
        kill_now();
        throw;
    }
}

GatewayProcess::~GatewayProcess() { kill_now(); }

void GatewayProcess::read_log(int pipe) {
    std::ofstream kept(log_);
    bool ready = false;
    FILE* lines = fdopen(pipe, "r");
    char* line = nullptr;
    std::size_t capacity = 0;
    while (getline(&line, &capacity, lines) > 0) {
        {
            const std::lock_guard lock(mutex_);
            kept << line << std::flush;
        }
        more_.notify_all();
        boost::system::error_code error;
        const auto event = boost::json::parse(line, error);
        if (!ready && !error && event.is_object() && event.as_object().contains("event") &&
            event.at("event") == "ready") {
            ready = true;
            ready_.set_value(
                {port_of(event, "external_port"), port_of(event, "core_port"), port_of(event, "operators_port")});
        }
    }
    std::free(line);
    std::fclose(lines);
    if (!ready) {
        ready_.set_exception(
            std::make_exception_ptr(std::runtime_error("the gateway ended before it was ready:\n" + log())));
    }
}

int GatewayProcess::wait() {
    int status = 0;
    waitpid(process_, &status, 0);
    process_ = -1;
    reader_.join();
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void GatewayProcess::kill_now() {
    if (process_ > 0) {
        kill(process_, SIGKILL);
        static_cast<void>(wait());
    }
}

int GatewayProcess::terminate() {
    kill(process_, SIGTERM);
    return wait();
}

void GatewayProcess::hang_up() const { kill(process_, SIGHUP); }

bool GatewayProcess::says(const std::string& text, std::size_t times) const {
    std::unique_lock lock(mutex_);
    return more_.wait_for(lock, ready_time_max, [&] {
        const auto said = log();
        std::size_t count = 0;
        for (auto at = said.find(text); at != std::string::npos; at = said.find(text, at + text.size())) {
            ++count;
        }
        return count >= times;
    });
}

std::string GatewayProcess::log() const {
    std::ifstream in(log_);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace otkel::test

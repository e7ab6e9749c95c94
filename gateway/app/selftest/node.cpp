#include "gateway/app/selftest/node.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/json/parse.hpp>
#include <csignal>

namespace otkel::app::selftest {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds look_again{20};             // whether the end has come
constexpr milliseconds reaching_time_max{15'000};  // of a point, under load
constexpr milliseconds pause_after_failure{200};
constexpr int by_signal = 128;

// Ours, without a point, and with this one.
std::vector<std::string> environment(const std::string& stop_at) {
    std::vector<std::string> all;
    const std::string variable = std::string(stop_at_variable) + "=";
    for (char** one = environ; *one != nullptr; ++one) {
        if (!std::string_view(*one).starts_with(variable)) {
            all.emplace_back(*one);
        }
    }
    if (!stop_at.empty()) {
        all.push_back(variable + stop_at);
    }
    return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    all.reserve(texts.size() + 1);
    for (auto& text : texts) {
        all.push_back(text.data());
    }
    all.push_back(nullptr);
    return all;
}

std::optional<Ports> ports_of(const std::string& line) {
    boost::system::error_code error;
    const auto event = boost::json::parse(line, error);
    const auto* object = error ? nullptr : event.if_object();
    const auto* what = object == nullptr ? nullptr : object->if_contains("event");
    if (what == nullptr || *what != "ready") {
        return std::nullopt;
    }
    const auto port = [&](std::string_view key) { return object->at(key).to_number<std::uint16_t>(); };
    return Ports{port("external_port"), port("core_port"), port("operators_port")};
}

}  // namespace

Result<Process> Process::start(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                               const std::string& stop_at) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        return fail(Errc::internal, "no pipe can be made");
    }
    std::vector<std::string> words{program.string()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    auto variables = environment(stop_at);
    // Made before the fork: after it only what is safe in a signal handler may be called (POSIX, fork).
    const auto pointers_to_words = pointers(words);
    const auto pointers_to_variables = pointers(variables);
    const pid_t id = ::fork();
    if (id == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // nobody else would end it
        ::dup2(ends[1], STDERR_FILENO);
        ::dup2(ends[1], STDOUT_FILENO);
        ::execve(words.front().c_str(), pointers_to_words.data(), pointers_to_variables.data());
        ::_exit(127);
    }
    ::close(ends[1]);
    if (id < 0) {
        ::close(ends[0]);
        return fail(Errc::internal, "the program " + program.string() + " cannot be started");
    }
    return Process(id, ends[0]);
}

Process::~Process() {
    if (id_ > 0) {
        send_signal(SIGKILL);
        static_cast<void>(wait());
    }
    if (errors_ >= 0) {
        ::close(errors_);
    }
}

Process::Heard Process::read_line(std::string& line, milliseconds patience) {
    while (true) {
        if (const auto end = rest_.find('\n'); end != std::string::npos) {
            line = rest_.substr(0, end);
            rest_.erase(0, end + 1);
            return Heard::line;
        }
        pollfd waiting{errors_, POLLIN, 0};
        if (::poll(&waiting, 1, static_cast<int>(patience.count())) == 0) {
            return Heard::nothing_yet;
        }
        std::array<char, 4096> octets{};
        const auto count = ::read(errors_, octets.data(), octets.size());
        if (count <= 0) {
            return Heard::end;
        }
        rest_.append(octets.data(), static_cast<std::size_t>(count));
    }
}

void Process::send_signal(int signal) const { ::kill(id_, signal); }

int Process::wait() {
    int status = 0;
    ::waitpid(id_, &status, 0);
    id_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : by_signal + WTERMSIG(status);
}

Node::Node(Parts parts, Kills& kills) : parts_(std::move(parts)), kills_(kills), log_(parts_.log) {
    thread_ = std::thread([this] { run(); });
}

Node::~Node() { stop(); }

std::optional<Ports> Node::ports() const {
    const std::lock_guard lock(mutex_);
    return ports_;
}

void Node::set_ports(std::optional<Ports> ports) {
    const std::lock_guard lock(mutex_);
    ports_ = ports;
}

void Node::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    stopped_.notify_all();
    if (thread_.joinable()) {
        thread_.join();
    }
}

// What cannot start now is not tried again at once.
void Node::rest() {
    std::unique_lock lock(mutex_);
    stopped_.wait_for(lock, pause_after_failure, [this] { return stopping_.load(); });
}

void Node::run() {
    while (!stopping_) {
        live(kills_.next());
    }
}

void Node::live(const std::optional<Death>& death) {
    const auto stop_at =
        death && death->point ? std::string(name(*death->point)) + ":" + std::to_string(death->passing) : std::string();
    begun_ = steady_clock::now();
    auto process = Process::start(parts_.program, {"serve", "--config", parts_.configuration.string()}, stop_at);
    if (!process) {
        kills_.ended_by_itself(parts_.name + ": " + process.error().detail);
        rest();
        return;
    }
    const auto ending = listen(*process, death);
    set_ports(std::nullopt);
    at_rest_ = false;
    const int code = process->wait();
    const bool at_point = ending == Ending::by_itself && !stop_at.empty() && code == by_signal + SIGKILL;
    if (ending == Ending::asked) {
        if (code != 0) {
            kills_.ended_by_itself(parts_.name + " was asked to stop and ended with " + std::to_string(code));
        }
    } else if (ending == Ending::killed || at_point) {
        kills_.died(*death, at_point || !death->point);
    } else {
        kills_.ended_by_itself(parts_.name + " ended with " + std::to_string(code) + " although nobody asked");
        rest();
    }
}

// To the end of its life, which it ends when the time of a random death has come, or the point stays away.
Node::Ending Node::listen(Process& process, const std::optional<Death>& death) {
    const auto kill_at = !death         ? steady_clock::time_point::max()
                         : death->point ? begun_ + reaching_time_max
                                        : begun_ + death->after;
    std::string line;
    while (true) {
        const auto heard = process.read_line(line, look_again);
        if (heard == Process::Heard::end) {
            return Ending::by_itself;
        }
        if (heard == Process::Heard::line) {
            hear(line, !death);
        }
        if (stopping_) {
            process.send_signal(SIGTERM);
            while (process.read_line(line, look_again) != Process::Heard::end) {
            }
            return Ending::asked;
        }
        if (steady_clock::now() >= kill_at) {
            process.send_signal(SIGKILL);
            return Ending::killed;
        }
    }
}

void Node::hear(const std::string& line, bool last_life) {
    log_ << line << '\n' << std::flush;
    if (line.find("\"ready\"") == std::string::npos) {
        return;
    }
    if (const auto ports = ports_of(line)) {
        kills_.opened(std::chrono::duration_cast<milliseconds>(steady_clock::now() - begun_));
        set_ports(ports);
        at_rest_ = last_life;
    }
}

}  // namespace otkel::app::selftest

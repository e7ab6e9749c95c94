#include "tests/unit/journal/postgres_server.hpp"

#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <poll.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "gateway/journal/postgres/migrate.hpp"

namespace otkel::journal {
namespace {

constexpr const char* programs = "/usr/lib/postgresql/15/bin/";
constexpr const char* user = "postgres";  // the package makes it
constexpr std::chrono::seconds start_time_max{60};

struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
};
struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
};

// A child process that is no superuser (PostgreSQL refuses to run as one), writes to `log`, and ends with its parent.
pid_t begin(const std::vector<std::string>& words, const std::string& log) {
    std::vector<char*> arguments;
    for (const auto& word : words) {
        arguments.push_back(const_cast<char*>(word.c_str()));
    }
    arguments.push_back(nullptr);
    const bool root = ::geteuid() == 0;
    const passwd* account = root ? ::getpwnam(user) : nullptr;
    const int out = ::open(log.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    const pid_t process = ::fork();
    if (process == 0) {
        ::dup2(out, STDOUT_FILENO);
        ::dup2(out, STDERR_FILENO);
        if (account != nullptr &&
            (::setgroups(0, nullptr) != 0 || ::setgid(account->pw_gid) != 0 || ::setuid(account->pw_uid) != 0)) {
            ::_exit(126);
        }
        ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
        ::execv(arguments.front(), arguments.data());
        ::_exit(127);
    }
    ::close(out);
    return process;
}

int end_of(pid_t process) {
    int status = 0;
    ::waitpid(process, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string content(const std::filesystem::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

std::string PostgresServer::missing() {
    if (::access((std::string(programs) + "initdb").c_str(), X_OK) != 0) {
        return "the package postgresql-15 is not installed";
    }
    return ::geteuid() == 0 && ::getpwnam(user) == nullptr ? "there is no user \"postgres\"" : "";
}

PostgresServer& PostgresServer::shared() {
    static PostgresServer server;
    return server;
}

PostgresServer::PostgresServer() {
    if (::geteuid() == 0) {
        const passwd* account = ::getpwnam(user);
        if (::chown(folder_.path().c_str(), account->pw_uid, account->pw_gid) != 0) {
            throw std::runtime_error("cannot give the folder of the database to its user");
        }
    }
    // initdb takes seconds, a copy of what it makes a tenth of one; every test is a process of its own.
    const auto ready = std::filesystem::temp_directory_path() / ("otkel-test-cluster-" + std::to_string(::geteuid()));
    if (!std::filesystem::exists(ready)) {
        make_cluster(folder_ / "made");
        std::error_code another_was_first;
        std::filesystem::rename(folder_ / "made", ready, another_was_first);
    }
    run({"/bin/cp", "-a", ready.string(), (folder_ / "data").string()});
    start();
}

void PostgresServer::make_cluster(const std::filesystem::path& at) const {
    run({std::string(programs) + "initdb", "-D", at.string(), "-A", "trust", "-U", "otkel", "-E", "UTF8", "--locale",
         "C.UTF-8", "--no-sync"});
}

void PostgresServer::run(const std::vector<std::string>& words) const {
    const auto log = (folder_ / "making.log").string();
    if (end_of(begin(words, log)) != 0) {
        throw std::runtime_error(words.front() + ": " + content(log));
    }
}

PostgresServer::~PostgresServer() {
    if (process_ > 0) {
        crash();
    }
}

void PostgresServer::start() {
    const auto log = (folder_ / "server.log").string();
    process_ = begin({std::string(programs) + "postgres", "-D", (folder_ / "data").string(), "-k",
                      folder_.path().string(), "-c", "listen_addresses=" + address_, "-c", "fsync=on", "-c",
                      "max_connections=200", "-c", "shared_buffers=32MB", "-c", "log_lock_waits=on"},
                     log);
    const auto until = std::chrono::steady_clock::now() + start_time_max;
    while (PQping(connection("postgres").c_str()) != PQPING_OK) {
        int status = 0;
        if (::waitpid(process_, &status, WNOHANG) != 0 || std::chrono::steady_clock::now() > until) {
            throw std::runtime_error("the server does not start: " + content(log));
        }
        ::poll(nullptr, 0, 20);
    }
}

void PostgresServer::listen_on(const std::string& address) {
    stop();
    std::ofstream(folder_ / "data/pg_hba.conf", std::ios::app) << "host all all samenet trust\n";
    address_ = address;
    start();
}

void PostgresServer::stop() {
    ::kill(process_, SIGINT);
    end_of(process_);
    process_ = -1;
}

void PostgresServer::crash() {
    ::kill(process_, SIGQUIT);
    end_of(process_);
    process_ = -1;
}

std::string PostgresServer::connection(const std::string& database) const {
    return "host=" + folder_.path().string() + " user=otkel dbname=" + database;
}

PostgresOptions PostgresServer::options(const std::string& database, const std::string& node) const {
    PostgresOptions options;
    options.connection = connection(database);
    options.node = node;
    return options;
}

std::string PostgresServer::new_database(bool migrated) {
    const auto made = [this](const std::string& from) {
        auto name = "t" + std::to_string(++databases_);
        ask("postgres", "CREATE DATABASE " + name + (from.empty() ? "" : " TEMPLATE " + from));
        return name;
    };
    if (!migrated) {
        return made({});
    }
    if (ask("postgres", "SELECT datname FROM pg_database WHERE datname = 'ready'").empty()) {
        ask("postgres", "CREATE DATABASE ready");
        const auto outcome = migrate_postgres(options("ready", "template"));
        if (!outcome) {
            throw std::runtime_error(outcome.error().to_string());
        }
    }
    return made("ready");
}

std::vector<std::string> PostgresServer::ask(const std::string& database, const std::string& statement) const {
    const std::unique_ptr<PGconn, Finish> session(PQconnectdb(connection(database).c_str()));
    const std::unique_ptr<PGresult, Clear> result(PQexec(session.get(), statement.c_str()));
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        throw std::runtime_error(statement + ": " + PQerrorMessage(session.get()));
    }
    std::vector<std::string> rows;
    for (int i = 0; i < PQntuples(result.get()); ++i) {
        rows.emplace_back(PQgetvalue(result.get(), i, 0));
    }
    return rows;
}

}  // namespace otkel::journal

#pragma once

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "gateway/journal/postgres/postgres_store.hpp"
#include "tests/support/temporary_folder.hpp"

namespace otkel::journal {

// A PostgreSQL server of the tests' own, from the Debian package: a cluster in a temporary folder, reached through a
// socket there and by nothing else, with fsync on. It ends with the object, and with the process.
class PostgresServer {
public:
    PostgresServer();
    ~PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;

    // Why there can be none here; empty when there can.
    [[nodiscard]] static std::string missing();
    // Of all tests of the process that leave it running.
    static PostgresServer& shared();

    [[nodiscard]] bool is_running() const { return process_ > 0; }
    void start();  // returns when it takes connections
    void stop();   // sessions are cut off, what was committed is kept
    void crash();  // all of its processes end at once; it has to recover at the next start
    // Over TCP as well, at this address of the machine, without a password. Restarts it.
    void listen_on(const std::string& address);
    // A new database; with the schema of this program, or with nothing.
    [[nodiscard]] std::string new_database(bool migrated = true);
    [[nodiscard]] PostgresOptions options(const std::string& database, const std::string& node) const;
    // The first column of what a statement answers, as text.
    std::vector<std::string> ask(const std::string& database, const std::string& statement) const;

private:
    void make_cluster(const std::filesystem::path& at) const;
    void run(const std::vector<std::string>& words) const;
    [[nodiscard]] std::string connection(const std::string& database) const;

    otkel::tests::TemporaryFolder folder_{"otkel-postgres"};
    std::string address_;  // to listen on; empty: none
    pid_t process_{-1};
    int databases_{0};
};

}  // namespace otkel::journal

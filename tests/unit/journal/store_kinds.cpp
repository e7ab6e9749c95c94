#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <stdexcept>

#include "gateway/journal/sqlite/sqlite_store.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/journal/postgres_server.hpp"
#include "tests/unit/journal/store_contract.hpp"

namespace otkel::journal {
namespace {

class SqliteBackend final : public StoreBackend {
public:
    explicit SqliteBackend(async::WorkerPool& workers) : workers_(workers) {}

    std::unique_ptr<Store> open(const std::string& node) override {
        SqliteOptions options;
        options.file = folder_ / "journal.sqlite";
        options.node = node;
        auto opened = open_sqlite_store(std::move(options), workers_);
        if (!opened) {
            throw std::runtime_error(opened.error().to_string());
        }
        return std::move(*opened);
    }
    void end_lease(const std::string& /*node*/) override {}
    void change(const std::string& statement) override {
        SQLite::Database((folder_ / "journal.sqlite").string(), SQLite::OPEN_READWRITE).exec(statement);
    }

private:
    async::WorkerPool& workers_;
    otkel::tests::TemporaryFolder folder_;
};

class PostgresBackend final : public StoreBackend {
public:
    explicit PostgresBackend(async::WorkerPool& workers) : workers_(workers) {}

    std::unique_ptr<Store> open(const std::string& node) override {
        auto opened = open_postgres_store(PostgresServer::shared().options(database_, node), workers_);
        if (!opened) {
            throw std::runtime_error(opened.error().to_string());
        }
        return std::move(*opened);
    }
    void end_lease(const std::string& node) override {
        PostgresServer::shared().ask(database_,
                                     "UPDATE otkel.nodes SET lease_until = now() - interval '1 hour' "
                                     "WHERE lease_until > '-infinity' AND node = '" +
                                         node + "'");
    }
    void change(const std::string& statement) override {
        PostgresServer::shared().ask(database_, "SET search_path = otkel; " + statement);
    }

private:
    async::WorkerPool& workers_;
    std::string database_{PostgresServer::shared().new_database()};
};

}  // namespace

std::vector<StoreKind> store_kinds() {
    return {{"sqlite", false, {}, [](async::WorkerPool& workers) { return std::make_unique<SqliteBackend>(workers); }},
            {"postgres", true, PostgresServer::missing,
             [](async::WorkerPool& workers) { return std::make_unique<PostgresBackend>(workers); }}};
}

std::vector<StoreKind> kinds_of_several_nodes() {
    auto kinds = store_kinds();
    std::erase_if(kinds, [](const StoreKind& kind) { return !kind.several_nodes; });
    return kinds;
}

}  // namespace otkel::journal

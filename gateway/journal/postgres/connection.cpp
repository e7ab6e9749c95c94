#include "gateway/journal/postgres/connection.hpp"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <array>

#include "gateway/base/bytes.hpp"
#include "gateway/journal/postgres/wire.hpp"

namespace otkel::journal::postgres {
namespace {

using Steady = std::chrono::steady_clock;

// The first line; libpq ends its messages with a line feed, and puts where in the statement it happened below.
std::string first_line(const char* message) {
    const std::string_view text = message == nullptr ? std::string_view{} : std::string_view(message);
    return std::string(trim(text.substr(0, text.find('\n'))));
}

Refused unreachable(const std::string& why) {
    return {Trouble::broken, Error{Errc::unavailable,
                                   "the journal's database: " + (why.empty() ? "the connection is gone" : why) +
                                       ". Check that the server runs and that journal.connection names it",
                                   {},
                                   {}}};
}

// False when the time is over.
bool wait_for(int socket, bool writable, Steady::time_point until) {
    while (true) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Steady::now());
        if (left.count() <= 0) {
            return false;
        }
        pollfd descriptor{socket, static_cast<short>(writable ? POLLIN | POLLOUT : POLLIN), 0};
        const int ready = ::poll(&descriptor, 1, static_cast<int>(left.count()));
        if (ready > 0) {
            return true;
        }
        if (ready < 0 && errno != EINTR) {
            return false;
        }
    }
}

std::string session_settings(std::chrono::milliseconds time_limit) {
    const auto limit = std::to_string(time_limit.count());
    // A server that was told to be quick rather than safe is overruled; a stricter one stays as it is. A transaction
    // whose client is gone ends by itself, so that its locks do not hold up the other nodes.
    return "SET search_path = otkel, pg_catalog; SET statement_timeout = " + limit + "; SET lock_timeout = " + limit +
           "; SET idle_in_transaction_session_timeout = " + limit +
           "; SET default_transaction_isolation = 'read committed'; SET datestyle = 'ISO'; SET timezone = 'UTC';"
           "SELECT set_config('synchronous_commit', 'on', false) "
           "WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')";
}

}  // namespace

struct Connection::Handle {
    struct Finish {
        void operator()(PGconn* handle) const { PQfinish(handle); }
    };
    std::unique_ptr<PGconn, Finish> connection;
    bool lost{false};  // by our own judgement: it did not answer in time

    [[nodiscard]] PGconn* get() const { return connection.get(); }
};

Connection::Connection(const Address& address) : handle_(std::make_unique<Handle>()), time_limit_(address.time_limit) {
    // What stands behind dbname, which is the whole connection text, wins over it.
    const std::array keywords{"connect_timeout",
                              "target_session_attrs",
                              "keepalives_idle",
                              "keepalives_interval",
                              "keepalives_count",
                              "dbname",
                              "client_encoding",
                              "application_name",
                              address.password.empty() ? static_cast<const char*>(nullptr) : "password",
                              static_cast<const char*>(nullptr)};
    const auto seconds = std::to_string(std::clamp<std::int64_t>(address.time_limit.count() / 1000, 2, 5));
    const std::array values{seconds.c_str(),
                            "read-write",
                            "5",
                            "2",
                            "3",
                            address.connection.c_str(),
                            "UTF8",
                            address.application.c_str(),
                            address.password.empty() ? static_cast<const char*>(nullptr) : address.password.c_str(),
                            static_cast<const char*>(nullptr)};
    handle_->connection.reset(PQconnectdbParams(keywords.data(), values.data(), 1));
}

Connection::~Connection() = default;

Asked<std::unique_ptr<Connection>> Connection::open(const Address& address) {
    auto made = std::unique_ptr<Connection>(new Connection(address));
    if (made->is_broken()) {
        return tl::unexpected(unreachable(first_line(PQerrorMessage(made->handle_->get()))));
    }
    PQsetNoticeProcessor(made->handle_->get(), [](void* /*state*/, const char* /*message*/) {}, nullptr);
    if (auto ready = made->set_up(); !ready) {
        return tl::unexpected(std::move(ready.error()));
    }
    return made;
}

bool Connection::is_broken() const { return handle_->lost || PQstatus(handle_->get()) != CONNECTION_OK; }

Refused Connection::lost(const std::string& why) {
    handle_->lost = true;
    return unreachable(why);
}

Refused Connection::refused(const pg_result* result) const {
    if (is_broken()) {
        return unreachable(first_line(PQerrorMessage(handle_->get())));
    }
    const char* state = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char* message = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    return refusal_of(state == nullptr ? "" : state,
                      message == nullptr ? first_line(PQerrorMessage(handle_->get())) : message);
}

Asked<void> Connection::set_up() {
    if (auto done = execute(session_settings(time_limit_)); !done) {
        return done;
    }
    auto rows = ask_once(
        "SELECT current_setting('fsync'), current_setting('server_encoding'), pid || ' ' || backend_start "
        "FROM pg_stat_activity WHERE pid = pg_backend_pid()",
        Parameters{});
    if (!rows) {
        return tl::unexpected(std::move(rows.error()));
    }
    if (rows->empty() || rows->text(0, 0) != "on" || rows->text(0, 1) != "UTF8") {
        return tl::unexpected(Refused{Trouble::refused, Error{Errc::storage_failed,
                                                              "the journal's database must have fsync = on (else a "
                                                              "commit is not kept) and the encoding UTF8",
                                                              {},
                                                              {}}});
    }
    backend_ = rows->text(0, 2);
    return {};
}

Asked<void> Connection::prepare(std::span<const Statement> statements) {
    if (statements.empty()) {
        return {};
    }
    PQsetnonblocking(handle_->get(), 1);
    if (PQenterPipelineMode(handle_->get()) == 0) {
        return tl::unexpected(refused(nullptr));
    }
    for (const auto& statement : statements) {
        if (PQsendPrepare(handle_->get(), statement.name, statement.text, 0, nullptr) == 0) {
            return tl::unexpected(refused(nullptr));
        }
    }
    auto prepared = answers(statements.size());
    if (!prepared) {
        return tl::unexpected(std::move(prepared.error()));
    }
    return {};
}

// Sends the end of the batch, and reads what comes for each of `count` commands.
Asked<std::vector<Rows>> Connection::answers(std::size_t count) {
    PGconn* connection = handle_->get();
    if (PQpipelineSync(connection) == 0) {
        return tl::unexpected(refused(nullptr));
    }
    const auto until = Steady::now() + time_limit_;
    std::vector<Rows> all;
    all.reserve(count);
    std::optional<Refused> first;
    while (true) {
        const int unsent = PQflush(connection);
        if (unsent < 0) {
            return tl::unexpected(lost(first_line(PQerrorMessage(connection))));
        }
        if (PQisBusy(connection) != 0 || unsent > 0) {
            if (!wait_for(PQsocket(connection), unsent > 0, until)) {
                return tl::unexpected(lost("no answer within " + std::to_string(time_limit_.count()) + " ms"));
            }
            if (PQconsumeInput(connection) == 0) {
                return tl::unexpected(lost(first_line(PQerrorMessage(connection))));
            }
            continue;
        }
        Rows rows(PQgetResult(connection));
        const auto status = rows.status();
        if (status == PGRES_PIPELINE_SYNC) {
            break;
        }
        if (is_broken()) {
            return tl::unexpected(first ? std::move(*first) : lost(first_line(PQerrorMessage(connection))));
        }
        if (!rows.has_result()) {
            continue;  // the end of one command's results
        }
        if (status == PGRES_FATAL_ERROR && !first) {
            first = refused(rows.get());
        }
        all.push_back(std::move(rows));
    }
    if (first) {
        return tl::unexpected(std::move(*first));
    }
    if (all.size() != count) {
        return tl::unexpected(lost("the server's answers do not fit the questions"));
    }
    return all;
}

Asked<std::vector<Rows>> Connection::ask_all(std::span<const Command> commands) {
    PGconn* connection = handle_->get();
    if (is_broken()) {
        return tl::unexpected(unreachable(first_line(PQerrorMessage(connection))));
    }
    for (const auto& command : commands) {
        const WireParameters wire(command.parameters);
        if (PQsendQueryPrepared(connection, command.statement->name, wire.count(), wire.values(), wire.lengths(),
                                wire.formats(), 1) == 0) {
            return tl::unexpected(lost(first_line(PQerrorMessage(connection))));
        }
    }
    return answers(commands.size());
}

Asked<Rows> Connection::ask(const Statement& statement, Parameters parameters) {
    const std::array commands{Command{&statement, std::move(parameters)}};
    auto all = ask_all(commands);
    if (!all) {
        return tl::unexpected(std::move(all.error()));
    }
    return std::move(all->front());
}

Asked<Rows> Connection::ask_once(const std::string& text, const Parameters& parameters) {
    PGconn* connection = handle_->get();
    if (PQpipelineStatus(connection) == PQ_PIPELINE_OFF) {
        PQsetnonblocking(connection, 1);
        PQenterPipelineMode(connection);
    }
    const WireParameters wire(parameters);
    if (PQsendQueryParams(connection, text.c_str(), wire.count(), nullptr, wire.values(), wire.lengths(),
                          wire.formats(), 1) == 0) {
        return tl::unexpected(refused(nullptr));
    }
    auto all = answers(1);
    if (!all) {
        return tl::unexpected(std::move(all.error()));
    }
    return std::move(all->front());
}

Asked<void> Connection::execute(const std::string& text) {
    PGconn* connection = handle_->get();
    // Several statements in one text are not possible in pipeline mode.
    if (PQpipelineStatus(connection) != PQ_PIPELINE_OFF && PQexitPipelineMode(connection) == 0) {
        return tl::unexpected(refused(nullptr));
    }
    PQsetnonblocking(connection, 0);
    const Rows rows(PQexec(connection, text.c_str()));
    const auto status = rows.status();
    const bool done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    std::optional<Refused> refusal;
    if (!done) {
        refusal = refused(rows.get());
    }
    PQsetnonblocking(connection, 1);
    if (!is_broken()) {
        PQenterPipelineMode(connection);
    }
    return refusal ? Asked<void>(tl::unexpected(std::move(*refusal))) : Asked<void>{};
}

}  // namespace otkel::journal::postgres

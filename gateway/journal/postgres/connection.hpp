#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/result.hpp"

// One connection to the server: statements that were prepared when it was made, sent many at a time (pipeline mode of
// the protocol), so that a group of commits costs two round trips however large it is. No wait is longer than the time
// limit of the connection. Not thread safe.

struct pg_conn;
struct pg_result;

namespace otkel::journal::postgres {

struct Statement {
    const char* name;
    const char* text;
};

// Octets that are no text.
struct Blob {
    std::string_view octets;
};

// The parameters of one execution. Text and octets go as they are, numbers in digits. What is given as text must be
// UTF-8 without a zero octet: the server refuses all else (SQLSTATE 22021).
class Parameters {
public:
    template <class... Values>
    explicit Parameters(const Values&... values) {
        values_.reserve(sizeof...(values));
        (add(values), ...);
    }
    void add(std::string_view text) { values_.push_back({std::string(text), true, false}); }
    void add(const char* text) { add(std::string_view(text)); }
    void add(const std::string& text) { add(std::string_view(text)); }
    void add(Blob blob) { add(blob.octets); }
    void add(std::int64_t number) { values_.push_back({std::to_string(number), false, false}); }
    void add(std::nullopt_t /*null*/) { values_.push_back({{}, false, true}); }
    template <class T>
    void add(const std::optional<T>& value) {
        value ? add(*value) : add(std::nullopt);
    }
    void add(const std::vector<std::int64_t>& numbers);  // an array
    void add(const std::vector<std::string>& texts);     // an array

    struct Value {
        std::string octets;
        bool binary;
        bool null;
    };
    [[nodiscard]] const std::vector<Value>& values() const { return values_; }

private:
    std::vector<Value> values_;
};

struct Command {
    const Statement* statement;
    Parameters parameters{};
};

// The rows of one answer; copies share them.
class Rows {
public:
    explicit Rows(pg_result* result);
    [[nodiscard]] bool has_result() const { return result_ != nullptr; }
    [[nodiscard]] const pg_result* get() const { return result_.get(); }
    [[nodiscard]] int status() const;  // ExecStatusType of libpq
    [[nodiscard]] int size() const;
    [[nodiscard]] bool empty() const { return size() == 0; }
    [[nodiscard]] std::int64_t number(int row, int column) const;  // of any integer type; a boolean is 0 or 1
    [[nodiscard]] std::string text(int row, int column) const;
    [[nodiscard]] bool is_null(int row, int column) const;

private:
    std::shared_ptr<pg_result> result_;
};

// What a failure means for whoever asked.
enum class Trouble : std::uint8_t {
    broken,    // the connection is gone; what was under way may or may not have happened
    conflict,  // with another transaction: the same again may go well
    data,      // of one command: the others would go well without it
    refused,   // all else: the disk is full, a right is missing …
};
struct Refused {
    Trouble trouble{Trouble::refused};
    Error error;
};

template <class T>
using Asked = tl::expected<T, Refused>;

struct Address {
    std::string connection;  // "host=… dbname=… user=…" or a URI, as libpq reads them; holds no password
    std::string password;
    std::string application;                       // what the server shows in pg_stat_activity
    std::chrono::milliseconds time_limit{10'000};  // to connect, and for one batch of statements
};

class Connection {
public:
    [[nodiscard]] static Asked<std::unique_ptr<Connection>> open(const Address& address);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // Once, before they are asked; on a schema that lacks their tables that fails.
    Asked<void> prepare(std::span<const Statement> statements);
    // All of the commands in one round trip. The first failure is the outcome, and none after it was carried out; a
    // transaction that was begun is then still open, and failed.
    Asked<std::vector<Rows>> ask_all(std::span<const Command> commands);
    Asked<Rows> ask(const Statement& statement, Parameters parameters);
    // One or several statements as text, without parameters.
    Asked<void> execute(const std::string& text);
    // A statement that is put together per question.
    Asked<Rows> ask_once(const std::string& text, const Parameters& parameters);

    [[nodiscard]] bool is_broken() const;
    [[nodiscard]] const std::string& backend() const { return backend_; }  // names the server's process for ever

private:
    explicit Connection(const Address& address);
    struct Handle;
    Asked<void> set_up();
    Asked<std::vector<Rows>> answers(std::size_t count);
    [[nodiscard]] Refused refused(const pg_result* result) const;
    [[nodiscard]] Refused lost(const std::string& why);

    std::unique_ptr<Handle> handle_;
    std::chrono::milliseconds time_limit_;
    std::string backend_;
};

// "the journal's database: …" with what to do about it.
[[nodiscard]] Failure failure_of(const Refused& refused);

}  // namespace otkel::journal::postgres

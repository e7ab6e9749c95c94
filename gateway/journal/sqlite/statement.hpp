#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"

// What journal/sqlite needs beyond SQLiteCpp: binding in order and without copies, and a reset that is never forgotten
// (a statement that was not reset holds its locks). Throws SQLite::Exception, which no public function lets out.

namespace otkel::journal {

struct Blob {
    const std::string& octets;
};

inline void bind_one(SQLite::Statement& statement, int index, std::int64_t value) { statement.bind(index, value); }
inline void bind_one(SQLite::Statement& statement, int index, const std::string& value) {
    statement.bindNoCopy(index, value);
}
inline void bind_one(SQLite::Statement& statement, int index, const Blob& value) {
    statement.bindNoCopy(index, value.octets.data(), static_cast<int>(value.octets.size()));
}
inline void bind_one(SQLite::Statement& statement, int index, std::nullptr_t /*null*/) { statement.bind(index); }
template <class T>
void bind_one(SQLite::Statement& statement, int index, const std::optional<T>& value) {
    if (value) {
        bind_one(statement, index, *value);
    } else {
        bind_one(statement, index, nullptr);
    }
}

// The rows of one execution. The values must live as long as this.
class Rows {
public:
    template <class... Values>
    explicit Rows(SQLite::Statement& statement, const Values&... values) : statement_(statement) {
        int index = 0;
        (bind_one(statement, ++index, values), ...);
    }
    ~Rows() { statement_.tryReset(); }
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;
    bool next() { return statement_.executeStep(); }
    [[nodiscard]] std::int64_t number(int column) const { return statement_.getColumn(column).getInt64(); }
    [[nodiscard]] std::string text(int column) const { return statement_.getColumn(column).getString(); }
    [[nodiscard]] bool is_null(int column) const { return statement_.getColumn(column).isNull(); }
    [[nodiscard]] std::optional<std::int64_t> number_or_null(int column) const {
        return is_null(column) ? std::nullopt : std::optional{number(column)};
    }
    // Until the next row.
    [[nodiscard]] std::string_view view(int column) const {
        const auto value = statement_.getColumn(column);
        const char* text = value.getText();
        return {text, static_cast<std::size_t>(value.getBytes())};
    }

private:
    SQLite::Statement& statement_;
};

template <class... Values>
void execute(SQLite::Statement& statement, const Values&... values) {
    Rows rows(statement, values...);
    while (rows.next()) {
    }
}

// "the journal data/journal.sqlite: database or disk is full (SQLite 13). Free space on its disk"
[[nodiscard]] Failure storage_failure(const std::string& file, const std::exception& exception);

// Runs `work`, which may throw SQLite::Exception.
template <class Work>
std::invoke_result_t<Work&> guarded(const std::string& file, Work&& work) {
    try {
        return work();
    } catch (const std::exception& e) {
        return storage_failure(file, e);
    }
}

}  // namespace otkel::journal

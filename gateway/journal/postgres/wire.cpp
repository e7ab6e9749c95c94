#include "gateway/journal/postgres/wire.hpp"

#include <libpq-fe.h>

#include "gateway/base/assert.hpp"

namespace otkel::journal::postgres {
namespace {

Trouble trouble_of(std::string_view state) {
    const auto group = state.substr(0, 2);
    // 57P01 … 57P03: the server is stopping, has crashed, or is only starting. 25006: it has become a standby. 25P03:
    // the transaction was idle for too long, and the server hung up.
    if (group == "08" || state == "57P01" || state == "57P02" || state == "57P03" || state == "25006" ||
        state == "25P03") {
        return Trouble::broken;
    }
    if (group == "40" || state == "55P03") {
        return Trouble::conflict;
    }
    if (group == "22" || group == "23") {
        return Trouble::data;
    }
    return Trouble::refused;
}

std::string_view advice_of(std::string_view state) {
    if (state == "53100") {
        return ". Free space on the server's disk";
    }
    if (state.substr(0, 2) == "28") {
        return ". Check the user and journal.password_file";
    }
    if (state == "42501") {
        return ". Give the gateway's user the rights on the schema \"otkel\"";
    }
    if (state == "42P01" || state == "3F000" || state == "42703") {
        return ". The schema is not there, or of another version: run \"otkel migrate\"";
    }
    return {};
}

}  // namespace

WireParameters::WireParameters(const Parameters& parameters) {
    for (const auto& value : parameters.values()) {
        values_.push_back(value.null ? nullptr : value.octets.c_str());
        lengths_.push_back(static_cast<int>(value.octets.size()));
        formats_.push_back(value.binary ? 1 : 0);
    }
}

Refused refusal_of(std::string_view state, std::string_view message) {
    const auto trouble = trouble_of(state);
    std::string detail = "the journal's database: ";
    detail += message;
    if (!state.empty()) {
        detail += " (SQLSTATE ";
        detail += state;
        detail += ')';
    }
    detail += advice_of(state);
    const auto code = trouble == Trouble::broken ? Errc::unavailable : Errc::storage_failed;
    return {trouble, Error{code, std::move(detail), {}, {}}};
}

Failure failure_of(const Refused& refused) { return fail(refused.error); }

void Parameters::add(const std::vector<std::int64_t>& numbers) {
    std::string list = "{";
    for (const auto number : numbers) {
        list += (list.size() > 1 ? "," : "") + std::to_string(number);
    }
    values_.push_back({list + "}", false, false});
}

void Parameters::add(const std::vector<std::string>& texts) {
    std::string list = "{";
    for (const auto& text : texts) {
        list += list.size() > 1 ? ",\"" : "\"";
        for (const char c : text) {
            list += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
        }
        list += '"';
    }
    values_.push_back({list + "}", false, false});
}

Rows::Rows(pg_result* result) : result_(result, PQclear) {}

int Rows::size() const { return PQntuples(result_.get()); }

int Rows::status() const { return static_cast<int>(PQresultStatus(result_.get())); }

bool Rows::is_null(int row, int column) const { return PQgetisnull(result_.get(), row, column) != 0; }

std::int64_t Rows::number(int row, int column) const {
    const auto* octets = PQgetvalue(result_.get(), row, column);
    const int size = PQgetlength(result_.get(), row, column);
    OTKEL_ASSERT(size == 1 || size == 2 || size == 4 || size == 8);
    std::uint64_t value = 0;
    for (int i = 0; i < size; ++i) {
        value = value << 8U | static_cast<unsigned char>(octets[i]);
    }
    const auto unused = static_cast<unsigned>(64 - 8 * size);
    return static_cast<std::int64_t>(value << unused) >> unused;
}

std::string Rows::text(int row, int column) const {
    return {PQgetvalue(result_.get(), row, column), static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
}

}  // namespace otkel::journal::postgres

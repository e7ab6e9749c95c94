#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/identifiers/identifier.hpp"
#include "gateway/mapping/date_forms.hpp"

// One value, from XML text to JSON and back. Pure functions.

namespace otkel::mapping {

class CodeTable;

enum class Type : std::uint8_t {
    string,
    integer,
    decimal,
    boolean,
    date,
    date_time,
    duration,
    base64,
    qualified_name,
    identifier
};

struct ValueType {
    Type type{Type::string};
    std::vector<identifiers::Kind> kinds;  // of an identifier: any one of them
    std::vector<DateForm> forms;           // of a date or time: how XML writes it; the first writes, all are read
    const CodeTable* codes{nullptr};       // translated by this table instead
};

// A value on the JSON side. The text is the message's own, a table's, or stands in a Storage.
struct Value {
    enum class Kind : std::uint8_t { absent, failed, null, text, number, flag } kind{Kind::absent};
    bool flag{false};
    std::int64_t number{0};
    std::string_view text;
};
using Storage = std::deque<std::string>;

// A value that a mapping file states.
struct Given {
    Value::Kind kind{Value::Kind::absent};
    bool flag{false};
    std::int64_t number{0};
    std::string text;

    [[nodiscard]] Value value() const { return {kind, flag, number, text}; }
};

// Why a value cannot be translated, in the words of a finding.
struct Mismatch {
    std::string_view code{"value-invalid"};  // stable, public
    std::string detail;
    std::string expected;
    bool masked{false};  // what was found may not be shown in full
};

// The JSON value of `text`; false with `why` filled when it does not fit. `date` is the day by which codes are judged,
// empty for any. What is not part of `text` or of a table goes into `storage`.
[[nodiscard]] bool value_of(const ValueType& type, std::string_view text, std::string_view date, Storage& storage,
                            Value& out, Mismatch& why);
// The same for the text of a mapping file; nullopt with `why` filled.
[[nodiscard]] std::optional<Given> given_of(const ValueType& type, std::string_view text, Mismatch& why);

// The XML text of `value`: a view of the value itself, of a table, or of `buffer`.
[[nodiscard]] std::optional<std::string_view> text_of(const ValueType& type, const boost::json::value& value,
                                                      std::string_view date, std::string& buffer, Mismatch& why);

// What stands in the way of writing `text` into XML 1.0 (section 2.2, Char): "the character U+0001"; nullopt when
// nothing does.
[[nodiscard]] std::optional<std::string> unwritable(std::string_view text);

// "a number (5)", "text ('abc')", "an object", for findings.
[[nodiscard]] std::string described(const boost::json::value& value, bool masked = false);

// The words that may stand behind `as`, besides "text".
[[nodiscard]] std::vector<std::string> type_words();
[[nodiscard]] std::optional<ValueType> type_of(std::string_view word);

}  // namespace otkel::mapping

#include "gateway/telemetry/json_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "gateway/base/bytes.hpp"

namespace otkel::log {
namespace {

// A value from a peer must not flood the log.
constexpr std::size_t longest_value = 2048;

constexpr std::string_view name_of(Level level) {
    switch (level) {
        case Level::debug: return "debug";
        case Level::info: return "info";
        case Level::warning: return "warning";
        case Level::error: return "error";
    }
    return "error";
}

bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\' || c == '\x7f'; }

void append_escaped(std::string& line, char c) {
    switch (c) {
        case '"': line += "\\\""; return;
        case '\\': line += "\\\\"; return;
        case '\n': line += "\\n"; return;
        case '\r': line += "\\r"; return;
        case '\t': line += "\\t"; return;
        default: fmt::format_to(std::back_inserter(line), "\\u{:04x}", static_cast<unsigned char>(c));
    }
}

// Octets at the start of `text` that are one whole character; 0 when there is none.
std::size_t character_at(std::string_view text) {
    for (std::size_t size = 1; size <= 4 && size <= text.size(); ++size) {
        if (is_valid_utf8(text.substr(0, size))) {
            return size;
        }
    }
    return 0;
}

void append_valid(std::string& line, std::string_view text) {
    std::size_t plain = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (needs_escape(text[i])) {
            line += text.substr(plain, i - plain);
            append_escaped(line, text[i]);
            plain = i + 1;
        }
    }
    line += text.substr(plain);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Names of certificates carry "IIN" and the person's number (NCA, seen): of the number only its ends are logged.
std::string without_personal_numbers(std::string_view text) {
    constexpr std::string_view prefix = "IIN";
    constexpr std::size_t digits = 12;
    std::string out(text);
    for (auto at = out.find(prefix); at != std::string::npos; at = out.find(prefix, at + prefix.size())) {
        const auto number = std::string_view(out).substr(at + prefix.size(), digits);
        if (number.size() == digits && std::all_of(number.begin(), number.end(), is_digit)) {
            out.replace(at + prefix.size(), digits, masked(number));
        }
    }
    return out;
}

void append_text(std::string& line, std::string_view text) {
    const bool cut = text.size() > longest_value;
    text = text.substr(0, longest_value);
    line += '"';
    if (is_valid_utf8(text)) {
        append_valid(line, text);
    } else {
        while (!text.empty()) {
            const auto size = character_at(text);
            append_valid(line, size == 0 ? "\xEF\xBF\xBD" : text.substr(0, size));  // U+FFFD
            text.remove_prefix(size == 0 ? 1 : size);
        }
    }
    line += cut ? "…\"" : "\"";
}

struct AppendValue {
    std::string& line;
    void operator()(std::string_view text) const {
        if (text.find("IIN") == std::string_view::npos) {
            append_text(line, text);
        } else {
            append_text(line, without_personal_numbers(text));
        }
    }
    void operator()(std::int64_t number) const { fmt::format_to(std::back_inserter(line), "{}", number); }
    void operator()(double number) const {
        // JSON has no infinity and no not-a-number.
        if (std::isfinite(number)) {
            fmt::format_to(std::back_inserter(line), "{}", number);
        } else {
            line += "null";
        }
    }
    void operator()(bool flag) const { line += flag ? "true" : "false"; }
};

}  // namespace

void append_json_line(std::string& line, WallTime at, Level level, std::string_view event,
                      std::initializer_list<Field> fields) {
    line += R"({"ts":")";
    line += to_utc_text(at);
    line += R"(","level":")";
    line += name_of(level);
    line += R"(","event":)";
    append_text(line, event);
    for (const auto& field : fields) {
        line += ',';
        append_text(line, field.key);
        line += ':';
        std::visit(AppendValue{line}, field.value);
    }
    line += '}';
}

}  // namespace otkel::log

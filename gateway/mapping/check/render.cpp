#include "gateway/mapping/check/render.hpp"

#include <algorithm>

namespace otkel::mapping::check {
namespace {

constexpr std::string_view hint_begins = "; did you mean ";

std::string_view name_of(Severity severity) {
    return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "note";
}

// As the terminal shows it: a tab is one column wide.
std::string shown(std::string_view line) {
    std::string text(line);
    std::replace_if(
        text.begin(), text.end(), [](char octet) { return static_cast<unsigned char>(octet) < 0x20U; }, ' ');
    return text;
}

std::string_view without_quotes(std::string_view found) {
    const bool quoted = found.size() > 2 && found.front() == '\'' && found.back() == '\'';
    return quoted ? found.substr(1, found.size() - 2) : found;
}

// The line and the marks below it, less the indentation of the line.
std::string snippet(const Finding& finding, std::string_view line) {
    const auto indent = line.find_first_not_of(' ');
    if (finding.place.column < 1 || indent == std::string_view::npos) {
        return {};
    }
    const auto begin = octet_of(line, static_cast<std::size_t>(finding.place.column) - 1);
    auto span = scalar_at(line, begin);
    const auto found = without_quotes(finding.found);
    if (!found.empty() && span.begin < line.size()) {
        span = words_at(line, begin, found);
    }
    const auto cut = std::min(indent, span.begin);
    const auto length = span.begin < line.size() ? characters(line.substr(span.begin, span.length)) : 1;
    return "    " + shown(line.substr(cut)) + "\n    " +
           std::string(characters(line.substr(cut, std::min(span.begin, line.size()) - cut)), ' ') + "^" +
           std::string(std::max<std::size_t>(length, 1) - 1, '~') + "\n";
}

}  // namespace

std::string rendered(const Finding& finding, Sources& sources) {
    const auto place = finding.place.to_string();
    const auto line = sources.line(finding.place.file, finding.place.line);
    const auto hint = finding.detail.rfind(hint_begins);
    std::string text = place + (place.empty() ? "" : ": ") + std::string(name_of(finding.severity)) + ": " +
                       finding.detail.substr(0, hint) + "\n" + snippet(finding, line);
    if (!finding.expected.empty()) {
        text += "    expected " + finding.expected + "\n";
    }
    if (!finding.found.empty() && line.find(without_quotes(finding.found)) == std::string_view::npos) {
        text += "    found " + finding.found + "\n";
    }
    if (hint != std::string::npos) {
        text += "    " + finding.detail.substr(hint + 2) + "\n";
    }
    return text;
}

}  // namespace otkel::mapping::check

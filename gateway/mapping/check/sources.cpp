#include "gateway/mapping/check/sources.hpp"

#include <algorithm>

#include "gateway/base/files.hpp"

namespace otkel::mapping::check {
namespace {

constexpr std::size_t source_octets_max = 8U * 1024 * 1024;

bool continues_character(char octet) { return (static_cast<unsigned char>(octet) & 0xc0U) == 0x80U; }

std::vector<std::string> lines_of(const std::string& file) {
    const auto text = read_whole_file(file, source_octets_max, Errc::not_found);
    std::vector<std::string> lines;
    for (std::size_t begin = 0; text && begin < text->size();) {
        const auto end = std::min(text->find('\n', begin), text->size());
        const auto cut = end > begin && (*text)[end - 1] == '\r' ? end - 1 : end;
        lines.push_back(text->substr(begin, cut - begin));
        begin = end + 1;
    }
    return lines;
}

}  // namespace

std::string_view Sources::line(const std::string& file, int number) {
    auto known = files_.find(file);
    if (known == files_.end()) {
        known = files_.emplace(file, lines_of(file)).first;
    }
    const auto& lines = known->second;
    const bool there = number > 0 && static_cast<std::size_t>(number) <= lines.size();
    return there ? std::string_view(lines[static_cast<std::size_t>(number) - 1]) : std::string_view{};
}

Span scalar_at(std::string_view line, std::size_t begin) {
    if (begin >= line.size()) {
        return {begin, 1};
    }
    const char quote = line[begin];
    if (quote == '"' || quote == '\'') {
        const auto end = line.find(quote, begin + 1);
        return end == std::string_view::npos || end == begin + 1 ? Span{begin, 1} : Span{begin + 1, end - begin - 1};
    }
    auto end = begin;
    while (end < line.size() && std::string_view(",{}[]").find(line[end]) == std::string_view::npos) {
        const bool next_is_blank = end + 1 == line.size() || line[end + 1] == ' ';
        if ((line[end] == ':' && next_is_blank) ||
            (line[end] == ' ' && end + 1 < line.size() && line[end + 1] == '#')) {
            break;
        }
        ++end;
    }
    while (end > begin + 1 && line[end - 1] == ' ') {
        --end;
    }
    return {begin, std::max<std::size_t>(1, end - begin)};
}

Span words_at(std::string_view line, std::size_t begin, std::string_view words) {
    const auto scalar = scalar_at(line, begin);
    if (words.empty() || scalar.begin >= line.size()) {
        return scalar;
    }
    const auto found = line.substr(scalar.begin, scalar.length).find(words);
    return found == std::string_view::npos ? scalar : Span{scalar.begin + found, words.size()};
}

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char octet) { return !continues_character(octet); }));
}

std::size_t octet_of(std::string_view text, std::size_t character) {
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        if (!continues_character(text[at]) && character-- == 0) {
            break;
        }
    }
    return at;
}

Finding in_characters(Finding finding, Sources& sources) {
    const auto line = sources.line(finding.place.file, finding.place.line);
    if (finding.place.column > 1 && !line.empty()) {
        const auto octets = static_cast<std::size_t>(finding.place.column) - 1;
        const auto inside = std::min(line.size(), octets);
        finding.place.column = static_cast<int>(characters(line.substr(0, inside)) + octets - inside) + 1;
    }
    return finding;
}

}  // namespace otkel::mapping::check

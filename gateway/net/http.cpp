#include "gateway/net/http.hpp"

#include <algorithm>

#include "gateway/base/ascii.hpp"

namespace otkel::net {
namespace {

// Without regard to malformed escapes: a target with one never comes past the framing check.
std::string percent_decoded(std::string_view text, char plus) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape = text[i] == '%' && i + 2 < text.size() && ascii::hex_value(text[i + 1]) >= 0 &&
                            ascii::hex_value(text[i + 2]) >= 0;
        if (escape) {
            decoded += static_cast<char>(ascii::hex_value(text[i + 1]) * 16 + ascii::hex_value(text[i + 2]));
            i += 2;
        } else {
            decoded += text[i] == '+' ? plus : text[i];
        }
    }
    return decoded;
}

}  // namespace

void Headers::set(std::string name, std::string value) {
    std::erase_if(fields_, [&name](const auto& field) { return ascii::equal_without_case(field.first, name); });
    add(std::move(name), std::move(value));
}

void Headers::add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }

std::string_view Headers::get(std::string_view name) const {
    const auto found =
        std::ranges::find_if(fields_, [name](const auto& f) { return ascii::equal_without_case(f.first, name); });
    return found == fields_.end() ? std::string_view{} : found->second;
}

bool Headers::has(std::string_view name) const {
    return std::ranges::any_of(fields_,
                               [name](const auto& field) { return ascii::equal_without_case(field.first, name); });
}

std::string_view HttpRequest::path() const { return std::string_view(target).substr(0, target.find('?')); }

std::string_view HttpRequest::query() const {
    const auto question = target.find('?');
    return question == std::string::npos ? std::string_view{} : std::string_view(target).substr(question + 1);
}

std::optional<std::string> HttpRequest::parameter(std::string_view name) const {
    auto rest = query();
    while (!rest.empty()) {
        const auto end = std::min(rest.find('&'), rest.size());
        const auto pair = rest.substr(0, end);
        const auto equals = std::min(pair.find('='), pair.size());
        if (!pair.empty() && percent_decoded(pair.substr(0, equals), ' ') == name) {
            return percent_decoded(pair.substr(std::min(equals + 1, pair.size())), ' ');
        }
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return std::nullopt;
}

std::string decoded_segment(std::string_view segment) { return percent_decoded(segment, '+'); }

}  // namespace otkel::net

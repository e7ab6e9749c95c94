#include "gateway/app/report/lines.hpp"

#include <algorithm>

namespace otkel::app {

std::string padded(std::string_view text, std::size_t width) {
    const auto characters = static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
    return std::string(text) + std::string(characters < width ? width - characters : 0, ' ');
}

void Lines::add(const Text& label, std::string_view value) {
    constexpr std::size_t label_width = 24;
    if (!value.empty()) {
        text_ += "  " + padded(std::string(label.in(language_)) + ":", label_width) + std::string(value) + "\n";
    }
}

}  // namespace otkel::app

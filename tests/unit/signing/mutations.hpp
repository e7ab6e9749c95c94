#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace otkel::signing {

// Pieces that change how a document is written, what it means, or both.
inline std::string mutated(std::string text, std::mt19937& random) {
    static const std::vector<std::string> inserted{"<!-- c -->",
                                                   " ",
                                                   "\n",
                                                   "\r\n",
                                                   "&#13;",
                                                   "&#65;",
                                                   "<x/>",
                                                   "<x xmlns=\"\"/>",
                                                   "<![CDATA[]]>",
                                                   "<![CDATA[A]]>",
                                                   "A",
                                                   " a=\"1\"",
                                                   " xmlns:n=\"urn:n\"",
                                                   " xmlns:soap=\"urn:n\"",
                                                   " xmlns=\"\"",
                                                   " Id=\"x\"",
                                                   " xml:lang=\"kk\"",
                                                   "=",
                                                   "'"};
    const auto at = [&](std::size_t size) { return std::uniform_int_distribution<std::size_t>(0, size)(random); };
    const auto place_of = [&](std::string_view mark) {
        std::vector<std::size_t> places;
        for (auto found = text.find(mark); found != std::string::npos; found = text.find(mark, found + 1)) {
            places.push_back(found);
        }
        return places.empty() ? text.size() : places[at(places.size() - 1)];
    };
    switch (at(5)) {
        case 0: text.insert(at(text.size()), inserted[at(inserted.size() - 1)]); break;
        case 1: text.insert(std::min(text.size(), place_of(">") + 1), inserted[at(inserted.size() - 1)]); break;
        case 2: text.insert(place_of(">"), inserted[at(inserted.size() - 1)]); break;
        case 3: text.insert(place_of("<"), inserted[at(inserted.size() - 1)]); break;
        case 4: text[at(text.size() - 1)] = static_cast<char>('A' + static_cast<char>(at(57))); break;
        default: {
            const auto from = place_of("<");
            const auto piece = text.substr(from, text.find('>', from) - from + 1);
            at(1) == 0 ? text.erase(from, piece.size()) : text.insert(place_of("<"), piece);
        }
    }
    return text;
}

}  // namespace otkel::signing

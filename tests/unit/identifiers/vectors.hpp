#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace otkel::identifiers {

// The strings of `"key": ["…", …]` in the shared vectors; empty when the file is absent.
inline std::vector<std::string> vectors(const std::string& key) {
    std::ifstream file("../shared/data/business/identifier_vectors.json");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    std::vector<std::string> values;
    auto at = text.find('[', text.find('"' + key + '"'));
    const auto end = text.find(']', at);
    while (at != std::string::npos && (at = text.find('"', at)) < end) {
        const auto close = text.find('"', at + 1);
        values.push_back(text.substr(at + 1, close - at - 1));
        at = close + 1;
    }
    return values;
}

}  // namespace otkel::identifiers

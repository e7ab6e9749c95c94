#pragma once

#include <string>
#include <vector>

#include "tests/support/reference_data.hpp"

namespace otkel::identifiers {

inline constexpr const char* vectors_file = "business/identifier_vectors.json";

// The strings of `"key": ["…", …]` in the reference vectors.
inline std::vector<std::string> vectors(const std::string& key) {
    const auto text = testing::reference_file(vectors_file);
    std::vector<std::string> values;
    auto at = text.find('[', text.find('"' + key + '"'));
    const auto end = text.find(']', at);
    while (at != std::string::npos && (at = text.find('"', at)) < end) {
        const auto close = text.find('"', at + 1);
        values.push_back(text.substr(at + 1, close - at - 1));
        at = close + 1;
    }
    EXPECT_FALSE(values.empty()) << key;
    return values;
}

}  // namespace otkel::identifiers

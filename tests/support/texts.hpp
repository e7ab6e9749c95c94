#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/error.hpp"

namespace otkel::tests {

// `text` with the first `from` replaced; a test that changes nothing is a broken test.
[[nodiscard]] inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    if (at == std::string::npos) {
        throw std::runtime_error("nothing to replace: " + std::string(from));
    }
    return text.replace(at, from.size(), to);
}

[[nodiscard]] inline std::vector<std::string> finding_texts(const Error& error) {
    std::vector<std::string> texts;
    for (const auto& finding : error.findings) {
        texts.push_back(finding.to_string());
    }
    return texts;
}

}  // namespace otkel::tests

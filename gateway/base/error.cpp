#include "gateway/base/error.hpp"

namespace otkel {

std::string Place::to_string() const {
    std::string text = file;
    if (line > 0) {
        text += (text.empty() ? "line " : ":") + std::to_string(line);
        if (column > 0) {
            text += ":" + std::to_string(column);
        }
    }
    if (!path.empty()) {
        text += (text.empty() ? "" : " ") + path;
    }
    return text;
}

std::string Finding::to_string() const {
    std::string text = place.to_string();
    if (!text.empty()) {
        text += ": ";
    }
    text += detail;
    if (!expected.empty()) {
        text += "; expected " + expected;
    }
    if (!found.empty()) {
        text += (expected.empty() ? "; found " : ", found ") + found;
    }
    return text;
}

std::string Error::to_string() const {
    std::string text = place.to_string();
    if (!text.empty()) {
        text += ": ";
    }
    text += std::string(name(code)) + ": " + detail;
    for (const auto& finding : findings) {
        text += "\n  " + finding.to_string();
    }
    return text;
}

}  // namespace otkel

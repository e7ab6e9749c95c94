#pragma once

#include <string>
#include <string_view>

#include "gateway/base/text.hpp"

namespace otkel::app {

// "  Label:        value" lines; what has no value is left out. Private to app/report/.
class Lines {
public:
    explicit Lines(Language language) : language_(language) {}
    void add(const Text& label, std::string_view value);
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    Language language_;
    std::string text_;
};

// Characters, not octets, so that Kazakh labels line up.
[[nodiscard]] std::string padded(std::string_view text, std::size_t width);

}  // namespace otkel::app

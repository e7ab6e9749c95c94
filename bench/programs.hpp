#pragma once

#include <memory>
#include <string>
#include <string_view>

// What a mapping file is compared with: the same translation of the customs declaration check, done by hand and by
// XSLT.

namespace otkel::bench {

// Over pugixml, straight to JSON text, as a careful programmer writes it for one message.
[[nodiscard]] std::string declaration_by_hand(std::string_view xml);

// Over libxslt; the stylesheet is compiled once.
class Stylesheet {
public:
    Stylesheet();
    ~Stylesheet();
    Stylesheet(const Stylesheet&) = delete;
    Stylesheet& operator=(const Stylesheet&) = delete;
    [[nodiscard]] std::string apply(std::string_view xml) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace otkel::bench

#pragma once

#include <string>
#include <utility>
#include <vector>

#include "gateway/base/errc.hpp"

namespace otkel {

// Where in a file or message something was found. Empty members are unknown; line and column count from 1.
struct Place {
    std::string file;
    int line{0};
    int column{0};
    std::string
        path;  // XPath of an XML place ("/dc:Request/Item[2]/@no"), JSON Pointer of a JSON place ("/items/1/gtin")

    [[nodiscard]] std::string to_string() const;  // "file:line:column path", only what is known
};

enum class Severity : std::uint8_t { note, warning, error };

// One remark about a document. `code` is public and stable; `detail` says what happened and what to do, in English.
// Never holds a secret or a whole message.
struct Finding {
    std::string code;
    Severity severity{Severity::error};
    Place place;
    std::string expected;
    std::string found;
    std::string detail;

    [[nodiscard]] std::string to_string() const;  // "file:12:3: detail (expected …, found …)"
};

struct Error {
    Errc code{Errc::internal};
    std::string
        detail;  // what was being done, what happened, what to do: for engineers, never a message body or secret
    Place place;
    std::vector<Finding> findings;  // all that was found in a document, not only the first

    [[nodiscard]] std::string to_string() const;
};

}  // namespace otkel

#pragma once

#include <chrono>
#include <cstddef>
#include <string_view>

#include "gateway/base/result.hpp"

// Step 1 of verification: what is too big or never allowed is refused before any parser builds a tree.

namespace otkel::xml {

struct Limits {
    std::size_t octets{10 * 1024 * 1024};
    std::size_t depth{128};
    std::size_t elements{1'000'000};
    std::size_t attributes_per_element{64};
    std::size_t namespaces_in_scope{64};      // declarations alive at one place; C14N cost grows with it
    std::size_t text_run{10 * 1024 * 1024};   // one text, CDATA section, comment or attribute value
    bool processing_instructions{false};      // the XML declaration is always allowed
    std::chrono::milliseconds cpu_time{500};  // canonicalization and digests of one message
};

// One pass over the raw octets, no tree, no allocation that grows with the input beyond the depth. Refuses DOCTYPE,
// entities other than the five built in and character references, any reference in the name of a namespace, processing
// instructions (unless allowed), an encoding other than UTF-8, octets that are not UTF-8, everything over a limit, and
// what is not well-formed, but for attributes and prefixes that are given twice and what may be bound to a prefix:
// Tree::parse() refuses these, after the same pass. One byte order mark in front is tolerated. The error's place has
// line and column.
[[nodiscard]] Result<void> scan(std::string_view octets, const Limits& limits);

}  // namespace otkel::xml

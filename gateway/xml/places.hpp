#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/xml/limits.hpp"

// Where something stands in octets whose signature nobody has looked at yet: for who has to put it in place first,
// octet by octet (gateway/soap/mtom.hpp). What a document says is never read from here. The pass is that of scan() and
// Tree::parse(), with all that it refuses; namespaces are resolved as the Tree resolves them.

namespace otkel::xml {

// As it stands in the octets.
struct PlacedAttribute {
    std::string_view name;   // with its prefix
    std::string_view value;  // not decoded
    bool references{false};  // it has some
};

struct PlacedElement {
    std::size_t begin{0};  // its '<'
    std::size_t end{0};    // behind its '>'
    bool empty{false};     // nothing stands in it, not even white space
    bool alone{false};     // nothing stands beside it in its parent, not even white space; never the root
    std::vector<PlacedAttribute> attributes;
};

// The elements of this name in document order, of more than `most` the first.
[[nodiscard]] Result<std::vector<PlacedElement>> elements_named(std::string_view octets, std::string_view space,
                                                                std::string_view local, std::size_t most,
                                                                const Limits& limits);

struct PlacedText {
    std::string_view local;  // name of its element
    std::size_t begin{0};
    std::size_t size{0};
};

// Texts of `least` octets and more that are all that stands in their elements, without references and CDATA.
[[nodiscard]] Result<std::vector<PlacedText>> whole_texts(std::string_view octets, std::size_t least,
                                                          const Limits& limits);

}  // namespace otkel::xml

#pragma once

#include <libxml/tree.h>

#include <cstddef>
#include <string_view>
#include <vector>

namespace otkel::signing {

// Every attribute of a document that some reader takes for an Id: of that name in any spelling and namespace (wsu:Id,
// xml:id, Id, ID, id).
class Ids {
public:
    void collect(const xmlNode* element);
    [[nodiscard]] std::size_t count_of(std::string_view id) const;
    // The element that the id means; null unless exactly one has it.
    [[nodiscard]] xmlNode* only_element_with(std::string_view id) const;

private:
    std::vector<const xmlAttr*> attributes_;
};

// A name that no reader can take for an expression: xpointer() and its quotes have no place in it.
[[nodiscard]] bool is_plain_id(std::string_view id);

}  // namespace otkel::signing

#pragma once

#include <string>
#include <vector>

#include "gateway/xml/tree.hpp"

namespace otkel::adapters::shep {

// A reply of the gateway in lines for people: verdict and findings of a declaration check; of other documents the name.
[[nodiscard]] std::vector<std::string> story_of_reply(const xml::Element& root);

// "declaration 50412/120726/0000123" when the request has one; otherwise the name of the document.
[[nodiscard]] std::string subject_of_request(const xml::Element& root);

}  // namespace otkel::adapters::shep

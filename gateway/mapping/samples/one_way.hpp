#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/mapping/plan.hpp"

namespace otkel::mapping::samples {

// What of a message a mapping does not carry both ways on purpose. Places are without numbers: "/{urn:a}R/{}Item/@{}no"
// with "/." for the text of an element, and "/items/*/gtin". A place in several branches of a choice is one place.
struct OneWay {
    std::set<std::string> xml;                           // only rules of one direction
    std::set<std::string> json;                          // the same
    std::set<std::string> xml_defaults;                  // written for a default that the message did not have
    std::set<std::string> json_defaults;                 // given by a default
    std::set<std::string> documents;                     // elements whose text is a document
    std::set<std::string> names;                         // values that are names with a prefix
    std::multimap<std::string, const CodeTable*> codes;  // values that some table reads in several spellings
};

// The plan must outlive the result.
[[nodiscard]] OneWay one_way_of(const MessagePlan& plan);

// A step of such a place.
[[nodiscard]] std::string xml_step(std::string_view space, std::string_view local, bool attribute = false);

}  // namespace otkel::mapping::samples

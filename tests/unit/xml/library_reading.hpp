#pragma once

#include <libxml/parser.h>
#include <libxml/tree.h>

#include <algorithm>
#include <climits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/xml/tree.hpp"

// What libxml2 says about a document, to hold Tree to it.

namespace otkel::xml::tests {

inline std::string_view view(const xmlChar* text) {
    return text == nullptr ? std::string_view{} : reinterpret_cast<const char*>(text);
}

inline std::string_view space_of(const xmlNs* space) {
    return space == nullptr ? std::string_view{} : view(space->href);
}

inline std::string text_of(const xmlNode* element) {
    std::string text;
    for (const auto* at = element->children; at != nullptr; at = at->next) {
        if (at->type == XML_TEXT_NODE || at->type == XML_CDATA_SECTION_NODE) {
            text += view(at->content);
        }
    }
    return text;
}

inline std::string value_of(const xmlAttr* attribute) {
    std::string value;
    for (const auto* at = attribute->children; at != nullptr; at = at->next) {
        value += view(at->content);
    }
    return value;
}

inline const xmlNode* element_from(const xmlNode* at) {
    while (at != nullptr && at->type != XML_ELEMENT_NODE) {
        at = at->next;
    }
    return at;
}

// A document that libxml2 read, and what it complained about.
struct LibraryReading {
    std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)> document{nullptr, xmlFreeDoc};
    std::string refused_for;  // the first reason; empty when it is well-formed
    bool undeclared{false};   // some prefix is not; Tree gives it no namespace, libxml2 puts it into the name
};

inline void take_complaint(void* context, xmlErrorPtr message) {
    auto& reading = *static_cast<LibraryReading*>(static_cast<xmlParserCtxt*>(context)->_private);
    const bool namespaces = message->domain == XML_FROM_NAMESPACE && message->level >= XML_ERR_ERROR;
    if (namespaces && message->code == XML_NS_ERR_UNDEFINED_NAMESPACE) {
        reading.undeclared = true;
    } else if ((namespaces || message->level == XML_ERR_FATAL) && reading.refused_for.empty()) {
        reading.refused_for = message->message;
    }
}

inline LibraryReading read_by_library(std::string_view octets) {
    LibraryReading reading;
    const std::unique_ptr<xmlParserCtxt, decltype(&xmlFreeParserCtxt)> context{xmlNewParserCtxt(), xmlFreeParserCtxt};
    context->_private = &reading;
    context->sax->serror = take_complaint;
    const auto size = static_cast<int>(std::min<std::size_t>(octets.size(), INT_MAX));
    reading.document.reset(xmlCtxtReadMemory(context.get(), octets.data(), size, nullptr, nullptr,
                                             XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_HUGE));
    if (reading.refused_for.empty() && (context->wellFormed == 0 || reading.document == nullptr)) {
        reading.refused_for = "no reason given";
    }
    return reading;
}

// Where the two read something else; nothing when they agree.
inline std::optional<std::string> difference(const xmlNode* expected, const Element& found) {
    const auto here = [&found](const std::string& what) { return found.place().to_string() + ": " + what; };
    if (found.local() != view(expected->name) || found.space() != space_of(expected->ns)) {
        return here("the name");
    }
    const auto text = text_of(expected);
    if (found.text() != text || found.text_view().value_or(text) != text) {
        return here("the text");
    }
    if (found.has_text() != (text.find_first_not_of(" \t\r\n") != std::string::npos)) {
        return here("whether there is text");
    }
    std::map<std::pair<std::string_view, std::string_view>, std::string> attributes;
    for (const auto* at = expected->properties; at != nullptr; at = at->next) {
        attributes[{space_of(at->ns), view(at->name)}] = value_of(at);
    }
    if (attributes.size() != found.attribute_count()) {
        return here("the number of attributes");
    }
    for (std::size_t i = 0; i < found.attribute_count(); ++i) {
        const auto one = found.attribute(i);
        const auto known = attributes.find({one.space, one.local});
        if (known == attributes.end() || known->second != one.value ||
            found.attribute(one.space, one.local) != one.value || found.id_of_space(one.space) != one.space_id) {
            return here("the attribute " + std::string(one.local));
        }
    }
    for (const auto* at = expected->nsDef; at != nullptr; at = at->next) {
        if (found.namespace_of(view(at->prefix)) != view(at->href)) {
            return here("the declaration of " + std::string(view(at->prefix)));
        }
    }
    return std::nullopt;
}

// Walks both whole trees, without recursion.
inline std::optional<std::string> first_difference(const xmlNode* expected, Element found) {
    std::vector<std::pair<const xmlNode*, Element>> open{{expected, found}};
    while (!open.empty()) {
        const auto [node, element] = open.back();
        open.pop_back();
        if (auto found_here = difference(node, element)) {
            return found_here;
        }
        const auto* child = element_from(node->children);
        auto other = element.first_child();
        std::size_t count = 0;
        for (; child != nullptr && other; child = element_from(child->next), other = other->next_sibling()) {
            open.emplace_back(child, *other);
            ++count;
        }
        if (child != nullptr || other || count != element.child_count() || element.has_children() != (count > 0)) {
            return element.place().to_string() + ": the number of children";
        }
    }
    return std::nullopt;
}

}  // namespace otkel::xml::tests

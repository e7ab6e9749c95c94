#include "gateway/signing/nodes.hpp"

#include <algorithm>

#include "gateway/base/bytes.hpp"

namespace otkel::signing {
namespace {

std::string_view view(const xmlChar* text) {
    return text == nullptr ? std::string_view{} : std::string_view(reinterpret_cast<const char*>(text));
}

bool is_white(const xmlNode* text) { return trim(view(text->content)).empty(); }

std::string path_of(const xmlNode* node) {
    struct Free {
        void operator()(xmlChar* path) const { xmlFree(path); }
    };
    const std::unique_ptr<xmlChar, Free> path(xmlGetNodePath(node));
    return std::string(view(path.get()));
}

}  // namespace

bool is(const xmlNode* node, std::string_view space, std::string_view local) {
    return node->type == XML_ELEMENT_NODE && view(node->name) == local && node->ns != nullptr &&
           view(node->ns->href) == space;
}

std::string_view local_name(const xmlNode* node) { return view(node->name); }

std::string_view space_of(const xmlAttr* attribute) {
    return attribute->ns == nullptr ? std::string_view{} : view(attribute->ns->href);
}

std::string_view value_of(const xmlAttr* attribute) {
    // Without a DTD an attribute has one text node, or none when it is empty.
    return attribute->children == nullptr ? std::string_view{} : view(attribute->children->content);
}

std::optional<std::string_view> attribute(const xmlNode* element, std::string_view space, std::string_view local) {
    for (const auto* at = element->properties; at != nullptr; at = at->next) {
        if (view(at->name) == local && space_of(at) == space) {
            return value_of(at);
        }
    }
    return std::nullopt;
}

Result<std::string> plain_text(const xmlNode* element, std::size_t octets_max) {
    std::string text;
    for (const auto* child = element->children; child != nullptr; child = child->next) {
        if (child->type != XML_TEXT_NODE) {
            return refuse(Errc::forbidden_construct, "only text may stand in this element", element);
        }
        text += view(child->content);
        if (text.size() > octets_max) {
            return refuse(Errc::limit_exceeded, "the value is longer than " + std::to_string(octets_max) + " octets",
                          element);
        }
    }
    return text;
}

Result<Elements> element_children(const xmlNode* parent) {
    Elements elements;
    for (auto* child = parent->children; child != nullptr; child = child->next) {
        if (child->type == XML_TEXT_NODE && is_white(child)) {
            continue;
        }
        if (child->type != XML_ELEMENT_NODE) {
            return refuse(Errc::forbidden_construct, "only elements may stand in this element", parent);
        }
        if (elements.count == Elements::max) {
            return refuse(Errc::forbidden_construct, "too many elements in this element", parent);
        }
        elements.nodes[elements.count++] = child;
    }
    return elements;
}

Result<void> allow_attributes(const xmlNode* element, std::initializer_list<std::string_view> names) {
    for (const auto* at = element->properties; at != nullptr; at = at->next) {
        if (at->ns != nullptr || std::find(names.begin(), names.end(), view(at->name)) == names.end()) {
            return refuse(Errc::forbidden_construct,
                          "the attribute " + std::string(view(at->name).substr(0, 64)) + " is not expected here",
                          element);
        }
    }
    return {};
}

xmlNode* next_in_document(xmlNode* after, const xmlNode* top) {
    if (after->type == XML_ELEMENT_NODE && after->children != nullptr) {
        return after->children;
    }
    while (after != top && after->next == nullptr) {
        after = after->parent;
    }
    return after == top ? nullptr : after->next;
}

Result<xmlNode*> one_child(xmlNode* parent, std::string_view space, std::string_view local) {
    xmlNode* found = nullptr;
    for (auto* child = parent->children; child != nullptr; child = child->next) {
        if (is(child, space, local)) {
            if (found != nullptr) {
                return refuse(Errc::forbidden_construct, "a second " + std::string(local) + " element", child);
            }
            found = child;
        }
    }
    if (found == nullptr) {
        return refuse(Errc::not_signed, "there is no " + std::string(local) + " element here", parent);
    }
    return found;
}

bool is_inside(const xmlNode* node, const xmlNode* ancestor) {
    while (node != nullptr && node != ancestor) {
        node = node->parent;
    }
    return node != nullptr;
}

Failure relative_namespace(const xmlNode* element) {
    return refuse(Errc::forbidden_construct, "a namespace is declared by a name that is not an absolute URI", element);
}

Failure refuse(Errc code, std::string detail, const xmlNode* node) {
    Place place;
    if (node != nullptr) {
        place.line = static_cast<int>(xmlGetLineNo(node));
        place.path = path_of(node);
    }
    return fail(code, std::move(detail), std::move(place));
}

}  // namespace otkel::signing

#include <libxml/tree.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/assert.hpp"
#include "gateway/xml/canonical_writer.hpp"
#include "gateway/xml/document.hpp"

// Canonical XML 1.0 and Exclusive XML Canonicalization 1.0 of a libxml2 tree. libxml2 has its own, which costs the
// square of the namespace declarations and writes namespace names without escaping; the tests hold this one to the same
// octets.

namespace otkel::xml {
namespace {

constexpr std::string_view xml_namespace = "http://www.w3.org/XML/1998/namespace";

std::string_view view(const xmlChar* text) {
    return text == nullptr ? std::string_view{} : reinterpret_cast<const char*>(text);
}

std::string_view prefix_of(const xmlNs* space) { return space == nullptr ? std::string_view{} : view(space->prefix); }

std::string_view name_of(const xmlNs* space) { return space == nullptr ? std::string_view{} : view(space->href); }

bool is_xml_attribute(const xmlAttr* attribute) { return name_of(attribute->ns) == xml_namespace; }

std::vector<std::string_view> words_of(std::string_view list) {
    constexpr std::string_view white = " \t\r\n";
    std::vector<std::string_view> words;
    for (auto at = list.find_first_not_of(white); at != std::string_view::npos; at = list.find_first_not_of(white)) {
        list.remove_prefix(at);
        const auto end = std::min(list.find_first_of(white), list.size());
        // Exclusive C14N section 4 names the default namespace so.
        words.push_back(list.substr(0, end) == "#default" ? std::string_view{} : list.substr(0, end));
        list.remove_prefix(end);
    }
    return words;
}

class CanonicalForm {
public:
    CanonicalForm(Canonicalization method, std::string_view inclusive_prefixes)
        : exclusive_(method == Canonicalization::exclusive || method == Canonicalization::exclusive_with_comments),
          comments_(method == Canonicalization::inclusive_with_comments ||
                    method == Canonicalization::exclusive_with_comments),
          inclusive_prefixes_(words_of(inclusive_prefixes)) {}

    void write_document(const xmlDoc* document);
    void write_subtree(const xmlNode* top);
    // Nothing when the tree holds what no canonical form has.
    [[nodiscard]] bool good() const { return good_; }
    [[nodiscard]] std::string& octets() { return out_; }

private:
    struct Binding {
        std::string_view prefix;
        std::string_view space;
    };

    void open(const xmlNode* node);
    void close(const xmlNode* node);
    void open_element(const xmlNode* element);
    void write_name(const xmlNs* space, const xmlChar* local);
    void write_namespaces(const xmlNode* element);
    void write_attributes(const xmlNode* element);
    void write_value(const xmlAttr* attribute);
    void write_instruction(const xmlNode* node);
    void collect_used(const xmlNode* element);
    void collect_listed(const xmlNode* element);
    void collect_declared(const xmlNode* element);
    void collect_inherited(const xmlNode* element);
    // Takes a binding into pending_, unless the nearest element that was written with this prefix says the same.
    void need(std::string_view prefix, std::string_view space);
    [[nodiscard]] bool listed(std::string_view prefix) const;

    bool exclusive_;
    bool comments_;
    bool good_{true};
    std::vector<std::string_view> inclusive_prefixes_;
    const xmlNode* top_{nullptr};
    std::string out_;
    std::vector<Binding> rendered_;    // by the elements that are open
    std::vector<std::size_t> frames_;  // size of rendered_ before each of them
    std::vector<Binding> pending_;     // of the element that is being opened
    std::vector<const xmlAttr*> sorted_;
};

// C14N 1.0 section 2.3, root node: a line feed parts the document element from what stands beside it.
void CanonicalForm::write_document(const xmlDoc* document) {
    out_.reserve(4096);
    bool before = true;
    for (const auto* node = document->children; node != nullptr; node = node->next) {
        const bool shown = node->type == XML_PI_NODE || (node->type == XML_COMMENT_NODE && comments_);
        if (node->type == XML_ELEMENT_NODE) {
            write_subtree(node);
            before = false;
        } else if (shown) {
            out_ += before ? "" : "\n";
            open(node);
            out_ += before ? "\n" : "";
        }
    }
}

void CanonicalForm::write_subtree(const xmlNode* top) {
    top_ = top;
    const xmlNode* node = top;
    while (good_) {
        open(node);
        if (node->type == XML_ELEMENT_NODE && node->children != nullptr) {
            node = node->children;
            continue;
        }
        close(node);
        while (node != top && node->next == nullptr) {
            node = node->parent;
            close(node);
        }
        if (node == top) {
            return;
        }
        node = node->next;
    }
}

void CanonicalForm::open(const xmlNode* node) {
    switch (node->type) {
        case XML_ELEMENT_NODE: open_element(node); break;
        case XML_TEXT_NODE:
        case XML_CDATA_SECTION_NODE: good_ = append_escaped_text(out_, view(node->content)) && good_; break;
        case XML_PI_NODE: write_instruction(node); break;
        case XML_COMMENT_NODE:
            if (comments_) {
                out_.append("<!--").append(view(node->content)).append("-->");
            }
            break;
        default: good_ = false;
    }
}

void CanonicalForm::close(const xmlNode* node) {
    if (node->type != XML_ELEMENT_NODE) {
        return;
    }
    out_ += "</";
    write_name(node->ns, node->name);
    out_ += '>';
    rendered_.resize(frames_.back());
    frames_.pop_back();
}

void CanonicalForm::open_element(const xmlNode* element) {
    frames_.push_back(rendered_.size());
    out_ += '<';
    write_name(element->ns, element->name);
    write_namespaces(element);
    write_attributes(element);
    out_ += '>';
}

void CanonicalForm::write_name(const xmlNs* space, const xmlChar* local) {
    if (const auto prefix = prefix_of(space); !prefix.empty()) {
        out_.append(prefix).append(":");
    }
    out_ += view(local);
}

void CanonicalForm::write_namespaces(const xmlNode* element) {
    pending_.clear();
    if (exclusive_) {
        collect_used(element);
        collect_listed(element);
    } else if (element == top_) {
        collect_inherited(element);
    } else {
        collect_declared(element);
    }
    if (pending_.size() > 1) {
        std::sort(pending_.begin(), pending_.end(),
                  [](const Binding& a, const Binding& b) { return a.prefix < b.prefix; });
    }
    for (const auto& [prefix, space] : pending_) {
        out_.append(prefix.empty() ? " xmlns" : " xmlns:").append(prefix).append("=\"");
        good_ = append_escaped_attribute(out_, space) && good_;
        out_ += '"';
    }
    rendered_.insert(rendered_.end(), pending_.begin(), pending_.end());
}

// Exclusive C14N section 3: what the element's own name and those of its attributes use.
void CanonicalForm::collect_used(const xmlNode* element) {
    need(prefix_of(element->ns), name_of(element->ns));
    for (const auto* at = element->properties; at != nullptr; at = at->next) {
        if (at->ns != nullptr && !is_xml_attribute(at)) {
            need(prefix_of(at->ns), name_of(at->ns));
        }
    }
}

// Prefixes of the PrefixList are treated as in the inclusive form.
void CanonicalForm::collect_listed(const xmlNode* element) {
    if (inclusive_prefixes_.empty()) {
        return;
    }
    if (element == top_) {
        collect_inherited(element);
    } else {
        collect_declared(element);
    }
}

void CanonicalForm::collect_declared(const xmlNode* element) {
    for (const auto* at = element->nsDef; at != nullptr; at = at->next) {
        if (!exclusive_ || listed(prefix_of(at))) {
            need(prefix_of(at), name_of(at));
        }
    }
}

// The first element that is written carries what its ancestors declare; the nearest declaration of a prefix counts.
void CanonicalForm::collect_inherited(const xmlNode* element) {
    std::vector<std::string_view> seen;
    for (const auto* holder = element; holder != nullptr && holder->type == XML_ELEMENT_NODE; holder = holder->parent) {
        for (const auto* at = holder->nsDef; at != nullptr; at = at->next) {
            const auto prefix = prefix_of(at);
            if (std::find(seen.begin(), seen.end(), prefix) != seen.end()) {
                continue;
            }
            seen.push_back(prefix);
            if (!exclusive_ || listed(prefix)) {
                need(prefix, name_of(at));
            }
        }
    }
}

void CanonicalForm::need(std::string_view prefix, std::string_view space) {
    const auto same = [prefix](const Binding& binding) { return binding.prefix == prefix; };
    if (std::any_of(pending_.begin(), pending_.end(), same) || space == xml_namespace) {
        return;
    }
    const auto nearest = std::find_if(rendered_.rbegin(), rendered_.rend(), same);
    const auto known = nearest == rendered_.rend() ? std::string_view{} : nearest->space;
    if (known != space) {
        pending_.push_back({prefix, space});
    }
}

bool CanonicalForm::listed(std::string_view prefix) const {
    return std::find(inclusive_prefixes_.begin(), inclusive_prefixes_.end(), prefix) != inclusive_prefixes_.end();
}

void CanonicalForm::write_attributes(const xmlNode* element) {
    sorted_.clear();
    for (const auto* at = element->properties; at != nullptr; at = at->next) {
        sorted_.push_back(at);
    }
    // C14N 1.0 section 2.4: attributes of the xml namespace are inherited by an element that is written without its
    // parent.
    for (const auto* holder = element->parent;
         !exclusive_ && element == top_ && holder != nullptr && holder->type == XML_ELEMENT_NODE;
         holder = holder->parent) {
        for (const auto* at = holder->properties; at != nullptr; at = at->next) {
            const auto same = [at](const xmlAttr* other) {
                return is_xml_attribute(other) && view(other->name) == view(at->name);
            };
            if (is_xml_attribute(at) && std::none_of(sorted_.begin(), sorted_.end(), same)) {
                sorted_.push_back(at);
            }
        }
    }
    if (sorted_.size() > 1) {
        std::sort(sorted_.begin(), sorted_.end(), [](const xmlAttr* a, const xmlAttr* b) {
            const auto order = name_of(a->ns).compare(name_of(b->ns));
            return order < 0 || (order == 0 && view(a->name) < view(b->name));
        });
    }
    for (const auto* attribute : sorted_) {
        out_ += ' ';
        write_name(attribute->ns, attribute->name);
        out_ += "=\"";
        write_value(attribute);
        out_ += '"';
    }
}

void CanonicalForm::write_value(const xmlAttr* attribute) {
    for (const auto* at = attribute->children; at != nullptr; at = at->next) {
        good_ = good_ && at->type == XML_TEXT_NODE && append_escaped_attribute(out_, view(at->content));
    }
}

void CanonicalForm::write_instruction(const xmlNode* node) {
    out_.append("<?").append(view(node->name));
    if (const auto data = view(node->content); !data.empty()) {
        out_.append(" ").append(data);
    }
    out_ += "?>";
}

}  // namespace

Result<std::string> canonicalize(const Document& document, xmlNode* element, Canonicalization method,
                                 const std::string& inclusive_prefixes) {
    OTKEL_ASSERT(element == nullptr || element->doc == document.native());
    CanonicalForm form{method, inclusive_prefixes};
    if (element == nullptr) {
        form.write_document(document.native());
    } else {
        form.write_subtree(element);
    }
    if (!form.good()) {
        return fail(Errc::malformed, "the document holds an entity reference or a DTD; it has no canonical form here");
    }
    return std::move(form.octets());
}

}  // namespace otkel::xml

#include <fmt/format.h>

#include <algorithm>

#include "gateway/mapping/json_sinks.hpp"
#include "gateway/mapping/reader.hpp"
#include "gateway/mapping/words.hpp"

// Writing: from the slots of a scope to JSON, in the order of the rules.

namespace otkel::mapping {
namespace {

std::string source_of(const xml::Element& element, const Rule& rule) {
    const auto place = element.place();
    const auto at = rule.attribute ? rule.xml.substr(rule.xml.rfind('@')) : std::string{};
    return place.path + (at.empty() ? "" : "/" + at) +
           (place.line > 0 ? " (line " + std::to_string(place.line) + ")" : "");
}

std::string plain(const Value& value) {
    switch (value.kind) {
        case Value::Kind::text: return std::string(value.text);
        case Value::Kind::number: return fmt::to_string(value.number);
        case Value::Kind::flag: return value.flag ? "true" : "false";
        default: return "null";
    }
}

bool holds(const Value& value) { return value.kind != Value::Kind::absent && value.kind != Value::Kind::failed; }

}  // namespace

template <class Sink>
Result<std::vector<BusinessKey>> Reader::read(const xml::Element& root, Sink& sink) {
    date_ = date_of(root);
    spaces_ = spaces_of(root);
    object(plan_.scope, root, nullptr, sink);
    if (findings_.any()) {
        return fail(findings_.error("to JSON"));
    }
    return keys_.take(plan_.keys);
}

template <class Sink>
void Reader::object(const Scope& scope, const xml::Element& element, const Frame* frame, Sink& sink) {
    const auto first = heres_.size();
    const auto stored = storage_.size();
    fill(scope, element, frame);
    if (options_.must_carry != nullptr) {
        check_carried(first);
    }
    sink.begin_object();
    const Layer alone{first, &scope.object};
    if (heres_.size() == first + 1) {
        members(std::span(&alone, 1), sink);
    } else {
        std::vector<Layer> layers;
        for (auto i = first; i < heres_.size(); ++i) {
            layers.push_back({i, &heres_[i].scope->object});
        }
        members(layers, sink);
    }
    sink.end_object();
    drop(first);
    storage_.resize(stored);
}

// The members of all layers in the order of the layers; an object that several of them write into is one object.
template <class Sink>
void Reader::members(std::span<const Layer> layers, Sink& sink) {
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const auto here = heres_[layers[i].here];
        for (const auto& child : layers[i].node->children) {
            for (const auto number : child.rules) {
                member(here, number, child, sink);
            }
            if (child.children.empty()) {
                continue;
            }
            if (layers.size() == 1) {
                const Layer alone{layers[i].here, &child};
                inner_object(std::span(&alone, 1), sink);
            } else if (const auto below = shared_object(layers, i, child); !below.empty()) {
                inner_object(std::span(below), sink);
            }
        }
    }
}

// The layers that write into the object `child` of the layer `first`; none when an earlier layer has written it.
std::vector<Reader::Layer> Reader::shared_object(std::span<const Layer> layers, std::size_t first,
                                                 const JsonNode& child) {
    std::vector<Layer> shared;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const auto& nodes = layers[i].node->children;
        const auto same = std::find_if(nodes.begin(), nodes.end(), [&](const JsonNode& other) {
            return other.name == child.name && !other.children.empty();
        });
        if (same == nodes.end()) {
            continue;
        }
        if (i < first) {
            return {};
        }
        shared.push_back({layers[i].here, &*same});
    }
    return shared;
}

template <class Sink>
void Reader::inner_object(std::span<const Layer> layers, Sink& sink) {
    const bool any = std::any_of(layers.begin(), layers.end(),
                                 [&](const Layer& layer) { return present(heres_[layer.here], *layer.node); });
    if (any) {
        sink.key(layers.front().node->name, layers.front().node->key);
        sink.begin_object();
        members(layers, sink);
        sink.end_object();
    }
}

// A constant alone does not bring an object into being that otherwise carries something of the message.
bool Reader::present(const Here& here, const JsonNode& node) const {
    for (const auto number : node.rules) {
        const auto& rule = here.scope->rules[number];
        if (rule.to_json && holds(slots_[here.slots + number].value) && (!rule.constant || !node.carries)) {
            return true;
        }
    }
    return std::any_of(node.children.begin(), node.children.end(),
                       [&](const JsonNode& child) { return (child.carries || !node.carries) && present(here, child); });
}

template <class Sink>
void Reader::member(const Here& here, RuleNumber number, const JsonNode& node, Sink& sink) {
    const auto& rule = here.scope->rules[number];
    const auto& from = slot(here, number);
    if (!rule.to_json || !holds(from.value)) {
        return;
    }
    sink.key(node.name, node.key);
    if (rule.shape != Shape::value) {
        structure(here, rule, Slot(from), sink);
        return;
    }
    sink.value(from.value);
    if (rule.key != 0) {
        keys_.add(rule.key, from.value);
    }
    if (options_.explain != nullptr) {
        derive(pointer_of(here.frame, rule.json), rule,
               rule.constant || !from.element ? std::string{} : source_of(*from.element, rule), from.value);
    }
}

template <class Sink>
void Reader::structure(const Here& here, const Rule& rule, const Slot& slot, Sink& sink) {
    if (slot.value.kind == Value::Kind::null) {
        sink.value(slot.value);
        return;
    }
    switch (rule.shape) {
        case Shape::list: list(here, rule, slot, sink); break;
        case Shape::object: {
            const Frame inside{here.frame, &rule, 0};
            object(*rule.scope, *slot.element, &inside, sink);
            break;
        }
        case Shape::languages: languages(here, rule, slot, sink); break;
        case Shape::entries: entries(here, rule, slot, sink); break;
        case Shape::attributes: attributes_of(here, rule, slot, sink); break;
        case Shape::document: document(here, rule, slot, sink); break;
        case Shape::value: break;
    }
}

// The elements of a list are siblings with one of its names.
template <class Each>
void Reader::for_each_element(const Rule& rule, const Slot& slot, const Each& each) {
    auto at = slot.element;
    for (std::uint32_t index = 0; index < slot.count; at = at->next_sibling()) {
        if (std::any_of(rule.names.begin(), rule.names.end(), [&](const XmlName& name) { return names(name, *at); })) {
            each(index++, *at);
        }
    }
}

template <class Sink>
void Reader::list(const Here& here, const Rule& rule, const Slot& slot, Sink& sink) {
    std::size_t first = 0;
    std::size_t count = slot.count;
    if (const auto* part = options_.part;
        part != nullptr && std::find(part->list.begin(), part->list.end(), &rule) != part->list.end()) {
        entries_ = slot.count;
        first = part->first;
        count = part->count;
    }
    sink.begin_array();
    for_each_element(rule, slot, [&](std::size_t index, const xml::Element& element) {
        if (index >= first && index - first < count) {
            list_entry(Frame{here.frame, &rule, index}, element, sink);
        }
    });
    sink.end_array();
}

template <class Sink>
void Reader::list_entry(const Frame& inside, const xml::Element& element, Sink& sink) {
    const auto& rule = *inside.rule;
    const bool nil = is_null(rule, element);
    if (rule.scope && !nil) {
        object(*rule.scope, element, &inside, sink);
        return;
    }
    const auto stored = storage_.size();
    Value value;
    if (nil) {
        value.kind = Value::Kind::null;
    } else if (element.first_child()) {
        complain(rule, "not-a-value", element.place(), "the element holds elements where a value is expected",
                 "text only", "the element " + std::string(element.first_child()->local()));
    } else if (convert(rule, text_of(element), element, nullptr, value)) {
        if (rule.key != 0) {
            keys_.add(rule.key, value);
        }
        if (options_.explain != nullptr) {
            derive(pointer_of(&inside), rule, source_of(element, rule), value);
        }
    }
    sink.value(value);
    storage_.resize(stored);
}

template <class Sink>
void Reader::languages(const Here& here, const Rule& rule, const Slot& slot, Sink& sink) {
    std::vector<std::string_view> known;
    sink.begin_object();
    for_each_element(rule, slot, [&](std::size_t, const xml::Element& element) {
        const auto language = element.attribute(rule.language->space, rule.language->local);
        if (!language || (*language != "kk" && *language != "ru" && *language != "en")) {
            auto place = element.place();
            place.path += "/@" + rule.language->to_string();
            complain(rule, "language-unknown", std::move(place), "the text does not say its language", "kk, ru or en",
                     language ? in_quotes(*language) : "nothing");
            return;
        }
        if (std::find(known.begin(), known.end(), *language) != known.end()) {
            complain(rule, "repeated", element.place(), "the language occurs more than once", "one", "a second one");
            return;
        }
        known.push_back(*language);
        const Value value{Value::Kind::text, false, 0, text_of(element)};
        sink.key(*language);
        sink.value(value);
        if (options_.explain != nullptr) {
            derive(pointer_of(here.frame, rule.json) + "/" + std::string(*language), rule, source_of(element, rule),
                   value);
        }
    });
    sink.end_object();
}

template <class Sink>
void Reader::entries(const Here& here, const Rule& rule, const Slot& slot, Sink& sink) {
    constexpr RuleNumber key_rule = 0;
    constexpr RuleNumber value_rule = 1;
    std::vector<std::string> known;
    sink.begin_object();
    for_each_element(rule, slot, [&](std::size_t, const xml::Element& element) {
        const auto first = heres_.size();
        fill(*rule.scope, element, here.frame);
        const auto inside = heres_[first];
        const auto key = this->slot(inside, key_rule).value;
        const auto value = this->slot(inside, value_rule).value;
        if (std::find(known.begin(), known.end(), key.text) != known.end()) {
            complain(rule, "repeated", element.place(), "this key stands there already", "each key once",
                     in_quotes(key.text));
        } else if (holds(key) && holds(value)) {
            known.emplace_back(key.text);
            sink.key(key.text);
            sink.value(value);
            if (options_.explain != nullptr) {
                derive(pointer_of(here.frame, rule.json) + "/" + escaped_step(key.text), rule, source_of(element, rule),
                       value);
            }
        }
        drop(first);
    });
    sink.end_object();
}

template <class Sink>
void Reader::attributes_of(const Here& here, const Rule& rule, const Slot& slot, Sink& sink) {
    sink.begin_object();
    for (std::size_t i = 0; i < slot.element->attribute_count(); ++i) {
        const auto attribute = slot.element->attribute(i);
        if (!in_bag(rule, attribute)) {
            continue;
        }
        const auto name = name_in_json(attribute.space, attribute.local);
        if (!name) {
            complain(rule, "namespace-unknown", slot.element->place(),
                     "an attribute is in a namespace for which the mapping has no prefix",
                     "one of the 'namespaces' of the mapping", in_quotes(attribute.space));
            continue;
        }
        const Value value{Value::Kind::text, false, 0, attribute.value};
        sink.key(*name);
        sink.value(value);
        if (options_.explain != nullptr) {
            derive(pointer_of(here.frame, rule.json) + "/" + escaped_step(*name), rule,
                   source_of(*slot.element, rule) + " @" + *name, value);
        }
    }
    sink.end_object();
}

template <class Sink>
void Reader::document(const Here& here, const Rule& rule, const Slot& slot, Sink& sink) {
    const auto tree = slot.element->document_in_text();
    if (!tree) {
        sink.value({});
        complain(rule, "not-a-document", slot.element->place(),
                 "the text of the element is not an XML document: " + tree.error().to_string(), "an XML document", "");
        return;
    }
    const auto root = tree->root();
    if (root.local() != rule.root->local || root.space() != rule.root->space) {
        sink.value({});
        complain(rule, "wrong-root", root.place(), "the document inside the element has another root",
                 rule.root->to_string(), in_quotes(root.local()));
        return;
    }
    const Frame inside{here.frame, &rule, 0};
    auto outer = std::exchange(spaces_, spaces_of(root));
    object(*rule.scope, root, &inside, sink);
    spaces_ = std::move(outer);
}

void Reader::derive(std::string target, const Rule& rule, std::string source, const Value& value) {
    options_.explain->push_back({std::move(target), place_of_rule(plan_, rule.mark), std::move(source), plain(value)});
}

template Result<std::vector<BusinessKey>> Reader::read(const xml::Element& root, JsonText& sink);
template Result<std::vector<BusinessKey>> Reader::read(const xml::Element& root, JsonTree& sink);
template Result<std::vector<BusinessKey>> Reader::read(const xml::Element& root, NoJson& sink);

}  // namespace otkel::mapping

#include "gateway/mapping/reader.hpp"

#include <algorithm>

#include "gateway/base/bytes.hpp"
#include "gateway/mapping/words.hpp"

// Filling: from the elements of a scope to its slots.

namespace otkel::mapping {
namespace {

Place place_of(const xml::Element& element, const XmlName* attribute) {
    auto place = element.place();
    if (attribute != nullptr) {
        place.path += "/@" + attribute->to_string();
    }
    return place;
}

}  // namespace

// XML Schema Part 1, section 2.6.2.
bool is_nil(const xml::Element& element) {
    if (element.attribute_count() == 0) {
        return false;
    }
    const auto nil = element.attribute(instance_space, "nil");
    return nil && (trim(*nil) == "true" || trim(*nil) == "1");
}

bool in_bag(const Rule& rule, const xml::Attribute& attribute) {
    return attribute.space != instance_space &&
           std::none_of(rule.known.begin(), rule.known.end(), [&](const XmlName& name) {
               return name.local == attribute.local && name.space == attribute.space;
           });
}

void Reader::fill(const Scope& scope, const xml::Element& element, const Frame* frame) {
    const Here here{&scope, element, frame, slots_.size(), seen_.size()};
    slots_.resize(here.slots + scope.rules.size());
    seen_.resize(here.seen + scope.elements);
    heres_.push_back(here);
    this->element(here, scope.element, element);
    complete(here);
    for (const auto& choice : scope.choices) {
        const auto word = slot(here, choice.rule).value.text;
        for (const auto& branch : choice.branches) {
            if (!word.empty() && branch.word == word) {
                fill(*branch.scope, element, frame);
                break;
            }
        }
    }
}

// Forgets what was filled since heres_ had `first_here` entries.
void Reader::drop(std::size_t first_here) {
    slots_.resize(heres_[first_here].slots);
    seen_.resize(heres_[first_here].seen);
    heres_.resize(first_here, heres_[first_here]);
}

void Reader::element(const Here& here, const ElementNode& node, const xml::Element& element) {
    seen_[here.seen + node.id] = 1;
    if (!node.attributes.empty()) {
        attributes(here, node, element);
    }
    if (node.bag) {
        bag(here, *node.bag, element);
    }
    for (const auto number : node.names) {
        value(here, number, element.local(), element, nullptr);
    }
    if (!node.text.empty()) {
        text(here, node, element);
    }
    if (!node.children.empty()) {
        children(here, node, element);
    }
}

void Reader::attributes(const Here& here, const ElementNode& node, const xml::Element& element) {
    std::size_t cursor = 0;
    for (std::size_t i = 0; i < element.attribute_count(); ++i) {
        const auto found = element.attribute(i);
        const auto* known = find_from(node.attributes, cursor,
                                      [&](const AttributeNode& candidate) { return names(candidate.name, found); });
        if (known == nullptr) {
            continue;
        }
        for (const auto number : known->rules) {
            value(here, number, found.value, element, &known->name);
        }
    }
}

void Reader::text(const Here& here, const ElementNode& node, const xml::Element& element) {
    if (is_nil(element)) {
        for (const auto number : node.text) {
            auto& into = slot(here, number);
            const auto& rule = here.scope->rules[number];
            into.value.kind = rule.nil ? Value::Kind::null : Value::Kind::failed;
            into.element = element;
            if (!rule.nil) {
                complain(rule, "nil-unexpected", place_of(element, nullptr),
                         "the element says that it has no value (xsi:nil), and the rule does not expect that",
                         "a value; or 'nil: true' in the rule", "xsi:nil");
            }
        }
        return;
    }
    // Text around child elements that no rule knows would be put together into a value that nobody wrote.
    if (node.children.empty() && element.first_child()) {
        for (const auto number : node.text) {
            slot(here, number).value.kind = Value::Kind::failed;
        }
        complain(here.scope->rules[node.text.front()], "not-a-value", place_of(element, nullptr),
                 "the element holds elements where a value is expected", "text only",
                 "the element " + std::string(element.first_child()->local()));
        return;
    }
    const auto view = text_of(element);
    for (const auto number : node.text) {
        value(here, number, view, element, nullptr);
    }
}

void Reader::children(const Here& here, const ElementNode& node, const xml::Element& element) {
    std::size_t cursor = 0;
    for (auto child = element.first_child(); child; child = child->next_sibling()) {
        const auto* known = find_from(node.children, cursor, [&](const ElementNode& candidate) {
            return !candidate.choice && names(candidate.name, *child);
        });
        if (known != nullptr) {
            this->child(here, *known, *child);
        }
    }
}

void Reader::child(const Here& here, const ElementNode& node, const xml::Element& element) {
    const bool first = seen_[here.seen + node.id] == 0;
    const auto shape = node.part ? here.scope->rules[*node.part].shape : Shape::value;
    const bool repeats = shape == Shape::list || shape == Shape::languages || shape == Shape::entries;
    if (!first && !repeats) {
        // Nothing is dropped silently: a second one would have no place in JSON.
        complain(here.scope->rules[node.first_rule], "repeated", place_of(element, nullptr),
                 "the element occurs more than once; only a rule with 'each' reads a list", "one", "a second one");
    } else if (node.part) {
        part(here, node, element);
    } else {
        this->element(here, node, element);
    }
}

void Reader::part(const Here& here, const ElementNode& node, const xml::Element& element) {
    seen_[here.seen + node.id] = 1;
    auto& into = slot(here, *node.part);
    const auto& rule = here.scope->rules[*node.part];
    if (into.count++ == 0) {
        into.element = element;
        const bool null = rule.shape == Shape::object && is_null(rule, element);
        into.value.kind = null ? Value::Kind::null : Value::Kind::text;
    } else if (rule.shape == Shape::object) {
        complain(rule, "repeated", place_of(element, nullptr), "another element of this object stands there already",
                 "one", "a second one");
    }
}

// Of an object or an entry of a list.
bool Reader::is_null(const Rule& rule, const xml::Element& element) {
    if (!rule.nil || !is_nil(element)) {
        return false;
    }
    if (rule.scope && reads_attribute(*rule.scope, element)) {
        complain(rule, "nil-unexpected", element.place(),
                 "the element says that it has no value (xsi:nil) and has attributes, for which null has no place",
                 "no attributes; or 'nil: true' at a rule for '.' instead", "xsi:nil");
    }
    return true;
}

bool Reader::reads_attribute(const Scope& scope, const xml::Element& element) const {
    const auto& known = scope.element.attributes;
    for (std::size_t i = 0; i < element.attribute_count(); ++i) {
        const auto found = element.attribute(i);
        const bool read =
            std::any_of(known.begin(), known.end(), [&](const AttributeNode& one) { return names(one.name, found); });
        if (found.space != instance_space && (read || scope.element.bag)) {
            return true;
        }
    }
    return false;
}

void Reader::bag(const Here& here, RuleNumber number, const xml::Element& element) {
    for (std::size_t i = 0; i < element.attribute_count(); ++i) {
        if (in_bag(here.scope->rules[number], element.attribute(i))) {
            slot(here, number) = Slot{{Value::Kind::text, false, 0, {}}, element, 1};
            return;
        }
    }
}

void Reader::value(const Here& here, RuleNumber number, std::string_view text, const xml::Element& element,
                   const XmlName* attribute) {
    const auto& rule = here.scope->rules[number];
    if (!rule.to_json || rule.constant) {
        return;
    }
    auto& into = slot(here, number);
    into.element = element;
    if (!convert(rule, text, element, attribute, into.value)) {
        into.value = Value{Value::Kind::failed, false, 0, {}};
    }
}

bool Reader::convert(const Rule& rule, std::string_view text, const xml::Element& element, const XmlName* attribute,
                     Value& out) {
    Mismatch why;
    bool fits = true;
    Value named{Value::Kind::text, false, 0, text};
    if (rule.element_name) {
        const auto name = name_in_json(element.space(), element.local());
        named.text = name ? std::string_view(storage_.emplace_back(*name)) : text;
    } else if (rule.type.type == Type::qualified_name) {
        named.text = trim(text);
        fits = qualified(element, named);
        why.detail = "the prefix of the name is not declared, or its namespace is none that the mapping knows";
        why.expected = "a name in one of the namespaces of the mapping";
    }
    if (fits && value_of(rule.type, named.text, date_, storage_, out, why)) {
        return true;
    }
    if (findings_.next()) {
        const auto shown = text.empty() ? "nothing" : why.masked ? masked(text) : in_quotes(text);
        findings_.describe(why.code, place_of(element, attribute), rule.mark, std::move(why.detail),
                           std::move(why.expected), shown);
    }
    return false;
}

// From the prefix of the document to that of the mapping.
bool Reader::qualified(const xml::Element& element, Value& value) {
    const auto colon = value.text.find(':');
    const auto prefix = colon == std::string_view::npos ? std::string_view{} : value.text.substr(0, colon);
    const auto space = element.namespace_of(prefix);
    if (!space && !prefix.empty()) {
        return false;
    }
    const auto name = name_in_json(space.value_or(std::string_view{}),
                                   colon == std::string_view::npos ? value.text : value.text.substr(colon + 1));
    if (name) {
        value.text = storage_.emplace_back(*name);
    }
    return name.has_value();
}

std::optional<std::string> Reader::name_in_json(std::string_view space, std::string_view local) const {
    if (space.empty()) {
        return std::string(local);
    }
    if (space == xml_space) {
        return "xml:" + std::string(local);
    }
    for (const auto& [prefix, known] : plan_.namespaces) {
        if (known == space) {
            return prefix + ":" + std::string(local);
        }
    }
    return std::nullopt;
}

std::string_view Reader::text_of(const xml::Element& element) {
    const auto view = element.text_view();
    return view ? *view : std::string_view(storage_.emplace_back(element.text()));
}

void Reader::complete(const Here& here) {
    for (const auto number : here.scope->unasked) {
        if (here.scope->rules[number].xpath) {
            evaluate(here, number);
        }
        if (slot(here, number).value.kind == Value::Kind::absent) {
            complete_absent(here, number);
        }
    }
}

void Reader::complete_absent(const Here& here, RuleNumber number) {
    const auto& rule = here.scope->rules[number];
    auto& into = slot(here, number);
    const bool held = seen_[here.seen + rule.holder] != 0;
    const bool lists = rule.shape == Shape::list || rule.shape == Shape::entries;
    if (rule.constant) {
        into.value = rule.value.value();
    } else if (lists && held && !rule.empty_is_absent && !(rule.required && rule.holder == 0)) {
        into.value.kind = Value::Kind::text;
    } else if (rule.default_value.kind != Value::Kind::absent && held) {
        into.value = rule.default_value.value();
    } else if (rule.required) {
        into.value.kind = Value::Kind::failed;
        complain(rule, "required-missing", here.element.place(), rule.xml + " is missing", rule.xml, "nothing");
    }
}

void Reader::evaluate(const Here& here, RuleNumber number) {
    const auto& rule = here.scope->rules[number];
    const auto found = rule.xpath->evaluate(here.element);
    if (!found) {
        slot(here, number).value.kind = Value::Kind::failed;
        complain(rule, "xpath-failed", here.element.place(),
                 "the XPath expression has no value here: " + found.error().detail, "a value", "nothing");
    } else if (*found) {
        value(here, number, storage_.emplace_back(**found), here.element, nullptr);
    }
}

std::vector<std::uint16_t> Reader::spaces_of(const xml::Element& root) const {
    std::vector<std::uint16_t> ids;
    ids.reserve(plan_.spaces.size());
    for (const auto& space : plan_.spaces) {
        ids.push_back(root.id_of_space(space));
    }
    return ids;
}

std::string Reader::date_of(const xml::Element& root) const {
    if (!plan_.codes_on) {
        return {};
    }
    std::optional<xml::Element> at = root;
    for (const auto& step : plan_.codes_on->elements) {
        at = at->child(step.space, step.local);
        if (!at) {
            return {};
        }
    }
    std::string text;
    if (const auto& attribute = plan_.codes_on->attribute) {
        text = at->attribute(attribute->space, attribute->local).value_or("");
    } else {
        text = at->text();
    }
    for (const auto& form : plan_.codes_on->forms) {
        if (auto iso = form.to_iso(trim(text))) {
            text = std::move(*iso);
            break;
        }
    }
    const auto day = trim(text).substr(0, 10);
    return is_date(day) ? std::string(day) : std::string{};
}

void Reader::complain(const Rule& rule, std::string_view code, Place place, std::string detail, std::string expected,
                      std::string found) {
    if (findings_.next()) {
        findings_.describe(code, std::move(place), rule.mark, std::move(detail), std::move(expected), std::move(found));
    }
}

}  // namespace otkel::mapping

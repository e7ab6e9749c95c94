#include "tests/unit/mapping/samples/message_generator.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "tests/unit/mapping/samples/values.hpp"

namespace otkel::mapping::samples {
namespace {

const XmlName nil_name{"xsi", std::string(instance_space), "nil"};
const XmlName type_name{"xsi", std::string(instance_space), "type"};

bool once(const Rule& rule) {
    return rule.shape != Shape::list && rule.shape != Shape::entries && rule.shape != Shape::languages;
}

}  // namespace

std::string MessageGenerator::message(std::uint64_t seed) {
    static constexpr std::array densities{0.05, 0.3, 0.6, 0.95};
    random_ = Random(seed);
    decided_.clear();
    density_ = random_.one_of(densities);
    left_ = random_.chance(0.05) ? 2000 : 150;
    date_.clear();
    document_ = nullptr;
    if (plan_.codes_on) {
        for (const auto& rule : plan_.scope.rules) {
            if (rule.shape == Shape::value && rule.json == plan_.codes_on->json && both_ways(rule)) {
                // Younger than all tables, so that most of their entries are valid.
                date_ = "2026-0" + std::to_string(random_.between(1, 9)) + "-1" + random_.digits(1);
                const auto iso = rule.type.type == Type::date ? date_ : date_ + "T09:30:00+05:00";
                decided_[&rule] = rule.type.forms.empty() ? iso : rule.type.forms.front().from_iso(iso).value_or(iso);
            }
        }
    }
    const auto* root = schema_ == nullptr ? nullptr : schema_->global_element(plan_.root.space, plan_.root.local);
    return octets_of(scope_element(plan_.scope, plan_.root, Typed::of(root)), plan_.namespaces, random_.chance(0.5));
}

Node MessageGenerator::scope_element(const Scope& scope, const XmlName& name, Typed typed) {
    Node node{name, {}, {}, {}, nullptr, true};
    const auto view = Choosing(random_, facets_, decided_).view(scope, name, typed);
    fill(node, view, typed);
    node.carries = true;
    return node;
}

void MessageGenerator::fill(Node& node, const View& view, const Typed& typed) {
    left_ -= left_ > 0 ? 1 : 0;
    attributes(node, view, typed);
    const bool said = !node.attributes.empty();
    const bool valued = text(node, view, typed);
    children(node, view, typed);
    node.carries = said || valued || !node.children.empty() || view.holds_lists;
}

void MessageGenerator::attributes(Node& node, const View& view, const Typed& typed) {
    for (const auto& held : view.attributes) {
        const auto* rule = carrier(*held.scope, held.node->rules);
        if (rule == nullptr) {
            continue;
        }
        const auto& name = held.node->name;
        const auto known = decided_.find(rule);
        const auto* schema = typed.attribute(name);
        const bool possible = typed.complex == nullptr
                                  ? typed.simple == nullptr || name.same_as(type_name)
                                  : schema != nullptr || name.same_as(type_name) || typed.complex->any_attribute;
        const bool must = rule->required || known != decided_.end() || (schema != nullptr && schema->required);
        if (!possible || (known != decided_.end() && !known->second) || (!must && !random_.chance(density_))) {
            continue;
        }
        const auto text = schema != nullptr && !schema->fixed_value.empty()
                              ? std::optional{schema->fixed_value}
                              : value(*rule, schema == nullptr ? nullptr : schema->type);
        if (text) {
            node.attributes.emplace_back(name, *text);
        }
    }
    if (view.bag != nullptr) {
        bag(node, *view.bag, typed);
    }
}

void MessageGenerator::bag(Node& node, const Rule& rule, const Typed& typed) {
    std::vector<XmlName> names;
    if (typed.complex != nullptr) {
        for (const auto& attribute : typed.complex->attributes) {
            names.push_back({{}, attribute.name.space, attribute.name.local});
        }
    } else if (typed.simple == nullptr) {
        static constexpr std::array<std::string_view, 4> words{"colour", "өлшем", "x-1", "_"};
        names.push_back({"xml", std::string(xml_space), "lang"});
        for (const auto word : words) {
            names.push_back({{}, {}, std::string(word)});
            for (const auto& [prefix, space] : prefixes()) {
                names.push_back({prefix, space, std::string(word)});
            }
        }
    }
    for (const auto& name : names) {
        const bool taken =
            std::any_of(rule.known.begin(), rule.known.end(), [&](const XmlName& one) { return one.same_as(name); });
        const auto* schema = typed.attribute(name);
        const bool must = (schema != nullptr && schema->required) || (rule.required && node.attributes.empty());
        if (!taken && (must || random_.chance(density_ / 2))) {
            ValueType plain;
            const auto text = facets_.value(random_, plain, schema == nullptr ? nullptr : schema->type, {});
            if (text) {
                node.attributes.emplace_back(name, *text);
            }
        }
    }
}

bool MessageGenerator::text(Node& node, const View& view, const Typed& typed) {
    if (view.texts.empty()) {
        return false;
    }
    const auto& rule = *view.texts.front();
    const bool decided = decided_.contains(&rule);
    if (rule.nil && !decided && view.children.empty() && nil(typed)) {
        node.attributes.emplace_back(nil_name, "true");
        return true;
    }
    if (const auto made = value(rule, typed.text())) {
        node.text = *made;
        return true;
    }
    return false;
}

void MessageGenerator::children(Node& node, const View& view, const Typed& typed) {
    std::multimap<std::pair<std::size_t, std::size_t>, Node> made;
    std::set<const Rule*> parts;
    std::set<const ElementNode*> elements;
    std::map<const Rule*, std::set<std::string>> known;  // languages and keys of entries
    for (const auto& [child, schema] : occurrences(view, typed)) {
        const auto* rule = child->node->part ? &child->scope->rules[*child->node->part] : nullptr;
        const bool first = rule == nullptr ? elements.insert(child->node).second : parts.insert(rule).second;
        if (!first && (rule == nullptr || once(*rule))) {
            continue;
        }
        auto one = element(*child, schema);
        if (!one) {
            continue;
        }
        if (rule != nullptr && rule->shape == Shape::languages &&
            !known[rule].insert(one->attributes[0].second).second) {
            continue;
        }
        if (rule != nullptr && rule->shape == Shape::entries &&
            !known[rule].insert(made_[&rule->scope->rules.front()]).second) {
            continue;
        }
        // Languages are written in this order: kk, ru, en.
        static const std::map<std::string, std::size_t> order{{"kk", 0}, {"ru", 1}, {"en", 2}};
        const bool language = rule != nullptr && rule->shape == Shape::languages;
        made.emplace(std::pair{child->rank, language ? order.at(one->attributes[0].second) : 0}, std::move(*one));
    }
    for (auto& [place, child] : made) {
        node.children.push_back(std::move(child));
    }
}

std::vector<std::pair<const View::Child*, const xsd::Element*>> MessageGenerator::occurrences(const View& view,
                                                                                              const Typed& typed) {
    std::vector<std::pair<const View::Child*, const xsd::Element*>> all;
    const auto wish = [&](const View::Child& child) { return wish_of(*child.scope, *child.node, decided_); };
    if (typed.complex != nullptr || typed.simple != nullptr) {
        if (typed.complex != nullptr && typed.complex->content) {
            const ContentWishes wishes{[&](const xsd::Name& name) {
                                           const auto* child = view.child(name);
                                           return child == nullptr ? Wish::never : wish(*child);
                                       },
                                       left_ == 0 ? 0 : density_, random_.chance(0.02) ? 100U : 3U};
            for (const auto* element : random_content(*typed.complex->content, wishes, random_)) {
                all.emplace_back(view.child(element->name), element);
            }
        }
        return all;
    }
    std::map<std::size_t, std::vector<const View::Child*>> ranked;  // all names of one part have one rank
    for (const auto& child : view.children) {
        ranked[child.rank].push_back(&child);
    }
    for (const auto& [rank, names] : ranked) {
        const auto& first = *names.front();
        const auto wished = wish(first);
        if (wished == Wish::never) {
            continue;
        }
        const bool is_part = first.node->part.has_value();
        const auto times = is_part ? count(first.scope->rules[*first.node->part], wished)
                                   : std::size_t{wished == Wish::must || random_.chance(density_) ? 1U : 0U};
        for (std::size_t i = 0; i < times; ++i) {
            all.emplace_back(random_.one_of(names), nullptr);
        }
    }
    return all;
}

std::size_t MessageGenerator::count(const Rule& rule, Wish wish) {
    std::size_t count = wish == Wish::must ? 1 : 0;
    const std::size_t most = once(rule) ? 1 : random_.chance(0.02) ? 60 : 4;
    while (count < most && left_ > 0 && random_.chance(density_)) {
        ++count;
    }
    return count;
}

std::optional<Node> MessageGenerator::element(const View::Child& child, const xsd::Element* schema) {
    if (child.node->part) {
        return part(child.scope->rules[*child.node->part], child.node->name, schema);
    }
    View view;
    view.add(*child.scope, *child.node);
    for (const auto& below : child.node->children) {
        view.children.push_back({child.scope, &below, view.children.size()});
        if (below.part) {
            const auto& rule = child.scope->rules[*below.part];
            view.holds_lists = view.holds_lists || rule.shape == Shape::list || rule.shape == Shape::entries;
            for (const auto& other : view.children) {
                view.children.back().rank = other.node->part == below.part
                                                ? std::min(view.children.back().rank, other.rank)
                                                : view.children.back().rank;
            }
        }
    }
    Node node{child.node->name, {}, {}, {}, nullptr, true};
    fill(node, view, Typed::of(schema));
    return node.carries ? std::optional{std::move(node)} : std::nullopt;
}

std::optional<Node> MessageGenerator::part(const Rule& rule, const XmlName& name, const xsd::Element* schema) {
    const auto typed = Typed::of(schema);
    Node node{name, {}, {}, {}, nullptr, true};
    const bool nullable = rule.nil && (rule.shape == Shape::object || rule.shape == Shape::list) && !rule.any_element;
    const bool bare =
        typed.complex == nullptr || std::none_of(typed.complex->attributes.begin(), typed.complex->attributes.end(),
                                                 [](const xsd::Attribute& one) { return one.required; });
    if (nullable && bare && nil(typed)) {
        node.attributes.emplace_back(nil_name, "true");
        return node;
    }
    if (rule.shape == Shape::document) {
        node.document_root = &*rule.root;
        const auto* outer = std::exchange(document_, &rule);
        node.children.push_back(scope_element(*rule.scope, *rule.root, {}));
        document_ = outer;
        return node;
    }
    if (rule.scope) {
        return scope_element(*rule.scope, name, typed);
    }
    if (rule.shape == Shape::languages) {
        static constexpr std::array<std::string_view, 3> languages{"kk", "ru", "en"};
        node.attributes.emplace_back(*rule.language, random_.one_of(languages));
    }
    const auto text = value(rule, typed.text());
    if (!text) {
        return std::nullopt;
    }
    node.text = *text;
    return node;
}

std::optional<std::string> MessageGenerator::value(const Rule& rule, const xsd::SimpleType* type) {
    const auto known = decided_.find(&rule);
    auto text = known != decided_.end() ? known->second
                : rule.type.type == Type::qualified_name && rule.type.codes == nullptr
                    ? std::optional{name_with_prefix()}
                    : facets_.value(random_, rule.type, type, date_);
    if (text) {
        made_[&rule] = *text;
    } else if (known == decided_.end()) {
        gaps_.insert(called(rule));
    }
    return text;
}

std::set<std::string> MessageGenerator::untouched() const {
    std::set<std::string> all;
    untouched(plan_.scope, all);
    return all;
}

void MessageGenerator::untouched(const Scope& scope, std::set<std::string>& all) const {
    for (const auto& rule : scope.rules) {
        if (rule.scope) {
            untouched(*rule.scope, all);
        } else if (both_ways(rule) && !rule.element_name && rule.shape != Shape::attributes && !made_.contains(&rule)) {
            all.insert(called(rule));
        }
    }
    for (const auto& choice : scope.choices) {
        for (const auto& branch : choice.branches) {
            untouched(*branch.scope, all);
        }
    }
}

std::string MessageGenerator::called(const Rule& rule) const {
    return plan_.files.at(rule.mark.file) + ":" + std::to_string(rule.mark.line) + " " + rule.xml;
}

std::string MessageGenerator::name_with_prefix() {
    static constexpr std::array<std::string_view, 3> words{"Name", "_атау", "a-1.b"};
    const auto local = std::string(random_.one_of(words));
    const auto known = prefixes();
    return known.empty() || random_.chance(0.3) ? local : random_.one_of(known).first + ":" + local;
}

// Prefixes that values and names of attributes may have.
Namespaces MessageGenerator::prefixes() const {
    auto known = document_ == nullptr ? plan_.declared : document_->declared;
    std::erase_if(known, [](const auto& one) { return one.second == instance_space; });
    return known;
}

bool MessageGenerator::nil(const Typed& typed) { return typed.nillable && random_.chance(0.15); }

}  // namespace otkel::mapping::samples

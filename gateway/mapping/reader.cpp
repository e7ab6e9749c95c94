#include "gateway/mapping/reader.hpp"

#include <boost/json/serialize.hpp>

#include "gateway/base/bytes.hpp"
#include "gateway/mapping/values.hpp"
#include "gateway/mapping/words.hpp"

namespace otkel::mapping {
namespace {

namespace json = boost::json;

Place place_of(const xml::Element& element, const XmlName* attribute) {
    auto place = element.place();
    if (attribute != nullptr) {
        place.path += "/@" + attribute->to_string();
    }
    return place;
}

std::string source_of(const Place& place) {
    return place.path + (place.line > 0 ? " (line " + std::to_string(place.line) + ")" : "");
}

std::string plain(const json::value& value) {
    const auto* string = value.if_string();
    return string != nullptr ? std::string(string->data(), string->size()) : json::serialize(value);
}

}  // namespace

Result<JsonOutcome> Reader::read(const xml::Element& root) {
    date_ = date_of(root);
    json::object object;
    scope(plan_.scope, root, nullptr, object);
    if (findings_.any()) {
        return fail(findings_.error("to JSON"));
    }
    JsonOutcome outcome{std::move(object), {}};
    outcome.keys = keys_of(plan_.keys, outcome.json);
    return outcome;
}

void Reader::scope(const Scope& scope, const xml::Element& element, const Frame* frame, json::object& target) {
    const Here here{scope, element, frame, slots_.size(), seen_.size()};
    slots_.resize(here.slots + scope.rules.size());
    seen_.resize(here.seen + scope.elements);
    this->element(here, scope.element, element);
    complete(here);
    std::vector<std::string> words;  // taken before the values move into their object
    for (const auto& choice : scope.choices) {
        const auto* word = slot(here, choice.rule).value.if_string();
        words.emplace_back(word == nullptr ? std::string{} : std::string(word->data(), word->size()));
    }
    assemble(here, scope.object, target);
    branches(here, target, words);
    slots_.resize(here.slots);
    seen_.resize(here.seen);
}

void Reader::branches(const Here& here, json::object& target, const std::vector<std::string>& words) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        for (const auto& branch : here.scope.choices[i].branches) {
            if (!words[i].empty() && branch.word == words[i]) {
                scope(*branch.scope, here.element, here.frame, target);
            }
        }
    }
}

void Reader::element(const Here& here, const ElementNode& node, const xml::Element& element) {
    seen_[here.seen + node.id] = 1;
    if (!node.attributes.empty()) {
        attributes(here, node, element);
    }
    if (!node.text.empty()) {
        text(here, node, element);
    }
    if (!node.children.empty()) {
        children(here, node, element);
    }
}

void Reader::attributes(const Here& here, const ElementNode& node, const xml::Element& element) {
    for (const auto& attribute : node.attributes) {
        const auto found = element.attribute(attribute.name.space, attribute.name.local);
        if (!found) {
            continue;
        }
        for (const auto number : attribute.rules) {
            value(here, number, *found, element, &attribute.name);
        }
    }
}

void Reader::text(const Here& here, const ElementNode& node, const xml::Element& element) {
    // Text around child elements that no rule knows would be put together into a value that nobody wrote.
    if (node.children.empty() && element.first_child()) {
        for (const auto number : node.text) {
            slot(here, number).state = State::failed;
        }
        complain(here.scope.rules[node.text.front()], "not-a-value", place_of(element, nullptr),
                 "the element holds elements where a value is expected", "text only",
                 "the element " + std::string(element.first_child()->local()));
        return;
    }
    const auto view = element.text_view();
    const std::string joined = view ? std::string{} : element.text();
    for (const auto number : node.text) {
        value(here, number, view ? *view : std::string_view(joined), element, nullptr);
    }
}

void Reader::children(const Here& here, const ElementNode& node, const xml::Element& element) {
    std::size_t cursor = 0;
    for (auto child = element.first_child(); child; child = child->next_sibling()) {
        const auto local = child->local();
        const auto* known = find_from(node.children, cursor, [&](const ElementNode& candidate) {
            return !candidate.choice && candidate.name.local == local && candidate.name.space == child->space();
        });
        if (known != nullptr) {
            this->child(here, *known, *child);
        }
    }
}

void Reader::child(const Here& here, const ElementNode& node, const xml::Element& element) {
    const bool first = seen_[here.seen + node.id] == 0;
    const bool repeats = node.part && here.scope.rules[*node.part].shape != Shape::object;
    if (!first && !repeats) {
        // Nothing is dropped silently: a second one would have no place in JSON.
        complain(here.scope.rules[node.first_rule], "repeated", place_of(element, nullptr),
                 "the element occurs more than once; only a rule with 'each' reads a list", "one", "a second one");
    } else if (node.part) {
        part(here, node, element);
    } else {
        this->element(here, node, element);
    }
}

void Reader::part(const Here& here, const ElementNode& node, const xml::Element& element) {
    seen_[here.seen + node.id] = 1;
    const auto number = *node.part;
    const auto& rule = here.scope.rules[number];
    if (rule.shape == Shape::list) {
        list_entry(here, number, element);
    } else if (rule.shape == Shape::languages) {
        language(here, number, element);
    } else {
        const Frame inside{here.frame, &rule, 0};
        json::object object;
        scope(*rule.scope, element, &inside, object);
        slot(here, number) = Slot{std::move(object), State::present};
    }
}

void Reader::list_entry(const Here& here, RuleNumber number, const xml::Element& element) {
    const auto& rule = here.scope.rules[number];
    if (slot(here, number).state == State::absent) {
        slot(here, number) = Slot{json::array{}, State::present};
    }
    const std::size_t index = slot(here, number).value.get_array().size();
    const Frame inside{here.frame, &rule, index};
    if (rule.scope) {
        json::object object;
        scope(*rule.scope, element, &inside, object);
        slot(here, number).value.get_array().emplace_back(std::move(object));
        return;
    }
    json::value entry;
    const auto view = element.text_view();
    if (element.first_child()) {
        complain(rule, "not-a-value", place_of(element, nullptr),
                 "the element holds elements where a value is expected", "text only",
                 "the element " + std::string(element.first_child()->local()));
    } else if (convert(rule, view ? *view : std::string_view(element.text()), element, nullptr, entry) &&
               explain_ != nullptr) {
        explain_->push_back({pointer_of(&inside),
                             {plan_.rule_file, rule.mark.line, rule.mark.column, {}},
                             source_of(element.place()),
                             plain(entry)});
    }
    slot(here, number).value.get_array().emplace_back(std::move(entry));
}

void Reader::language(const Here& here, RuleNumber number, const xml::Element& element) {
    const auto& rule = here.scope.rules[number];
    const auto language = element.attribute(rule.language->space, rule.language->local);
    if (!language || (*language != "kk" && *language != "ru" && *language != "en")) {
        slot(here, number).state = State::failed;
        complain(rule, "language-unknown", place_of(element, &*rule.language), "the text does not say its language",
                 "kk, ru or en", language ? in_quotes(*language) : "nothing");
        return;
    }
    auto& into = slot(here, number);
    if (into.state == State::absent) {
        into = Slot{json::object{}, State::present};
    }
    if (into.state == State::present && !into.value.get_object().emplace(*language, element.text()).second) {
        complain(rule, "repeated", place_of(element, nullptr), "the language occurs more than once", "one",
                 "a second one");
    } else if (explain_ != nullptr && into.state == State::present) {
        explain_->push_back({pointer_of(here.frame, rule.json) + "/" + std::string(*language),
                             {plan_.rule_file, rule.mark.line, rule.mark.column, {}},
                             source_of(element.place()),
                             element.text()});
    }
}

bool Reader::convert(const Rule& rule, std::string_view text, const xml::Element& element, const XmlName* attribute,
                     json::value& out) {
    Mismatch why;
    if (json_of(rule.type, text, date_, out, why)) {
        return true;
    }
    if (findings_.next()) {
        const auto shown = text.empty() ? "nothing" : why.masked ? masked(text) : in_quotes(text);
        findings_.describe(why.code, place_of(element, attribute), rule.mark, std::move(why.detail),
                           std::move(why.expected), shown);
    }
    return false;
}

void Reader::value(const Here& here, RuleNumber number, std::string_view text, const xml::Element& element,
                   const XmlName* attribute) {
    const auto& rule = here.scope.rules[number];
    if (!rule.to_json || rule.constant) {
        return;
    }
    auto& into = slot(here, number);
    into.state = convert(rule, text, element, attribute, into.value) ? State::present : State::failed;
    if (explain_ != nullptr && into.state == State::present) {
        derive(here, rule, source_of(place_of(element, attribute)), into.value);
    }
}

void Reader::complete(const Here& here) {
    for (std::size_t i = 0; i < here.scope.rules.size(); ++i) {
        const auto number = static_cast<RuleNumber>(i);
        if (slot(here, number).state == State::absent && here.scope.rules[i].to_json) {
            complete_absent(here, number);
        }
    }
}

void Reader::complete_absent(const Here& here, RuleNumber number) {
    const auto& rule = here.scope.rules[number];
    const bool held = seen_[here.seen + rule.holder] != 0;
    const auto fill = [&](const json::value& value) {
        slot(here, number) = Slot{value, State::present};
        if (explain_ != nullptr) {
            derive(here, rule, {}, value);
        }
    };
    if (rule.constant) {
        fill(rule.value);
    } else if (rule.shape == Shape::list && held && !rule.empty_is_absent && !(rule.required && rule.holder == 0)) {
        slot(here, number) = Slot{json::array{}, State::present};
    } else if (!rule.default_value.is_null() && held) {
        fill(rule.default_value);
    } else if (rule.required) {
        slot(here, number).state = State::failed;
        complain(rule, "required-missing", here.element.place(), rule.xml + " is missing", rule.xml, "nothing");
    }
}

bool Reader::present(const Here& here, const JsonNode& node) const {
    for (const auto number : node.rules) {
        const auto& rule = here.scope.rules[number];
        if (rule.to_json && slots_[here.slots + number].state == State::present && (!rule.constant || !node.carries)) {
            return true;
        }
    }
    for (const auto& child : node.children) {
        if (present(here, child) && (child.carries || !node.carries)) {
            return true;
        }
    }
    return false;
}

void Reader::assemble(const Here& here, const JsonNode& node, json::object& target) {
    target.reserve(target.size() + node.children.size());
    for (const auto& child : node.children) {
        for (const auto number : child.rules) {
            auto& from = slot(here, number);
            if (here.scope.rules[number].to_json && from.state == State::present) {
                target.emplace(child.name, std::move(from.value));
            }
        }
        if (child.children.empty() || !present(here, child)) {
            continue;
        }
        auto& member = target.emplace(child.name, json::object{}).first->value();
        if (member.is_object()) {
            assemble(here, child, member.get_object());
        }
    }
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
    const auto day = trim(text).substr(0, 10);
    return is_date(day) ? std::string(day) : std::string{};
}

void Reader::complain(const Rule& rule, std::string_view code, Place place, std::string detail, std::string expected,
                      std::string found) {
    if (findings_.next()) {
        findings_.describe(code, std::move(place), rule.mark, std::move(detail), std::move(expected), std::move(found));
    }
}

void Reader::derive(const Here& here, const Rule& rule, std::string source, const json::value& value) {
    explain_->push_back({pointer_of(here.frame, rule.json),
                         {plan_.rule_file, rule.mark.line, rule.mark.column, {}},
                         std::move(source),
                         plain(value)});
}

}  // namespace otkel::mapping

#include "gateway/mapping/writer.hpp"

#include "gateway/base/bytes.hpp"
#include "gateway/mapping/paths.hpp"
#include "gateway/mapping/values.hpp"
#include "gateway/mapping/words.hpp"

namespace otkel::mapping {
namespace {

namespace json = boost::json;

std::string_view view(const json::string& text) { return {text.data(), text.size()}; }

}  // namespace

Result<XmlOutcome> Writer::write(const json::value& json) {
    date_ = date_of(json);
    for (const auto& [prefix, space] : plan_.declared) {
        writer_->declare(prefix, space);
    }
    writer_->open(plan_.root.prefix, plan_.root.local);
    if (const auto* object = json.if_object()) {
        content(load(plan_.scope, *object, nullptr));
    } else {
        static_cast<void>(findings_.next());
        findings_.describe("wrong-type", Place{{}, 0, 0, "/"}, Mark{1, 1}, "the message is not an object", "an object",
                           described(json));
    }
    writer_->close();
    if (findings_.any()) {
        return fail(findings_.error("to XML"));
    }
    return XmlOutcome{std::move(out_), keys_of(plan_.keys, json)};
}

Writer::Loaded Writer::load(const Scope& scope, const json::object& object, const Frame* frame) {
    Loaded here{&scope, frame, slots_.size(), {}};
    slots_.resize(here.slots + scope.rules.size());
    members(here, scope.object, object);
    check_required(here);
    for (const auto& choice : scope.choices) {
        const auto* branch = branch_of(here, choice);
        here.branches.push_back(branch == nullptr ? Loaded{} : load(*branch, object, frame));
    }
    return here;
}

void Writer::members(const Loaded& here, const JsonNode& node, const json::object& object) {
    std::size_t cursor = 0;
    for (const auto& entry : object) {
        const std::string_view name{entry.key().data(), entry.key().size()};
        const auto* known =
            find_from(node.children, cursor, [&](const JsonNode& candidate) { return candidate.name == name; });
        if (known != nullptr) {
            member(here, *known, entry.value());
        }
    }
}

void Writer::member(const Loaded& here, const JsonNode& node, const json::value& value) {
    for (const auto number : node.rules) {
        slots_[here.slots + number] = Slot{&value, State::present};
    }
    if (node.children.empty()) {
        return;
    }
    if (const auto* object = value.if_object()) {
        members(here, node, *object);
        return;
    }
    wrong_type(here.scope->rules[node.first_rule], pointer_of(here.frame, node.path), "an object", value);
    fail_below(here, node);
}

void Writer::fail_below(const Loaded& here, const JsonNode& node) {
    for (const auto& child : node.children) {
        for (const auto number : child.rules) {
            slots_[here.slots + number].state = State::failed;
        }
        fail_below(here, child);
    }
}

void Writer::check_required(const Loaded& here) {
    for (std::size_t i = 0; i < here.scope->rules.size(); ++i) {
        const auto& rule = here.scope->rules[i];
        const auto& found = slot(here, static_cast<RuleNumber>(i));
        const auto* entries = found.value == nullptr ? nullptr : found.value->if_array();
        const bool empty = rule.shape == Shape::list && rule.holder == 0 && entries != nullptr && entries->empty();
        if (rule.required && rule.to_xml && !rule.constant && (found.state == State::absent || empty) &&
            findings_.next()) {
            findings_.describe("required-missing", Place{{}, 0, 0, pointer_of(here.frame, rule.json)}, rule.mark,
                               "a required member is missing", empty ? "at least one entry" : "a value",
                               empty ? "an empty list" : "nothing");
        }
    }
}

const Scope* Writer::branch_of(const Loaded& here, const Choice& choice) {
    const auto& decides = slot(here, choice.rule);
    const auto* word = decides.value == nullptr ? nullptr : decides.value->if_string();
    if (word != nullptr) {
        for (const auto& branch : choice.branches) {
            if (branch.word == view(*word)) {
                return branch.scope.get();
            }
        }
    }
    return nullptr;  // a finding of the rule that writes the value
}

void Writer::content(const Loaded& here) {
    attributes(here, here.scope->element);
    texts(here, here.scope->element);
    children(here, here.scope->element);
}

void Writer::attributes(const Loaded& here, const ElementNode& node) {
    for (const auto& attribute : node.attributes) {
        for (const auto number : attribute.rules) {
            if (const auto text = text_for(here, number)) {
                writer_->attribute(attribute.name.prefix, attribute.name.local, *text);
            }
        }
    }
    if (writes_nil(here, node)) {
        writer_->attribute("xsi", "nil", "true");
    }
    if (node.bag && slot(here, *node.bag).state == State::present) {
        bag(here, here.scope->rules[*node.bag], *slot(here, *node.bag).value);
    }
    // Attributes come before all content, those of a branch too.
    if (node.id == 0) {
        for (const auto& branch : here.branches) {
            if (branch.scope != nullptr) {
                attributes(branch, branch.scope->element);
            }
        }
    }
}

void Writer::texts(const Loaded& here, const ElementNode& node) {
    bool any = node.text.empty();
    for (const auto number : node.text) {
        any = any || present(here, number, true) || slot(here, number).state == State::failed;
        if (const auto text = text_for(here, number)) {
            writer_->text(*text);
        }
    }
    if (!any) {
        check_empty(here, here.scope->rules[node.text.front()]);
    }
}

// The element stands there for its attributes or its elements alone. Unless its rule reads an empty text, what was
// written could not be read back.
void Writer::check_empty(const Loaded& here, const Rule& rule) {
    Mismatch why;
    Storage storage;
    Value empty;
    const bool readable = !rule.to_json || rule.required || value_of(rule.type, {}, date_, storage, empty, why);
    if (!readable && findings_.next()) {
        findings_.describe("required-missing", Place{{}, 0, 0, pointer_of(here.frame, rule.json)}, rule.mark,
                           "the member is missing, but others of the same element are there", "a value", "nothing");
    }
}

void Writer::children(const Loaded& here, const ElementNode& node) {
    for (const auto& child : node.children) {
        if (child.choice) {
            const auto& branch = here.branches[*child.choice];
            if (branch.scope != nullptr) {
                texts(branch, branch.scope->element);
                children(branch, branch.scope->element);
            }
        } else if (child.alias) {
            continue;
        } else if (child.part) {
            part(here, child);
        } else if (present(here, child)) {
            element(here, child);
        }
    }
}

void Writer::element(const Loaded& here, const ElementNode& node) {
    writer_->open(node.name.prefix, node.name.local);
    attributes(here, node);
    texts(here, node);
    children(here, node);
    writer_->close();
}

void Writer::part(const Loaded& here, const ElementNode& node) {
    const auto& rule = here.scope->rules[*node.part];
    const auto& from = slot(here, *node.part);
    if (from.state != State::present) {
        return;
    }
    if (rule.nil && rule.shape != Shape::list && from.value->is_null()) {
        nil(node.name);
        return;
    }
    switch (rule.shape) {
        case Shape::list: list(here, rule, node.name, *from.value); break;
        case Shape::object: object(Frame{here.frame, &rule, 0}, node.name, *from.value); break;
        case Shape::languages: languages(here, rule, node.name, *from.value); break;
        case Shape::entries: entries(here, rule, node.name, *from.value); break;
        case Shape::document: document(here, rule, node.name, *from.value); break;
        case Shape::attributes:
        case Shape::value: break;
    }
}

void Writer::list(const Loaded& here, const Rule& rule, const XmlName& name, const json::value& value) {
    const auto* entries = value.if_array();
    if (entries == nullptr) {
        wrong_type(rule, pointer_of(here.frame, rule.json), "a list", value);
        return;
    }
    for (std::size_t i = 0; i < entries->size(); ++i) {
        const auto& entry = (*entries)[i];
        const Frame inside{here.frame, &rule, i};
        if (rule.nil && entry.is_null()) {
            nil(name);
        } else if (rule.scope) {
            object(inside, name, entry);
        } else if (const auto text = converted(rule, entry, &inside, {})) {
            writer_->leaf(name.prefix, name.local, *text);
            if (explain_ != nullptr) {
                derive(rule, xpath_of(plan_.root, &inside), pointer_of(&inside), *text);
            }
        }
    }
}

void Writer::object(const Frame& inside, const XmlName& name, const json::value& value) {
    const auto& rule = *inside.rule;
    const auto* members_of = value.if_object();
    if (members_of == nullptr) {
        wrong_type(rule, pointer_of(&inside), "an object", value);
        return;
    }
    const auto known = name_of(inside, name, value);
    if (!known) {
        return;
    }
    const auto before = slots_.size();
    writer_->open(known->prefix, known->local);
    content(load(*rule.scope, *members_of, &inside));
    writer_->close();
    slots_.resize(before);
}

void Writer::languages(const Loaded& here, const Rule& rule, const XmlName& name, const json::value& value) {
    const auto* texts_of = value.if_object();
    if (texts_of == nullptr) {
        wrong_type(rule, pointer_of(here.frame, rule.json), "an object with kk, ru or en", value);
        return;
    }
    for (const auto& member : *texts_of) {
        const auto language = member.key();
        if (language != "kk" && language != "ru" && language != "en") {
            continue;
        }
        auto path = rule.json;
        path.emplace_back(language);
        const auto written = converted(rule, member.value(), here.frame, path);
        if (!written) {
            continue;
        }
        writer_->open(name.prefix, name.local);
        writer_->attribute(rule.language->prefix, rule.language->local, {language.data(), language.size()});
        writer_->text(*written);
        writer_->close();
        if (explain_ != nullptr) {
            derive(rule, xpath_of(plan_.root, here.frame, rule.xml), pointer_of(here.frame, path), *written);
        }
    }
}

bool Writer::present(const Loaded& here, RuleNumber number, bool constants_count) const {
    const auto& rule = here.scope->rules[number];
    return rule.to_xml && (rule.constant ? constants_count : slot(here, number).state == State::present);
}

bool Writer::present(const Loaded& here, const ElementNode& node) const {
    // A constant alone does not bring an element into being that carries something of the message.
    const bool constants_count = !node.carries;
    for (const auto& attribute : node.attributes) {
        for (const auto number : attribute.rules) {
            if (present(here, number, constants_count)) {
                return true;
            }
        }
    }
    for (const auto number : node.text) {
        if (present(here, number, constants_count)) {
            return true;
        }
    }
    if (node.bag && present(here, *node.bag, false)) {
        return true;
    }
    for (const auto& child : node.children) {
        const bool there = child.part ? slot(here, *child.part).state == State::present
                                      : (child.carries || constants_count) && present(here, child);
        if (there) {
            return true;
        }
    }
    return false;
}

std::optional<std::string_view> Writer::text_for(const Loaded& here, RuleNumber number) {
    const auto& rule = here.scope->rules[number];
    if (!rule.to_xml || (!rule.constant && slot(here, number).state != State::present)) {
        return std::nullopt;
    }
    std::optional<std::string_view> text;
    if (rule.now) {
        text = written_now(rule);
    } else if (rule.constant) {
        text = rule.value.text;
    } else if (rule.nil && slot(here, number).value->is_null()) {
        return std::nullopt;  // xsi:nil says it
    } else {
        text = converted(rule, *slot(here, number).value, here.frame, rule.json);
    }
    if (text && explain_ != nullptr) {
        derive(rule, xpath_of(plan_.root, here.frame, rule.xml),
               rule.constant ? std::string{} : pointer_of(here.frame, rule.json), *text);
    }
    return text;
}

std::optional<std::string_view> Writer::converted(const Rule& rule, const json::value& value, const Frame* frame,
                                                  const std::vector<std::string>& path) {
    Mismatch why;
    auto text = text_of(rule.type, value, date_, buffer_, why);
    if (text && rule.type.type == Type::qualified_name && rule.type.codes == nullptr &&
        !name_in_xml(plan_.namespaces, *text)) {
        text = std::nullopt;
        why.detail = "the value is not a name with one of the prefixes of the mapping";
        why.expected = "a name";
    }
    if (!text && findings_.next()) {
        findings_.describe(why.code, Place{{}, 0, 0, pointer_of(frame, path)}, rule.mark, std::move(why.detail),
                           std::move(why.expected), described(value, why.masked));
    }
    return text;
}

void Writer::wrong_type(const Rule& rule, const std::string& pointer, std::string_view expected,
                        const json::value& value) {
    if (findings_.next()) {
        findings_.describe("wrong-type", Place{{}, 0, 0, pointer}, rule.mark, "the member has another shape",
                           std::string(expected), described(value));
    }
}

void Writer::derive(const Rule& rule, std::string target, std::string source, std::string_view value) {
    explain_->push_back({std::move(target), place_of_rule(plan_, rule.mark), std::move(source), std::string(value)});
}

std::string Writer::date_of(const json::value& json) const {
    if (!plan_.codes_on) {
        return {};
    }
    const auto* at = &json;
    for (const auto& step : plan_.codes_on->json) {
        const auto* object = at->if_object();
        at = object == nullptr ? nullptr : object->if_contains(step);
        if (at == nullptr) {
            return {};
        }
    }
    const auto* text = at->if_string();
    const auto day = text == nullptr ? std::string_view{} : view(*text).substr(0, 10);
    return is_date(day) ? std::string(day) : std::string{};
}

}  // namespace otkel::mapping

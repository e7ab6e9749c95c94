#include "gateway/mapping/rule_compiler.hpp"
#include "gateway/mapping/values.hpp"
#include "gateway/mapping/words.hpp"

// The rules that hold other rules, and the parts of rules.

namespace otkel::mapping {

void RuleCompiler::list(ScopeBuilder& scope, YamlMap& map, std::size_t depth) {
    auto rule = common(map, Direction::both);
    rule.shape = Shape::list;
    const auto each = map.take("each");
    const auto text = source_.text(*each, "each");
    const auto path = text ? paths_.elements(*each, *text) : std::nullopt;
    const auto json = json_path(map);
    if (!map.has("json")) {
        source_.complain(map.mark(), "the list has no 'json'");
    }
    if (const auto empty = map.text("empty")) {
        rule.empty_is_absent = *empty == "absent";
        if (*empty != "absent" && *empty != "list") {
            source_.complain(map.mark(), "'empty' says what a list without entries becomes", "list or absent",
                             in_quotes(*empty));
        } else if (path && path->elements.size() > 1) {
            source_.complain(map.mark(),
                             "'empty' is for a list without an element around it; this list is absent when '" +
                                 text->substr(0, text->rfind('/')) + "' is");
        }
    }
    if (const auto inner = map.take("fields")) {
        if (map.has("as") || map.has("codes")) {
            source_.complain(
                map.mark(),
                "a list has 'fields' when its entries are objects, 'as' or 'codes' when they are values; not both");
        }
        rule.scope = std::make_unique<const Scope>(fields(*inner, depth + 1));
        static_cast<void>(map.take("as"));
        static_cast<void>(map.take("codes"));
    } else {
        rule.type = type(map);
    }
    map.finish();
    if (path && json) {
        rule.xml = *text;
        scope.add(std::move(rule), path, json);
    }
}

void RuleCompiler::object(ScopeBuilder& scope, YamlMap& map, std::size_t depth) {
    auto rule = common(map, Direction::both);
    rule.shape = Shape::object;
    const auto node = map.take("object");
    const auto text = source_.text(*node, "object");
    const auto path = text ? paths_.elements(*node, *text) : std::nullopt;
    const auto json = json_path(map);
    if (!map.has("json")) {
        source_.complain(map.mark(), "the object has no 'json'");
    }
    if (const auto inner = map.take("fields")) {
        rule.scope = std::make_unique<const Scope>(fields(*inner, depth + 1));
    } else {
        source_.complain(map.mark(), "the object has no 'fields'");
    }
    map.finish();
    if (path && json && rule.scope) {
        rule.xml = *text;
        scope.add(std::move(rule), path, json);
    }
}

void RuleCompiler::choose(ScopeBuilder& scope, YamlMap& map, std::size_t depth) {
    const auto choice_node = map.take("choose");
    const auto when = map.take("when");
    map.finish();
    YamlMap decides(source_, *choice_node, "'choose'");
    if (!when) {
        source_.complain(map.mark(), "the choice has no 'when'");
    }
    if (!decides.valid() || !when) {
        return;
    }
    auto rule = common(decides, Direction::both);
    rule.mark = map.mark();
    const auto json = json_path(decides);
    const auto xml = decides.take("xml");
    if (!xml || !decides.has("json")) {
        source_.complain(decides.mark(), "the value that decides stands on both sides",
                         "choose: {xml: Kind, json: kind}");
    }
    decides.finish();
    const auto text = xml ? source_.text(*xml, "xml") : std::nullopt;
    const auto path = text ? paths_.xml(*xml, *text) : std::nullopt;
    if (path && json) {
        rule.xml = *text;
        branches(scope, *when, std::move(rule), *path, *json, depth);
    }
}

void RuleCompiler::branches(ScopeBuilder& scope, const YAML::Node& when, Rule rule, const XmlPath& xml,
                            const std::vector<std::string>& json, std::size_t depth) {
    const YamlMap cases(source_, when, "'when'");
    Choice choice;
    std::vector<CodeEntry> entries;
    for (const auto& member : cases.members()) {
        YamlMap branch(source_, member.value, "a branch of 'when'");
        if (!branch.valid()) {
            continue;
        }
        const auto word = branch.text("json").value_or(member.key);
        const auto inner = branch.take("fields");
        branch.finish();
        for (const auto& earlier : choice.branches) {
            if (earlier.word == word) {
                source_.complain(member.key_node, "two branches have the JSON value '" + word + "'");
            }
        }
        entries.push_back(CodeEntry{member.key, word, {}, {}, false});
        choice.branches.push_back({word, std::make_unique<const Scope>(inner ? fields(*inner, depth + 1) : Scope{})});
    }
    if (cases.valid() && choice.branches.empty()) {
        source_.complain(when, "'when' has no branches");
    }
    own_tables_.push_back(std::make_unique<const CodeTable>("when", false, std::move(entries)));
    rule.type.codes = own_tables_.back().get();
    choice.rule = scope.add(std::move(rule), xml, json);
    scope.add_choice(std::move(choice));
}

ValueType RuleCompiler::type(YamlMap& map) const {
    const auto as = map.take("as");
    const auto codes = map.take("codes");
    if (as && codes) {
        source_.complain(map.mark(), "a value has 'as' or 'codes', not both: a code is text");
    }
    if (codes) {
        return ValueType{Type::string, {}, table(*codes)};
    }
    if (!as) {
        return {};
    }
    if (!as->IsSequence()) {
        return named_type(*as);
    }
    if (as->size() == 0) {
        source_.complain(*as, "the list in 'as' is empty", "kinds of identifiers");
    }
    ValueType any{Type::identifier, {}, nullptr};
    for (const auto& word : *as) {
        const auto one = named_type(word);
        if (one.type != Type::identifier) {
            source_.complain(word, "a list in 'as' holds kinds of identifiers only");
        }
        any.kinds.insert(any.kinds.end(), one.kinds.begin(), one.kinds.end());
    }
    return any;
}

ValueType RuleCompiler::named_type(const YAML::Node& as) const {
    const auto word = source_.text(as, "as");
    if (!word) {
        return {};
    }
    if (*word == "text") {
        source_.complain(as, "'text' is a text in several languages: it is the type of a plain field alone");
        return {};
    }
    if (auto known = type_of(*word)) {
        return std::move(*known);
    }
    const auto words = type_words();
    const auto hint = suggestion(*word, words);
    source_.complain(as, "no type is called '" + *word + "'" + hint, hint.empty() ? listed(words, words.size()) : "");
    return {};
}

const CodeTable* RuleCompiler::table(const YAML::Node& node) const {
    const auto name = source_.text(node, "codes");
    if (!name) {
        return nullptr;
    }
    const auto* table = codes_.find(*name);
    if (table == nullptr) {
        source_.complain(node, "no table of codes is called '" + *name + "'" + suggestion(*name, codes_.names()));
    }
    return table;
}

void RuleCompiler::default_value(YamlMap& map, Rule& rule) const {
    const auto text = map.text("default");
    if (!text) {
        return;
    }
    Mismatch why;
    if (!rule.to_json) {
        source_.complain(map.mark(), "'default' is given to JSON; a 'to-xml' rule has none");
    } else if (rule.required) {
        source_.complain(map.mark(), "a value with a 'default' is never missing; leave out 'required'");
    } else if (rule.type.codes != nullptr) {
        if (rule.type.codes->code_of(*text, {}).kind != CodeAnswer::Kind::found) {
            source_.complain(map.mark(), "'default' is a word of the JSON side, and table '" + rule.type.codes->name() +
                                             "' does not have '" + *text + "'" +
                                             suggestion(*text, rule.type.codes->all_words()));
        }
        rule.default_value = *text;
    } else if (!json_of(rule.type, *text, {}, rule.default_value, why)) {
        source_.complain(map.mark(), "'default' does not fit its type: " + why.detail, why.expected, in_quotes(*text));
    }
}

std::optional<std::vector<std::string>> RuleCompiler::json_path(YamlMap& map) const {
    const auto node = map.take("json");
    const auto text = node ? source_.text(*node, "json") : std::nullopt;
    return text ? paths_.json(*node, *text) : std::nullopt;
}

}  // namespace otkel::mapping

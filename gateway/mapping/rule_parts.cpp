#include "gateway/mapping/rule_compiler.hpp"
#include "gateway/mapping/values.hpp"
#include "gateway/mapping/words.hpp"

// The rules that hold other rules, and the parts of rules.

namespace otkel::mapping {

RuleCompiler::Head RuleCompiler::head(YamlMap& map, const std::string& key, Shape shape) {
    Head head{common(map, Direction::both), {}, {}};
    head.rule.shape = shape;
    const auto node = map.take(key);
    if (const auto text = source_.text(*node, key)) {
        head.rule.xml = *text;
        head.path = shape == Shape::attributes ? paths_.xml(*node, *text) : paths_.elements(*node, *text);
    }
    head.json = json_path(map);
    if (!map.has("json")) {
        source_.complain(map.mark(), "a rule with '" + key + "' has no 'json'", "json: …");
    }
    return head;
}

void RuleCompiler::list(ScopeBuilder& scope, YamlMap& map, std::size_t depth) {
    auto [rule, path, json] = head(map, "each", Shape::list);
    if (const auto empty = map.text("empty")) {
        rule.empty_is_absent = *empty == "absent";
        if (*empty != "absent" && *empty != "list") {
            source_.complain(map.mark(), "'empty' says what a list without entries becomes", "list or absent",
                             in_quotes(*empty));
        } else if (path && path->elements.size() > 1) {
            source_.complain(map.mark(),
                             "'empty' is for a list without an element around it; this list is absent when '" +
                                 rule.xml.substr(0, rule.xml.rfind('/')) + "' is");
        }
    }
    rule.scope = inner(map, depth);
    if (rule.scope) {
        if (map.has("as") || map.has("codes")) {
            source_.complain(
                map.mark(),
                "a list has 'fields' when its entries are objects, 'as' or 'codes' when they are values; not both");
        }
        static_cast<void>(map.take("as"));
        static_cast<void>(map.take("codes"));
    } else {
        rule.type = type(map);
    }
    if (path) {
        check_any(map, *path, rule);
    }
    check_nil(map, rule);
    map.finish();
    if (path && json) {
        scope.add(std::move(rule), path, json);
    }
}

void RuleCompiler::object(ScopeBuilder& scope, YamlMap& map, std::size_t depth) {
    auto [rule, path, json] = head(map, "object", Shape::object);
    rule.scope = inner(map, depth);
    if (!rule.scope) {
        source_.complain(map.mark(), "the object has no 'fields'");
    } else if (path) {
        check_any(map, *path, rule);
    }
    check_nil(map, rule);
    map.finish();
    if (path && json && rule.scope) {
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
    const auto path = xml ? value_path(*xml, rule) : std::nullopt;
    if (path && json) {
        const bool typed =
            path->attribute && path->attribute->space == instance_space && path->attribute->local == "type";
        rule.type.type = typed ? Type::qualified_name : Type::string;
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
        auto inner_scope = inner(branch, depth);
        branch.finish();
        for (const auto& earlier : choice.branches) {
            if (earlier.word == word) {
                source_.complain(member.key_node, "two branches have the JSON value '" + word + "'");
            }
        }
        entries.push_back(CodeEntry{member.key, word, {}, {}, false});
        std::optional<XmlName> name;
        if (rule.element_name || rule.type.type == Type::qualified_name) {
            name = paths_.name(member.key_node, member.key);
        }
        choice.branches.push_back({word, name, inner_scope ? std::move(inner_scope) : std::make_unique<Scope>(),
                                   source_.mark(member.key_node)});
    }
    if (cases.valid() && choice.branches.empty()) {
        source_.complain(when, "'when' has no branches");
    }
    auto& tables = compilation_.plan.own_tables;
    tables.push_back(std::make_unique<const CodeTable>("when", false, std::move(entries)));
    rule.type.codes = tables.back().get();
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
        return ValueType{Type::string, {}, {}, table(*codes)};
    }
    if (!as) {
        return {};
    }
    if (!as->IsSequence()) {
        auto named = named_type(*as);
        forms(map, named);
        return named;
    }
    if (as->size() == 0) {
        source_.complain(*as, "the list in 'as' is empty", "kinds of identifiers");
    }
    ValueType any{Type::identifier, {}, {}, nullptr};
    for (const auto& word : *as) {
        const auto one = named_type(word);
        if (one.type != Type::identifier) {
            source_.complain(word, "a list in 'as' holds kinds of identifiers only");
        }
        any.kinds.insert(any.kinds.end(), one.kinds.begin(), one.kinds.end());
    }
    return any;
}

void RuleCompiler::forms(YamlMap& map, ValueType& type) const {
    const auto node = map.take("form");
    if (!node) {
        return;
    }
    if (type.type != Type::date && type.type != Type::date_time) {
        source_.complain(*node, "'form' is for 'as: date' and 'as: dateTime'");
        return;
    }
    const auto one = [&](const YAML::Node& written) {
        const auto pattern = source_.text(written, "form");
        std::string why;
        const auto form = pattern ? DateForm::parse(*pattern, why) : std::nullopt;
        if (pattern && !form) {
            source_.complain(written, "the form cannot be read: " + why, "for example dd.MM.yyyy", in_quotes(*pattern));
        } else if (form && (!form->has_date() || (type.type == Type::date) == form->has_time())) {
            source_.complain(written,
                             type.type == Type::date ? "the form of a date has year, month and day, and no time"
                                                     : "the form of a dateTime has a date and a time",
                             type.type == Type::date ? "dd.MM.yyyy" : "dd.MM.yyyy HH:mm:ss", in_quotes(*pattern));
        } else if (form) {
            type.forms.push_back(*form);
        }
    };
    if (!node->IsSequence()) {
        one(*node);
    }
    for (const auto& written : node->IsSequence() ? *node : YAML::Node{}) {
        one(written);
    }
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
    const auto& tables = *compilation_.plan.codes;
    const auto* table = tables.find(*name);
    if (table == nullptr && tables.awaits(*name)) {
        source_.complain(node, "the core has not given table '" + *name + "' yet",
                         "a copy of it in codes/" + *name + ".yaml for the first start");
    } else if (table == nullptr) {
        source_.complain(node, "no table of codes is called '" + *name + "'" + suggestion(*name, tables.names()));
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
        rule.default_value = {Value::Kind::text, false, 0, *text};
    } else if (auto given = given_of(rule.type, *text, why)) {
        rule.default_value = std::move(*given);
    } else {
        source_.complain(map.mark(), "'default' does not fit its type: " + why.detail, why.expected, in_quotes(*text));
    }
}

std::optional<std::vector<std::string>> RuleCompiler::json_path(YamlMap& map) const {
    const auto node = map.take("json");
    const auto text = node ? source_.text(*node, "json") : std::nullopt;
    return text ? paths_.json(*node, *text) : std::nullopt;
}

}  // namespace otkel::mapping

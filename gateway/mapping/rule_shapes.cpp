#include <algorithm>

#include "gateway/mapping/rule_compiler.hpp"
#include "gateway/mapping/words.hpp"

// The rules whose JSON side is an object that other things than named elements make, and the parts that mappings share.

namespace otkel::mapping {
void RuleCompiler::pairs(ScopeBuilder& scope, YamlMap& map) {
    auto [rule, path, json] = head(map, "entries", Shape::entries);
    ScopeBuilder inside(source_);
    bool whole = true;
    for (const auto* side : {"key", "value"}) {
        const auto node = map.take(side);
        if (!node) {
            source_.complain(map.mark(), "entries have a 'key' and a 'value'", "key: @name, value: .");
        }
        const auto written = node ? source_.text(*node, side) : std::nullopt;
        const auto where = written ? paths_.xml(*node, *written) : std::nullopt;
        whole = whole && where;
        if (where) {
            Rule one;
            one.mark = rule.mark;
            one.xml_mark = source_.mark(*node);
            one.json_mark = rule.json_mark;
            one.type_mark = rule.type_mark;
            one.use = rule.use;
            one.xml = *written;
            one.required = true;
            one.attribute = where->attribute.has_value();
            if (std::string_view(side) == "value") {
                one.type = type(map);
            }
            inside.add(std::move(one), where, std::vector<std::string>{side});
        }
    }
    map.finish();
    if (path && json && whole) {
        rule.scope = std::make_unique<Scope>(inside.finish());
        scope.add(std::move(rule), path, json);
    }
}

void RuleCompiler::bag(ScopeBuilder& scope, YamlMap& map) {
    auto [rule, path, json] = head(map, "attributes", Shape::attributes);
    map.finish();
    if (path && path->attribute) {
        source_.complain(rule.xml_mark, "'attributes' names an element, all of whose other attributes are meant",
                         "Item, or .", in_quotes(rule.xml));
    } else if (path && json) {
        scope.add(std::move(rule), path, json);
    }
}

void RuleCompiler::document(ScopeBuilder& scope, YamlMap& map, std::size_t depth) {
    auto [rule, path, json] = head(map, "document", Shape::document);
    const auto root = map.required("root");
    if (root) {
        rule.root = paths_.name(*map.take("root"), *root);
    }
    rule.declaration = map.flag("declaration");
    rule.scope = inner(map, depth);
    if (!rule.scope) {
        source_.complain(map.mark(), "the document has no 'fields'");
    }
    map.finish();
    if (path && json && rule.root && rule.scope) {
        scope.add(std::move(rule), path, json);
    }
}

std::unique_ptr<Scope> RuleCompiler::inner(YamlMap& map, std::size_t depth) {
    if (map.has("use")) {
        if (map.has("fields")) {
            source_.complain(map.mark(), "rules come from 'fields' or from 'use'; not both");
            static_cast<void>(map.take("fields"));
        }
        ScopeBuilder scope(source_);
        use(scope, map, depth + 1);
        return std::make_unique<Scope>(scope.finish());
    }
    const auto list = map.take("fields");
    return list ? std::make_unique<Scope>(fields(*list, depth + 1)) : nullptr;
}

void RuleCompiler::check_nil(const YamlMap& map, const Rule& rule) const {
    if (!rule.nil || !rule.scope) {
        return;
    }
    const auto& texts = rule.scope->element.text;
    const auto nil = [&](RuleNumber number) { return rule.scope->rules[number].nil; };
    if (std::any_of(texts.begin(), texts.end(), nil)) {
        source_.complain(map.mark(), "'nil' stands here and at the rule for '.', so that a null could be either",
                         "one of them");
    }
}

// An element that stands for several ('*') needs a choice by name, which says for which ones.
void RuleCompiler::check_any(YamlMap& map, const XmlPath& path, Rule& rule) {
    rule.any_element = path.elements.back().local.empty();
    if (!rule.any_element) {
        return;
    }
    const bool decided = rule.scope && rule.scope->choices.size() == 1 &&
                         rule.scope->rules[rule.scope->choices.front().rule].element_name;
    if (!decided) {
        source_.complain(map.mark(),
                         "'*' stands for several elements; a choice by their name in 'fields' says for which",
                         "choose: {xml: name(), json: kind}");
        rule.scope = nullptr;
    }
}

void RuleCompiler::use(ScopeBuilder& scope, YamlMap& map, std::size_t depth) {
    const auto name_node = map.take("use");
    const auto name = source_.text(*name_node, "use");
    PartAsked asked{{}, map.mark(), {}, {}};
    if (const auto with = map.take("with")) {
        const YamlMap values(source_, *with, "'with'");
        for (const auto& member : values.members()) {
            asked.given[member.key] = source_.text(member.value, member.key).value_or("");
            asked.given_at[member.key] = member.key_node;
        }
    }
    if (!name) {
        return;
    }
    asked.name = *name;
    const auto file = compilation_.mappings / (*name + ".yaml");
    if (std::error_code unknown; !std::filesystem::is_regular_file(file, unknown)) {
        source_.complain(*name_node, "there is no part " + in_quotes(*name) + " in the folder of mappings",
                         file.filename().string());
        return;
    }
    auto& open = compilation_.open;
    if (std::find(open.begin(), open.end(), *name) != open.end()) {
        source_.complain(*name_node, "the part " + in_quotes(*name) + " uses itself");
        return;
    }
    auto number = std::find(compilation_.plan.files.begin(), compilation_.plan.files.end(), *name + ".yaml") -
                  compilation_.plan.files.begin();
    if (static_cast<std::size_t>(number) == compilation_.plan.files.size()) {
        compilation_.plan.files.push_back(*name + ".yaml");
        compilation_.files.push_back(file.string());
    }
    YamlSource source{file.string(), compilation_.complaints, static_cast<std::uint16_t>(number), &compilation_.files,
                      nullptr};
    if (!compilation_.parts.contains(*name)) {
        compilation_.parts[*name] = source.load(file).value_or(YAML::Node{});
    }
    YamlMap part(source, compilation_.parts[*name], "a part");
    if (!part.valid()) {
        return;
    }
    const auto parameters = read_part(source, part, asked);
    source.parameters = &parameters;
    open.push_back(*name);
    const auto outer = compilation_.use;
    compilation_.plan.uses.push_back({source_.mark(*name_node), outer});
    compilation_.use = static_cast<std::uint16_t>(compilation_.plan.uses.size());
    if (const auto list = part.take("fields")) {
        RuleCompiler(source, compilation_).entries(scope, *list, depth);
    } else {
        source.complain(part.mark(), "the part has no 'fields'");
    }
    part.finish();
    compilation_.use = outer;
    open.pop_back();
}

// The head of a part; what its parameters stand for in this use.
std::map<std::string, std::string> RuleCompiler::read_part(const YamlSource& source, YamlMap& part,
                                                           const PartAsked& asked) {
    if (const auto own = part.required("part"); own && *own != asked.name) {
        source.complain(*part.take("part"), "the part is not called like its file", in_quotes(asked.name),
                        in_quotes(*own));
    }
    static_cast<void>(part.text("about"));
    static_cast<void>(part.required("version"));
    std::map<std::string, std::string> values;
    std::vector<std::string> known;
    if (const auto parameters = part.take("parameters")) {
        const YamlMap defaults(source, *parameters, "'parameters'");
        for (const auto& member : defaults.members()) {
            known.push_back(member.key);
            if (const auto mine = asked.given.find(member.key); mine != asked.given.end()) {
                values[member.key] = mine->second;
            } else if (member.value.IsNull()) {
                source_.complain(asked.mark, "the part " + in_quotes(asked.name) + " needs '" + member.key + "'",
                                 "with: {" + member.key + ": …}");
                values[member.key] = member.key;  // so that nothing else is found wrong with it
            } else {
                values[member.key] = source.text(member.value, member.key).value_or("");
            }
        }
    }
    for (const auto& [key, node] : asked.given_at) {
        if (!values.contains(key)) {
            source_.complain(
                node, "the part " + in_quotes(asked.name) + " has no parameter '" + key + "'" + suggestion(key, known));
        }
    }
    return values;
}

}  // namespace otkel::mapping

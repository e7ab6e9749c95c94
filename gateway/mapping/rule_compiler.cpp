#include "gateway/mapping/rule_compiler.hpp"

#include "gateway/mapping/values.hpp"
#include "gateway/mapping/words.hpp"

namespace otkel::mapping {

Scope RuleCompiler::fields(const YAML::Node& list, std::size_t depth) {
    ScopeBuilder scope(source_);
    entries(scope, list, depth);
    return scope.finish();
}

void RuleCompiler::entries(ScopeBuilder& scope, const YAML::Node& list, std::size_t depth) {
    if (depth > nesting_max) {
        source_.complain(list,
                         "rules stand more than " + std::to_string(nesting_max) + " levels deep inside one another");
        return;
    }
    const auto entries = source_.list(list, "fields");
    if (entries && entries->empty()) {
        source_.complain(list, "'fields' has no rules");
    }
    for (const auto& node : entries.value_or(std::vector<YAML::Node>{})) {
        if (++compilation_.rules > rules_max) {
            if (compilation_.rules == rules_max + 1) {
                source_.complain(node, "the mapping has more than " + std::to_string(rules_max) + " rules");
            }
            break;
        }
        entry(scope, node, depth);
    }
}

void RuleCompiler::entry(ScopeBuilder& scope, const YAML::Node& node, std::size_t depth) {
    YamlMap map(source_, node, "a rule");
    if (!map.valid()) {
        return;
    }
    if (map.has("each")) {
        list(scope, map, depth);
    } else if (map.has("object")) {
        object(scope, map, depth);
    } else if (map.has("choose")) {
        choose(scope, map, depth);
    } else if (map.has("entries")) {
        pairs(scope, map);
    } else if (map.has("attributes")) {
        bag(scope, map);
    } else if (map.has("document")) {
        document(scope, map, depth);
    } else if (map.has("use")) {
        use(scope, map, depth);
        map.finish();
    } else if (map.has("to-json")) {
        one_way(scope, map, "to-json", Direction::to_json);
    } else if (map.has("to-xml")) {
        one_way(scope, map, "to-xml", Direction::to_xml);
    } else {
        field(scope, map, Direction::both);
        map.finish();
    }
}

Rule RuleCompiler::common(YamlMap& map, Direction direction) const {
    Rule rule;
    rule.mark = map.mark();
    rule.to_json = direction != Direction::to_xml;
    rule.to_xml = direction != Direction::to_json;
    rule.required = map.flag("required");
    rule.nil = map.flag("nil");
    rule.json_mark = map.mark_of("json");
    rule.type_mark = map.mark_of(map.has("codes") ? "codes" : "as");
    rule.value_mark = map.mark_of(map.has("value") ? "value" : "default");
    rule.use = compilation_.use;
    rule.xml_mark = rule.mark;
    for (const auto* key : {"xml", "each", "object", "entries", "attributes", "document"}) {
        if (map.has(key)) {
            rule.xml_mark = map.mark_of(key);
        }
    }
    return rule;
}

void RuleCompiler::one_way(ScopeBuilder& scope, YamlMap& map, const std::string& key, Direction direction) {
    const auto inner_node = map.take(key);
    map.finish();
    YamlMap inner(source_, *inner_node, "'" + key + "'");
    if (!inner.valid()) {
        return;
    }
    if (const auto value = inner.text("value")) {
        constant(scope, inner, direction, *value);
    } else if (inner.has("xpath")) {
        expression(scope, inner, direction);
    } else {
        field(scope, inner, direction);
    }
    inner.finish();
}

void RuleCompiler::field(ScopeBuilder& scope, YamlMap& map, Direction direction) {
    auto rule = common(map, direction);
    const auto xml = map.take("xml");
    const bool has_json = map.has("json");
    if (!xml || !has_json) {
        source_.complain(map.mark(), "a rule names both sides, 'xml' and 'json'; only a constant has one",
                         xml ? "json: …" : "xml: …");
    }
    const auto as = map.has("codes") ? std::nullopt : map.take("as");
    if (as && as->IsScalar() && source_.expanded(*as, as->Scalar()) == "text") {
        if (xml) {
            language_text(scope, map, rule, *xml);
        }
        return;
    }
    rule.type = type(map);
    default_value(map, rule);
    const auto json = json_path(map);
    const auto path = xml ? value_path(*xml, rule) : std::nullopt;
    if (path && json) {
        if (rule.nil && (rule.attribute || rule.element_name)) {
            source_.complain(rule.mark, "'nil' is for elements: XML Schema knows no attribute without a value");
        }
        scope.add(std::move(rule), path, json);
    }
}

std::optional<XmlPath> RuleCompiler::value_path(const YAML::Node& xml, Rule& rule) const {
    const auto text = source_.text(xml, "xml");
    if (!text) {
        return std::nullopt;
    }
    rule.xml = *text;
    rule.element_name = text == "name()";
    auto path = rule.element_name ? XmlPath{} : paths_.xml(xml, *text);
    rule.attribute = path && path->attribute;
    return path;
}

void RuleCompiler::constant(ScopeBuilder& scope, YamlMap& map, Direction direction, const std::string& text) {
    auto rule = common(map, direction);
    rule.constant = true;
    rule.type = type(map);
    rule.now = text == "now" && (rule.type.type == Type::date || rule.type.type == Type::date_time);
    Mismatch why;
    if (rule.type.codes != nullptr) {
        source_.complain(rule.mark, "a constant is written as it stands and takes no 'codes'");
    } else if (rule.now && direction == Direction::to_json) {
        source_.complain(rule.mark, "'value: now' is written to XML only");
    } else if (auto given = rule.now ? std::nullopt : given_of(rule.type, text, why)) {
        rule.value = std::move(*given);
    } else if (!rule.now) {
        source_.complain(rule.mark, "'value' does not fit its type: " + why.detail, why.expected, in_quotes(text));
    }
    if (const auto obstacle = unwritable(text); obstacle && direction == Direction::to_xml) {
        source_.complain(rule.mark, "'value' holds " + *obstacle + ", which cannot stand in XML");
    }
    if (direction == Direction::to_json) {
        if (const auto json = json_path(map)) {
            scope.add(std::move(rule), std::nullopt, json);
        } else if (!map.has("json")) {
            source_.complain(map.mark(), "the constant has no 'json' to be given to");
        }
        return;
    }
    const auto node = map.take("xml");
    const auto xml = node ? source_.text(*node, "xml") : std::nullopt;
    if (!node) {
        source_.complain(map.mark(), "the constant has no 'xml' to be written to");
    }
    if (const auto path = xml ? paths_.xml(*node, *xml) : std::nullopt) {
        rule.xml = *xml;
        rule.attribute = path->attribute.has_value();
        written(rule);
        scope.add(std::move(rule), path, std::nullopt);
    }
}

void RuleCompiler::expression(ScopeBuilder& scope, YamlMap& map, Direction direction) {
    auto rule = common(map, direction);
    rule.xml_mark = map.mark_of("xpath");
    const auto node = map.take("xpath");
    const auto text = source_.text(*node, "xpath");
    rule.type = type(map);
    const auto json = json_path(map);
    if (!map.has("json")) {
        source_.complain(map.mark(), "the XPath expression has no 'json' to give its value to");
    }
    if (direction != Direction::to_json) {
        source_.complain(*node, "an XPath expression only reads; nothing can be written with it", "to-json");
        return;
    }
    if (!text) {
        return;
    }
    auto compiled = xml::XPath::compile(*text, compilation_.plan.namespaces);
    if (!compiled) {
        source_.complain(*node, "'xpath' is not an expression that can be used: " + compiled.error().detail,
                         "XPath 1.0", in_quotes(*text));
    } else if (json) {
        rule.xpath = std::move(*compiled);
        rule.xml = *text;
        scope.add(std::move(rule), std::nullopt, json);
    }
}

// A constant goes into XML as its type writes it.
void RuleCompiler::written(Rule& rule) const {
    if (rule.value.kind == Value::Kind::absent) {
        return;
    }
    boost::json::value value;
    switch (rule.value.kind) {
        case Value::Kind::number: value = rule.value.number; break;
        case Value::Kind::flag: value = rule.value.flag; break;
        default: value = rule.value.text;
    }
    Mismatch why;
    std::string buffer;
    if (const auto text = text_of(rule.type, value, {}, buffer, why)) {
        rule.value = {Value::Kind::text, false, 0, std::string(*text)};
    } else {
        source_.complain(rule.mark, "'value' does not fit its type: " + why.detail, why.expected);
    }
}

void RuleCompiler::language_text(ScopeBuilder& scope, YamlMap& map, const Rule& common_part, const YAML::Node& xml) {
    const auto json = json_path(map);
    const bool by_attribute = map.has("language");
    if (xml.IsMap() && by_attribute) {
        source_.complain(
            map.mark(),
            "'language' names an attribute of one repeated element; 'xml' names an element per language here");
    }
    if (!json) {
        static_cast<void>(map.text("language"));
        return;
    }
    if (xml.IsMap()) {
        static_cast<void>(map.text("language"));
        language_elements(scope, common_part, xml, *json);
        return;
    }
    Rule rule;
    rule.shape = Shape::languages;
    rule.mark = common_part.mark;
    rule.xml_mark = common_part.xml_mark;
    rule.json_mark = common_part.json_mark;
    rule.type_mark = map.mark_of("language");
    rule.use = common_part.use;
    rule.to_json = common_part.to_json;
    rule.to_xml = common_part.to_xml;
    rule.required = common_part.required;
    language_attribute(scope, map, std::move(rule), xml, *json);
}

void RuleCompiler::language_elements(ScopeBuilder& scope, const Rule& common_part, const YAML::Node& xml,
                                     const std::vector<std::string>& json) {
    const YamlMap languages(source_, xml, "'xml'");
    for (const auto& member : languages.members()) {
        if (member.key != "kk" && member.key != "ru" && member.key != "en") {
            source_.complain(member.key_node, "'" + member.key + "' is not a language", "kk, ru or en");
            continue;
        }
        const auto text = source_.text(member.value, member.key);
        const auto path = text ? paths_.xml(member.value, *text) : std::nullopt;
        if (!path) {
            continue;
        }
        Rule rule;
        rule.mark = common_part.mark;
        rule.xml_mark = source_.mark(member.value);
        rule.json_mark = common_part.json_mark;
        rule.use = common_part.use;
        rule.to_json = common_part.to_json;
        rule.to_xml = common_part.to_xml;
        rule.required = common_part.required;
        rule.xml = *text;
        auto member_path = json;
        member_path.push_back(member.key);
        scope.add(std::move(rule), path, member_path);
    }
}

void RuleCompiler::language_attribute(ScopeBuilder& scope, YamlMap& map, Rule rule, const YAML::Node& xml,
                                      const std::vector<std::string>& json) {
    const auto text = source_.text(xml, "xml");
    const auto path = text ? paths_.elements(xml, *text) : std::nullopt;
    const auto node = map.take("language");
    if (!node) {
        source_.complain(map.mark(), "a text in several languages says how XML tells them apart",
                         "xml: {kk: NameKk, ru: NameRu} or language: '@lang'");
        return;
    }
    const auto language = source_.text(*node, "language");
    const auto attribute = language ? paths_.xml(*node, *language) : std::nullopt;
    if (attribute && (!attribute->attribute || !attribute->elements.empty())) {
        source_.complain(*node, "'language' names an attribute of the element", "'@lang'", in_quotes(*language));
        return;
    }
    if (path && attribute) {
        rule.xml = *text;
        rule.language = attribute->attribute;
        scope.add(std::move(rule), path, json);
    }
}

}  // namespace otkel::mapping

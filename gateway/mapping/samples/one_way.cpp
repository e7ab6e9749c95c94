#include "gateway/mapping/samples/one_way.hpp"

#include <algorithm>

#include "gateway/mapping/run.hpp"

namespace otkel::mapping::samples {
namespace {

bool both_ways(const Rule& rule) { return rule.to_json && rule.to_xml && !rule.constant; }

class Collector {
public:
    explicit Collector(OneWay& places) : places_(places) {}

    void scope(const Scope& scope, const std::string& xml, const std::string& json) {
        static_cast<void>(element(scope, scope.element, xml, json));
        for (const auto& child : scope.object.children) {
            static_cast<void>(member(scope, child, json));
        }
        for (const auto& choice : scope.choices) {
            for (const auto& branch : choice.branches) {
                this->scope(*branch.scope, xml, json);
            }
        }
    }

private:
    // Whether something there is carried both ways; the same for the others.
    bool element(const Scope& scope, const ElementNode& node, const std::string& xml, const std::string& json) {
        bool carried = node.bag.has_value() || node.choice.has_value();
        for (const auto& attribute : node.attributes) {
            const auto place = xml + xml_step(attribute.name.space, attribute.name.local, true);
            carried = values(scope, attribute.rules, place, place) || carried;
        }
        if (!node.text.empty()) {
            carried = values(scope, node.text, xml + "/.", xml) || carried;
        }
        if (node.part) {
            part(scope.rules[*node.part], xml, json);
            carried = true;
        }
        for (const auto& child : node.children) {
            const auto place = xml + xml_step(child.name.space, child.name.local);
            const bool below = child.choice || element(scope, child, place, json);
            if (!below) {
                places_.xml.insert(place);
            }
            carried = below || carried;
        }
        return carried;
    }

    bool values(const Scope& scope, const std::vector<RuleNumber>& rules, const std::string& place,
                const std::string& holder) {
        bool carried = false;
        for (const auto number : rules) {
            const auto& rule = scope.rules[number];
            carried = carried || both_ways(rule);
            value(rule, place);
            if (both_ways(rule) && rule.default_value.kind != Value::Kind::absent) {
                places_.xml_defaults.insert(holder);
            }
        }
        if (!carried) {
            places_.xml.insert(place);
        }
        return carried;
    }

    void value(const Rule& rule, const std::string& place) {
        if (rule.type.type == Type::qualified_name) {
            places_.names.insert(place);
        } else if (rule.type.codes != nullptr) {
            places_.codes.emplace(place, rule.type.codes);
        }
    }

    void part(const Rule& rule, const std::string& xml, const std::string& json) {
        auto inside = json;
        for (const auto& step : rule.json) {
            inside += "/" + escaped_step(step);
        }
        if (rule.shape == Shape::list) {
            inside += "/*";
        }
        if (rule.shape == Shape::document) {
            places_.documents.insert(xml + "/.");
            scope(*rule.scope, xml + "/." + xml_step(rule.root->space, rule.root->local), inside);
        } else if (rule.scope && rule.shape != Shape::entries) {
            scope(*rule.scope, xml, inside);
        } else {
            value(rule, xml + "/.");
        }
    }

    bool member(const Scope& scope, const JsonNode& node, const std::string& json) {
        const auto place = json + "/" + escaped_step(node.name);
        bool carried = false;
        for (const auto number : node.rules) {
            const auto& rule = scope.rules[number];
            carried = carried || both_ways(rule);
            if (both_ways(rule) && rule.default_value.kind != Value::Kind::absent) {
                places_.json_defaults.insert(place);
            }
        }
        for (const auto& child : node.children) {
            carried = member(scope, child, place) || carried;
        }
        if (!carried) {
            places_.json.insert(place);
        }
        return carried;
    }

    OneWay& places_;
};

}  // namespace

OneWay one_way_of(const MessagePlan& plan) {
    OneWay places;
    Collector(places).scope(plan.scope, xml_step(plan.root.space, plan.root.local), {});
    return places;
}

std::string xml_step(std::string_view space, std::string_view local, bool attribute) {
    std::string step = attribute ? "/@{" : "/{";
    step.append(space).append("}").append(local);
    return step;
}

}  // namespace otkel::mapping::samples

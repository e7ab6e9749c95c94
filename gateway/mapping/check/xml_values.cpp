#include "gateway/mapping/check/checks.hpp"
#include "gateway/mapping/check/fitting.hpp"
#include "gateway/mapping/words.hpp"

// What rules read and write is of the type that the XML Schema gives the place.

namespace otkel::mapping::check {
namespace {

class XmlValues {
public:
    XmlValues(const Views& views, Report& report) : report_(report), views_(views) {}

    void run() {
        for (const auto& view : views_.all()) {
            for (std::size_t number = 0; number < view.rules.size(); ++number) {
                rule(view, view.scope->rules[number], view.rules[number]);
            }
        }
    }

private:
    void rule(const ScopeView& view, const Rule& rule, const RuleView& at) {
        const auto* type = xml_type(rule, at);
        if (type == nullptr) {
            return;
        }
        const auto name = rule.attribute                  ? rule.xml.substr(rule.xml.rfind('@'))
                          : at.element->parent == nullptr ? view.name
                                                          : at.element->node->name.to_string();
        if (rule.constant && !rule.now) {
            constant(rule, at, *type, name);
        } else if (rule.type.codes == nullptr) {
            fit(rule, *type, name);
        }
        if (rule.default_value.kind != Value::Kind::absent) {
            needless_default(rule, at, name);
        }
    }

    void fit(const Rule& rule, const xsd::SimpleType& type, const std::string& name) {
        const auto fit = fit_of(rule.type, type);
        if (fit.kind == Fit::Kind::fits) {
            return;
        }
        const auto hint = fit.better.empty() ? std::string{} : "; did you mean '" + fit.better + "'?";
        const auto subject = "'" + name + "' is " + in_words(type) + " in the XML Schema";
        if (fit.kind == Fit::Kind::never) {
            const bool form = !rule.type.forms.empty() && fit.better.starts_with("as: date") && !fit.why.empty();
            report_.error("value-type", type_spot(rule),
                          subject + (fit.why.empty() ? ", never " + in_words(rule.type) : " and " + fit.why) +
                              (form ? "; leave out 'form'" : hint));
        } else {
            report_.warning("value-type", type_spot(rule), subject + " and " + fit.why + hint);
        }
    }

    void constant(const Rule& rule, const RuleView& at, const xsd::SimpleType& type, const std::string& name) {
        const auto& text = rule.value.text;
        if (const auto why = obstacle(type, text); !why.empty()) {
            report_.error("value-type", value_spot(rule),
                          "the XML Schema does not allow " + in_quotes(text) + " in '" + name + "': " + why);
        }
        const auto& fixed = at.attribute != nullptr          ? at.attribute->fixed_value
                            : at.element->element != nullptr ? at.element->element->fixed_value
                                                             : text;
        if (!fixed.empty() && fixed != text) {
            report_.error("value-type", value_spot(rule), "the XML Schema fixes '" + name + "' to '" + fixed + "'");
        }
    }

    void needless_default(const Rule& rule, const RuleView& at, const std::string& name) {
        const bool always = rule.attribute ? at.attribute != nullptr && at.attribute->required : at.element->expected;
        if (always) {
            report_.note("shadowed", value_spot(rule),
                         "'" + name + "' is always there in valid XML: the default is never used; leave it out");
        }
    }

    Report& report_;
    const Views& views_;
};

}  // namespace

void check_xml_values(const Views& views, Report& report) { XmlValues(views, report).run(); }

}  // namespace otkel::mapping::check

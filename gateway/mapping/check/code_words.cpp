#include <algorithm>

#include "gateway/mapping/check/checks.hpp"
#include "gateway/mapping/check/fitting.hpp"
#include "gateway/mapping/check/presence.hpp"
#include "gateway/mapping/words.hpp"
#include "gateway/settings/nearest.hpp"

// The codes that the XML Schema allows, the words that the JSON Schema allows, and what translates between them: a
// table, the branches of a choice, or nothing. A table may know more than one place needs; nothing that is allowed on
// one side may come out as something that is not on the other.

namespace otkel::mapping::check {
namespace {

constexpr std::size_t words_shown = 8;

using Words = std::vector<std::string>;

bool holds(const Words& words, const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

void add(Words& words, const std::string& word) {
    if (!holds(words, word)) {
        words.push_back(word);
    }
}

std::string quoted(const Words& words) {
    std::string text;
    const auto shown = std::min(words.size(), words_shown);
    for (std::size_t at = 0; at < shown; ++at) {
        text += (at == 0 ? "" : at + 1 == words.size() ? " and " : ", ") + in_quotes(words[at]);
    }
    return shown == words.size() ? text : text + " and " + std::to_string(words.size() - shown) + " others";
}

std::string hint(const Words& wrong, const Words& allowed) {
    return wrong.size() == 1 ? suggestion(wrong.front(), allowed) : std::string{};
}

class CodeWords {
public:
    CodeWords(const Views& views, Report& report) : views_(views), report_(report) {}

    void run() {
        for (const auto& view : views_.all()) {
            for (std::size_t number = 0; number < view.rules.size(); ++number) {
                const auto& rule = view.scope->rules[number];
                const auto& at = view.rules[number];
                if (rule.constant) {
                    continue;
                }
                const Sides sides{rule,
                                  xml_type(rule, at),
                                  allowed_in_json(rule, at),
                                  xml_name(view, rule, at),
                                  at.member == nullptr ? "" : json_path(*at.member),
                                  choice_of(view, rule)};
                if (rule.type.codes == nullptr) {
                    untranslated(sides);
                } else if (sides.choice != nullptr) {
                    branches(sides);
                } else {
                    table(sides);
                }
            }
        }
    }

private:
    struct Sides {
        const Rule& rule;
        const xsd::SimpleType* xml{nullptr};
        const Words* json{nullptr};  // all that it allows; null when it does not say
        std::string xml_name, json_name;
        const Choice* choice{nullptr};

        [[nodiscard]] const CodeTable& codes() const { return *rule.type.codes; }
        [[nodiscard]] bool xml_allows(const std::string& code) const {
            return xml == nullptr || obstacle(*xml, code).empty();
        }
        [[nodiscard]] bool json_allows(const std::string& word) const { return json == nullptr || holds(*json, word); }
    };

    static const Words* allowed_in_json(const Rule& rule, const RuleView& at) {
        const auto* type = json_type(rule, at);
        return type != nullptr && type->words ? &*type->words : nullptr;
    }

    static std::string xml_name(const ScopeView& view, const Rule& rule, const RuleView& at) {
        return rule.attribute                                           ? rule.xml.substr(rule.xml.rfind('@'))
               : at.element == nullptr || at.element->parent == nullptr ? view.name
                                                                        : at.element->node->name.to_string();
    }

    static const Choice* choice_of(const ScopeView& view, const Rule& rule) {
        for (const auto& choice : view.scope->choices) {
            if (&view.scope->rules[choice.rule] == &rule) {
                return &choice;
            }
        }
        return nullptr;
    }

    // Values that the XML Schema lists and nothing translates.
    static Words unread(const Sides& sides) {
        Words unread;
        const auto values = sides.xml == nullptr ? std::nullopt : listed_values(*sides.xml);
        for (const auto& value : values.value_or(Words{})) {
            if (sides.codes().word_of(value, {}).kind != CodeAnswer::Kind::found) {
                add(unread, value);
            }
        }
        return unread;
    }

    // Words that the JSON Schema lists and nothing translates.
    static Words unwritten(const Sides& sides) {
        Words unwritten;
        for (const auto& word : sides.json == nullptr ? Words{} : *sides.json) {
            if (sides.codes().code_of(word, {}).kind != CodeAnswer::Kind::found) {
                add(unwritten, word);
            }
        }
        return unwritten;
    }

    void table(const Sides& sides) {
        const auto& rule = sides.rule;
        const auto table = "table '" + sides.codes().name() + "'";
        Words codes;
        Words words;
        for (const auto& entry : sides.codes().entries()) {
            if (!entry.to_json_only && !sides.xml_allows(entry.code) && sides.json_allows(entry.word)) {
                add(codes, entry.code);
            }
            if (sides.xml_allows(entry.code) && !sides.json_allows(entry.word)) {
                add(words, entry.word);
            }
        }
        const bool keeps = sides.codes().keeps_unknown();
        if (const auto lacking = unread(sides); rule.to_json && !keeps && !lacking.empty()) {
            complain(rule, table + " has no entry for " + quoted(lacking) + ", which the XML Schema allows in '" +
                               sides.xml_name + "': such a message is refused; add it to the table");
        }
        if (const auto lacking = without_near(unwritten(sides), words); rule.to_xml && !keeps && !lacking.empty()) {
            complain(rule, table + " has no code for " + quoted(lacking) + ", which the JSON Schema allows in '" +
                               sides.json_name + "': such a message is refused; add it to the table");
        }
        if (rule.to_xml && !codes.empty()) {
            complain(rule, table + " writes " + quoted(codes) + ", which the XML Schema does not allow in '" +
                               sides.xml_name + "'" + why_not(sides, codes));
        }
        if (rule.to_json && !words.empty()) {
            const auto near = hint(words, *sides.json);
            complain(rule, table + " gives " + quoted(words) + ", which the JSON Schema does not allow in '" +
                               sides.json_name + "'" +
                               (near.empty() ? "; add them there, or use another table" : near));
        }
    }

    // Less those that a wrong one is likely meant to be, of which it is said.
    static Words without_near(Words lacking, const Words& wrong) {
        for (const auto& word : wrong) {
            std::erase(lacking, settings::nearest(word, {lacking.begin(), lacking.end()}));
        }
        return lacking;
    }

    static std::string why_not(const Sides& sides, const Words& codes) {
        const auto values = listed_values(*sides.xml);
        if (!values) {
            return ": " + obstacle(*sides.xml, codes.front());
        }
        const auto near = hint(codes, *values);
        return !near.empty()           ? near
               : sides.json != nullptr ? "; take their words out of the JSON Schema there, or use another table"
                                       : "; mark them 'to-json-only: true', or use another table";
    }

    void complain(const Rule& rule, std::string detail) { report_.error("codes", type_spot(rule), std::move(detail)); }

    void branches(const Sides& sides) {
        const auto& rule = sides.rule;
        Words codes;
        Words words;
        for (const auto& branch : sides.choice->branches) {
            const std::string code(sides.codes().code_of(branch.word, {}).text);
            const Spot spot{branch.mark, rule.use, {}};
            if (!sides.xml_allows(code)) {
                add(codes, code);
                const auto values = listed_values(*sides.xml).value_or(Words{});
                wrong(spot, "the XML Schema does not allow " + in_quotes(code) + " in '" + sides.xml_name + "'", code,
                      values);
            }
            if (!sides.json_allows(branch.word)) {
                add(words, branch.word);
                wrong(spot,
                      "this branch gives " + in_quotes(branch.word) + ", which the JSON Schema does not allow in '" +
                          sides.json_name + "'",
                      branch.word, *sides.json);
            }
        }
        if (const auto lacking = without_near(unread(sides), codes); !lacking.empty()) {
            report_.error("codes", xml_spot(rule),
                          "'when' has no branch for " + quoted(lacking) + ", which the XML Schema allows in '" +
                              sides.xml_name + "': such a message is refused; add a branch");
        }
        if (const auto lacking = without_near(unwritten(sides), words); !lacking.empty()) {
            report_.error("codes", json_spot(rule),
                          "no branch of 'when' has the JSON value " + quoted(lacking) +
                              ", which the JSON Schema allows in '" + sides.json_name +
                              "': such a message is refused; add a branch");
        }
    }

    void wrong(const Spot& spot, const std::string& detail, const std::string& word, const Words& allowed) {
        const auto near = suggestion(word, allowed);
        report_.error("codes", spot, detail + near, near.empty() ? listed(allowed) : "");
    }

    // A text that is the same on both sides, and lists on both.
    void untranslated(const Sides& sides) {
        const auto values = sides.xml == nullptr ? std::nullopt : listed_values(*sides.xml);
        if (sides.rule.type.type != Type::string || !values || sides.json == nullptr) {
            return;
        }
        Words only_xml;
        Words only_json;
        for (const auto& value : *values) {
            if (!holds(*sides.json, value)) {
                add(only_xml, value);
            }
        }
        for (const auto& word : *sides.json) {
            if (!holds(*values, word)) {
                add(only_json, word);
            }
        }
        if (sides.rule.to_json && !only_xml.empty()) {
            report_.error("codes", json_spot(sides.rule),
                          "the XML Schema allows " + quoted(only_xml) + " in '" + sides.xml_name +
                              "', and the JSON Schema does not in '" + sides.json_name +
                              "'; translate with 'codes: …', or make the schemas agree");
        }
        if (sides.rule.to_xml && !only_json.empty()) {
            report_.error("codes", json_spot(sides.rule),
                          "the JSON Schema allows " + quoted(only_json) + " in '" + sides.json_name +
                              "', and the XML Schema does not in '" + sides.xml_name +
                              "'; translate with 'codes: …', or make the schemas agree");
        }
    }

    const Views& views_;
    Report& report_;
};

}  // namespace

void check_codes(const Views& views, Report& report) { CodeWords(views, report).run(); }

}  // namespace otkel::mapping::check

#include "tests/unit/mapping/samples/mapping_generator.hpp"

#include <array>

namespace otkel::mapping::samples {
namespace {

constexpr int deepest = 3;

std::string table(bool keeps) {
    return std::string("table: ") + (keeps ? "kept" : "unit") + "\nunknown: " + (keeps ? "keep" : "error") +
           "\ncodes:\n"
           "  - {code: \"006\", word: metre}\n"
           "  - {code: \"796\", word: piece}\n"
           "  - {code: NO, word: норвегия}\n"
           "  - {code: \"1\", word: old, to: 2019-12-31}\n"
           "  - {code: \"1\", word: new, from: 2020-01-01}\n"
           "  - {code: PCE, word: piece, to-json-only: true}\n";
}

}  // namespace

MappingFiles MappingGenerator::files() {
    files_["codes/unit.yaml"] = table(false);
    files_["codes/kept.yaml"] = table(true);
    const bool dated = random_.chance(0.3);
    auto rules = fields({});
    if (dated) {
        const std::string form = random_.chance(0.5) ? ", form: dd.MM.yyyy" : "";
        rules = "[{xml: Day, json: day, as: date" + form + "}, " + rules.substr(1);
    }
    files_["t/m.yaml"] = std::string("mapping: t/m\nversion: 1\nxml:\n  namespaces: {a: \"urn:a\", b: \"urn:b\"}\n") +
                         "  root: " + (random_.chance(0.7) ? "a:R" : "R") + "\n" + (dated ? "codes-on: day\n" : "") +
                         "fields: " + rules + "\n";
    return files_;
}

std::string MappingGenerator::fields(Around around) {
    std::string text = "[";
    for (auto count = random_.between(1, around.depth == 0 ? 8 : 4); count > 0; --count) {
        text += rule(around) + (count > 1 ? ",\n  " : "");
    }
    return text + "]";
}

std::string MappingGenerator::rule(Around& around) {
    const auto shape = around.depth >= deepest ? random_.below(10) : random_.below(24);
    switch (shape) {
        case 5: return languages(around);
        case 6: return entries(around);
        case 7: return bag(around);
        case 8: return one_way(around);
        case 10:
        case 11:
        case 12:
        case 13: return list(around);
        case 14:
        case 15: return object(around);
        case 16:
        case 17: return any(around);
        case 18:
        case 19:
        case 20: return choice(around);
        case 21: return document(around);
        case 22:
        case 23: return part(around);
        default: return value(around);
    }
}

std::string MappingGenerator::type() {
    static constexpr std::array<std::string_view, 33> types{"",
                                                            ", as: string",
                                                            ", as: integer",
                                                            ", as: decimal",
                                                            ", as: boolean",
                                                            ", as: date",
                                                            ", as: dateTime",
                                                            ", as: duration",
                                                            ", as: base64",
                                                            ", as: qname",
                                                            ", as: iin",
                                                            ", as: [bin, iin]",
                                                            ", as: gtin",
                                                            ", as: ntin",
                                                            ", as: xtin",
                                                            ", as: sscc",
                                                            ", as: uuid",
                                                            ", as: aggregate-code",
                                                            ", as: tnved",
                                                            ", as: tnved-line",
                                                            ", as: oked",
                                                            ", as: kato",
                                                            ", as: country",
                                                            ", as: currency",
                                                            ", as: declaration-number",
                                                            "",
                                                            ", as: rex-number",
                                                            ", as: language",
                                                            ", codes: unit",
                                                            ", codes: kept",
                                                            ", as: date, form: [dd.MM.yyyy, yyyy-MM-dd]",
                                                            ", as: dateTime, form: \"yyyy-MM-dd'T'HH:mm:ss[.f]XX\"",
                                                            ", as: marking-code"};
    return std::string(random_.one_of(types));
}

std::string MappingGenerator::flag(const char* word, double probability) {
    return random_.chance(probability) ? std::string(", ") + word + ": true" : "";
}

std::string MappingGenerator::element() {
    static constexpr std::array<std::string_view, 4> prefixes{"", "", "a:", "b:"};
    return std::string(random_.one_of(prefixes)) + "E" + std::to_string(++names_);
}

std::string MappingGenerator::member(const Around& around) { return around.json + "m" + std::to_string(++names_); }

std::string MappingGenerator::inside(const Around& around, bool in_entry) {
    return fields({.depth = around.depth + 1, .json = {}, .in_entry = in_entry});
}

std::string MappingGenerator::value(Around& around) {
    const auto place = random_.below(10);
    if (place == 0 && around.text && around.in_entry) {
        around.text = false;
        return "{xml: ., json: " + member(around) + type() + flag("required", 0.2) + flag("nil", 0.1) + "}";
    }
    if (place <= 2 && around.attributes) {
        return "{xml: \"@" + element() + "\", json: " + member(around) + type() + flag("required", 0.2) + "}";
    }
    std::string above;
    auto json = member(around);
    if (!around.groups.empty() && random_.chance(0.5)) {
        const auto& group = random_.one_of(around.groups);
        above = group.first + "/";
        json = group.second + ".m" + std::to_string(++names_);
    } else if (random_.chance(0.3)) {
        const auto group = element() + (random_.chance(0.3) ? "/" + element() : "");
        around.groups.emplace_back(group, json);
        above = group + "/";
        json += ".m" + std::to_string(++names_);
    }
    const auto one = above + element();
    if (random_.chance(0.3)) {
        const auto unit = member(around);
        const bool by_default = random_.chance(0.3);
        return "{xml: " + one + ", json: " + json + type() + flag("required", 0.2) + "}, {xml: \"" + one +
               "/@unit\", json: " + unit + (by_default ? ", default: usual" : type()) + "}";
    }
    if (random_.chance(0.1)) {
        return "{xml: " + one + ", json: " + json + ", as: integer, default: \"7\"}";
    }
    return "{xml: " + one + ", json: " + json + type() + flag("required", 0.2) + flag("nil", 0.1) + "}";
}

// Where fields read the text of the element itself, they say whether it may be nil.
std::string MappingGenerator::nil_around(const std::string& content, double chance) {
    return content.find("{xml: ., ") == std::string::npos ? flag("nil", chance) : "";
}

std::string MappingGenerator::list(Around& around) {
    const bool held = random_.chance(0.5);
    const auto path = held ? element() + "/" + element() : element();
    const std::string empty = !held && random_.chance(0.3) ? ", empty: absent" : "";
    const auto content = random_.chance(0.5) ? ", fields: " + inside(around, true) : type();
    return "{each: " + path + ", json: " + member(around) + empty + flag("required", 0.2) + nil_around(content, 0.15) +
           content + "}";
}

// Elements whose names decide.
std::string MappingGenerator::any(Around& around) {
    std::string when;
    for (auto count = random_.between(1, 3); count > 0; --count) {
        const auto name = element();
        when += name + ": {json: w" + std::to_string(++names_) + ", fields: " + inside(around, true) + "}" +
                (count > 1 ? ", " : "");
    }
    const bool one = random_.chance(0.3);
    const auto above = one || random_.chance(0.6) ? element() + "/" : "";
    return (one ? "{object: \"" : "{each: \"") + above + "*\", json: " + member(around) + flag("required", 0.2) +
           ", fields: [{choose: {xml: name(), json: kind}, when: {" + when + "}}" +
           (random_.chance(0.5) ? ", {xml: \"@own\", json: own}" : "") + "]}";
}

std::string MappingGenerator::object(Around& around) {
    if (random_.chance(0.25)) {
        std::string when;
        for (auto count = random_.between(1, 3); count > 0; --count) {
            when += (random_.chance(0.5) ? "a:T" : "T") + std::to_string(++names_) +
                    ": {fields: " + inside(around, false) + "}" + (count > 1 ? ", " : "");
        }
        return "{object: " + element() + ", json: " + member(around) +
               ", fields: [{choose: {xml: \"@xsi:type\", json: type" + flag("required", 0.5) + "}, when: {" + when +
               "}}]}";
    }
    const auto content = ", fields: " + inside(around, true);
    return "{object: " + element() + ", json: " + member(around) + flag("required", 0.2) + nil_around(content, 0.2) +
           content + "}";
}

std::string MappingGenerator::choice(Around& around) {
    const auto shared = "c" + std::to_string(++names_) + ".";
    std::string when;
    for (auto count = random_.between(1, 3); count > 0; --count) {
        const auto code = "K" + std::to_string(++names_);
        Around branch{.depth = around.depth + 1, .json = random_.chance(0.5) ? around.json + shared : around.json};
        branch.text = false;
        when += code + ": {json: word" + code + ", fields: " + fields(branch) + "}" + (count > 1 ? ", " : "");
    }
    const auto decides = random_.chance(0.3) && around.attributes ? "\"@" + element() + "\"" : element();
    return "{choose: {xml: " + decides + ", json: " + member(around) + flag("required", 0.3) + "}, when: {" + when +
           "}}";
}

std::string MappingGenerator::languages(Around& around) {
    if (random_.chance(0.5)) {
        return "{xml: {kk: " + element() + ", ru: " + element() + "}, json: " + member(around) + ", as: text}";
    }
    return "{xml: " + element() + ", json: " + member(around) + ", as: text, language: \"@lang\"}";
}

std::string MappingGenerator::entries(Around& around) {
    const auto path = random_.chance(0.5) ? element() + "/" + element() : element();
    static constexpr std::array<std::string_view, 3> places{"key: Key, value: Value", "key: \"@k\", value: .",
                                                            "key: \"a:Key\", value: \"@v\""};
    return "{entries: " + path + ", json: " + member(around) + ", " + std::string(random_.one_of(places)) + type() +
           flag("required", 0.2) + "}";
}

std::string MappingGenerator::bag(Around& around) {
    const auto one = element();
    return "{xml: \"" + one + "/@id\", json: " + member(around) + "}, {attributes: " + one +
           ", json: " + member(around) + "}";
}

std::string MappingGenerator::document(Around& around) {
    return "{document: " + element() + ", json: " + member(around) + ", root: " + element() + flag("declaration", 0.5) +
           flag("required", 0.2) + ", fields: " + inside(around, true) + "}";
}

std::string MappingGenerator::part(Around& around) {
    const auto name = "t/p" + std::to_string(++names_);
    files_[name + ".yaml"] = "part: " + name + "\nversion: 1\nparameters: {code: ~, name: nameRu}\nfields: [" +
                             "{xml: $(code), json: code}, {xml: $(name), json: name" + type() + "}" +
                             (random_.chance(0.5) ? ",\n " + inside(around, true).substr(1) : "]") + "\n";
    return "{object: " + element() + ", json: " + member(around) + ", use: " + name + ", with: {code: " + element() +
           "}}";
}

std::string MappingGenerator::one_way(Around& around) {
    switch (random_.below(4)) {
        case 0: return "{to-json: {json: " + member(around) + ", value: shep}}";
        case 1: return "{to-xml: {xml: " + element() + ", value: now, as: dateTime}}";
        case 2: return "{to-xml: {xml: \"" + element() + "/@version\", value: \"2\", as: integer}}";
        default: return "{to-json: {json: " + member(around) + ", value: \"1\", as: integer}}";
    }
}

}  // namespace otkel::mapping::samples

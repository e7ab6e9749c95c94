#include "gateway/mapping/file_loader.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "gateway/mapping/declarations.hpp"
#include "gateway/mapping/words.hpp"

namespace otkel::mapping {
namespace {

bool is_file(const std::filesystem::path& path) {
    std::error_code unknown;
    return std::filesystem::is_regular_file(path, unknown);
}

// The folder of all mappings, seen from a file that is called after its place in it; empty when the name does not fit.
std::filesystem::path root_of(const std::filesystem::path& file, const std::string& name) {
    auto path = file;
    path.replace_extension();
    const std::filesystem::path relative(name);
    auto root = path;
    for (auto step = relative.end(); step != relative.begin();) {
        --step;
        if (root.filename() != *step) {
            return {};
        }
        root = root.parent_path();
    }
    return root.empty() ? std::filesystem::path(".") : root;
}

std::string path_of(const Rule& rule, const std::string& base) {
    std::string path = base;
    for (const auto& step : rule.json) {
        path += (path.empty() ? "" : ".") + step;
    }
    return path + (rule.shape == Shape::list ? "[]" : "");
}

// Every path of the JSON side that holds a value, in the form of keys: "items[].gtin".
void collect_paths(const Scope& scope, const std::string& base, std::vector<std::string>& paths) {
    for (const auto& rule : scope.rules) {
        const auto path = path_of(rule, base);
        if (rule.scope && rule.shape != Shape::entries) {
            collect_paths(*rule.scope, path, paths);
        } else if (!rule.json.empty() && (rule.shape == Shape::value || rule.shape == Shape::list)) {
            paths.push_back(path);
        }
    }
    for (const auto& choice : scope.choices) {
        for (const auto& branch : choice.branches) {
            collect_paths(*branch.scope, base, paths);
        }
    }
}

// The rules whose values are the business key.
void mark_key(Scope& scope, const std::string& base, const std::string& wanted, std::uint16_t key) {
    for (auto& rule : scope.rules) {
        const auto path = path_of(rule, base);
        if (rule.scope) {
            mark_key(*rule.scope, path, wanted, key);
        } else if (path == wanted) {
            rule.key = key;
        }
    }
    for (const auto& choice : scope.choices) {
        for (const auto& branch : choice.branches) {
            mark_key(*branch.scope, base, wanted, key);
        }
    }
}

class FileLoader {
public:
    FileLoader(const std::filesystem::path& file, const YamlSource& source, MessagePlan& plan)
        : file_(file), source_(source), plan_(plan), paths_(source, plan.namespaces, plan.spaces) {}

    void load(const YAML::Node& node) {
        YamlMap map(source_, node, "a mapping");
        if (!map.valid()) {
            return;
        }
        header(map);
        xml(map);
        json(map);
        if (const auto fields = map.take("fields")) {
            Compilation compilation{root_, source_.complaints, plan_, {source_.file}, {}, {}, 0};
            YamlSource source = source_;
            source.files = &compilation.files;
            plan_.scope = RuleCompiler(source, compilation).fields(*fields, 1);
        } else {
            source_.complain(map.mark(), "the mapping has no 'fields'");
        }
        keys(map);
        codes_on(map);
        declare_namespaces(plan_);
        map.finish();
    }

private:
    void header(YamlMap& map) {
        plan_.name = map.required("mapping").value_or("");
        plan_.files = {plan_.name + ".yaml"};
        root_ = root_of(file_, plan_.name);
        if (root_.empty() && !plan_.name.empty()) {
            source_.complain(*map.take("mapping"), "the mapping is not called like its file",
                             "its folder and file, for example customs/declaration-check.request",
                             in_quotes(plan_.name));
        }
        static_cast<void>(map.text("about"));
        const auto version = map.required("version").value_or("1");
        const auto* end = version.data() + version.size();
        const auto [stop, error] = std::from_chars(version.data(), end, plan_.version);
        if (error != std::errc{} || stop != end || plan_.version < 1) {
            source_.complain(*map.take("version"), "'version' is not a number", "a whole number from 1",
                             in_quotes(version));
        }
    }

    void xml(YamlMap& map) {
        const auto node = map.take("xml");
        if (!node) {
            source_.complain(map.mark(), "the mapping has no 'xml'");
            return;
        }
        YamlMap xml(source_, *node, "'xml'");
        if (const auto namespaces = xml.take("namespaces")) {
            bind(YamlMap(source_, *namespaces, "'namespaces'"));
        }
        plan_.schema_mark = xml.mark_of("schema");
        plan_.root_mark = xml.mark_of("root");
        if (const auto schema = xml.text("schema")) {
            plan_.schema_file = file_.parent_path() / *schema;
            if (!is_file(plan_.schema_file)) {
                source_.complain(*xml.take("schema"),
                                 "there is no schema " + in_quotes(*schema) + " beside the mapping");
            }
        }
        if (const auto root = xml.required("root")) {
            plan_.root = paths_.name(*xml.take("root"), *root).value_or(XmlName{});
        }
        xml.finish();
    }

    void bind(const YamlMap& namespaces) {
        for (const auto& member : namespaces.members()) {
            const auto space = source_.text(member.value, member.key).value_or("");
            if (member.key.empty() || member.key.starts_with("xml") || space.empty()) {
                source_.complain(member.key_node,
                                 "a namespace has a prefix (not one that begins with 'xml') and an address",
                                 "dc: urn:example:customs:v1");
                continue;
            }
            const auto same = std::find_if(plan_.namespaces.begin(), plan_.namespaces.end(),
                                           [&](const auto& one) { return one.second == space; });
            if (same != plan_.namespaces.end()) {
                source_.complain(member.key_node, "the prefixes '" + same->first + "' and '" + member.key +
                                                      "' stand for the same namespace; one of them is enough");
                continue;
            }
            plan_.namespaces.emplace_back(member.key, space);
        }
    }

    void json(YamlMap& map) {
        const auto node = map.take("json");
        if (!node) {
            return;
        }
        YamlMap json(source_, *node, "'json'");
        plan_.json_schema_mark = json.mark_of("schema");
        if (const auto schema = json.text("schema")) {
            plan_.json_schema = *schema;
            if (!root_.empty() && !is_file(root_ / (*schema + ".schema.json"))) {
                source_.complain(*json.take("schema"),
                                 "there is no " + *schema + ".schema.json in the folder of mappings");
            }
        }
        json.finish();
    }

    void keys(YamlMap& map) {
        const auto node = map.take("keys");
        if (!node) {
            return;
        }
        std::vector<std::string> known;
        collect_paths(plan_.scope, {}, known);
        const YamlMap keys(source_, *node, "'keys'");
        for (const auto& member : keys.members()) {
            const auto text = source_.text(member.value, member.key);
            auto steps = text ? paths_.key(member.value, *text) : std::nullopt;
            if (!steps) {
                continue;
            }
            if (std::find(known.begin(), known.end(), *text) == known.end()) {
                source_.complain(member.value,
                                 "no rule gives " + in_quotes(*text) + " a value" + suggestion(*text, known));
            }
            plan_.keys.push_back({member.key, std::move(*steps)});
            mark_key(plan_.scope, {}, *text, static_cast<std::uint16_t>(plan_.keys.size()));
        }
    }

    void codes_on(YamlMap& map) {
        const auto text = map.text("codes-on");
        if (!text) {
            return;
        }
        const auto node = *map.take("codes-on");
        const auto path = paths_.json(node, *text);
        for (const auto& rule : plan_.scope.rules) {
            const bool dated = rule.type.type == Type::date || rule.type.type == Type::date_time;
            if (path && rule.json == *path && rule.shape == Shape::value && dated && !rule.constant) {
                auto xml = paths_.xml(node, rule.xml);
                plan_.codes_on = DatePath{std::move(xml->elements), std::move(xml->attribute), rule.type.forms, *path};
                return;
            }
        }
        source_.complain(node,
                         "'codes-on' is the JSON path of a date of the message itself, not of a list, object or choice",
                         "the 'json' of a rule with 'as: date' or 'as: dateTime'", in_quotes(*text));
    }

    const std::filesystem::path& file_;
    const YamlSource& source_;
    MessagePlan& plan_;
    PathReader paths_;
    std::filesystem::path root_;
};

}  // namespace

MessagePlan load_plan(const std::filesystem::path& file, std::shared_ptr<const CodeTables> codes,
                      settings::Complaints& complaints) {
    MessagePlan plan;
    plan.codes = std::move(codes);
    const YamlSource source{file.string(), complaints};
    const auto node = source.load(file);
    try {
        if (node) {
            FileLoader(file, source, plan).load(*node);
        }
    } catch (const YAML::Exception& error) {
        source.complain(Mark{error.mark.line + 1, error.mark.column + 1}, "the file cannot be read: " + error.msg);
    }
    return plan;
}

}  // namespace otkel::mapping

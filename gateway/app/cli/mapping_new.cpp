#include <filesystem>
#include <fstream>
#include <iostream>

#include "gateway/app/cli/mapping.hpp"
#include "gateway/mapping/authoring/draft.hpp"
#include "gateway/mapping/authoring/names.hpp"

namespace otkel::app::cli {
namespace {

namespace fs = std::filesystem;
namespace authoring = mapping::authoring;

struct Options {
    std::string schema, root, name, json_schema, out;
    std::string mappings = "mappings";
};

// From the file that is to be written; otherwise from the folder of the schema and the name of the root.
std::string name_of(const Options& options) {
    if (!options.name.empty()) {
        return options.name;
    }
    const auto file = options.out.empty() ? fs::path(options.schema) : fs::path(options.out);
    const auto folder = fs::absolute(file).lexically_normal().parent_path().filename().string();
    const auto local = options.root.substr(options.root.find('}') + 1);
    return folder + "/" + (options.out.empty() ? authoring::with_dashes(local) : file.stem().string());
}

// As the mapping says it: from the folder that the mapping stands in.
std::string schema_of(const Options& options) {
    const auto folder =
        options.out.empty() ? fs::path(options.schema).parent_path() : fs::path(options.out).parent_path();
    return fs::absolute(options.schema)
        .lexically_normal()
        .lexically_relative(fs::absolute(folder).lexically_normal())
        .string();
}

int write(const Options& options, const std::string& text) {
    if (options.out.empty()) {
        std::cout << text;
        return done;
    }
    if (fs::exists(options.out)) {
        return complain(Error{Errc::invalid_argument, options.out + " is there already; nothing was written", {}, {}});
    }
    std::error_code error;
    fs::create_directories(fs::absolute(options.out).parent_path(), error);
    std::ofstream file(options.out, std::ios::binary);
    file << text;
    if (!file.flush()) {
        return complain(Error{Errc::not_found, options.out + " cannot be written", {}, {}});
    }
    std::cout << options.out << " is written; next: otkel mapping check " << options.out << '\n';
    return done;
}

int draft(const Options& options) {
    const auto schema = xsd::SchemaModel::load(options.schema);
    if (!schema) {
        complain(schema.error());
        return usage_error;
    }
    const auto root = authoring::find_root(**schema, options.root);
    if (!root) {
        complain(root.error());
        return usage_error;
    }
    authoring::DraftOptions wanted{name_of(options), schema_of(options), options.json_schema, nullptr};
    std::shared_ptr<const mapping::check::JsonSchema> json;
    if (!options.json_schema.empty()) {
        auto loaded =
            mapping::check::JsonSchema::load(fs::path(options.mappings) / (options.json_schema + ".schema.json"));
        if (!loaded) {
            complain(loaded.error());
            return usage_error;
        }
        json = *loaded;
        wanted.json = json.get();
    }
    return write(options, authoring::draft_mapping(**root, wanted));
}

}  // namespace

void add_mapping_new(CLI::App& group, Action& chosen) {
    auto* command =
        group.add_subcommand("new", "Write a first mapping for an XML Schema, with names made from its names.");
    static Options options;
    command->add_option("--xsd", options.schema, "the XML Schema")->required()->check(CLI::ExistingFile);
    command->add_option("--root", options.root, "the element that the message is: Request, or {namespace}Request")
        ->required();
    command->add_option("--name", options.name, "folder/name of the mapping; otherwise made from --out or the root");
    command->add_option("--json-schema", options.json_schema,
                        "a JSON Schema whose members are to be used where names agree: core/status.request");
    command->add_option("--mappings", options.mappings, "folder of mappings")->capture_default_str();
    command->add_option("--out", options.out, "the file to write; it must not exist. Without it, to stdout");
    command->callback([&chosen] { chosen = [] { return draft(options); }; });
}

}  // namespace otkel::app::cli

#include "gateway/mapping/samples/samples.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <optional>

#include "gateway/base/files.hpp"
#include "gateway/mapping/file_loader.hpp"
#include "gateway/mapping/samples/comparison.hpp"
#include "gateway/mapping/samples/json_schema.hpp"
#include "gateway/mapping/samples/sample_files.hpp"
#include "gateway/xml/schema.hpp"

namespace otkel::mapping::samples {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::size_t sample_octets_max = 64UL * 1024 * 1024;

// One mapping with everything that its samples are compared by.
struct Bench {
    std::shared_ptr<const Mapping> mapping;
    OneWay places;
    std::shared_ptr<const xml::Schema> schema;      // null when the mapping names none
    std::shared_ptr<const JsonSchema> json_schema;  // the same
    const Surroundings& around;
};

class SampleRun {
public:
    SampleRun(const Bench& bench, const SampleFiles& files) : bench_(bench), files_(files) {}

    std::vector<Finding> run() {
        const auto xml = files_.xml.empty() ? std::nullopt : read_xml();
        const auto json = files_.json.empty() ? std::nullopt : read_json();
        if (xml) {
            from_xml(xml->root(), json);
        }
        if (json) {
            from_json(*json, xml);
        }
        return std::move(findings_);
    }

private:
    std::optional<xml::Tree> read_xml() {
        auto text = read_whole_file(files_.xml, sample_octets_max, Errc::not_found);
        auto octets = text ? bench_.around.accept(*text) : fail(std::move(text.error()));
        auto tree = octets ? xml::Tree::parse(*octets, limits_) : fail(std::move(octets.error()));
        if (!tree) {
            add(files_.xml, "the sample cannot be read", std::move(tree.error()));
            return std::nullopt;
        }
        if (bench_.schema) {
            if (auto valid = bench_.schema->validate(*octets); !valid) {
                add(files_.xml, "the sample breaks its schema", std::move(valid.error()));
            }
        }
        return *std::move(tree);
    }

    std::optional<json::value> read_json() {
        auto text = read_whole_file(files_.json, sample_octets_max, Errc::not_found);
        boost::system::error_code error;
        auto value = text ? json::parse(*text, error) : json::value{};
        if (!text || error) {
            add(files_.json, "the sample cannot be read",
                text ? Error{Errc::malformed, "it is not JSON: " + error.message(), {}, {}} : text.error());
            return std::nullopt;
        }
        fits_schema(files_.json, "the sample", value);
        return value;
    }

    void from_xml(const xml::Element& sample, const std::optional<json::value>& expected) {
        auto outcome = bench_.mapping->to_json(sample);
        if (!outcome) {
            add(files_.xml, "XML to JSON", std::move(outcome.error()));
            return;
        }
        if (expected) {
            add(files_.json, "XML to JSON",
                json_differences(*expected, outcome->json, bench_.places, Defaults::must_stand));
        } else {
            fits_schema(files_.xml, "XML to JSON", outcome->json);
        }
        auto back = bench_.mapping->to_xml(outcome->json, bench_.around.now);
        if (!back) {
            add(files_.xml, "XML to JSON to XML", std::move(back.error()));
        } else if (const auto tree = own(files_.xml, "XML to JSON to XML", back->octets)) {
            add(files_.xml, "XML to JSON to XML", xml_differences(sample, tree->root(), bench_.places));
        }
    }

    void from_json(const json::value& sample, const std::optional<xml::Tree>& expected) {
        auto outcome = bench_.mapping->to_xml(sample, bench_.around.now);
        if (!outcome) {
            add(files_.json, "JSON to XML", std::move(outcome.error()));
            return;
        }
        const auto tree = own(files_.json, "JSON to XML", outcome->octets);
        if (!tree) {
            return;
        }
        if (expected) {
            add(files_.xml, "JSON to XML", xml_differences(expected->root(), tree->root(), bench_.places));
        }
        auto back = bench_.mapping->to_json(tree->root());
        if (!back) {
            add(files_.json, "JSON to XML to JSON", std::move(back.error()));
        } else {
            add(files_.json, "JSON to XML to JSON",
                json_differences(sample, back->json, bench_.places, Defaults::may_add));
        }
    }

    // What the mapping wrote: it fits the schema.
    std::optional<xml::Tree> own(const fs::path& file, const std::string& step, const std::string& octets) {
        if (bench_.schema) {
            if (auto valid = bench_.schema->validate_own(octets); !valid) {
                add(file, step + " breaks the schema", std::move(valid.error()));
            }
        }
        auto accepted = bench_.around.accept(octets);
        auto tree = accepted ? xml::Tree::parse(*accepted, limits_) : fail(std::move(accepted.error()));
        if (!tree) {
            add(file, step + " gives what is no XML", std::move(tree.error()));
            return std::nullopt;
        }
        return *std::move(tree);
    }

    void fits_schema(const fs::path& file, const std::string& step, const json::value& value) {
        if (bench_.json_schema) {
            add(file, step, bench_.json_schema->violations(value));
        }
    }

    void add(const fs::path& file, const std::string& step, Error error) {
        if (error.findings.empty()) {
            error.findings.push_back(
                Finding{std::string(name(error.code)), Severity::error, error.place, {}, {}, error.detail});
        }
        add(file, step, std::move(error.findings));
    }
    // The same difference often shows in several steps; the first tells it.
    void add(const fs::path& file, const std::string& step, std::vector<Finding> found) {
        for (auto& finding : found) {
            finding.place.file = file.generic_string();
            const bool known = std::any_of(findings_.begin(), findings_.end(), [&](const Finding& other) {
                return other.place.path == finding.place.path && other.place.file == finding.place.file &&
                       other.expected == finding.expected && other.found == finding.found &&
                       other.detail.ends_with(finding.detail);
            });
            if (!known) {
                finding.detail = step + ": " + finding.detail;
                findings_.push_back(std::move(finding));
            }
        }
    }

    const Bench& bench_;
    const SampleFiles& files_;
    xml::Limits limits_;
    std::vector<Finding> findings_;
};

Result<std::shared_ptr<const xml::Schema>> schema_of(const Mapping& mapping) {
    return mapping.schema_file().empty() ? std::shared_ptr<const xml::Schema>{}
                                         : xml::Schema::load(mapping.schema_file());
}

Result<std::shared_ptr<const JsonSchema>> json_schema_of(const Mapping& mapping, const fs::path& folder) {
    return mapping.json_schema().empty() ? std::shared_ptr<const JsonSchema>{}
                                         : JsonSchema::load(folder / (mapping.json_schema() + ".schema.json"));
}

}  // namespace

bool Outcome::good() const {
    return std::all_of(samples.begin(), samples.end(),
                       [](const SampleOutcome& sample) { return sample.findings.empty(); });
}

Result<Outcome> run_samples(const fs::path& file, std::shared_ptr<const CodeTables> codes, const Surroundings& around) {
    auto mapping = Mapping::load(file, codes);
    if (!mapping) {
        return fail(std::move(mapping.error()));
    }
    settings::Complaints complaints;
    const auto plan = load_plan(file, std::move(codes), complaints);
    auto schema = schema_of(**mapping);
    if (!schema) {
        return fail(std::move(schema.error()));
    }
    auto json_schema = json_schema_of(**mapping, around.mappings);
    if (!json_schema) {
        return fail(std::move(json_schema.error()));
    }
    const Bench bench{*mapping, one_way_of(plan), *schema, *json_schema, around};
    Outcome outcome{(*mapping)->name(), {}};
    for (const auto& files : samples_of(around.samples, outcome.mapping, (*mapping)->root_space())) {
        outcome.samples.push_back({files.name, SampleRun(bench, files).run()});
    }
    return outcome;
}

}  // namespace otkel::mapping::samples

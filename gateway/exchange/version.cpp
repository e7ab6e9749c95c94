#include "gateway/exchange/version.hpp"

#include <algorithm>

#include "gateway/base/bytes.hpp"
#include "gateway/exchange/members.hpp"

namespace otkel::exchange {
namespace {

void report(const settings::Section& section, std::string_view key, const Error& error) {
    if (error.findings.empty()) {
        section.complain(key, error.to_string());
        return;
    }
    for (const auto& finding : error.findings) {
        if (finding.place.line == 0) {  // the file as a whole, usually because it is not there: the route names it
            section.complain(key, finding.to_string());
            continue;
        }
        section.complaints().add(finding.place, finding.detail, finding.expected, finding.found);
    }
}

std::optional<mapping::MustCarry> must_carry(const settings::Section& section) {
    if (!section.has("must_carry")) {
        return std::nullopt;
    }
    mapping::MustCarry carry;
    for (auto& path : section.texts("must_carry")) {
        if (path == "all") {
            carry.everything = true;
        } else {
            carry.paths.push_back(std::move(path));
        }
    }
    return carry;
}

Translation translation(const settings::Section& section, std::string_view key, TranslationLoader& loader) {
    const auto part = section.section(key);
    const auto name = part.text("mapping");
    auto carry = must_carry(part);
    const bool lineage = part.flag_or("lineage", false);
    part.finish();
    if (name.empty()) {
        return {};
    }
    auto loaded = loader.load(name);
    if (!loaded) {
        report(section, key, loaded.error());
        return {};
    }
    loaded->must_carry = std::move(carry);
    loaded->lineage = lineage;
    return std::move(*loaded);
}

bool is_day(const std::string& text) {
    return text.size() == 10 && text[4] == '-' && text[7] == '-' && parse_time(text + "T00:00:00").has_value();
}

VersionConditions conditions(const settings::Section& section) {
    VersionConditions when;
    for (const auto& [key, day] : {std::pair{"from", &when.from}, {"until", &when.until}}) {
        *day = section.text_or(key, "");
        if (!day->empty() && !is_day(*day)) {
            section.complain(key, "it is not a day", "a day like 2026-07-12", *day);
        }
    }
    if (section.has("peers")) {
        when.peers = section.texts("peers");
    }
    when.space = section.text_or("namespace", "");
    when.xml = section.text_or("xml", "");
    when.json = section.text_or("json", "");
    when.is = section.text_or("is", "");
    if ((!when.xml.empty() || !when.json.empty()) != section.has("is")) {
        section.complain("is", "'xml' or 'json' says where to look, and 'is' what stands there: both or none");
    }
    section.finish();
    return when;
}

std::optional<std::string> text_at(const xml::Element& root, std::string_view path) {
    auto at = std::optional{root};
    while (!path.empty()) {
        const auto slash = path.find('/');
        const auto step = path.substr(0, slash);
        if (step.starts_with('@')) {
            const auto value = at->attribute("", step.substr(1));
            return value ? std::optional{std::string(*value)} : std::nullopt;
        }
        at = at->child(step);
        if (!at) {
            return std::nullopt;
        }
        path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
    }
    return at->text();
}

std::optional<std::string> text_at(const boost::json::value& json, std::string_view path) {
    const auto* found = member_at(json, path);
    const auto* text = found == nullptr ? nullptr : found->if_string();
    return text == nullptr ? std::nullopt : std::optional{std::string(text->data(), text->size())};
}

}  // namespace

bool VersionConditions::any() const {
    return !from.empty() || !until.empty() || !peers.empty() || !space.empty() || !xml.empty() || !json.empty();
}

bool fits(const VersionConditions& when, const VersionQuestion& question) {
    const auto day = to_xml_time(question.at).substr(0, 10);
    if ((!when.from.empty() && day < when.from) || (!when.until.empty() && day > when.until)) {
        return false;
    }
    if (!when.peers.empty() && std::find(when.peers.begin(), when.peers.end(), question.peer) == when.peers.end()) {
        return false;
    }
    if (question.document != nullptr) {
        const auto& root = *question.document;
        return (when.space.empty() || root.space() == when.space) &&
               (when.xml.empty() || text_at(root, when.xml) == when.is);
    }
    return when.json.empty() || (question.json != nullptr && text_at(*question.json, when.json) == when.is);
}

TranslationLoader::TranslationLoader(std::filesystem::path mappings, std::shared_ptr<const mapping::CodeTables> codes)
    : mappings_(std::move(mappings)), codes_(std::move(codes)) {}

Result<Translation> TranslationLoader::load(const std::string& mapping_name) {
    if (const auto known = loaded_.find(mapping_name); known != loaded_.end()) {
        return known->second;
    }
    auto mapping = mapping::Mapping::load(mappings_ / (mapping_name + ".yaml"), codes_);
    if (!mapping) {
        return fail(mapping.error());
    }
    Translation translation;
    translation.mapping = *mapping;
    if (!(*mapping)->schema_file().empty()) {
        auto schema = xml::Schema::load((*mapping)->schema_file());
        if (!schema) {
            return fail(schema.error());
        }
        translation.schema = *schema;
    }
    loaded_.emplace(mapping_name, translation);
    return translation;
}

std::vector<Version> load_versions(const settings::Section& section, TranslationLoader& translations) {
    std::vector<Version> versions;
    if (!section.has("versions")) {
        versions.push_back(
            {"", {}, translation(section, "request", translations), translation(section, "reply", translations), {}});
        return versions;
    }
    for (const auto& one : section.sections("versions")) {
        if (!versions.empty() && !versions.back().when.any()) {
            one.complain("version", "it is never used: the version before it has no conditions and takes everything",
                         "the version without 'when' last");
        }
        Version version;
        version.name = one.text("version");
        version.when = conditions(one.section("when"));
        version.request = translation(one, "request", translations);
        version.reply = translation(one, "reply", translations);
        one.finish();
        versions.push_back(std::move(version));
    }
    if (versions.empty()) {
        section.complain("versions", "the list is empty");
    }
    return versions;
}

}  // namespace otkel::exchange

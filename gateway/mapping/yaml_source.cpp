#include "gateway/mapping/yaml_source.hpp"

#include <algorithm>

#include "gateway/mapping/words.hpp"

namespace otkel::mapping {

Mark YamlSource::mark(const YAML::Node& node) {
    const auto at = node.Mark();
    return at.is_null() ? Mark{} : Mark{at.line + 1, at.column + 1};
}

void YamlSource::complain(const Mark& mark, std::string detail, std::string expected, std::string found) const {
    complaints.add(Place{file, mark.line, mark.column, {}}, std::move(detail), std::move(expected), std::move(found));
}

void YamlSource::complain(const YAML::Node& node, std::string detail, std::string expected, std::string found) const {
    complain(mark(node), std::move(detail), std::move(expected), std::move(found));
}

std::optional<YAML::Node> YamlSource::load(const std::filesystem::path& path) const {
    const auto text = settings::read_file(path, file_octets_max);
    if (!text) {
        complaints.add(Place{file, 0, 0, {}}, text.error().detail);
        return std::nullopt;
    }
    try {
        return YAML::Load(*text);
    } catch (const YAML::Exception& error) {
        complain(Mark{error.mark.line + 1, error.mark.column + 1}, "the file is not YAML: " + error.msg);
        return std::nullopt;
    }
}

std::optional<std::string> YamlSource::text(const YAML::Node& node, std::string_view what) const {
    if (!node.IsScalar()) {
        complain(node, "'" + std::string(what) + "' has no text", "one word or text",
                 node.IsNull() ? "nothing" : "a structure");
        return std::nullopt;
    }
    return node.Scalar();
}

bool YamlSource::flag(const YAML::Node& node, std::string_view what) const {
    const auto word = text(node, what);
    if (word && *word != "true" && *word != "false") {
        complain(node, "'" + std::string(what) + "' is a yes or no", "true or false", in_quotes(*word));
    }
    return word && *word == "true";
}

std::optional<std::vector<YAML::Node>> YamlSource::list(const YAML::Node& node, std::string_view what) const {
    if (!node.IsSequence()) {
        complain(node, "'" + std::string(what) + "' is not a list", "a list");
        return std::nullopt;
    }
    return std::vector<YAML::Node>(node.begin(), node.end());
}

YamlMap::YamlMap(const YamlSource& source, const YAML::Node& node, std::string_view what)
    : source_(source), node_(node), what_(what) {
    if (!node.IsMap()) {
        source.complain(node, what_ + " is not a map", "keys with values", node.IsNull() ? "nothing" : "");
        return;
    }
    valid_ = true;
    for (const auto& entry : node) {
        if (!entry.first.IsScalar()) {
            source.complain(entry.first, "a key of " + what_ + " is not a word");
            continue;
        }
        const auto& key = entry.first.Scalar();
        if (has(key)) {
            source.complain(entry.first, "the key '" + key + "' stands twice");
            continue;
        }
        members_.push_back(Member{key, entry.first, entry.second});
    }
}

bool YamlMap::has(std::string_view key) const {
    return std::any_of(members_.begin(), members_.end(), [&](const Member& member) { return member.key == key; });
}

std::optional<YAML::Node> YamlMap::take(std::string_view key) {
    known_.emplace_back(key);
    for (auto& member : members_) {
        if (member.key == key) {
            member.taken = true;
            return member.value;
        }
    }
    return std::nullopt;
}

std::optional<std::string> YamlMap::text(std::string_view key) {
    const auto value = take(key);
    return value ? source_.text(*value, key) : std::nullopt;
}

std::optional<std::string> YamlMap::required(std::string_view key) {
    if (!has(key) && valid_) {
        source_.complain(node_, what_ + " has no '" + std::string(key) + "'");
    }
    return text(key);
}

bool YamlMap::flag(std::string_view key) {
    const auto value = take(key);
    return value && source_.flag(*value, key);
}

void YamlMap::finish() const {
    for (const auto& member : members_) {
        if (!member.taken) {
            const auto hint = suggestion(member.key, known_);
            source_.complain(member.key_node, "the key '" + member.key + "' is not known in " + what_ + hint,
                             hint.empty() ? listed(known_, 20) : "");
        }
    }
}

}  // namespace otkel::mapping

#include "gateway/mapping/yaml_source.hpp"

#include <algorithm>

#include "gateway/mapping/words.hpp"

namespace otkel::mapping {
namespace {

// The commonest mistakes, for people who know no YAML grammar.
std::string in_plain_words(const std::string& message) {
    const std::map<std::string_view, std::string_view> words{
        {"end of map flow not found", "a '{' further up is not closed with '}', or a comma is missing"},
        {"end of sequence flow not found", "a '[' further up is not closed with ']', or a comma is missing"},
        {"end of map not found", "this line is not indented like those above it"},
        {"end of sequence not found", "this line is not indented like those above it"},
        {"illegal map value", "a ':' stands where none can stand; put texts that have one into quotation marks"},
    };
    const auto found = words.find(message);
    return found == words.end() ? message : std::string(found->second);
}

}  // namespace

Mark YamlSource::mark(const YAML::Node& node) const {
    const auto at = node.Mark();
    return at.is_null() ? Mark{0, 0, number} : Mark{at.line + 1, at.column + 1, number};
}

void YamlSource::complain(const Mark& mark, std::string detail, std::string expected, std::string found) const {
    const auto& where = files == nullptr ? file : files->at(mark.file);
    complaints.add(Place{where, mark.line, mark.column, {}}, std::move(detail), std::move(expected), std::move(found));
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
        complain(Mark{error.mark.line + 1, error.mark.column + 1, number},
                 "the file is not YAML: " + in_plain_words(error.msg));
        return std::nullopt;
    }
}

std::optional<std::string> YamlSource::text(const YAML::Node& node, std::string_view what) const {
    if (!node.IsScalar()) {
        complain(node, "'" + std::string(what) + "' has no text", "one word or text",
                 node.IsNull() ? "nothing" : "a structure");
        return std::nullopt;
    }
    return expanded(node, node.Scalar());
}

std::string YamlSource::expanded(const YAML::Node& node, const std::string& scalar) const {
    std::string text;
    std::size_t at = 0;
    for (auto begin = scalar.find("$("); begin != std::string::npos; begin = scalar.find("$(", at)) {
        const auto end = scalar.find(')', begin);
        if (end == std::string::npos) {
            break;
        }
        const auto name = scalar.substr(begin + 2, end - begin - 2);
        std::vector<std::string> known;
        for (const auto& [parameter, value] :
             parameters == nullptr ? std::map<std::string, std::string>{} : *parameters) {
            known.push_back(parameter);
        }
        text += scalar.substr(at, begin - at);
        if (const auto found = parameters == nullptr ? known.end() : std::find(known.begin(), known.end(), name);
            found == known.end()) {
            complain(node, "'" + name + "' is not among the parameters of this file" + suggestion(name, known));
            text += name;  // so that nothing else is found wrong with what it stands in
        } else {
            text += parameters->at(name);
        }
        at = end + 1;
    }
    return text + scalar.substr(at);
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
        const auto key = source.expanded(entry.first, entry.first.Scalar());
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

Mark YamlMap::mark_of(std::string_view key) const {
    const auto found =
        std::find_if(members_.begin(), members_.end(), [&](const Member& one) { return one.key == key; });
    return found == members_.end() ? mark() : source_.mark(found->value);
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

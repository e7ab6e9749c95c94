#include "gateway/settings/section_state.hpp"

#include <algorithm>

namespace otkel::settings {
namespace {

constexpr std::size_t longest_quote = 60;

}  // namespace

Place SourceFile::place(const YAML::Mark& mark) const {
    if (mark.is_null()) {
        return Place{name, 0, 0, {}};
    }
    return Place{name, mark.line + 1, mark.column + 1, {}};
}

void Section::State::take(const YAML::Node& map) {
    for (const auto& pair : map) {
        const auto at = file->place(pair.first.Mark());
        if (!pair.first.IsScalar()) {
            complain(at, "a key must be plain text", {}, described(pair.first));
            continue;
        }
        const auto& key = pair.first.Scalar();
        const auto same = std::find_if(entries.begin(), entries.end(), [&key](const Entry& e) { return e.key == key; });
        if (same != entries.end()) {
            complain(at, "the key '" + full(key) + "' stands here a second time; the first is in line " +
                             std::to_string(same->place.line) + ". Remove one of them");
            continue;
        }
        entries.push_back(Entry{key, at, pair.second, false, {}, false});
    }
}

Section::State::Entry* Section::State::find(std::string_view key) {
    known.emplace(key);
    const auto entry = std::find_if(entries.begin(), entries.end(), [key](const Entry& e) { return e.key == key; });
    if (entry == entries.end()) {
        return nullptr;
    }
    entry->read = true;
    return entry->value.IsNull() ? nullptr : &*entry;
}

const std::string* Section::State::scalar(Entry& entry, std::string_view expected) {
    if (entry.value.IsScalar()) {
        return &entry.value.Scalar();
    }
    complain(file->place(entry.value.Mark()), "'" + full(entry.key) + "' has a wrong value", std::string(expected),
             described(entry.value));
    return nullptr;
}

std::shared_ptr<Section::State> Section::State::child(const std::string& key, const YAML::Node& value,
                                                      const Place& at) const {
    auto made = std::make_shared<State>(file, at, full(key));
    if (value.IsMap()) {
        made->take(value);
    } else if (!value.IsNull()) {
        complain(file->place(value.Mark()), "'" + full(key) + "' has a wrong value", "a map (key: value)",
                 described(value));
    }
    return made;
}

std::string Section::State::full(std::string_view key) const {
    return name.empty() ? std::string(key) : name + "." + std::string(key);
}

void Section::State::complain(Place at, std::string detail, std::string expected, std::string found) const {
    file->complaints->add(std::move(at), std::move(detail), std::move(expected), std::move(found));
}

std::string described(const YAML::Node& node) {
    if (node.IsSequence()) {
        return "a list";
    }
    if (node.IsMap()) {
        return "a map";
    }
    if (!node.IsScalar()) {
        return "nothing";
    }
    const auto& text = node.Scalar();
    return text.size() <= longest_quote ? "'" + text + "'" : "'" + text.substr(0, longest_quote) + "…'";
}

}  // namespace otkel::settings

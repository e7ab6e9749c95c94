#pragma once

#include <yaml-cpp/yaml.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "gateway/settings/section.hpp"

// What a Section refers to. Private to settings/: nothing else sees yaml-cpp.

namespace otkel::settings {

struct SourceFile {
    std::string name;
    std::filesystem::path root;
    Complaints* complaints;

    [[nodiscard]] Place place(const YAML::Mark& mark) const;
};

struct Section::State {
    struct Entry {
        std::string key;
        Place place;
        YAML::Node value;
        bool read{false};
        // Made at the first reading and kept, so that a section read twice knows all keys that were read.
        std::vector<std::shared_ptr<State>> children;
        bool has_children{false};
    };

    State(std::shared_ptr<SourceFile> source, Place at, std::string full_name)
        : file(std::move(source)), place(std::move(at)), name(std::move(full_name)) {}

    // Takes the keys of a map; what is not a key with a value is a complaint.
    void take(const YAML::Node& map);
    // Marks the key as known. Null when it is absent or has no value ("key:").
    Entry* find(std::string_view key);
    // The text of a scalar, or a complaint.
    const std::string* scalar(Entry& entry, std::string_view expected);
    // The entry's value as a section; a complaint and an empty one when it is no map.
    std::shared_ptr<State> child(const std::string& key, const YAML::Node& value, const Place& at) const;
    [[nodiscard]] std::string full(std::string_view key) const;  // "listeners.public.port"
    void complain(Place at, std::string detail, std::string expected = {}, std::string found = {}) const;

    std::shared_ptr<SourceFile> file;
    Place place;
    std::string name;  // "listeners.public"; empty for the whole file
    std::vector<Entry> entries;
    std::set<std::string, std::less<>> known;
};

// What a complaint says was found: "a list", "a map", "'some text'".
[[nodiscard]] std::string described(const YAML::Node& node);

}  // namespace otkel::settings

#pragma once

#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/mapping/plan.hpp"
#include "gateway/settings/section.hpp"

// Reading of mapping files and code tables: every complaint has file, line and column, and reading goes on after one.
// A scalar is text, always: NO is Norway, 0101 keeps its zero.

namespace otkel::mapping {

struct YamlSource {
    std::string file;
    settings::Complaints& complaints;
    std::uint16_t number{0};                                        // of this file, for marks
    const std::vector<std::string>* files{nullptr};                 // the files of all marks, when there are several
    const std::map<std::string, std::string>* parameters{nullptr};  // what $(name) stands for

    [[nodiscard]] Mark mark(const YAML::Node& node) const;
    void complain(const Mark& mark, std::string detail, std::string expected = {}, std::string found = {}) const;
    void complain(const YAML::Node& node, std::string detail, std::string expected = {}, std::string found = {}) const;

    // The whole file; nullopt after a complaint.
    [[nodiscard]] std::optional<YAML::Node> load(const std::filesystem::path& path) const;
    // nullopt after a complaint; `what` is the key, for the complaint.
    [[nodiscard]] std::optional<std::string> text(const YAML::Node& node, std::string_view what) const;
    // `scalar` with its parameters put in; unknown ones are a complaint at `node`.
    [[nodiscard]] std::string expanded(const YAML::Node& node, const std::string& scalar) const;
    [[nodiscard]] bool flag(const YAML::Node& node, std::string_view what) const;
    [[nodiscard]] std::optional<std::vector<YAML::Node>> list(const YAML::Node& node, std::string_view what) const;
};

// A map whose keys are taken one after the other; finish() complains about those that nobody took.
class YamlMap {
public:
    YamlMap(const YamlSource& source, const YAML::Node& node, std::string_view what);

    [[nodiscard]] bool valid() const { return valid_; }
    [[nodiscard]] const YAML::Node& node() const { return node_; }
    [[nodiscard]] Mark mark() const { return source_.mark(node_); }
    [[nodiscard]] bool has(std::string_view key) const;
    [[nodiscard]] std::optional<YAML::Node> take(std::string_view key);
    [[nodiscard]] std::optional<std::string> text(std::string_view key);      // absent is no complaint
    [[nodiscard]] std::optional<std::string> required(std::string_view key);  // absent is one
    [[nodiscard]] bool flag(std::string_view key);                            // false when absent
    void finish() const;

    // The place of the value of `key`, of the map itself when it has none.
    [[nodiscard]] Mark mark_of(std::string_view key) const;

    struct Member {
        std::string key;
        YAML::Node key_node;
        YAML::Node value;
        bool taken{false};
    };
    [[nodiscard]] const std::vector<Member>& members() const { return members_; }

private:
    const YamlSource& source_;
    YAML::Node node_;
    std::string what_;
    std::vector<Member> members_;
    std::vector<std::string> known_;
    bool valid_{false};
};

}  // namespace otkel::mapping

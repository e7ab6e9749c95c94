#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/result.hpp"

// YAML files as typed settings. Every complaint carries file, line and column; reading goes on after one, so that a
// person sees all mistakes of a file at once. Not thread safe; used at start and at reload only.

namespace otkel::settings {

// What was found wrong while reading, shared by all sections of a load.
class Complaints {
public:
    void add(Place place, std::string detail, std::string expected = {}, std::string found = {});
    [[nodiscard]] bool empty() const { return findings_.empty(); }
    [[nodiscard]] const std::vector<Finding>& findings() const { return findings_; }
    // The findings as one Errc::invalid_configuration error; success when there are none.
    [[nodiscard]] Result<void> outcome() const;

private:
    std::vector<Finding> findings_;
};

// One YAML map (or an absent one). Reading a key marks it as known; finish() complains about the others, with the
// nearest known key as a suggestion.
class Section {
public:
    // Reads a file; `complaints` must outlive every section made from it. A syntax error is a complaint and gives an
    // empty section.
    static Section load(const std::filesystem::path& file, Complaints& complaints);

    [[nodiscard]] bool has(std::string_view key) const;
    [[nodiscard]] Place place() const;
    [[nodiscard]] Place place(std::string_view key) const;

    // Required: a missing or wrong value is a complaint, and a harmless value comes back.
    std::string text(std::string_view key) const;
    std::filesystem::path path(
        std::string_view key) const;  // relative ones are resolved from the root given to set_root

    std::string text_or(std::string_view key, std::string_view fallback) const;
    std::filesystem::path path_or(std::string_view key, const std::filesystem::path& fallback) const;
    bool flag_or(std::string_view key, bool fallback) const;
    std::int64_t number_or(std::string_view key, std::int64_t fallback, std::int64_t least, std::int64_t most) const;
    // The same for sizes and counts.
    std::size_t size_or(std::string_view key, std::size_t fallback, std::size_t most, std::size_t least = 1) const;
    std::chrono::milliseconds duration_ms_or(std::string_view key,
                                             std::chrono::milliseconds fallback) const;  // key ends in _ms
    std::vector<std::string> texts(std::string_view key) const;  // a list of scalars, or one scalar; empty when absent
    // One of the listed words; a complaint names them all.
    std::string choice_or(std::string_view key, std::string_view fallback, const std::vector<std::string>& words) const;

    Section section(std::string_view key) const;                                       // an absent one reads as empty
    std::vector<Section> sections(std::string_view key) const;                         // a list of maps
    std::vector<std::pair<std::string, Section>> entries(std::string_view key) const;  // a map of maps, in file order
    std::vector<std::pair<std::string, std::string>> pairs(
        std::string_view key) const;  // a map of scalars, in file order

    void complain(std::string_view key, std::string detail, std::string expected = {}, std::string found = {}) const;
    void finish() const;  // complains about every key nobody read, in this section only
    Complaints& complaints() const;

    // Relative paths of this file and all sections made from it are resolved from here (default: the working
    // directory).
    void set_root(std::filesystem::path root);

private:
    struct State;
    explicit Section(std::shared_ptr<State> state);
    std::shared_ptr<State> state_;
};

// Files of a folder that end in ".yaml", sorted by name; empty when the folder is missing.
[[nodiscard]] std::vector<std::filesystem::path> yaml_files(const std::filesystem::path& folder);

// A secret from a file (one line; the end of line is cut off). Never from the configuration text itself.
[[nodiscard]] Result<std::string> read_secret(const std::filesystem::path& file);
// A whole file, up to `limit` octets.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& file, std::size_t limit);

}  // namespace otkel::settings

#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "gateway/mapping/check/sources.hpp"
#include "gateway/mapping/check/views.hpp"

namespace otkel::mapping::check {

// What a finding points at.
struct Spot {
    Mark mark;
    std::uint16_t use{0};
    std::string words;  // inside the scalar at the mark; empty for all of it
};
[[nodiscard]] Spot xml_spot(const Rule& rule, std::string words = {});
[[nodiscard]] Spot json_spot(const Rule& rule, std::string words = {});
[[nodiscard]] Spot type_spot(const Rule& rule, std::string words = {});
[[nodiscard]] Spot value_spot(const Rule& rule, std::string words = {});
[[nodiscard]] Spot rule_spot(const Rule& rule);

// Findings about a mapping, in the order of its lines. The same finding at one place comes once, however many uses of a
// part lead there.
class Report {
public:
    // `root`: the folder that the names of the plan's files are relative to.
    Report(const MessagePlan& plan, std::filesystem::path root, Sources& sources)
        : plan_(plan), root_(std::move(root)), sources_(sources) {}

    void add(Severity severity, std::string_view code, const Spot& spot, std::string detail, std::string expected = {});
    void error(std::string_view code, const Spot& spot, std::string detail, std::string expected = {}) {
        add(Severity::error, code, spot, std::move(detail), std::move(expected));
    }
    void warning(std::string_view code, const Spot& spot, std::string detail, std::string expected = {}) {
        add(Severity::warning, code, spot, std::move(detail), std::move(expected));
    }
    void note(std::string_view code, const Spot& spot, std::string detail, std::string expected = {}) {
        add(Severity::note, code, spot, std::move(detail), std::move(expected));
    }
    // "line 12", "line 12 of code.yaml": where another rule stands, seen from this one.
    [[nodiscard]] std::string line_of(const Rule& rule, const Rule& from) const;

    [[nodiscard]] std::vector<Finding> take();

private:
    struct Entry {
        Finding finding;
        std::uint16_t file{0};
        std::size_t number{0};
        std::vector<std::string> uses;
    };

    const MessagePlan& plan_;
    std::filesystem::path root_;
    Sources& sources_;
    std::vector<Entry> entries_;
    std::map<std::string, std::size_t> known_;
};

}  // namespace otkel::mapping::check

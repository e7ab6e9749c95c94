#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "gateway/core/embedded/declaration_check.hpp"

namespace otkel::core {

enum class MarkingNeed : std::uint8_t { required, not_required, not_checked };

// The number of marked units that a quantity stands for. `countable` is false for kilograms, litres and metres; `units`
// is empty when the quantity is no whole number of units.
struct UnitCount {
    bool countable{true};
    std::optional<std::int64_t> units;
};
[[nodiscard]] UnitCount unit_count(const std::string& quantity, const std::string& unit);

// Collects what is wrong with single codes, so that a thousand bad codes give one finding with a count and a few
// examples.
class CodeFindings {
public:
    void add(FindingCode code, const char* field, const std::string& found, const std::string& expected = {});
    void move_to(std::vector<CheckFinding>& findings);

private:
    static constexpr std::size_t examples_max = 5;
    struct Group {
        CheckFinding finding;
        std::size_t count;
    };
    std::vector<Group> groups_;
};

// Unfolds and checks the codes of a declaration, line after line: a code may stand in it only once.
class CodeCheck {
public:
    CodeCheck(const Declaration& declaration, Register& records, const CheckLimits& limits);

    // `gtin` is empty when nobody knows it. Errc::limit_exceeded when the declaration has too many codes.
    [[nodiscard]] Result<void> check_line(const Item& item, const std::string& gtin, MarkingNeed need,
                                          std::vector<CheckFinding>& findings);
    [[nodiscard]] std::vector<CodeRecord> take_codes() { return std::move(codes_); }

private:
    struct Line {
        const std::string& gtin;
        CodeFindings findings;
        std::int64_t count{0};
        bool count_known{true};  // false when a range or an aggregate could not be unfolded
    };
    void unfold_list(const Marking& marking, Line& line);
    void unfold_range(const CodeRange& range, Line& line);
    void unfold_aggregate(const std::string& text, Line& line);
    void unfold_contents(const std::string& sscc, const std::string& top, std::size_t depth, Line& line);
    void check_known(std::vector<CodeRecord> records, const char* field, Line& line);
    void check_record(CodeRecord record, const char* field, Line& line);
    [[nodiscard]] bool is_first(const std::string& identification, const char* field, Line& line);
    // How many codes may still come; one more is asked of the register, so that too many are noticed.
    [[nodiscard]] std::size_t room() const { return limits_.codes_max - taken_ + 1; }
    [[nodiscard]] bool full() const { return taken_ > limits_.codes_max; }

    const Declaration& declaration_;
    Register& records_;
    CheckLimits limits_;
    std::size_t taken_{0};
    std::unordered_set<std::string> seen_;
    std::vector<CodeRecord> codes_;
};

}  // namespace otkel::core

#include "gateway/mapping/authoring/type_difference.hpp"

#include <algorithm>
#include <optional>

#include "gateway/mapping/check/fitting.hpp"
#include "gateway/mapping/words.hpp"

namespace otkel::mapping::authoring {
namespace {

class TypeComparison {
public:
    TypeComparison(const xsd::SimpleType& old, const xsd::SimpleType& renewed) : old_(old), new_(renewed) {}

    std::vector<TypeChange> run() {
        const bool other = old_.primitive != new_.primitive || (old_.item == nullptr) != (new_.item == nullptr) ||
                           old_.members.size() != new_.members.size();
        if (other) {
            add(Severity::error, "type-changed",
                "the type was " + check::in_words(old_) + " and is " + check::in_words(new_));
            return std::move(changes_);
        }
        values();
        most("characters", old_.max_length, new_.max_length);
        least("characters", old_.min_length, new_.min_length);
        exactly(old_.length, new_.length);
        most("digits", old_.total_digits, new_.total_digits);
        most("digits after the point", old_.fraction_digits, new_.fraction_digits);
        bound("the smallest value", old_.min_inclusive, new_.min_inclusive);
        bound("the largest value", old_.max_inclusive, new_.max_inclusive);
        bound("the lower bound", old_.min_exclusive, new_.min_exclusive);
        bound("the upper bound", old_.max_exclusive, new_.max_exclusive);
        patterns();
        return std::move(changes_);
    }

private:
    void add(Severity severity, std::string code, std::string detail) {
        changes_.push_back({severity, std::move(code), std::move(detail)});
    }

    void narrowed(std::string detail) { add(Severity::error, "type-narrowed", std::move(detail)); }
    void widened(std::string detail) { add(Severity::warning, "type-widened", std::move(detail)); }

    void values() {
        const auto before = check::listed_values(old_);
        const auto after = check::listed_values(new_);
        if (!before || !after) {
            if (before) {
                widened("any text is allowed, no longer only " + listed(*before));
            } else if (after) {
                narrowed("only " + listed(*after) + " is allowed");
            }
            return;
        }
        if (const auto gone = without(*before, *after); !gone.empty()) {
            add(Severity::error, "value-removed", "no longer allowed: " + quoted(gone));
        }
        if (const auto added = without(*after, *before); !added.empty()) {
            add(Severity::warning, "value-added", "newly allowed: " + quoted(added));
        }
    }

    static std::vector<std::string> without(const std::vector<std::string>& all, const std::vector<std::string>& some) {
        std::vector<std::string> left;
        std::copy_if(all.begin(), all.end(), std::back_inserter(left),
                     [&](const std::string& one) { return std::find(some.begin(), some.end(), one) == some.end(); });
        return left;
    }

    static std::string quoted(const std::vector<std::string>& words) {
        std::string text;
        for (const auto& word : words) {
            text += (text.empty() ? "" : ", ") + in_quotes(word);
        }
        return text;
    }

    using Count = std::optional<std::size_t>;

    static std::string said(const Count& count) { return count ? std::to_string(*count) : "any number"; }

    void most(const std::string& what, const Count& before, const Count& after) {
        if (before == after) {
            return;
        }
        const auto detail = "at most " + said(after) + " " + what + ", was " + said(before);
        after && (!before || *after < *before) ? narrowed(detail) : widened(detail);
    }

    void least(const std::string& what, const Count& before, const Count& after) {
        if (before.value_or(0) == after.value_or(0)) {
            return;
        }
        const auto detail = "at least " + std::to_string(after.value_or(0)) + " " + what + ", was " +
                            std::to_string(before.value_or(0));
        after.value_or(0) > before.value_or(0) ? narrowed(detail) : widened(detail);
    }

    void exactly(const Count& before, const Count& after) {
        if (before != after) {
            const auto detail = "the length is " + said(after) + ", was " + said(before);
            after ? narrowed(detail) : widened(detail);
        }
    }

    void bound(const std::string& what, const std::string& before, const std::string& after) {
        if (before != after) {
            const auto detail =
                what + " is " + (after.empty() ? "not set" : after) + ", was " + (before.empty() ? "not set" : before);
            after.empty() ? widened(detail) : narrowed(detail);
        }
    }

    void patterns() {
        for (const auto& pattern : without(new_.patterns, old_.patterns)) {
            narrowed("the pattern " + pattern + " is new");
        }
        for (const auto& pattern : without(old_.patterns, new_.patterns)) {
            widened("the pattern " + pattern + " is gone");
        }
    }

    const xsd::SimpleType& old_;
    const xsd::SimpleType& new_;
    std::vector<TypeChange> changes_;
};

}  // namespace

std::vector<TypeChange> compare(const xsd::SimpleType& old, const xsd::SimpleType& renewed) {
    return TypeComparison(old, renewed).run();
}

}  // namespace otkel::mapping::authoring

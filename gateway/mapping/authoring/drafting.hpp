#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gateway/mapping/authoring/draft_types.hpp"
#include "gateway/mapping/authoring/json_members.hpp"
#include "gateway/xsd/schema_model.hpp"

namespace otkel::mapping::authoring {

// Writes the rules of a first mapping, from the root of a schema downwards.
class Drafting {
public:
    // False when no rules can carry what the schema requires; the reason stands in comments.
    bool run(const xsd::Element& root, const check::JsonType* json);

    [[nodiscard]] std::string written(const xsd::Name& name);
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& namespaces() const { return namespaces_; }
    [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }
    // Drafts of tables of codes: name, codes.
    [[nodiscard]] const std::vector<std::pair<std::string, std::vector<std::string>>>& tables() const {
        return tables_;
    }

private:
    // Where rules are written.
    struct At {
        std::size_t indent{2};
        std::size_t depth{1};  // of rules inside one another
        std::string xml;       // "Goods/", in front of every path
        std::string json;      // "goods."
        std::string around;    // names of elements around that have no member of their own
        bool always{true};     // what stands at `xml` is there whenever the scope is
        JsonMembers* members{nullptr};
    };
    struct Place {
        const xsd::Element* element{nullptr};
        const xsd::Element* head{nullptr};  // of a substitution group with several members
        bool required{false};
        bool repeats{false};
        int choice{-1};
    };
    struct Snapshot {
        std::size_t lines, rules;
        JsonMembers members;
    };

    bool content(const xsd::ComplexType& type, const At& at, const xsd::ComplexType* base);
    bool inside(const xsd::ComplexType& type, const At& at, const xsd::ComplexType* base);
    bool children(const xsd::ComplexType& type, const At& at, const xsd::ComplexType* base);
    bool types(const xsd::ComplexType& type, const At& at);
    bool branch(const std::string& name, const std::string& word, const At& at, const xsd::ComplexType* type,
                const xsd::ComplexType* base, const xsd::SimpleType* text);
    [[nodiscard]] static std::vector<Place> places_of(const xsd::ComplexType& type);

    bool child(const Place& place, const std::vector<Place>& all, const At& at);
    bool element(const Place& place, const At& at);
    bool group(const Place& place, const std::vector<Place>& all, const At& at);
    bool structure(const Place& place, const At& at);
    bool list_around(const Place& place, const Place& entry, const At& at);
    bool in_place(const Place& place, const At& at);
    bool opaque(const Place& place, const At& at);
    void attribute(const xsd::Attribute& attribute, const At& at);
    bool value(const Place& place, const xsd::SimpleType& type, const At& at);
    void text(const xsd::SimpleType& type, const std::string& name, const At& at);

    void rule(const At& at, const std::string& flow, const std::string& remark);
    void head(const At& at, const std::string& key, const std::string& xml, const std::string& json, bool required,
              bool nil);
    void comment(const At& at, const std::string& text);
    void unmatched(const At& at, const std::string& xml);
    [[nodiscard]] std::string remark_of(const xsd::SimpleType& type, const std::string& name, const TypeGuess& guess);
    [[nodiscard]] bool carries(const xsd::ComplexType& type, int levels) const;
    [[nodiscard]] bool is_open(const xsd::ComplexType& type) const;
    [[nodiscard]] Snapshot snapshot(const At& at) const { return {lines_.size(), rules_, *at.members}; }
    void roll_back(const Snapshot& to, const At& at);

    std::vector<std::string> lines_;
    std::size_t rules_{0};
    std::vector<std::pair<std::string, std::string>> namespaces_;
    std::set<std::string> prefixes_;
    std::vector<std::pair<std::string, std::vector<std::string>>> tables_;
    std::vector<const xsd::ComplexType*> open_;  // that rules are inside of
    std::string obstacle_;                       // why the last attempt failed
};

}  // namespace otkel::mapping::authoring

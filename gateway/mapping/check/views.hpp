#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/mapping/check/json_schema.hpp"
#include "gateway/mapping/plan.hpp"
#include "gateway/xsd/schema_model.hpp"

// The plan of a mapping laid over both schemas: each scope with what the schemas say about its elements and members.

namespace otkel::mapping::check {

// What may stand in an element. Not known: the schema allows anything there, or there is no schema.
struct Content {
    const xsd::ComplexType* complex{nullptr};
    const xsd::SimpleType* simple{nullptr};  // of its text
    bool known{false};
};
[[nodiscard]] Content content_of(const xsd::Element& element);
[[nodiscard]] Content content_of(const xsd::ComplexType& type);

// An element that rules name.
struct ElementView {
    const ElementNode* node{nullptr};
    const ElementView* parent{nullptr};
    const xsd::Element* element{nullptr};  // null when the schema does not know it
    Content content;
    std::vector<xsd::Child> places;  // where its name may stand in its parent, in the order of the schema
    bool missing{false};             // the schema says that it cannot stand there
    bool repeats{false};             // it may stand several times
    bool expected{false};            // it stands in every valid element of its parent
    bool always{false};              // it stands in every valid element of the scope

    [[nodiscard]] std::string path() const;  // from the element of the scope
};

struct MemberView {
    const JsonNode* node{nullptr};
    const MemberView* parent{nullptr};
    const JsonType* type{nullptr};  // null when the schema says nothing
    bool missing{false};            // the schema says that it cannot be there
};

struct ScopeView;

struct BranchView {
    std::size_t choice{0};
    const Branch* branch{nullptr};
    const ScopeView* scope{nullptr};
};

// What a rule is about. Null where nothing is known, and for a side that the rule does not have.
struct RuleView {
    const ElementView* element{nullptr};
    const xsd::Attribute* attribute{nullptr};
    bool attribute_missing{false};
    const MemberView* member{nullptr};
};

// Where the rules of a scope stand.
struct ScopePlace {
    std::string name;  // of its element, as the mapping writes it
    Content content;
    const JsonType* json{nullptr};
    std::string json_name;            // "items[]", empty for the message
    const ScopeView* outer{nullptr};  // of a branch: the scope that has the choice
    const Branch* branch{nullptr};
    const ScopeView* parent{nullptr};  // of an object or an entry: the scope that has the rule
    const Rule* owner{nullptr};        // that rule
    bool document{false};              // an XML document of its own, whose schema is not known
};

struct ScopeView : ScopePlace {
    const Scope* scope{nullptr};
    std::deque<ElementView> elements;  // the first is the element of the scope itself
    std::deque<MemberView> members;    // the first is the object of the scope itself
    std::vector<RuleView> rules;       // by their numbers
    std::vector<BranchView> branches;
};

struct Schemas {
    std::shared_ptr<const xsd::SchemaModel> xml;
    std::shared_ptr<const JsonSchema> json;
};

class Views {
public:
    Views(const MessagePlan& plan, const Schemas& schemas);

    [[nodiscard]] const std::deque<ScopeView>& all() const { return scopes_; }
    [[nodiscard]] const MessagePlan& plan() const { return plan_; }
    [[nodiscard]] const Schemas& schemas() const { return schemas_; }
    [[nodiscard]] const std::vector<xsd::Child>& children(const xsd::ComplexType& type) const;
    // As this mapping writes it: "dc:Item".
    [[nodiscard]] std::string written(const xsd::Name& name) const;

private:
    // `element`: which of several elements it is; null otherwise.
    ScopeView& scope(const Scope& scope, ScopePlace place, const XmlName* element = nullptr);
    void elements(ScopeView& view, const ElementNode& node, const ElementView* parent);
    void look_up(ElementView& view) const;
    void members(ScopeView& view, const JsonNode& node, const MemberView* parent);
    void attributes(ScopeView& view, const ElementView& element);
    void inner_scopes(ScopeView& view);
    void branch_scopes(ScopeView& view, const XmlName* element);
    [[nodiscard]] Content of_branch(const ScopeView& view, const Rule& rule, const Branch& branch) const;

    const MessagePlan& plan_;
    const Schemas& schemas_;
    std::deque<ScopeView> scopes_;
    mutable std::map<const xsd::ComplexType*, std::vector<xsd::Child>> children_;
};

[[nodiscard]] bool same(const XmlName& name, const xsd::Name& other);
// Of the values of a rule, on either side; null when nothing is known, or when it has no values.
[[nodiscard]] const xsd::SimpleType* xml_type(const Rule& rule, const RuleView& at);
[[nodiscard]] const JsonType* json_type(const Rule& rule, const RuleView& at);

}  // namespace otkel::mapping::check

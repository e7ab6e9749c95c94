#pragma once

#include <memory>
#include <set>
#include <string>

#include "tests/unit/mapping/samples/message.hpp"
#include "tests/unit/mapping/samples/message_view.hpp"

namespace otkel::mapping::samples {

// Random messages of a mapping: what its plan carries both ways, in the order in which it writes, with contents and
// values that its schema allows. Everything it makes must come back.
class MessageGenerator {
public:
    // `schema` may be null; the plan and the schema must outlive it.
    MessageGenerator(const MessagePlan& plan, const xsd::SchemaModel* schema) : plan_(plan), schema_(schema) {}

    // An XML document; the same seed gives the same one.
    [[nodiscard]] std::string message(std::uint64_t seed);
    // Values for which nothing was found that fits both the mapping and the schema, of all messages so far.
    [[nodiscard]] const std::set<std::string>& gaps() const { return gaps_; }
    // The rules that no message so far had a value for.
    [[nodiscard]] std::set<std::string> untouched() const;

private:
    void untouched(const Scope& scope, std::set<std::string>& all) const;
    [[nodiscard]] std::string called(const Rule& rule) const;
    [[nodiscard]] Node scope_element(const Scope& scope, const XmlName& name, Typed typed);
    void fill(Node& node, const View& view, const Typed& typed);
    void attributes(Node& node, const View& view, const Typed& typed);
    void bag(Node& node, const Rule& rule, const Typed& typed);
    [[nodiscard]] bool text(Node& node, const View& view, const Typed& typed);
    void children(Node& node, const View& view, const Typed& typed);
    [[nodiscard]] std::vector<std::pair<const View::Child*, const xsd::Element*>> occurrences(const View& view,
                                                                                              const Typed& typed);
    [[nodiscard]] std::size_t count(const Rule& rule, Wish wish);
    [[nodiscard]] std::optional<Node> element(const View::Child& child, const xsd::Element* schema);
    [[nodiscard]] std::optional<Node> part(const Rule& rule, const XmlName& name, const xsd::Element* schema);
    [[nodiscard]] std::optional<std::string> value(const Rule& rule, const xsd::SimpleType* type);
    [[nodiscard]] std::string name_with_prefix();
    [[nodiscard]] Namespaces prefixes() const;
    [[nodiscard]] bool nil(const Typed& typed);

    const MessagePlan& plan_;
    const xsd::SchemaModel* schema_;
    Random random_{0};
    Facets facets_;
    Decided decided_;
    std::map<const Rule*, std::string> made_;  // the newest value of each rule
    std::string date_;
    const Rule* document_{nullptr};  // that is being made, inside the message
    double density_{0.5};
    std::size_t left_{0};  // elements that may still be made freely
    std::set<std::string> gaps_;
};

}  // namespace otkel::mapping::samples

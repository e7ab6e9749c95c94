#pragma once

#include <vector>

#include "gateway/mapping/run.hpp"

namespace otkel::mapping {

// XML to JSON: one pass over the children of each element, matched against the trie; values are converted where they
// are found and wait in slots until their object is put together in the order of the rules. One use, one thread.
class Reader {
public:
    Reader(const MessagePlan& plan, std::vector<Derivation>* explain)
        : plan_(plan), explain_(explain), findings_(plan) {}
    [[nodiscard]] Result<JsonOutcome> read(const xml::Element& root);

private:
    enum class State : std::uint8_t { absent, present, failed };
    struct Slot {
        boost::json::value value;
        State state{State::absent};
    };
    struct Here {
        const Scope& scope;
        const xml::Element& element;
        const Frame* frame;
        std::size_t slots;  // where those of this scope begin
        std::size_t seen;
    };

    void scope(const Scope& scope, const xml::Element& element, const Frame* frame, boost::json::object& target);
    void element(const Here& here, const ElementNode& node, const xml::Element& element);
    void attributes(const Here& here, const ElementNode& node, const xml::Element& element);
    void children(const Here& here, const ElementNode& node, const xml::Element& element);
    void text(const Here& here, const ElementNode& node, const xml::Element& element);
    void child(const Here& here, const ElementNode& node, const xml::Element& element);
    void part(const Here& here, const ElementNode& node, const xml::Element& element);
    void list_entry(const Here& here, RuleNumber number, const xml::Element& element);
    void language(const Here& here, RuleNumber number, const xml::Element& element);
    [[nodiscard]] bool convert(const Rule& rule, std::string_view text, const xml::Element& element,
                               const XmlName* attribute, boost::json::value& out);
    void value(const Here& here, RuleNumber number, std::string_view text, const xml::Element& element,
               const XmlName* attribute);

    void complete(const Here& here);
    void complete_absent(const Here& here, RuleNumber number);
    [[nodiscard]] bool present(const Here& here, const JsonNode& node) const;
    void assemble(const Here& here, const JsonNode& node, boost::json::object& target);
    void branches(const Here& here, boost::json::object& target, const std::vector<std::string>& words);

    [[nodiscard]] std::string date_of(const xml::Element& root) const;
    void complain(const Rule& rule, std::string_view code, Place place, std::string detail, std::string expected,
                  std::string found);
    void derive(const Here& here, const Rule& rule, std::string source, const boost::json::value& value);
    Slot& slot(const Here& here, RuleNumber number) { return slots_[here.slots + number]; }

    const MessagePlan& plan_;
    std::vector<Derivation>* explain_;
    Findings findings_;
    std::string date_;
    std::vector<Slot> slots_;
    std::vector<std::uint8_t> seen_;
};

}  // namespace otkel::mapping

#pragma once

#include <optional>
#include <span>
#include <vector>

#include "gateway/mapping/run.hpp"

namespace otkel::mapping {

// XML to JSON. Of every scope, one pass over the children of its element, matched against the trie, fills slots with
// values that are views of the document; then the trie of members is walked in its order and written to the sink.
// Lists, objects and documents wait as a place in the tree until it is their turn, so that the memory needed beside the
// tree does not grow with the message. One use, one thread.
class Reader {
public:
    Reader(const MessagePlan& plan, const ReadOptions& options) : plan_(plan), options_(options), findings_(plan) {}
    // Writes one value, the object of the message, to the sink: JsonText, JsonTree or NoJson. What was written is of
    // use only when no error comes back.
    template <class Sink>
    [[nodiscard]] Result<std::vector<BusinessKey>> read(const xml::Element& root, Sink& sink);
    // How many entries the list of ReadOptions::part has in the message.
    [[nodiscard]] std::size_t entries() const { return entries_; }

private:
    struct Slot {
        Value value;
        std::optional<xml::Element> element;  // where the value stands; the first one of a list
        std::uint32_t count{0};               // how many elements a list, entries or languages have
    };
    // A scope whose slots are filled, or are being filled.
    struct Here {
        const Scope* scope;
        xml::Element element;
        const Frame* frame;
        std::size_t slots;  // where its own begin
        std::size_t seen;
    };
    // One of the scopes that write into the same object: a scope itself and the branches that its choices took.
    struct Layer {
        std::size_t here;  // in heres_
        const JsonNode* node;
    };

    // Filling (reader.cpp)
    void fill(const Scope& scope, const xml::Element& element, const Frame* frame);
    void drop(std::size_t first_here);
    void element(const Here& here, const ElementNode& node, const xml::Element& element);
    void attributes(const Here& here, const ElementNode& node, const xml::Element& element);
    void children(const Here& here, const ElementNode& node, const xml::Element& element);
    void text(const Here& here, const ElementNode& node, const xml::Element& element);
    void child(const Here& here, const ElementNode& node, const xml::Element& element);
    void part(const Here& here, const ElementNode& node, const xml::Element& element);
    [[nodiscard]] bool is_null(const Rule& rule, const xml::Element& element);
    [[nodiscard]] bool reads_attribute(const Scope& scope, const xml::Element& element) const;
    void bag(const Here& here, RuleNumber number, const xml::Element& element);
    void value(const Here& here, RuleNumber number, std::string_view text, const xml::Element& element,
               const XmlName* attribute);
    [[nodiscard]] bool convert(const Rule& rule, std::string_view text, const xml::Element& element,
                               const XmlName* attribute, Value& out);
    [[nodiscard]] bool qualified(const xml::Element& element, Value& value);
    [[nodiscard]] std::string_view text_of(const xml::Element& element);
    void complete(const Here& here);
    void complete_absent(const Here& here, RuleNumber number);
    void evaluate(const Here& here, RuleNumber number);

    // What is left over (reader_carry.cpp)
    void check_carried(std::size_t first_here);
    void carried(const std::vector<const ElementNode*>& nodes, const xml::Element& element, const Here& here);
    void not_carried(const Here& here, const xml::Element& element, const std::string& what);

    // Writing (reader_output.cpp)
    template <class Sink>
    void object(const Scope& scope, const xml::Element& element, const Frame* frame, Sink& sink);
    template <class Sink>
    void members(std::span<const Layer> layers, Sink& sink);
    [[nodiscard]] static std::vector<Layer> shared_object(std::span<const Layer> layers, std::size_t first,
                                                          const JsonNode& child);
    template <class Sink>
    void inner_object(std::span<const Layer> layers, Sink& sink);
    template <class Sink>
    void member(const Here& here, RuleNumber number, const JsonNode& node, Sink& sink);
    template <class Sink>
    void structure(const Here& here, const Rule& rule, const Slot& slot, Sink& sink);
    template <class Each>
    void for_each_element(const Rule& rule, const Slot& slot, const Each& each);
    template <class Sink>
    void list(const Here& here, const Rule& rule, const Slot& slot, Sink& sink);
    template <class Sink>
    void list_entry(const Frame& inside, const xml::Element& element, Sink& sink);
    template <class Sink>
    void languages(const Here& here, const Rule& rule, const Slot& slot, Sink& sink);
    template <class Sink>
    void entries(const Here& here, const Rule& rule, const Slot& slot, Sink& sink);
    template <class Sink>
    void attributes_of(const Here& here, const Rule& rule, const Slot& slot, Sink& sink);
    template <class Sink>
    void document(const Here& here, const Rule& rule, const Slot& slot, Sink& sink);
    [[nodiscard]] bool present(const Here& here, const JsonNode& node) const;

    [[nodiscard]] std::string date_of(const xml::Element& root) const;
    void complain(const Rule& rule, std::string_view code, Place place, std::string detail, std::string expected,
                  std::string found);
    void derive(std::string target, const Rule& rule, std::string source, const Value& value);
    [[nodiscard]] std::optional<std::string> name_in_json(std::string_view space, std::string_view local) const;
    [[nodiscard]] std::vector<std::uint16_t> spaces_of(const xml::Element& root) const;
    [[nodiscard]] bool names(const XmlName& name, const xml::Element& element) const {
        return name.local == element.local() && spaces_[name.space_number] == element.space_id();
    }
    [[nodiscard]] bool names(const XmlName& name, const xml::Attribute& attribute) const {
        return name.local == attribute.local && spaces_[name.space_number] == attribute.space_id;
    }
    Slot& slot(const Here& here, RuleNumber number) { return slots_[here.slots + number]; }

    const MessagePlan& plan_;
    const ReadOptions& options_;
    Findings findings_;
    std::string date_;
    std::vector<std::uint16_t> spaces_;  // the numbers of MessagePlan::spaces in the tree that is being read
    std::vector<Slot> slots_;
    std::vector<std::uint8_t> seen_;
    std::vector<Here> heres_;
    Storage storage_;
    KeyCollector keys_;
    std::size_t entries_{0};
};

// Whether the element says xsi:nil.
[[nodiscard]] bool is_nil(const xml::Element& element);
// Whether an attribute belongs to a rule with 'attributes': no other rule reads it.
[[nodiscard]] bool in_bag(const Rule& rule, const xml::Attribute& attribute);

}  // namespace otkel::mapping

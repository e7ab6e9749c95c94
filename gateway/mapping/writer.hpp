#pragma once

#include <vector>

#include "gateway/mapping/run.hpp"
#include "gateway/xml/canonical_writer.hpp"

namespace otkel::mapping {

// JSON to XML: one pass over the members of each object fills the slots of a scope with references into the message;
// then the trie of elements is written in its order, straight into canonical octets. One use, one thread.
class Writer {
public:
    Writer(const MessagePlan& plan, WallTime now, std::vector<Derivation>* explain)
        : plan_(plan), explain_(explain), findings_(plan), now_(to_xml_time(now)), writer_(&top_), top_(out_) {}
    [[nodiscard]] Result<XmlOutcome> write(const boost::json::value& json);

private:
    enum class State : std::uint8_t { absent, present, failed };
    struct Slot {
        const boost::json::value* value{nullptr};
        State state{State::absent};
    };
    // A scope whose slots are filled, and the branches that its choices have taken.
    struct Loaded {
        const Scope* scope{nullptr};
        const Frame* frame{nullptr};
        std::size_t slots{0};
        std::vector<Loaded> branches;  // one for each choice; without a scope when none was taken
    };

    [[nodiscard]] Loaded load(const Scope& scope, const boost::json::object& object, const Frame* frame);
    void members(const Loaded& here, const JsonNode& node, const boost::json::object& object);
    void member(const Loaded& here, const JsonNode& node, const boost::json::value& value);
    void fail_below(const Loaded& here, const JsonNode& node);
    void check_required(const Loaded& here);
    [[nodiscard]] const Scope* branch_of(const Loaded& here, const Choice& choice);

    // The element is open; writes its attributes and everything in it.
    void content(const Loaded& here);
    void attributes(const Loaded& here, const ElementNode& node);
    void texts(const Loaded& here, const ElementNode& node);
    void check_empty(const Loaded& here, const Rule& rule);
    void children(const Loaded& here, const ElementNode& node);
    void element(const Loaded& here, const ElementNode& node);
    void part(const Loaded& here, const ElementNode& node);
    void list(const Loaded& here, const Rule& rule, const XmlName& name, const boost::json::value& value);
    void object(const Frame& inside, const XmlName& name, const boost::json::value& value);
    void nil(const XmlName& name);
    void entries(const Loaded& here, const Rule& rule, const XmlName& name, const boost::json::value& value);
    void document(const Loaded& here, const Rule& rule, const XmlName& name, const boost::json::value& value);
    void bag(const Loaded& here, const Rule& rule, const boost::json::value& value);
    [[nodiscard]] std::optional<XmlName> name_of(const Frame& inside, const XmlName& usual,
                                                 const boost::json::value& value);
    [[nodiscard]] bool writes_nil(const Loaded& here, const ElementNode& node) const;
    void languages(const Loaded& here, const Rule& rule, const XmlName& name, const boost::json::value& value);
    [[nodiscard]] bool present(const Loaded& here, const ElementNode& node) const;
    [[nodiscard]] bool present(const Loaded& here, RuleNumber number, bool constants_count) const;

    // The text that `rule` writes; nullopt when there is none or a finding was made.
    [[nodiscard]] std::optional<std::string_view> text_for(const Loaded& here, RuleNumber number);
    [[nodiscard]] std::optional<std::string_view> converted(const Rule& rule, const boost::json::value& value,
                                                            const Frame* frame, const std::vector<std::string>& path);
    [[nodiscard]] std::string_view written_now(const Rule& rule);
    void wrong_type(const Rule& rule, const std::string& pointer, std::string_view expected,
                    const boost::json::value& value);
    void derive(const Rule& rule, std::string target, std::string source, std::string_view value);
    [[nodiscard]] std::string date_of(const boost::json::value& json) const;
    const Slot& slot(const Loaded& here, RuleNumber number) const { return slots_[here.slots + number]; }

    const MessagePlan& plan_;
    std::vector<Derivation>* explain_;
    Findings findings_;
    std::string now_;
    std::string date_;
    std::string out_;
    xml::CanonicalWriter* writer_;  // of the document that is being written: the message, or one inside it
    xml::CanonicalWriter top_;
    std::vector<Slot> slots_;
    std::string buffer_;
};

}  // namespace otkel::mapping

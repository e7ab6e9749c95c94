#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"

// What an XML Schema allows, as plain structures: which element may stand where, how often, with which values. For the
// tools that look at mappings before any message comes (static checks, coverage, comparison of versions, first drafts,
// generated messages). Messages themselves are validated by xml::Schema.
//
// All pointers point into the model that they were got from and live as long as it does. Immutable, thread safe to
// read.

namespace otkel::xsd {

inline constexpr std::size_t unbounded = std::numeric_limits<std::size_t>::max();

struct Name {
    std::string space;  // namespace; empty for none
    std::string local;

    [[nodiscard]] bool operator==(const Name&) const = default;
    [[nodiscard]] auto operator<=>(const Name&) const = default;
};

struct Occurs {
    std::size_t least{1};
    std::size_t most{1};  // or unbounded
};

// XML Schema Part 2. The primitive type, or one of its derived types that say more about the spelling.
enum class Primitive : std::uint8_t {
    string,  // string and everything derived from it: token, NMTOKEN, ID, language …
    boolean,
    decimal,
    integer,   // integer and everything derived from it: long, positiveInteger …
    floating,  // float, double
    date,
    date_time,
    time,
    duration,
    partial_date,  // gYear, gYearMonth, gMonth, gMonthDay, gDay
    base64,
    hex,
    any_uri,
    qname,       // QName, NOTATION
    any_simple,  // anySimpleType: whatever text; lists and unions: see the item, the members
};

// Its facets are those of all derivation steps together: the tightest lengths and bounds, the enumeration of the last
// step that has one.
struct SimpleType {
    Name name;  // empty local name for an anonymous type
    Primitive primitive{Primitive::string};
    std::vector<std::string> enumeration;  // the only values, when there are any
    std::vector<std::string> patterns;     // each must match (several of one derivation step are joined by |)
    std::optional<std::size_t> length, min_length, max_length;
    std::optional<std::size_t> total_digits, fraction_digits;
    std::string min_inclusive, max_inclusive, min_exclusive, max_exclusive;  // empty for none
    const SimpleType* item{nullptr};                                         // of a list (values with blanks between)
    std::vector<const SimpleType*> members;                                  // of a union
};

struct ComplexType;

struct Attribute {
    Name name;
    const SimpleType* type{nullptr};
    bool required{false};
    std::string default_value;  // empty for none
    std::string fixed_value;    // empty for none
};

struct Element {
    Name name;
    const SimpleType* simple{nullptr};    // its content is a text of this type …
    const ComplexType* complex{nullptr};  // … or this; both null for anyType: anything may stand there
    bool nillable{false};
    bool abstract{false};
    std::string default_value, fixed_value;   // empty for none
    std::vector<const Element*> substitutes;  // that may stand in its place (substitution group), without itself
};

// A piece of a content model.
struct Particle {
    enum class Kind : std::uint8_t { element, sequence, choice, all, any } kind{Kind::sequence};
    Occurs occurs;
    const Element* element{nullptr};
    std::vector<Particle> parts;  // of a sequence, choice or all, in the order of the schema
};

struct ComplexType {
    Name name;                         // empty local name for an anonymous type
    const ComplexType* base{nullptr};  // that it extends or restricts; null for anyType
    bool abstract{false};
    bool mixed{false};
    const SimpleType* text{nullptr};    // simple content: the type of the text
    std::optional<Particle> content;    // element content; neither of both: the element is empty
    std::vector<Attribute> attributes;  // inherited ones too; prohibited ones are left out
    bool any_attribute{false};
    std::vector<const ComplexType*> derived;  // that xsi:type may name instead: all levels, abstract ones left out
};

// Of a schema with all files that it imports and includes.
struct LoadLimits {
    std::size_t files{256};
    std::size_t file_octets{8 * 1024 * 1024};
    std::size_t elements{100'000};  // of all files together
    std::size_t depth{128};         // of elements in a file
    std::size_t memory_octets{512 * 1024 * 1024};
    std::size_t stack_octets{3 * 1024 * 1024};  // a thread has 8 MiB, unless told otherwise
    std::chrono::milliseconds time{20'000};
};

class SchemaModel {
public:
    // Imports and includes are read from local files only, relative to the file that names them; never a DOCTYPE.
    // Errc::not_found when there is no such file; Errc::invalid_configuration with file:line:column findings when it
    // does not compile.
    [[nodiscard]] static Result<std::shared_ptr<const SchemaModel>> load(const std::filesystem::path& file,
                                                                         const LoadLimits& limits = {});
    ~SchemaModel();

    [[nodiscard]] const Element* global_element(std::string_view space, std::string_view local) const;
    [[nodiscard]] const ComplexType* global_type(std::string_view space, std::string_view local) const;
    [[nodiscard]] std::vector<const Element*> global_elements() const;
    [[nodiscard]] std::vector<std::string> namespaces() const;

private:
    struct Parts;
    explicit SchemaModel(std::unique_ptr<const Parts> parts);
    std::unique_ptr<const Parts> parts_;
};

// A branch of a choice of a content model, both numbered within it.
struct Branch {
    int choice{-1};
    int branch{-1};

    [[nodiscard]] bool operator==(const Branch&) const = default;
};

// One child that may stand in a type, whatever sequences and choices are around it.
struct Child {
    const Element* element{nullptr};
    Occurs occurs;  // seen from the parent: least is 0 when it stands in a choice or in something optional
    // Its place in the content model. Children are in a right order when these numbers never fall. They rise from one
    // child of the schema to the next; what may stand in any order shares one: the children of xs:all and of a group
    // that repeats (whether each of its rounds is right is not said), and a head with its substitutes.
    std::size_t order{0};
    // The innermost choice around it, when one branch excludes the others (-1: none). Choices that repeat have no
    // number. A head and its substitutes count as a choice.
    int choice{-1};
    int branch{-1};
    std::vector<Branch> outer;  // the choices around that one, outermost first
};
// In the order of the schema; elements of a substitution group stand beside their head (abstract heads are left out).
// An element that stands at several places of the content model is there several times.
[[nodiscard]] std::vector<Child> children_of(const ComplexType& type);
// Whether they stand in different branches of one choice.
[[nodiscard]] bool exclude_each_other(const Child& one, const Child& other);
// Whether a wildcard (xs:any) lets other elements stand in it.
[[nodiscard]] bool allows_any(const ComplexType& type);

}  // namespace otkel::xsd

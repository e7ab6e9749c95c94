#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/xml/tree.hpp"

namespace otkel::xml {

// An expression of XPath 1.0, for questions that a walk over a Tree cannot answer. It can only read, and neither long
// documents nor costly expressions hold a thread: both end with Errc::limit_exceeded. Thread safe; evaluations of one
// expression wait for each other.
class XPath {
public:
    using Namespaces = std::vector<std::pair<std::string, std::string>>;  // prefix, URI

    // Errc::malformed with what is wrong: the syntax; and an unknown function or prefix, a wrong type or number of
    // arguments, as far as they show on a document that has nothing in it. A predicate is looked into only when there
    // is a node to ask it of: its mistakes are those of evaluate(), which a sample finds.
    [[nodiscard]] static Result<std::shared_ptr<const XPath>> compile(std::string_view text,
                                                                      const Namespaces& namespaces);
    ~XPath();

    // The result as text, as string() makes it (XPath 1.0, section 4.2); nullopt for a set of nodes that is empty.
    // `element` is the context node and stands alone: it has no parent, and "/" is the document that it is the root of.
    [[nodiscard]] Result<std::optional<std::string>> evaluate(const Element& element) const;

    // Documented limits: of the octets of the element, and of the steps of libxml2 in one evaluation.
    static constexpr std::size_t octets_max = 1024UL * 1024;
    static constexpr unsigned long steps_max = 1'000'000;

private:
    struct Compiled;
    explicit XPath(std::unique_ptr<Compiled> compiled);
    std::unique_ptr<Compiled> compiled_;
};

}  // namespace otkel::xml

#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/xml/limits.hpp"

struct _xmlDoc;
struct _xmlNode;

namespace otkel::xml {

// A libxml2 tree of a received document, for the verifier only: business data is never read from it. Made after scan(),
// without network, entities, DTD or XInclude. Namespace names may be relative, as one national system's are (protocol
// fact, seen); whoever verifies a signature refuses them. Not shared between threads while it is worked on.
class Document {
public:
    [[nodiscard]] static Result<Document> parse(std::string_view octets, const Limits& limits);
    // A new document whose root is a copy of `element`, with the namespace declarations that it uses from its
    // ancestors.
    [[nodiscard]] static Result<Document> copy_of(_xmlNode* element);
    [[nodiscard]] _xmlDoc* native() const { return doc_.get(); }
    [[nodiscard]] _xmlNode* root() const;

    explicit Document(std::shared_ptr<_xmlDoc> doc) : doc_(std::move(doc)) {}

private:
    std::shared_ptr<_xmlDoc> doc_;
};

enum class Canonicalization { exclusive, exclusive_with_comments, inclusive, inclusive_with_comments };
// The canonical octets of `element` and everything below it (of the whole document when null). `inclusive_prefixes` is
// the PrefixList of InclusiveNamespaces, for the exclusive methods. An inclusive element carries what its ancestors
// declare.
[[nodiscard]] Result<std::string> canonicalize(const Document& document, _xmlNode* element, Canonicalization method,
                                               const std::string& inclusive_prefixes = {});

// The document element of `octets` as it may stand in another document and be signed there.
[[nodiscard]] Result<std::string> canonical_document(std::string_view octets, Canonicalization method,
                                                     const Limits& limits);

// Starts and ends libxml2 for the process; made once in the composition root and in test mains.
class LibraryScope {
public:
    LibraryScope();
    ~LibraryScope();
    LibraryScope(const LibraryScope&) = delete;
    LibraryScope& operator=(const LibraryScope&) = delete;
};

}  // namespace otkel::xml

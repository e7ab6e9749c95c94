#include "gateway/xml/document.hpp"

#include <libxml/catalog.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlschemastypes.h>

#include <algorithm>
#include <climits>
#include <optional>
#include <string_view>
#include <utility>

#include "gateway/base/assert.hpp"
#include "gateway/xml/library_messages.hpp"

namespace otkel::xml {
namespace {

struct FreeContext {
    void operator()(xmlParserCtxt* context) const { xmlFreeParserCtxt(context); }
};

// Above these libxml2 2.9 refuses a document unless it is told that it is huge (XML_MAX_TEXT_LENGTH, xmlParserMaxDepth,
// XML_MAX_NAME_LENGTH); what is allowed is decided by Limits, not by them.
constexpr std::size_t plain_octets_max = 50'000;
constexpr std::size_t plain_depth_max = 250;

// The first message of one parser, and whether the document tried to bring a DTD.
struct ParseReport {
    std::optional<Error> error;
    bool doctype{false};
};

void take_message(void* context, xmlErrorPtr message) {
    auto& report = *static_cast<ParseReport*>(static_cast<xmlParserCtxt*>(context)->_private);
    if (!report.error && message->level >= XML_ERR_ERROR) {
        report.error = Error{Errc::malformed, "XML: " + text_of(*message), {"", message->line, message->int2, ""}, {}};
    }
}

void refuse_doctype(void* context, const xmlChar* /*name*/, const xmlChar* /*id*/, const xmlChar* /*system*/) {
    auto* parser = static_cast<xmlParserCtxt*>(context);
    static_cast<ParseReport*>(parser->_private)->doctype = true;
    xmlStopParser(parser);
}

int options_for(std::string_view octets, const Limits& limits) {
    const bool huge = octets.size() > plain_octets_max || limits.depth > plain_depth_max;
    // C14N 1.0 section 2.1 wants references replaced; without a DTD there are only those to the built-in entities.
    return XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_COMPACT | XML_PARSE_BIG_LINES | (huge ? XML_PARSE_HUGE : 0);
}

}  // namespace

Result<Document> Document::parse(std::string_view octets, const Limits& limits) {
    if (octets.size() > std::min<std::size_t>(limits.octets, INT_MAX)) {
        return fail(Errc::limit_exceeded, "the document is larger than the limit of octets");
    }
    const std::unique_ptr<xmlParserCtxt, FreeContext> context{xmlNewParserCtxt()};
    OTKEL_ASSERT(context != nullptr);
    ParseReport report;
    context->_private = &report;
    context->sax->serror = take_message;
    context->sax->internalSubset = refuse_doctype;
    xmlDoc* parsed = xmlCtxtReadMemory(context.get(), octets.data(), static_cast<int>(octets.size()), nullptr, nullptr,
                                       options_for(octets, limits));
    std::shared_ptr<xmlDoc> document{parsed, xmlFreeDoc};
    if (report.doctype) {
        return fail(Errc::forbidden_construct, "the document has a DOCTYPE; send it without one");
    }
    if (report.error) {
        return fail(std::move(*report.error));
    }
    if (document == nullptr || xmlDocGetRootElement(parsed) == nullptr || context->nsWellFormed == 0) {
        return fail(Errc::malformed, "the octets are not a well-formed XML document");
    }
    return Document{std::move(document)};
}

Result<Document> Document::copy_of(xmlNode* element) {
    OTKEL_ASSERT(element != nullptr && element->type == XML_ELEMENT_NODE);
    std::shared_ptr<xmlDoc> document{xmlNewDoc(nullptr), xmlFreeDoc};
    OTKEL_ASSERT(document != nullptr);
    xmlNode* root = xmlDocCopyNode(element, document.get(), 1);
    if (root == nullptr) {
        return fail(Errc::internal, "the element could not be copied into a document of its own");
    }
    xmlDocSetRootElement(document.get(), root);
    return Document{std::move(document)};
}

xmlNode* Document::root() const { return xmlDocGetRootElement(doc_.get()); }

Result<std::string> canonical_document(std::string_view octets, Canonicalization method, const Limits& limits) {
    if (const auto scanned = scan(octets, limits); !scanned) {
        return fail(scanned.error());
    }
    const auto document = Document::parse(octets, limits);
    if (!document) {
        return fail(document.error());
    }
    return canonicalize(*document, document->root(), method);
}

LibraryScope::LibraryScope() {
    xmlInitParser();
    refuse_remote_files();
    xmlCatalogSetDefaults(XML_CATA_ALLOW_NONE);
    // Otherwise they are built by the first schema, which need not be on one thread only.
    xmlSchemaInitTypes();
}

LibraryScope::~LibraryScope() { xmlCleanupParser(); }

}  // namespace otkel::xml

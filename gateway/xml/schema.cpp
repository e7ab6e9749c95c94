#include "gateway/xml/schema.hpp"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlschemas.h>

#include <climits>
#include <system_error>
#include <utility>

#include "gateway/base/assert.hpp"
#include "gateway/xml/document.hpp"
#include "gateway/xml/library_messages.hpp"
#include "gateway/xml/schema_findings.hpp"

namespace otkel::xml {
namespace {

struct FreeSchemaParser {
    void operator()(xmlSchemaParserCtxt* context) const { xmlSchemaFreeParserCtxt(context); }
};
struct FreeValidation {
    void operator()(xmlSchemaValidCtxt* context) const { xmlSchemaFreeValidCtxt(context); }
};
struct FreeContext {
    void operator()(xmlParserCtxt* context) const { xmlFreeParserCtxt(context); }
};
using Validation = std::unique_ptr<xmlSchemaValidCtxt, FreeValidation>;

enum class Verdict { valid, invalid, not_well_formed };

void stop_at_doctype(void* context, const xmlChar* /*name*/, const xmlChar* /*id*/, const xmlChar* /*system*/) {
    xmlStopParser(static_cast<xmlParserCtxt*>(context));
}

void ignore_message(void* /*context*/, xmlErrorPtr /*message*/) {}

// The parser owns its handlers; for a while it uses ours, through which the schema listens.
class Listening {
public:
    Listening(xmlParserCtxt* parser, xmlSchemaValidCtxt* validation) : parser_(parser), own_(parser->sax) {
        handlers_.initialized = XML_SAX2_MAGIC;
        handlers_.internalSubset = stop_at_doctype;
        parser_->sax = &handlers_;
        plug_ = xmlSchemaSAXPlug(validation, &parser_->sax, &parser_->userData);
        OTKEL_ASSERT(plug_ != nullptr);
    }
    ~Listening() {
        xmlSchemaSAXUnplug(plug_);
        parser_->sax = own_;
    }
    Listening(const Listening&) = delete;
    Listening& operator=(const Listening&) = delete;

private:
    xmlParserCtxt* parser_;
    xmlSAXHandler* own_;
    xmlSAXHandler handlers_{};
    xmlSchemaSAXPlugStruct* plug_;
};

// Without a tree; says only whether.
Verdict stream(xmlSchema* schema, std::string_view octets) {
    const MessageCapture silence;
    const std::unique_ptr<xmlParserCtxt, FreeContext> parser{
        xmlCreateMemoryParserCtxt(octets.data(), static_cast<int>(octets.size()))};
    if (parser == nullptr) {
        return Verdict::not_well_formed;
    }
    xmlCtxtUseOptions(parser.get(), XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_HUGE);
    const Validation validation{xmlSchemaNewValidCtxt(schema)};
    OTKEL_ASSERT(validation != nullptr);
    xmlSchemaSetValidStructuredErrors(validation.get(), ignore_message, nullptr);
    {
        const Listening listening{parser.get(), validation.get()};
        xmlParseDocument(parser.get());
    }
    // A parser that was stopped has nothing against what it did not read.
    if (parser->wellFormed == 0 || parser->nsWellFormed == 0 || parser->disableSAX != 0) {
        return Verdict::not_well_formed;
    }
    return xmlSchemaIsValid(validation.get()) == 1 ? Verdict::valid : Verdict::invalid;
}

// With a tree, so that every violation has its place.
Result<void> explain(xmlSchema* schema, std::string_view octets, int first_line) {
    Limits limits;
    limits.octets = INT_MAX;
    auto document = Document::parse(octets, limits);
    if (!document) {
        auto error = std::move(document.error());
        error.place.line += error.place.line > 0 ? first_line - 1 : 0;
        return fail(std::move(error));
    }
    const Validation validation{xmlSchemaNewValidCtxt(schema)};
    OTKEL_ASSERT(validation != nullptr);
    SchemaFindings findings{SchemaFindings::About::document, first_line};
    xmlSchemaSetValidStructuredErrors(validation.get(), &SchemaFindings::receive, &findings);
    xmlSchemaValidateDoc(validation.get(), document->native());
    Error error{Errc::schema_violation, "the document does not conform to its schema", {}, findings.take()};
    if (!error.findings.empty()) {
        error.place = error.findings.front().place;
    }
    return fail(std::move(error));
}

}  // namespace

Result<std::shared_ptr<const Schema>> Schema::load(const std::filesystem::path& file) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(file, ignored)) {
        return fail(Errc::not_found, "there is no such schema file", {file.string(), 0, 0, ""});
    }
    refuse_remote_files();
    const MessageCapture messages;
    const std::unique_ptr<xmlSchemaParserCtxt, FreeSchemaParser> parser{xmlSchemaNewParserCtxt(file.c_str())};
    OTKEL_ASSERT(parser != nullptr);
    SchemaFindings findings{SchemaFindings::About::schema};
    xmlSchemaSetParserStructuredErrors(parser.get(), &SchemaFindings::receive, &findings);
    std::shared_ptr<xmlSchema> schema{xmlSchemaParse(parser.get()), xmlSchemaFree};
    if (schema == nullptr || !findings.empty()) {
        Error error{Errc::invalid_configuration, "the schema does not compile", {file.string(), 0, 0, ""}, {}};
        error.findings = findings.take();
        if (error.findings.empty() && !messages.first().empty()) {
            error.detail += ": " + messages.first();
        }
        return fail(std::move(error));
    }
    return std::make_shared<const Schema>(std::move(schema));
}

Result<void> Schema::validate(const VerifiedOctets& octets) const { return check(octets.view(), octets.first_line()); }

Result<void> Schema::validate_own(std::string_view octets) const { return check(octets, 1); }

Result<void> Schema::check(std::string_view octets, int first_line) const {
    if (octets.size() > INT_MAX) {
        return fail(Errc::limit_exceeded, "the document is too large for a schema");
    }
    if (stream(schema_.get(), octets) == Verdict::valid) {
        return {};
    }
    return explain(schema_.get(), octets, first_line);
}

}  // namespace otkel::xml

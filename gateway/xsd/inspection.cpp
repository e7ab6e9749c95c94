#include "gateway/xsd/inspection.hpp"

#include <charconv>
#include <limits>
#include <memory>
#include <system_error>
#include <utility>
#include <xercesc/sax/Locator.hpp>
#include <xercesc/sax/SAXException.hpp>
#include <xercesc/sax2/Attributes.hpp>
#include <xercesc/sax2/DefaultHandler.hpp>
#include <xercesc/sax2/SAX2XMLReader.hpp>
#include <xercesc/sax2/XMLReaderFactory.hpp>
#include <xercesc/util/XMLString.hpp>
#include <xercesc/util/XMLUni.hpp>
#include <xercesc/validators/schema/SchemaSymbols.hpp>

#include "gateway/xsd/xerces.hpp"

namespace otkel::xsd {
namespace {

class Inspector : public xercesc::DefaultHandler {
public:
    Inspector(const LoadLimits& limits, std::size_t elements_left, Inspection& seen)
        : limits_(limits), elements_left_(elements_left), seen_(seen) {}

    void setDocumentLocator(const xercesc::Locator* locator) override { locator_ = locator; }

    void startDTD(const XMLCh* /*name*/, const XMLCh* /*public_id*/, const XMLCh* /*system_id*/) override {
        refuse("a schema with a DOCTYPE is not read; take the DOCTYPE out");
    }

    void startElement(const XMLCh* space, const XMLCh* local, const XMLCh* /*name*/,
                      const xercesc::Attributes& attributes) override {
        if (++depth_ > limits_.depth) {
            refuse("elements are nested deeper than " + std::to_string(limits_.depth));
        }
        if (++seen_.elements > elements_left_) {
            refuse("the schema has more than " + std::to_string(limits_.elements) + " elements, all files together");
        }
        check_number(attributes, min_occurs_);
        check_number(attributes, max_occurs_);
        const auto* location = attributes.getValue(xercesc::XMLUni::fgZeroLenString, schema_location_.c_str());
        if (depth_ == 2 && location != nullptr &&
            xercesc::XMLString::equals(space, xercesc::SchemaSymbols::fgURI_SCHEMAFORSCHEMA) &&
            !xercesc::XMLString::equals(local, xercesc::SchemaSymbols::fgELT_ANNOTATION)) {
            seen_.references.emplace(utf8(location), here());
        }
    }

    void endElement(const XMLCh* /*space*/, const XMLCh* /*local*/, const XMLCh* /*name*/) override { --depth_; }

    void fatalError(const xercesc::SAXParseException& /*message*/) override {}

private:
    [[nodiscard]] Place here() const {
        return {utf8(locator_->getSystemId()), static_cast<int>(locator_->getLineNumber()),
                static_cast<int>(locator_->getColumnNumber()), ""};
    }

    void note(std::string detail) {
        seen_.findings.push_back({"schema-invalid", Severity::error, here(), "", "", std::move(detail)});
    }

    // Xerces counts with an int and does not notice when a number is larger.
    void check_number(const xercesc::Attributes& attributes, const std::basic_string<XMLCh>& name) {
        const auto text = utf8(attributes.getValue(xercesc::XMLUni::fgZeroLenString, name.c_str()));
        int number{0};
        if (std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc::result_out_of_range) {
            note(utf8(name.c_str()) + " is " + text + ", but numbers above " +
                 std::to_string(std::numeric_limits<int>::max()) + " are not read; write unbounded");
        }
    }

    [[noreturn]] void refuse(std::string detail) {
        note(std::move(detail));
        seen_.refused = true;
        throw xercesc::SAXException("refused");
    }

    const std::basic_string<XMLCh> schema_location_{utf16("schemaLocation")};
    const std::basic_string<XMLCh> min_occurs_{utf16("minOccurs")};
    const std::basic_string<XMLCh> max_occurs_{utf16("maxOccurs")};
    const LoadLimits& limits_;
    const std::size_t elements_left_;
    Inspection& seen_;
    const xercesc::Locator* locator_{nullptr};
    std::size_t depth_{0};
};

}  // namespace

Inspection inspect(const xercesc::InputSource& source, const LoadLimits& limits, std::size_t elements_left) {
    Inspection seen;
    Inspector inspector{limits, elements_left, seen};
    const std::unique_ptr<xercesc::SAX2XMLReader> reader{xercesc::XMLReaderFactory::createXMLReader()};
    reader->setFeature(xercesc::XMLUni::fgSAX2CoreValidation, false);
    reader->setFeature(xercesc::XMLUni::fgXercesSchema, false);
    reader->setFeature(xercesc::XMLUni::fgXercesLoadExternalDTD, false);
    reader->setFeature(xercesc::XMLUni::fgXercesDisableDefaultEntityResolution, true);
    reader->setContentHandler(&inspector);
    reader->setLexicalHandler(&inspector);
    reader->setErrorHandler(&inspector);
    try {
        reader->parse(source);
    } catch (const xercesc::SAXException&) {
        return seen;  // the inspector refused
    }
    return seen;
}

}  // namespace otkel::xsd

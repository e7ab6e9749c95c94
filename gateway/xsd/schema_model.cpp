#include "gateway/xsd/schema_model.hpp"

#include <system_error>
#include <utility>
#include <xercesc/framework/XMLGrammarPoolImpl.hpp>
#include <xercesc/framework/psvi/XSModel.hpp>
#include <xercesc/parsers/SAX2XMLReaderImpl.hpp>
#include <xercesc/sax/SAXException.hpp>
#include <xercesc/util/OutOfMemoryException.hpp>
#include <xercesc/util/XMLException.hpp>
#include <xercesc/util/XMLUni.hpp>

#include "gateway/xsd/budget.hpp"
#include "gateway/xsd/compile_findings.hpp"
#include "gateway/xsd/components.hpp"
#include "gateway/xsd/schema_files.hpp"
#include "gateway/xsd/xerces.hpp"

namespace otkel::xsd {
namespace {

void compile(const xercesc::InputSource& source, SchemaFiles& files, CompileFindings& findings, Budget& budget,
             xercesc::XMLGrammarPool& pool) {
    using xercesc::XMLUni;
    // Neither it nor the pool is destroyed: their memory goes back with the budget. Taking large content models apart
    // takes Xerces longer than making them, and a limit that is passed in a destructor would end the program.
    auto& reader = budget.make<xercesc::SAX2XMLReaderImpl>(&budget, &pool);
    reader.setFeature(XMLUni::fgXercesSchema, true);
    reader.setFeature(XMLUni::fgXercesHandleMultipleImports, true);
    reader.setFeature(XMLUni::fgXercesLoadExternalDTD, false);
    reader.setFeature(XMLUni::fgXercesDisableDefaultEntityResolution, true);
    reader.setXMLEntityResolver(&files);
    reader.setErrorHandler(&findings);
    const auto* grammar = reader.loadGrammar(source, xercesc::Grammar::SchemaGrammarType, true);
    if (grammar == nullptr && findings.empty()) {
        findings.add({utf8(source.getSystemId()), 0, 0, ""}, "this is not an XML Schema");
    }
}

Components load_components(const std::filesystem::path& file, const LoadLimits& limits, Budget& budget,
                           CompileFindings& findings) {
    SchemaFiles files{limits, findings, budget};
    const auto source = files.open(file, {file.string(), 0, 0, ""});
    if (source == nullptr) {
        return {};
    }
    auto& pool = budget.make<xercesc::XMLGrammarPoolImpl>(&budget);
    compile(*source, files, findings, budget, pool);
    if (!findings.empty()) {
        return {};
    }
    pool.lockPool();
    bool changed = false;
    return copy_components(*pool.getXSModel(changed));
}

}  // namespace

struct SchemaModel::Parts : Components {};

SchemaModel::SchemaModel(std::unique_ptr<const Parts> parts) : parts_(std::move(parts)) {}
SchemaModel::~SchemaModel() = default;

Result<std::shared_ptr<const SchemaModel>> SchemaModel::load(const std::filesystem::path& file,
                                                             const LoadLimits& limits) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(file, ignored)) {
        return fail(Errc::not_found, "there is no such schema file", {file.string(), 0, 0, ""});
    }
    start_xerces();
    CompileFindings findings;
    Budget budget{limits};
    std::unique_ptr<const Parts> parts;
    try {
        parts = std::make_unique<const Parts>(Parts{load_components(file, limits, budget, findings)});
    } catch (const xercesc::XMLException& problem) {
        findings.add({file.string(), 0, 0, ""}, utf8(problem.getMessage()));
    } catch (const xercesc::SAXException& problem) {
        findings.add({file.string(), 0, 0, ""}, utf8(problem.getMessage()));
    } catch (const xercesc::OutOfMemoryException&) {
        findings.add(
            {file.string(), 0, 0, ""},
            "the schema is not read: " + (budget.exceeded().empty() ? "there is no memory left" : budget.exceeded()));
    }
    if (!findings.empty()) {
        return fail(
            {Errc::invalid_configuration, "the schema does not compile", {file.string(), 0, 0, ""}, findings.take()});
    }
    return std::shared_ptr<const SchemaModel>(new SchemaModel(std::move(parts)));
}

const Element* SchemaModel::global_element(std::string_view space, std::string_view local) const {
    const auto found = parts_->global_elements.find({std::string{space}, std::string{local}});
    return found == parts_->global_elements.end() ? nullptr : found->second;
}

const ComplexType* SchemaModel::global_type(std::string_view space, std::string_view local) const {
    const auto found = parts_->global_types.find({std::string{space}, std::string{local}});
    return found == parts_->global_types.end() ? nullptr : found->second;
}

std::vector<const Element*> SchemaModel::global_elements() const {
    std::vector<const Element*> elements;
    for (const auto& [name, element] : parts_->global_elements) {
        elements.push_back(element);
    }
    return elements;
}

std::vector<std::string> SchemaModel::namespaces() const { return parts_->namespaces; }

}  // namespace otkel::xsd

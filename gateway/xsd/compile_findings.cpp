#include "gateway/xsd/compile_findings.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <xercesc/sax/SAXParseException.hpp>

#include "gateway/xsd/xerces.hpp"

namespace otkel::xsd {
namespace {

// A person corrects them one by one.
constexpr std::size_t findings_max = 200;

int number(XMLFileLoc place) { return static_cast<int>(std::min<XMLFileLoc>(place, std::numeric_limits<int>::max())); }

}  // namespace

void CompileFindings::add(Place place, std::string detail) {
    if (findings_.size() >= findings_max) {
        ++left_out_;
        return;
    }
    Finding finding{"schema-invalid", Severity::error, std::move(place), "", "", std::move(detail)};
    if (findings_.empty() || findings_.back().to_string() != finding.to_string()) {
        findings_.push_back(std::move(finding));
    }
}

std::vector<Finding> CompileFindings::take() {
    if (left_out_ > 0) {
        findings_.push_back({"schema-invalid",
                             Severity::note,
                             {},
                             "",
                             "",
                             std::to_string(std::exchange(left_out_, 0)) + " more findings are not listed"});
    }
    return std::exchange(findings_, {});
}

void CompileFindings::warning(const xercesc::SAXParseException& message) { error(message); }

void CompileFindings::error(const xercesc::SAXParseException& message) {
    add({utf8(message.getSystemId()), number(message.getLineNumber()), number(message.getColumnNumber()), ""},
        utf8(message.getMessage()));
}

void CompileFindings::fatalError(const xercesc::SAXParseException& message) { error(message); }

}  // namespace otkel::xsd

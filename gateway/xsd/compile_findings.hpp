#pragma once

#include <cstddef>
#include <string>
#include <vector>
#include <xercesc/sax/ErrorHandler.hpp>

#include "gateway/base/error.hpp"

namespace otkel::xsd {

// What Xerces and we have against a schema, in the order of finding it.
class CompileFindings : public xercesc::ErrorHandler {
public:
    void add(Place place, std::string detail);
    [[nodiscard]] bool empty() const { return findings_.empty(); }
    [[nodiscard]] std::vector<Finding> take();

    void warning(const xercesc::SAXParseException& message) override;
    void error(const xercesc::SAXParseException& message) override;
    void fatalError(const xercesc::SAXParseException& message) override;
    void resetErrors() override {}

private:
    std::vector<Finding> findings_;
    std::size_t left_out_{0};
};

}  // namespace otkel::xsd

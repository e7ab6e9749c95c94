#pragma once

#include <libxml/xmlerror.h>

#include <vector>

#include "gateway/base/error.hpp"

// What libxml2 says about a schema or a document that breaks one, as findings. For the .cpp files of this folder.

namespace otkel::xml {

class SchemaFindings {
public:
    enum class About { schema, document };
    // Lines of a document count from `first_line`.
    explicit SchemaFindings(About about, int first_line = 1) : about_(about), first_line_(first_line) {}

    // For xmlSchemaSet…StructuredErrors(), with this object as its context.
    static void receive(void* self, xmlErrorPtr message);

    [[nodiscard]] bool empty() const { return findings_.empty(); }
    // With a last one that counts what did not fit.
    [[nodiscard]] std::vector<Finding> take();

private:
    void add_for_schema(const xmlError& message);
    void add_for_document(const xmlError& message);

    About about_;
    int first_line_;
    std::vector<Finding> findings_;
    std::size_t left_out_{0};
};

}  // namespace otkel::xml

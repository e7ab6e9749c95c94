#pragma once

#include <libxml/xmlerror.h>

#include <string>

#include "gateway/base/error.hpp"

// What libxml2 says when something fails, caught instead of printed. For the .cpp files of this folder.

namespace otkel::xml {

// One line, no line break at the end, cut to a length that fits a log.
[[nodiscard]] std::string text_of(const xmlError& message);

// Catches every message that libxml2 raises on this thread while it lives and that no parser context takes for itself.
// The handler that was there before comes back afterwards.
class MessageCapture {
public:
    MessageCapture();
    ~MessageCapture();
    MessageCapture(const MessageCapture&) = delete;
    MessageCapture& operator=(const MessageCapture&) = delete;

    [[nodiscard]] const std::string& first() const { return first_; }

private:
    static void receive(void* self, xmlErrorPtr message);

    std::string first_;
    xmlStructuredErrorFunc previous_;
    void* previous_context_;
};

// The only loader of external files for the whole process: local files, and only for schemas. Idempotent.
void refuse_remote_files();

}  // namespace otkel::xml

#include "gateway/xml/library_messages.hpp"

#include <libxml/globals.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include <mutex>
#include <string_view>

#include "gateway/base/bytes.hpp"

namespace otkel::xml {
namespace {

constexpr std::size_t message_size_max = 300;

xmlParserInputPtr load_local_file(const char* url, const char* /*id*/, xmlParserCtxtPtr context) {
    const std::string_view where = url == nullptr ? "" : url;
    const bool remote = where.find("://") != std::string_view::npos && !where.starts_with("file://");
    return where.empty() || remote ? nullptr : xmlNewInputFromFile(context, url);
}

}  // namespace

std::string text_of(const xmlError& message) {
    std::string text{trim(message.message == nullptr ? "unknown error" : message.message)};
    if (text.size() > message_size_max) {
        std::size_t end = message_size_max;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) {
            --end;
        }
        text.resize(end);
        text += "…";
    }
    return text;
}

MessageCapture::MessageCapture() : previous_(xmlStructuredError), previous_context_(xmlStructuredErrorContext) {
    xmlSetStructuredErrorFunc(this, &MessageCapture::receive);
}

MessageCapture::~MessageCapture() { xmlSetStructuredErrorFunc(previous_context_, previous_); }

void MessageCapture::receive(void* self, xmlErrorPtr message) {
    auto& first = static_cast<MessageCapture*>(self)->first_;
    if (first.empty() && message != nullptr && message->level >= XML_ERR_ERROR) {
        first = text_of(*message);
    }
}

void refuse_remote_files() {
    static std::once_flag once;
    std::call_once(once, [] { xmlSetExternalEntityLoader(load_local_file); });
}

}  // namespace otkel::xml

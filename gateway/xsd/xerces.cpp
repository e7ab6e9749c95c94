#include "gateway/xsd/xerces.hpp"

#include <memory>
#include <utility>
#include <xercesc/util/PlatformUtils.hpp>
#include <xercesc/util/TransService.hpp>
#include <xercesc/util/XMLNetAccessor.hpp>

namespace otkel::xsd {
namespace {

// Never ended: Xerces keeps process-wide tables that other static objects may still use at exit.
struct Platform {
    Platform() {
        xercesc::XMLPlatformUtils::Initialize();
        // Without it Xerces has no way into a network, whatever a schema says.
        const std::unique_ptr<xercesc::XMLNetAccessor> unused{
            std::exchange(xercesc::XMLPlatformUtils::fgNetAccessor, nullptr)};
    }
};

}  // namespace

void start_xerces() { static const Platform platform; }

std::string utf8(const XMLCh* text) {
    if (text == nullptr || *text == 0) {
        return {};
    }
    const xercesc::TranscodeToStr octets{text, "UTF-8"};
    return {reinterpret_cast<const char*>(octets.str()), octets.length()};
}

std::basic_string<XMLCh> utf16(std::string_view text) {
    if (text.empty()) {
        return {};
    }
    const xercesc::TranscodeFromStr units{reinterpret_cast<const XMLByte*>(text.data()), text.size(), "UTF-8"};
    return {units.str(), units.length()};
}

}  // namespace otkel::xsd

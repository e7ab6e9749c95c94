#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "gateway/asic/asic.hpp"
#include "gateway/asic/manifest.hpp"

// A container from anybody, or a manifest alone, which in a container is behind a check sum. What is read can be
// written, and is then read as the same files.

using namespace otkel;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view octets(reinterpret_cast<const char*>(data), size);
    asic::Limits limits;
    limits.file_octets = limits.total_octets = 1024UL * 1024;
    const trust::TrustStore nobody;
    (void)asic::verify_container(octets, {.trust = nobody, .now = {}, .algorithms = {}, .limits = limits});
    if (const auto container = asic::read_container(octets, limits); container && !container->files.empty()) {
        const auto again = asic::read_container(asic::write_container(*container).value(), limits);
        if (!again || again->files.size() != container->files.size()) {
            std::abort();
        }
        for (std::size_t i = 0; i < again->files.size(); ++i) {
            if (again->files[i].name != container->files[i].name ||
                again->files[i].octets != container->files[i].octets) {
                std::abort();
            }
        }
    }
    if (const auto manifest = asic::read_manifest(octets, {})) {
        const auto again = asic::read_manifest(asic::write_manifest(*manifest), {});
        if (!again || again->references.size() != manifest->references.size()) {
            std::abort();
        }
    }
    return 0;
}

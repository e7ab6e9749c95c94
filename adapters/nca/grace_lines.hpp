#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/adapter/running.hpp"

// The lines of the file of grace: a certificate once, an entry that names those of its path, what was learned later.

namespace otkel::adapters::nca {

[[nodiscard]] std::string certificate_line(const trust::Certificate& certificate);
[[nodiscard]] std::string accepted_line(const adapter::GraceEntry& entry,
                                        const std::vector<trust::CertificatePtr>& path);
[[nodiscard]] std::string settled_line(const adapter::GraceEntry& entry);

// One line as it was read; which members are filled depends on the event.
struct GraceLine {
    enum class Event : std::uint8_t { certificate, accepted, settled } event{Event::certificate};
    trust::CertificatePtr certificate;
    adapter::GraceEntry entry;
    std::vector<std::string> path;  // fingerprints
};
// nullopt: not one of ours, or cut off.
[[nodiscard]] std::optional<GraceLine> read_grace_line(std::string_view line);

}  // namespace otkel::adapters::nca

#include "gateway/settings/section.hpp"

namespace otkel::settings {

void Complaints::add(Place place, std::string detail, std::string expected, std::string found) {
    findings_.push_back(Finding{"invalid-configuration", Severity::error, std::move(place), std::move(expected),
                                std::move(found), std::move(detail)});
}

Result<void> Complaints::outcome() const {
    if (findings_.empty()) {
        return {};
    }
    const auto count = std::to_string(findings_.size());
    return fail(Error{Errc::invalid_configuration,
                      "the configuration has " + count + (findings_.size() == 1 ? " mistake" : " mistakes"),
                      {},
                      findings_});
}

}  // namespace otkel::settings

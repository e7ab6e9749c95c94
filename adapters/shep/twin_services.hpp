#pragma once

#include <span>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/xml/tree.hpp"

namespace otkel::adapters::shep {

// A service that the twin's providers offer: deterministic, so that tests and demonstrations can count on the answer.
struct TwinService {
    std::string_view id;
    std::string_view participant;  // whose key signs the answer
    Result<std::string> (*answer)(const xml::Element& request);
};

[[nodiscard]] std::span<const TwinService> twin_services();
[[nodiscard]] const TwinService* find_twin_service(std::string_view id);

}  // namespace otkel::adapters::shep

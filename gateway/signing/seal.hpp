#pragma once

#include <string>
#include <utility>

#include "gateway/xml/verified_octets.hpp"

namespace otkel::signing {

// The one place where verified octets come into being. For the .cpp files of signing/ only.
class Seal {
public:
    [[nodiscard]] static xml::VerifiedOctets seal(std::string octets, int first_line) {
        return {std::move(octets), first_line};
    }
};

}  // namespace otkel::signing

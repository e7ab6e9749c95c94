#pragma once

#include <string>
#include <utility>

#include "gateway/xml/verified_octets.hpp"

namespace otkel::signing {

// The one place where verified octets come into being. Private to signing/, sources only: an include of this header
// elsewhere would let unverified octets pass for verified ones.
class Seal {
public:
    [[nodiscard]] static xml::VerifiedOctets seal(std::string octets, int first_line) {
        return {std::move(octets), first_line};
    }
};

}  // namespace otkel::signing

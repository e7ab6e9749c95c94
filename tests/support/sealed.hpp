#pragma once

#include <string>
#include <utility>

#include "gateway/xml/verified_octets.hpp"

// Verified octets for tests of what reads them, without a signature. The same signature as the verifier's own Seal, so
// that both may stand in one program.

namespace otkel::signing {

class Seal {
public:
    static xml::VerifiedOctets seal(std::string octets, int first_line) { return {std::move(octets), first_line}; }
};

}  // namespace otkel::signing

namespace otkel::tests {

[[nodiscard]] inline xml::VerifiedOctets sealed(std::string octets, int first_line = 1) {
    return signing::Seal::seal(std::move(octets), first_line);
}

}  // namespace otkel::tests

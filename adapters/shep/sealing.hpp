#pragma once

#include <string>

#include "adapters/shep/envelope.hpp"
#include "gateway/base/result.hpp"
#include "gateway/signing/signer.hpp"

namespace otkel::adapters::shep {

// The envelope round `content`: signed with `identity`, unsigned when it is null. CDATA and xmlns:xs, which only the
// value "xs:string" uses, travel as they stand; the signature covers the canonical form, in which they are gone.
[[nodiscard]] Result<std::string> seal(const BodyContent& content, const signing::SigningIdentity* identity,
                                       signing::KeyReference key_reference);

}  // namespace otkel::adapters::shep

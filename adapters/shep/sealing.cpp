#include "adapters/shep/sealing.hpp"

#include "gateway/soap/envelope.hpp"

namespace otkel::adapters::shep {

Result<std::string> seal(const BodyContent& content, const signing::SigningIdentity* identity,
                         signing::KeyReference key_reference) {
    if (identity == nullptr) {
        return soap::write_envelope(content.octets);
    }
    return signing::sign_envelope(content.octets, *identity, key_reference,
                                  content.canonical ? signing::BodyForm::canonical : signing::BodyForm::any);
}

}  // namespace otkel::adapters::shep

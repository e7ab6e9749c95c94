#pragma once

#include "gateway/app/report/signature_report.hpp"
#include "gateway/trust/revocation/crl.hpp"

namespace otkel::app {

// Looks every certificate of the signer's path up in the lists and adds what they say, as a verdict too. The signer
// fails when one is revoked before the moment at which it is judged, or its list is missing or was out of date then.
void ask_lists(const trust::CrlStore& lists, SignerReport& signer);

}  // namespace otkel::app

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "adapters/nca/grace_ledger.hpp"
#include "adapters/nca/login_proof.hpp"

// What anybody may send to sign in, and what a crash or a hand may have left of the file of grace: whatever is read
// must be read again from its own snapshot.

using namespace otkel::adapters::nca;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view octets(reinterpret_cast<const char*>(data), size);
    if (const auto login = read_login(octets);
        login && (login->nonce.empty() || login->xml.empty() == login->cms.empty())) {
        std::abort();
    }
    GraceLedger ledger(16);
    (void)ledger.read(octets);
    const auto snapshot = ledger.snapshot();
    GraceLedger again(16);
    if (again.read(snapshot) != 0 || again.snapshot() != snapshot) {
        std::abort();
    }
    return 0;
}

#pragma once

#include <p11-kit-1/p11-kit/pkcs11.h>

#include <filesystem>
#include <memory>
#include <string>

#include "gateway/base/result.hpp"

// A PKCS#11 library in this process. Private to crypto/.
//
// Spoken to without libp11, which waits for ever when a token refuses a session (0.4.12) and keeps a copy of the PIN.

namespace otkel::crypto {

// Calls into the library may come from any thread. It is initialized once, however many keys come from it, because
// C_Finalize would take the sessions of all of them.
class Pkcs11Module {
public:
    struct CloseLibrary {
        void operator()(void* handle) const;
    };
    using Library = std::unique_ptr<void, CloseLibrary>;

    // Errc::invalid_configuration.
    [[nodiscard]] static Result<std::shared_ptr<const Pkcs11Module>> load(const std::filesystem::path& library);
    Pkcs11Module(Library library, const CK_FUNCTION_LIST& functions, bool is_initialized_by_us);
    ~Pkcs11Module();
    Pkcs11Module(const Pkcs11Module&) = delete;
    Pkcs11Module& operator=(const Pkcs11Module&) = delete;
    [[nodiscard]] const CK_FUNCTION_LIST& functions() const { return functions_; }

private:
    Library library_;
    const CK_FUNCTION_LIST& functions_;
    bool is_initialized_by_us_;
};

// "CKR_PIN_INCORRECT", or the number of a code that is not among the usual ones.
[[nodiscard]] std::string name_of_result(CK_RV result);

}  // namespace otkel::crypto

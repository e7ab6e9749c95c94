#include "gateway/crypto/pkcs11_slot.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace otkel::crypto {
namespace {

constexpr CK_ULONG slots_max = 256;

// PKCS#11 section 3.1: labels are padded with blanks.
std::string label_of(const CK_TOKEN_INFO& info) {
    std::string_view label(reinterpret_cast<const char*>(info.label), sizeof(info.label));
    const auto end = label.find_last_not_of(std::string_view(" \0", 2));
    return std::string(label.substr(0, end == std::string_view::npos ? 0 : end + 1));
}

Result<std::vector<CK_SLOT_ID>> slots_with_tokens(const CK_FUNCTION_LIST& functions) {
    CK_ULONG count = 0;
    auto result = functions.C_GetSlotList(CK_TRUE, nullptr, &count);
    if (result == CKR_OK && count > slots_max) {
        return fail(Errc::limit_exceeded, "the PKCS#11 library has more than " + std::to_string(slots_max) + " slots");
    }
    std::vector<CK_SLOT_ID> slots(count);
    if (result == CKR_OK && count > 0) {
        result = functions.C_GetSlotList(CK_TRUE, slots.data(), &count);
    }
    if (result != CKR_OK) {
        return fail(Errc::unavailable, "the PKCS#11 library does not list its slots: " + name_of_result(result));
    }
    slots.resize(count);
    return slots;
}

}  // namespace

Result<Pkcs11Slot> find_slot(const Pkcs11Module& module, const std::string& token) {
    const auto slots = slots_with_tokens(module.functions());
    if (!slots) {
        return fail(slots.error());
    }
    std::optional<Pkcs11Slot> found;
    std::string others;
    for (const auto slot : *slots) {
        CK_TOKEN_INFO info{};
        if (module.functions().C_GetTokenInfo(slot, &info) != CKR_OK || (info.flags & CKF_TOKEN_INITIALIZED) == 0) {
            continue;
        }
        if (label_of(info) != token) {
            others += (others.empty() ? "\"" : ", \"") + label_of(info) + "\"";
            continue;
        }
        if (found) {
            return fail(Errc::invalid_configuration, "several tokens have the label \"" + token + "\"");
        }
        found = Pkcs11Slot{slot, info.flags};
    }
    if (!found) {
        return fail(Errc::invalid_configuration,
                    "there is no token \"" + token + "\"; there are: " + (others.empty() ? "none" : others));
    }
    return *found;
}

}  // namespace otkel::crypto

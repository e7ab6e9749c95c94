#include "gateway/crypto/pkcs11_session.hpp"

#include <array>
#include <utility>

#include "gateway/crypto/key_file.hpp"
#include "gateway/crypto/pkcs11_slot.hpp"

namespace otkel::crypto {
namespace {

// RSA of 16 384 bits.
constexpr std::size_t signature_octets_max = 2048;

CK_OBJECT_CLASS private_key_class = CKO_PRIVATE_KEY;
CK_OBJECT_CLASS certificate_class = CKO_CERTIFICATE;
CK_CERTIFICATE_TYPE x509_type = CKC_X_509;

template <class T>
CK_ATTRIBUTE attribute_of(CK_ATTRIBUTE_TYPE type, T& value) {
    return {type, &value, sizeof(value)};
}

CK_ATTRIBUTE text_attribute(CK_ATTRIBUTE_TYPE type, const std::string& value) {
    return {type, const_cast<char*>(value.data()), value.size()};
}

Failure token_failed(std::string_view doing, CK_RV result) {
    return fail(Errc::unavailable, "the token does not " + std::string(doing) + ": " + name_of_result(result));
}

CK_BYTE_PTR octets_of(std::string_view octets) {
    return reinterpret_cast<CK_BYTE_PTR>(const_cast<char*>(octets.data()));
}

// Each refused attempt brings a token closer to locking itself for good.
Result<void> check_pin_counter(const TokenKey& key, CK_FLAGS flags) {
    if ((flags & CKF_USER_PIN_LOCKED) != 0) {
        return fail(Errc::invalid_configuration, "the PIN of the token \"" + key.token + "\" is locked");
    }
    if ((flags & CKF_USER_PIN_FINAL_TRY) != 0) {
        return fail(Errc::invalid_configuration,
                    "the token \"" + key.token +
                        "\" has one attempt left for its PIN, which is not risked here: log in by hand once");
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<Pkcs11Session>> Pkcs11Session::open(const TokenKey& key) {
    auto module = Pkcs11Module::load(key.module);
    if (!module) {
        return fail(module.error());
    }
    const auto slot = find_slot(**module, key.token);
    if (!slot) {
        return fail(slot.error());
    }
    if (auto checked = check_pin_counter(key, slot->token_flags); !checked) {
        return fail(checked.error());
    }
    CK_SESSION_HANDLE handle = 0;
    const auto result = (*module)->functions().C_OpenSession(slot->id, CKF_SERIAL_SESSION, nullptr, nullptr, &handle);
    if (result != CKR_OK) {
        return token_failed("open a session", result);
    }
    auto session = std::make_unique<Pkcs11Session>(std::move(*module), handle);
    if ((slot->token_flags & CKF_LOGIN_REQUIRED) != 0) {
        if (auto done = session->log_in(key); !done) {
            return fail(done.error());
        }
    }
    if (auto done = session->find_key(key); !done) {
        return fail(done.error());
    }
    return session;
}

Pkcs11Session::~Pkcs11Session() { module_->functions().C_CloseSession(session_); }

Result<void> Pkcs11Session::log_in(const TokenKey& key) {
    const auto pin = read_password(key.pin_file, "PIN file");
    if (!pin) {
        return fail(pin.error());
    }
    const auto result = module_->functions().C_Login(session_, CKU_USER, octets_of(pin->view()), pin->view().size());
    switch (result) {
        case CKR_OK:
        case CKR_USER_ALREADY_LOGGED_IN:  // another key of the same token; a login holds for the whole process
            return {};
        case CKR_PIN_INCORRECT:
        case CKR_PIN_INVALID:
        case CKR_PIN_LEN_RANGE:
        case CKR_PIN_LOCKED:
        case CKR_PIN_EXPIRED:
            return fail(Errc::forbidden,
                        "the PIN does not open the token \"" + key.token + "\": " + name_of_result(result),
                        place_of(key.pin_file));
        default: return token_failed("log in", result);
    }
}

Result<void> Pkcs11Session::find_key(const TokenKey& key) {
    const auto keys = find({attribute_of(CKA_CLASS, private_key_class), text_attribute(CKA_LABEL, key.key)});
    if (!keys) {
        return fail(keys.error());
    }
    if (keys->size() != 1) {
        return fail(Errc::invalid_configuration, "the token \"" + key.token + "\" holds " +
                                                     (keys->empty() ? "no private key" : "several private keys") +
                                                     " labelled \"" + key.key + "\"");
    }
    auto id = attribute(keys->front(), CKA_ID);
    if (!id) {
        return fail(id.error());
    }
    key_ = keys->front();
    key_id_ = std::move(*id);
    return {};
}

Result<std::vector<CK_OBJECT_HANDLE>> Pkcs11Session::find(Attributes wanted) {
    const auto& functions = module_->functions();
    auto result = functions.C_FindObjectsInit(session_, wanted.data(), wanted.size());
    if (result != CKR_OK) {
        return token_failed("search", result);
    }
    std::vector<CK_OBJECT_HANDLE> objects(pkcs11_objects_max);
    CK_ULONG count = 0;
    result = functions.C_FindObjects(session_, objects.data(), objects.size(), &count);
    functions.C_FindObjectsFinal(session_);
    if (result != CKR_OK) {
        return token_failed("search", result);
    }
    objects.resize(count);
    return objects;
}

Result<std::string> Pkcs11Session::attribute(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) {
    const auto& functions = module_->functions();
    CK_ATTRIBUTE wanted{type, nullptr, 0};
    auto result = functions.C_GetAttributeValue(session_, object, &wanted, 1);
    if (result == CKR_OK && wanted.ulValueLen > pkcs11_attribute_octets_max) {
        return fail(Errc::limit_exceeded, "an object of the token is larger than 64 KiB");
    }
    std::string value(result == CKR_OK ? wanted.ulValueLen : 0, '\0');
    if (!value.empty()) {
        wanted.pValue = value.data();
        result = functions.C_GetAttributeValue(session_, object, &wanted, 1);
    }
    if (result != CKR_OK || wanted.ulValueLen > value.size()) {
        return token_failed("show an object", result);
    }
    value.resize(wanted.ulValueLen);
    return value;
}

Result<std::vector<std::string>> Pkcs11Session::certificates(Attributes wanted) {
    wanted.push_back(attribute_of(CKA_CLASS, certificate_class));
    wanted.push_back(attribute_of(CKA_CERTIFICATE_TYPE, x509_type));
    const auto objects = find(std::move(wanted));
    if (!objects) {
        return fail(objects.error());
    }
    std::vector<std::string> found;
    for (const auto object : *objects) {
        auto der = attribute(object, CKA_VALUE);
        if (!der) {
            return fail(der.error());
        }
        found.push_back(std::move(*der));
    }
    return found;
}

Result<std::vector<std::string>> Pkcs11Session::own_certificates() {
    return key_id_.empty() ? std::vector<std::string>() : certificates({text_attribute(CKA_ID, key_id_)});
}

Result<std::vector<std::string>> Pkcs11Session::all_certificates() { return certificates({}); }

Result<std::string> Pkcs11Session::sign(CK_MECHANISM_TYPE mechanism_type, std::string_view octets) {
    const auto& functions = module_->functions();
    CK_MECHANISM mechanism{mechanism_type, nullptr, 0};
    auto result = functions.C_SignInit(session_, &mechanism, key_);
    if (result != CKR_OK) {
        return token_failed("sign", result);
    }
    std::string signature(signature_octets_max, '\0');
    CK_ULONG size = signature.size();
    result = functions.C_Sign(session_, octets_of(octets), octets.size(), octets_of(signature), &size);
    if (result != CKR_OK || size > signature.size()) {
        return token_failed("sign", result);
    }
    signature.resize(size);
    return signature;
}

}  // namespace otkel::crypto

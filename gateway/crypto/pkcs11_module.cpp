#include "gateway/crypto/pkcs11_module.hpp"

#include <dlfcn.h>

#include <array>
#include <map>
#include <mutex>
#include <string_view>
#include <utility>

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/key_file.hpp"

namespace otkel::crypto {
namespace {

struct ResultName {
    CK_RV result;
    std::string_view name;
};

constexpr std::array names{
    ResultName{CKR_HOST_MEMORY, "CKR_HOST_MEMORY"},
    ResultName{CKR_GENERAL_ERROR, "CKR_GENERAL_ERROR"},
    ResultName{CKR_FUNCTION_FAILED, "CKR_FUNCTION_FAILED"},
    ResultName{CKR_ATTRIBUTE_TYPE_INVALID, "CKR_ATTRIBUTE_TYPE_INVALID"},
    ResultName{CKR_DEVICE_ERROR, "CKR_DEVICE_ERROR"},
    ResultName{CKR_DEVICE_MEMORY, "CKR_DEVICE_MEMORY"},
    ResultName{CKR_DEVICE_REMOVED, "CKR_DEVICE_REMOVED"},
    ResultName{CKR_KEY_HANDLE_INVALID, "CKR_KEY_HANDLE_INVALID"},
    ResultName{CKR_KEY_FUNCTION_NOT_PERMITTED, "CKR_KEY_FUNCTION_NOT_PERMITTED"},
    ResultName{CKR_KEY_TYPE_INCONSISTENT, "CKR_KEY_TYPE_INCONSISTENT"},
    ResultName{CKR_MECHANISM_INVALID, "CKR_MECHANISM_INVALID"},
    ResultName{CKR_OBJECT_HANDLE_INVALID, "CKR_OBJECT_HANDLE_INVALID"},
    ResultName{CKR_PIN_INCORRECT, "CKR_PIN_INCORRECT"},
    ResultName{CKR_PIN_INVALID, "CKR_PIN_INVALID"},
    ResultName{CKR_PIN_LEN_RANGE, "CKR_PIN_LEN_RANGE"},
    ResultName{CKR_PIN_EXPIRED, "CKR_PIN_EXPIRED"},
    ResultName{CKR_PIN_LOCKED, "CKR_PIN_LOCKED"},
    ResultName{CKR_SESSION_CLOSED, "CKR_SESSION_CLOSED"},
    ResultName{CKR_SESSION_COUNT, "CKR_SESSION_COUNT"},
    ResultName{CKR_SESSION_HANDLE_INVALID, "CKR_SESSION_HANDLE_INVALID"},
    ResultName{CKR_SLOT_ID_INVALID, "CKR_SLOT_ID_INVALID"},
    ResultName{CKR_TOKEN_NOT_PRESENT, "CKR_TOKEN_NOT_PRESENT"},
    ResultName{CKR_TOKEN_NOT_RECOGNIZED, "CKR_TOKEN_NOT_RECOGNIZED"},
    ResultName{CKR_USER_NOT_LOGGED_IN, "CKR_USER_NOT_LOGGED_IN"},
    ResultName{CKR_USER_PIN_NOT_INITIALIZED, "CKR_USER_PIN_NOT_INITIALIZED"},
    ResultName{CKR_CRYPTOKI_NOT_INITIALIZED, "CKR_CRYPTOKI_NOT_INITIALIZED"},
};

struct Use {
    std::unique_ptr<const Pkcs11Module> module;
    int count{0};
};

struct Loaded {
    std::mutex mutex;
    std::map<std::filesystem::path, Use> modules;
};

// Lives as long as its last user, which may be a static object.
const std::shared_ptr<Loaded>& loaded() {
    static const auto all = std::make_shared<Loaded>();
    return all;
}

// Counted here and not by a weak_ptr: a library must not be asked to start while its last user is still stopping it.
void give_back(Loaded& all, const std::filesystem::path& path) {
    const std::lock_guard lock(all.mutex);
    const auto use = all.modules.find(path);
    if (--use->second.count == 0) {
        all.modules.erase(use);
    }
}

Result<std::unique_ptr<const Pkcs11Module>> start(const std::filesystem::path& path) {
    Pkcs11Module::Library library(dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL));
    if (library == nullptr) {
        const char* reason = dlerror();
        return fail(Errc::invalid_configuration,
                    std::string("the PKCS#11 library cannot be loaded: ") + (reason == nullptr ? "" : reason),
                    place_of(path));
    }
    CK_FUNCTION_LIST* functions = nullptr;
    const auto entry = reinterpret_cast<CK_C_GetFunctionList>(dlsym(library.get(), "C_GetFunctionList"));
    if (entry == nullptr || entry(&functions) != CKR_OK || functions == nullptr) {
        return fail(Errc::invalid_configuration, "this library does not speak PKCS#11", place_of(path));
    }
    CK_C_INITIALIZE_ARGS arguments{};
    arguments.flags = CKF_OS_LOCKING_OK;
    const auto result = functions->C_Initialize(&arguments);
    if (result != CKR_OK && result != CKR_CRYPTOKI_ALREADY_INITIALIZED) {
        return fail(Errc::invalid_configuration, "the PKCS#11 library does not start: " + name_of_result(result),
                    place_of(path));
    }
    return std::make_unique<const Pkcs11Module>(std::move(library), *functions, result == CKR_OK);
}

}  // namespace

std::string name_of_result(CK_RV result) {
    for (const auto& known : names) {
        if (known.result == result) {
            return std::string(known.name);
        }
    }
    std::string octets;
    for (int shift = 24; shift >= 0; shift -= 8) {
        octets += static_cast<char>((result >> shift) & 0xffU);
    }
    return "PKCS#11 result 0x" + to_hex(octets);
}

Result<std::shared_ptr<const Pkcs11Module>> Pkcs11Module::load(const std::filesystem::path& library) {
    std::error_code unknown;
    const auto path = std::filesystem::weakly_canonical(library, unknown);
    const auto& all = loaded();
    const std::lock_guard lock(all->mutex);
    auto& use = all->modules[path];
    if (use.module == nullptr) {
        auto started = start(library);
        if (!started) {
            all->modules.erase(path);
            return fail(started.error());
        }
        use.module = std::move(*started);
    }
    ++use.count;
    return std::shared_ptr<const Pkcs11Module>(use.module.get(),
                                               [all, path](const Pkcs11Module*) { give_back(*all, path); });
}

Pkcs11Module::Pkcs11Module(Library library, const CK_FUNCTION_LIST& functions, bool is_initialized_by_us)
    : library_(std::move(library)), functions_(functions), is_initialized_by_us_(is_initialized_by_us) {}

Pkcs11Module::~Pkcs11Module() {
    if (is_initialized_by_us_) {
        functions_.C_Finalize(nullptr);
    }
}

void Pkcs11Module::CloseLibrary::operator()(void* handle) const { dlclose(handle); }

}  // namespace otkel::crypto

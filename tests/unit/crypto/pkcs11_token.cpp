#include "tests/unit/crypto/pkcs11_token.hpp"

#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/pkcs11_module.hpp"
#include "gateway/crypto/pkcs11_slot.hpp"

namespace otkel::crypto::testing {
namespace {

constexpr const char* library = "/usr/lib/softhsm/libsofthsm2.so";
constexpr const char* pin = "synthetic 1234";

void require(bool holds, const std::string& what) {
    if (!holds) {
        throw std::runtime_error("SoftHSM: " + what);
    }
}

void run(const std::string& arguments) {
    const auto command = "softhsm2-util " + arguments + " >/dev/null 2>&1";
    require(std::system(command.c_str()) == 0, command);
}

}  // namespace

SoftToken::SoftToken() {
    std::filesystem::create_directories(folder_ / "tokens");
    std::ofstream(folder_ / "settings") << "directories.tokendir = " << (folder_ / "tokens").string()
                                        << "\nobjectstore.backend = file\nlog.level = ERROR\n";
    setenv("SOFTHSM2_CONF", (folder_ / "settings").c_str(), 1);
    write_pin(pin);
}

void SoftToken::initialize(const std::string& label) {
    token_ = label;
    run("--init-token --free --label '" + label + "' --so-pin 12345678 --pin '" + pin + "'");
}

void SoftToken::import_key(const PrivateKey& key, const std::string& label, const std::string& id_hex) const {
    const auto file = folder_ / "key.pem";
    const std::string kind = "PRIVATE KEY-----\n";
    std::ofstream(file) << "-----BEGIN " << kind << to_base64(key.der().value()) << "\n-----END " << kind;
    run("--import '" + file.string() + "' --token '" + token_ + "' --label '" + label + "' --id " + id_hex +
        " --pin '" + pin + "'");
}

void SoftToken::import_certificate(const std::string& der, const std::string& id) const {
    const auto module = Pkcs11Module::load(library).value();
    const auto slot = find_slot(*module, token_).value();
    const auto& functions = module->functions();
    CK_SESSION_HANDLE session = 0;
    require(functions.C_OpenSession(slot.id, CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr, &session) == CKR_OK,
            "no session");
    std::string pin_octets = pin;
    require(functions.C_Login(session, CKU_USER, reinterpret_cast<CK_BYTE_PTR>(pin_octets.data()), pin_octets.size()) ==
                CKR_OK,
            "no login");
    CK_OBJECT_CLASS object_class = CKO_CERTIFICATE;
    CK_CERTIFICATE_TYPE type = CKC_X_509;
    CK_BBOOL on_token = CK_TRUE;
    std::string value = der;
    std::string identifier = id;
    std::string subject = "any";
    std::vector<CK_ATTRIBUTE> attributes{
        {CKA_CLASS, &object_class, sizeof(object_class)}, {CKA_CERTIFICATE_TYPE, &type, sizeof(type)},
        {CKA_TOKEN, &on_token, sizeof(on_token)},         {CKA_SUBJECT, subject.data(), subject.size()},
        {CKA_ID, identifier.data(), identifier.size()},   {CKA_VALUE, value.data(), value.size()}};
    CK_OBJECT_HANDLE object = 0;
    require(functions.C_CreateObject(session, attributes.data(), attributes.size(), &object) == CKR_OK,
            "no certificate");
    functions.C_CloseSession(session);
}

void SoftToken::import_identity(const Identity& identity, const std::string& id_hex, const std::string& id) const {
    import_key(identity.key, identity.name, id_hex);
    import_certificate(identity.certificate_der, id);
}

void SoftToken::remove() const {
    std::filesystem::rename(folder_ / "tokens", folder_ / "away");
    std::filesystem::create_directory(folder_ / "tokens");
}

void SoftToken::put_back() const {
    std::filesystem::remove_all(folder_ / "tokens");
    std::filesystem::rename(folder_ / "away", folder_ / "tokens");
}

void SoftToken::write_pin(const std::string& line) const { std::ofstream(folder_ / "pin") << line << '\n'; }

TokenKey SoftToken::key(const std::string& label) const {
    return {.module = library, .token = token_, .key = label, .pin_file = folder_ / "pin"};
}

void finalize_softhsm() {
    const auto module = Pkcs11Module::load(library).value();
    require(module->functions().C_Finalize(nullptr) == CKR_OK, "was not in use");
}

}  // namespace otkel::crypto::testing

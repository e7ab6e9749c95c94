#include "gateway/crypto/pkcs12_bags.hpp"

#include <algorithm>
#include <utility>

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/key_file.hpp"
#include "gateway/crypto/pkcs12_cost.hpp"
#include "gateway/crypto/pkcs12_library.hpp"

namespace otkel::crypto {
namespace {

// A password of no characters exists in two forms: RFC 7292 appendix B.1 ends every password with two zero octets, and
// some writers leave them out when there is nothing before them.
struct Passphrase {
    const char* text;
    int size;
};

Failure malformed(std::string_view what) { return fail(Errc::malformed, std::string(what) + ": " + openssl_reason()); }

std::string friendly_name_of(PKCS12_SAFEBAG* bag) {
    char* text = PKCS12_get_friendlyname(bag);
    std::string name = text != nullptr ? text : "";
    OPENSSL_free(text);
    return is_key_name(name) ? name : std::string();
}

std::string local_key_id_of(const PKCS12_SAFEBAG* bag) {
    const auto* value = PKCS12_SAFEBAG_get0_attr(bag, NID_localKeyID);
    if (value == nullptr || value->type != V_ASN1_OCTET_STRING) {
        return {};
    }
    const auto* octets = value->value.octet_string;
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(octets)),
            static_cast<std::size_t>(ASN1_STRING_length(octets))};
}

class Reader {
public:
    [[nodiscard]] Result<void> unlock(PKCS12* file, std::string_view password) {
        const X509_ALGOR* digest = nullptr;
        const ASN1_INTEGER* iterations = nullptr;
        PKCS12_get0_mac(nullptr, &digest, nullptr, &iterations, file);
        if (digest == nullptr) {
            return fail(Errc::malformed, "the file has no MAC, so nothing protects its key from being replaced");
        }
        if (auto admitted = cost_.admit_mac(digest, iterations); !admitted) {
            return admitted;
        }
        passphrase_ = {password.data(), static_cast<int>(password.size())};
        if (password.empty()) {
            passphrase_ = {"", 0};
        }
        if (PKCS12_verify_mac(file, passphrase_.text, passphrase_.size) == 1) {
            return {};
        }
        if (password.empty() && PKCS12_verify_mac(file, nullptr, 0) == 1) {
            (void)openssl_reason();
            passphrase_ = {nullptr, 0};
            return {};
        }
        (void)openssl_reason();
        return fail(Errc::forbidden, "the password does not open this file, or the file is damaged");
    }

    [[nodiscard]] Result<void> read(const PKCS12* file) {
        const Pkcs12Owned<STACK_OF(PKCS7)> safes(PKCS12_unpack_authsafes(file));
        if (safes == nullptr) {
            return malformed("the content of the file is damaged");
        }
        for (int i = 0; i < sk_PKCS7_num(safes.get()); ++i) {
            if (auto done = read_safe(sk_PKCS7_value(safes.get(), i)); !done) {
                return done;
            }
        }
        return {};
    }

    [[nodiscard]] Pkcs12Bags take() { return std::move(bags_); }

private:
    [[nodiscard]] Result<void> read_safe(PKCS7* safe) {
        if (auto admitted = admit_safe(); !admitted) {
            return admitted;
        }
        Pkcs12Owned<STACK_OF(PKCS12_SAFEBAG)> bags;
        switch (OBJ_obj2nid(safe->type)) {
            case NID_pkcs7_data: bags.reset(PKCS12_unpack_p7data(safe)); break;
            case NID_pkcs7_encrypted: {
                if (safe->d.encrypted == nullptr || safe->d.encrypted->enc_data == nullptr) {
                    return fail(Errc::malformed, "an encrypted part of the file is empty");
                }
                if (auto admitted = cost_.admit_encryption(safe->d.encrypted->enc_data->algorithm); !admitted) {
                    return admitted;
                }
                bags.reset(PKCS12_unpack_p7encdata(safe, passphrase_.text, passphrase_.size));
                break;
            }
            default:
                return fail(Errc::unsupported,
                            "a part of the file is encrypted for a certificate, not with a password");
        }
        return bags == nullptr ? Result<void>(malformed("the file cannot be decrypted")) : read_bags(bags.get(), 1);
    }

    [[nodiscard]] Result<void> read_bags(const STACK_OF(PKCS12_SAFEBAG) * bags, int depth) {
        if (depth > pkcs12_nesting_max) {
            return fail(Errc::limit_exceeded, "the bags of the file are nested too deeply");
        }
        for (int i = 0; i < sk_PKCS12_SAFEBAG_num(bags); ++i) {
            auto done = admit_safe();
            if (done) {
                done = read_bag(sk_PKCS12_SAFEBAG_value(bags, i), depth);
            }
            if (!done) {
                return done;
            }
        }
        return {};
    }

    [[nodiscard]] Result<void> read_bag(PKCS12_SAFEBAG* bag, int depth) {
        switch (PKCS12_SAFEBAG_get_nid(bag)) {
            case NID_keyBag: return add_key(bag, PKCS12_SAFEBAG_get0_p8inf(bag));
            case NID_pkcs8ShroudedKeyBag: return decrypt_key(bag);
            case NID_certBag: return add_certificate(bag);
            case NID_safeContentsBag: return read_bags(PKCS12_SAFEBAG_get0_safes(bag), depth + 1);
            default: return {};  // revocation lists and secrets are nothing to us
        }
    }

    [[nodiscard]] Result<void> decrypt_key(PKCS12_SAFEBAG* bag) {
        const X509_ALGOR* algorithm = nullptr;
        X509_SIG_get0(PKCS12_SAFEBAG_get0_pkcs8(bag), &algorithm, nullptr);
        if (auto admitted = cost_.admit_encryption(algorithm); !admitted) {
            return admitted;
        }
        const Owned<PKCS8_PRIV_KEY_INFO> info(
            PKCS12_decrypt_skey_ex(bag, passphrase_.text, passphrase_.size, pkcs12_library(), nullptr));
        return add_key(bag, info.get());
    }

    [[nodiscard]] Result<void> add_key(PKCS12_SAFEBAG* bag, const PKCS8_PRIV_KEY_INFO* info) {
        const int size = info == nullptr ? 0 : i2d_PKCS8_PRIV_KEY_INFO(info, nullptr);
        if (size <= 0) {
            return malformed("a private key of the file cannot be decrypted");
        }
        if (static_cast<std::size_t>(size) > pkcs12_key_octets_max) {
            return fail(Errc::limit_exceeded, "a private key of the file is larger than 16 KiB");
        }
        std::string octets(static_cast<std::size_t>(size), '\0');
        auto* out = reinterpret_cast<unsigned char*>(octets.data());
        i2d_PKCS8_PRIV_KEY_INFO(info, &out);
        bags_.keys.push_back({Secret(std::move(octets)), local_key_id_of(bag), friendly_name_of(bag)});
        return {};
    }

    [[nodiscard]] Result<void> add_certificate(PKCS12_SAFEBAG* bag) {
        if (PKCS12_SAFEBAG_get_bag_nid(bag) != NID_x509Certificate) {
            return {};
        }
        Owned<X509> certificate(PKCS12_SAFEBAG_get1_cert(bag));
        if (certificate == nullptr) {
            return malformed("a certificate of the file is damaged");
        }
        bags_.certificates.push_back({std::move(certificate), local_key_id_of(bag), friendly_name_of(bag)});
        return {};
    }

    [[nodiscard]] Result<void> admit_safe() {
        if (++seen_ > pkcs12_bags_max) {
            return fail(Errc::limit_exceeded, "the file holds more than " + std::to_string(pkcs12_bags_max) +
                                                  " bags of keys and certificates");
        }
        return {};
    }

    Passphrase passphrase_{nullptr, 0};
    Pkcs12Cost cost_;
    Pkcs12Bags bags_;
    std::size_t seen_{0};
};

Owned<PKCS12> decode(std::string_view content) {
    PKCS12* file = PKCS12_init_ex(NID_pkcs7_data, pkcs12_library(), nullptr);
    const auto* octets = reinterpret_cast<const unsigned char*>(content.data());
    // Decoding into an object of ours keeps its library context; on failure OpenSSL frees it and leaves a null.
    d2i_PKCS12(&file, &octets, static_cast<long>(content.size()));
    return Owned<PKCS12>(file);
}

}  // namespace

bool is_key_name(std::string_view name) {
    return name.size() <= pkcs12_name_octets_max && is_valid_utf8(name) &&
           std::ranges::none_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

Result<Pkcs12Bags> open_pkcs12(std::string_view content, std::string_view password) {
    if (content.size() > key_file_octets_max || password.size() > pkcs12_password_octets_max) {
        return fail(Errc::limit_exceeded, "the PKCS#12 content or its password is larger than any real one");
    }
    const auto file = decode(content);
    if (file == nullptr) {
        return malformed("this is not a PKCS#12 file");
    }
    Reader reader;
    if (auto done = reader.unlock(file.get(), password); !done) {
        return fail(done.error());
    }
    if (auto done = reader.read(file.get()); !done) {
        return fail(done.error());
    }
    return reader.take();
}

}  // namespace otkel::crypto

#include "gateway/net/beast/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/ssl.h>

#include <fstream>

#include "gateway/base/ascii.hpp"
#include "gateway/base/bytes.hpp"

namespace otkel::net::beast {
namespace {

struct Free {
    void operator()(BIO* p) const { BIO_free_all(p); }
    void operator()(PKCS12* p) const { PKCS12_free(p); }
    void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
    void operator()(X509* p) const { X509_free(p); }
    void operator()(STACK_OF(X509) * p) const { sk_X509_pop_free(p, X509_free); }
};
template <class T>
using Handle = std::unique_ptr<T, Free>;

// Modern only: forward secrecy and authenticated encryption. TLS 1.3 has nothing else.
constexpr const char* tls_1_2_ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

Failure refused(const std::filesystem::path& file, std::string what) {
    const auto code = ERR_peek_last_error();
    ERR_clear_error();
    if (const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code)) {
        what += std::string(" (") + reason + ")";
    }
    return fail(Errc::invalid_configuration, std::move(what), Place{file.string(), 0, 0, {}});
}

// Without a callback OpenSSL would ask on the terminal.
int copy_password(char* buffer, int size, int, void* password) {
    if (password == nullptr) {
        return 0;
    }
    const auto& text = *static_cast<const std::string*>(password);
    const auto length = std::min(text.size(), static_cast<std::size_t>(size));
    text.copy(buffer, length);
    return static_cast<int>(length);
}

struct Password {
    ~Password() { wipe(text); }
    std::string text;
};

Result<void> read_password(const std::filesystem::path& file, Password& password) {
    if (file.empty()) {
        return {};
    }
    std::ifstream in(file);
    if (!std::getline(in, password.text)) {
        return refused(file, "the password of the TLS key cannot be read; the file must hold it in its first line");
    }
    if (password.text.ends_with('\r')) {
        password.text.pop_back();
    }
    return {};
}

Result<TlsContext> new_context(const SSL_METHOD* method) {
    TlsContext context{{SSL_CTX_new(method), SSL_CTX_free}, {}};
    auto* const handle = context.handle.get();
    if (handle == nullptr || SSL_CTX_set_min_proto_version(handle, TLS1_2_VERSION) != 1 ||
        SSL_CTX_set_cipher_list(handle, tls_1_2_ciphers) != 1) {
        return refused({}, "OpenSSL gives no TLS 1.2 context");
    }
    SSL_CTX_set_options(handle, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    // asio's stream writes what it still has when it is asked again, and gives memory back between records.
    SSL_CTX_set_mode(handle,
                     SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_default_passwd_cb(handle, copy_password);
    return context;
}

Result<void> use_chain(SSL_CTX* handle, const std::filesystem::path& file) {
    if (SSL_CTX_use_certificate_chain_file(handle, file.c_str()) != 1) {
        return refused(
            file,
            "the TLS certificate chain cannot be read; it must be PEM, the server's or client's own certificate first");
    }
    return {};
}

Result<void> use_pem_key(SSL_CTX* handle, const std::filesystem::path& file, Password& password) {
    SSL_CTX_set_default_passwd_cb_userdata(handle, &password.text);
    const bool loaded = SSL_CTX_use_PrivateKey_file(handle, file.c_str(), SSL_FILETYPE_PEM) == 1;
    SSL_CTX_set_default_passwd_cb_userdata(handle, nullptr);
    if (!loaded) {
        return refused(
            file,
            "the TLS private key cannot be read; it must be PEM, belong to the certificate, and its password be right");
    }
    return {};
}

Result<void> use_pkcs12(SSL_CTX* handle, const std::filesystem::path& file, const Password& password, bool with_chain) {
    const Handle<BIO> in(BIO_new_file(file.c_str(), "rb"));
    const Handle<PKCS12> store(in ? d2i_PKCS12_bio(in.get(), nullptr) : nullptr);
    EVP_PKEY* key = nullptr;
    X509* certificate = nullptr;
    STACK_OF(X509)* others = nullptr;
    if (!store || PKCS12_parse(store.get(), password.text.c_str(), &key, &certificate, &others) != 1) {
        return refused(file, "the TLS key store cannot be opened; it must be PKCS#12, and its password be right");
    }
    const Handle<EVP_PKEY> key_owner(key);
    const Handle<X509> certificate_owner(certificate);
    const Handle<STACK_OF(X509)> others_owner(others);
    if (with_chain && (certificate == nullptr || SSL_CTX_use_cert_and_key(handle, certificate, key, others, 1) != 1)) {
        return refused(file, "the TLS key store has no certificate with its key");
    }
    if (!with_chain && (key == nullptr || SSL_CTX_use_PrivateKey(handle, key) != 1)) {
        return refused(file, "the TLS key store has no key for the certificate");
    }
    return {};
}

Result<void> use_identity(SSL_CTX* handle, const TlsServerOptions& options) {
    Password password;
    if (auto read = read_password(options.password_file, password); !read) {
        return read;
    }
    const bool pkcs12 = options.private_key.extension() == ".p12";
    if (!options.certificate_chain.empty() || !pkcs12) {
        if (auto used = use_chain(handle, options.certificate_chain); !used) {
            return used;
        }
    }
    if (pkcs12) {
        return use_pkcs12(handle, options.private_key, password, options.certificate_chain.empty());
    }
    return use_pem_key(handle, options.private_key, password);
}

Result<void> demand_clients(SSL_CTX* handle, const std::filesystem::path& anchors) {
    auto* const names = SSL_load_client_CA_file(anchors.c_str());
    if (names == nullptr || SSL_CTX_load_verify_file(handle, anchors.c_str()) != 1) {
        sk_X509_NAME_pop_free(names, X509_NAME_free);
        return refused(anchors, "the anchors of TLS clients cannot be read; they must be PEM certificates");
    }
    SSL_CTX_set_client_CA_list(handle, names);
    SSL_CTX_set_verify(handle, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    return {};
}

// "AB:cd…" or plain hex of SHA-256.
Result<std::string> parse_pin(std::string_view text) {
    std::string octets;
    int high = -1;
    for (const char c : text) {
        const int value = ascii::hex_value(c);
        if (c == ':' && high < 0) {
            continue;
        }
        if (value < 0) {
            return fail(Errc::invalid_configuration,
                        "the pinned certificate is not the SHA-256 of a certificate in hexadecimal digits");
        }
        if (high < 0) {
            high = value;
        } else {
            octets += static_cast<char>(high * 16 + value);
            high = -1;
        }
    }
    if (high >= 0 || (!text.empty() && octets.size() != 32)) {
        return fail(Errc::invalid_configuration,
                    "the pinned certificate needs exactly 64 hexadecimal digits (SHA-256)");
    }
    return octets;
}

}  // namespace

Result<TlsContext> make_tls_context(const TlsServerOptions& options) {
    auto context = new_context(TLS_server_method());
    if (!context) {
        return context;
    }
    auto* const handle = context->handle.get();
    if (auto used = use_identity(handle, options); !used) {
        return fail(used.error());
    }
    if (SSL_CTX_check_private_key(handle) != 1) {
        return refused(options.private_key, "the TLS private key does not belong to the certificate");
    }
    // Sessions of this listener only: a client certificate accepted elsewhere does not count here.
    constexpr unsigned char session_context[] = "otkel";
    SSL_CTX_set_session_id_context(handle, session_context, sizeof session_context - 1);
    if (!options.client_anchors.empty()) {
        if (auto demanded = demand_clients(handle, options.client_anchors); !demanded) {
            return fail(demanded.error());
        }
    }
    return context;
}

Result<TlsContext> make_tls_context(const TlsClientOptions& options) {
    auto context = new_context(TLS_client_method());
    if (!context) {
        return context;
    }
    auto* const handle = context->handle.get();
    const bool anchored = options.anchors.empty() ? SSL_CTX_set_default_verify_paths(handle) == 1
                                                  : SSL_CTX_load_verify_file(handle, options.anchors.c_str()) == 1;
    if (!anchored) {
        return refused(options.anchors, "the anchors of TLS servers cannot be read; they must be PEM certificates");
    }
    SSL_CTX_set_verify(handle, SSL_VERIFY_PEER, nullptr);
    if (!options.client_certificate.empty()) {
        Password none;
        if (auto used = use_chain(handle, options.client_certificate); !used) {
            return fail(used.error());
        }
        if (auto used = use_pem_key(handle, options.client_key, none); !used) {
            return fail(used.error());
        }
    }
    auto pin = parse_pin(options.pinned_certificate_sha256);
    if (!pin) {
        return fail(pin.error());
    }
    context->pinned_sha256 = std::move(*pin);
    return context;
}

}  // namespace otkel::net::beast

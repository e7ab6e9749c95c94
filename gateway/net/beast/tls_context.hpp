#pragma once

#include <memory>
#include <string>

#include "gateway/net/http.hpp"

struct ssl_ctx_st;  // of OpenSSL

namespace otkel::net::beast {

// What all TLS connections of one listener or client share.
struct TlsContext {
    std::shared_ptr<ssl_ctx_st> handle;
    std::string pinned_sha256;  // 32 octets; empty without a pin
};

// Errc::invalid_configuration names the file.
[[nodiscard]] Result<TlsContext> make_tls_context(const TlsServerOptions& options);
[[nodiscard]] Result<TlsContext> make_tls_context(const TlsClientOptions& options);

}  // namespace otkel::net::beast

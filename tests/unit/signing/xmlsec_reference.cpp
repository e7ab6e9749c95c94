#include "tests/unit/signing/xmlsec_reference.hpp"

#include <libxml/parser.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <xmlsec/openssl/app.h>
#include <xmlsec/openssl/crypto.h>
#include <xmlsec/openssl/evp.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlsec.h>
#include <xmlsec/xmltree.h>

#include <xmlsec/errors.h>  // not self-contained: after xmlsec.h

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "gateway/base/bytes.hpp"
#include "tests/unit/signing/xmlsec_gost.hpp"

namespace otkel::testing {
namespace {

template <auto destroy>
struct Destroy {
    template <class T>
    void operator()(T* object) const {
        destroy(object);
    }
};
using Document = std::unique_ptr<xmlDoc, Destroy<xmlFreeDoc>>;
using Context = std::unique_ptr<xmlSecDSigCtx, Destroy<xmlSecDSigCtxDestroy>>;

void start_xmlsec() {
    static const bool started = [] {
        xmlSecInit();
        xmlSecOpenSSLAppInit(nullptr);
        xmlSecOpenSSLInit();
        register_gost_with_xmlsec();
        // Refusals are expected; their messages would hide the results.
        xmlSecErrorsSetCallback([](const char*, int, const char*, const char*, const char*, int, const char*) {});
        return true;
    }();
    static_cast<void>(started);
}

void register_ids(xmlDoc* document, xmlNode* node) {
    for (; node != nullptr; node = node->next) {
        for (auto* at = node->type == XML_ELEMENT_NODE ? node->properties : nullptr; at != nullptr; at = at->next) {
            if (xmlStrcasecmp(at->name, BAD_CAST "id") == 0 && at->children != nullptr) {
                xmlAddID(nullptr, document, at->children->content, at);
            }
        }
        register_ids(document, node->children);
    }
}

using NativeKey = std::unique_ptr<EVP_PKEY, Destroy<EVP_PKEY_free>>;

xmlSecKey* adopt(NativeKey key) {
    if (key == nullptr) {
        throw std::runtime_error("OpenSSL does not take this key");
    }
    auto* data = xmlSecOpenSSLEvpKeyAdopt(key.release());
    auto* adopted = xmlSecKeyCreate();
    if (data == nullptr || adopted == nullptr || xmlSecKeySetValue(adopted, data) < 0) {
        throw std::runtime_error("xmlsec1 does not take this key");
    }
    return adopted;
}

const unsigned char* octets_of(const std::string& der) { return reinterpret_cast<const unsigned char*>(der.data()); }

xmlSecKey* key_from(const crypto::PublicKey& key) {
    if (crypto::is_gost(key.algorithm())) {
        return xmlsec_gost_key(key);
    }
    const auto* at = octets_of(key.der());
    return adopt(NativeKey(d2i_PUBKEY(nullptr, &at, static_cast<long>(key.der().size()))));
}

xmlSecKey* key_from(const crypto::PrivateKey& key) {
    if (crypto::is_gost(key.algorithm())) {
        return xmlsec_gost_key(key);
    }
    auto der = key.der();
    if (!der) {
        throw std::runtime_error(der.error().to_string());
    }
    const auto* at = octets_of(*der);
    NativeKey native(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(der->size())));
    wipe(*der);
    return adopt(std::move(native));
}

Document parse(std::string_view document) {
    Document parsed(xmlReadMemory(document.data(), static_cast<int>(document.size()), nullptr, nullptr,
                                  XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING));
    if (parsed != nullptr) {
        register_ids(parsed.get(), xmlDocGetRootElement(parsed.get()));
    }
    return parsed;
}

bool holds(xmlNode* signature, const crypto::PublicKey& key) {
    const Context context(xmlSecDSigCtxCreate(nullptr));
    if (signature == nullptr || context == nullptr) {
        return false;
    }
    context->signKey = key_from(key);
    return xmlSecDSigCtxVerify(context.get(), signature) == 0 && context->status == xmlSecDSigStatusSucceeded;
}

}  // namespace

Silence::Silence() : context_(xmlStructuredErrorContext), function_(xmlStructuredError) {
    xmlSetStructuredErrorFunc(nullptr, [](void*, xmlErrorPtr) {});
}

Silence::~Silence() { xmlSetStructuredErrorFunc(context_, function_); }

bool xmlsec_accepts(std::string_view document, const crypto::PublicKey& key) {
    start_xmlsec();
    const Silence silence;
    const auto parsed = parse(document);
    return parsed != nullptr &&
           holds(xmlSecFindNode(xmlDocGetRootElement(parsed.get()), xmlSecNodeSignature, xmlSecDSigNs), key);
}

bool xmlsec_accepts_stack(std::string_view document, const std::vector<crypto::PublicKey>& keys) {
    start_xmlsec();
    const Silence silence;
    const auto parsed = parse(document);
    if (parsed == nullptr) {
        return false;
    }
    auto* node = xmlGetLastChild(xmlDocGetRootElement(parsed.get()));
    bool any = false;
    while (node != nullptr) {
        auto* before = node->prev;
        if (xmlSecCheckNodeName(node, xmlSecNodeSignature, xmlSecDSigNs) == 1) {
            any = true;
            if (std::none_of(keys.begin(), keys.end(), [&](const auto& key) { return holds(node, key); })) {
                return false;
            }
            xmlUnlinkNode(node);
            xmlFreeNode(node);
        }
        node = before;
    }
    return any;
}

std::string xmlsec_sign(std::string_view document, const crypto::PrivateKey& key) {
    start_xmlsec();
    const auto parsed = parse(document);
    if (parsed == nullptr) {
        throw std::runtime_error("the template is not well formed");
    }
    auto* signature = xmlSecFindNode(xmlDocGetRootElement(parsed.get()), xmlSecNodeSignature, xmlSecDSigNs);
    const Context context(xmlSecDSigCtxCreate(nullptr));
    context->signKey = key_from(key);
    if (signature == nullptr || xmlSecDSigCtxSign(context.get(), signature) < 0) {
        throw std::runtime_error("xmlsec1 does not sign this template");
    }
    xmlChar* octets = nullptr;
    int size = 0;
    xmlDocDumpMemory(parsed.get(), &octets, &size);
    std::string signed_document(reinterpret_cast<const char*>(octets), static_cast<std::size_t>(size));
    xmlFree(octets);
    return signed_document;
}

}  // namespace otkel::testing

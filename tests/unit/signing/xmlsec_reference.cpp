#include "tests/unit/signing/xmlsec_reference.hpp"

#include <libxml/parser.h>
#include <openssl/evp.h>
#include <xmlsec/openssl/app.h>
#include <xmlsec/openssl/crypto.h>
#include <xmlsec/openssl/evp.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlsec.h>
#include <xmlsec/xmltree.h>

#include <xmlsec/errors.h>  // not self-contained: after xmlsec.h

#include <memory>
#include <stdexcept>

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
        // Refusals are expected; their messages would hide the results.
        xmlSecErrorsSetCallback([](const char*, int, const char*, const char*, const char*, int, const char*) {});
        return true;
    }();
    static_cast<void>(started);
}

void register_ids(xmlDoc* document, xmlNode* node) {
    for (; node != nullptr; node = node->next) {
        for (auto* at = node->type == XML_ELEMENT_NODE ? node->properties : nullptr; at != nullptr; at = at->next) {
            if (xmlStrEqual(at->name, BAD_CAST "Id") != 0 && at->children != nullptr) {
                xmlAddID(nullptr, document, at->children->content, at);
            }
        }
        register_ids(document, node->children);
    }
}

xmlSecKey* key_from(EVP_PKEY* key) {
    EVP_PKEY_up_ref(key);
    auto* data = xmlSecOpenSSLEvpKeyAdopt(key);
    auto* adopted = xmlSecKeyCreate();
    if (data == nullptr || adopted == nullptr || xmlSecKeySetValue(adopted, data) < 0) {
        throw std::runtime_error("xmlsec1 does not take this key");
    }
    return adopted;
}

Document parse(std::string_view document) {
    Document parsed(xmlReadMemory(document.data(), static_cast<int>(document.size()), nullptr, nullptr,
                                  XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING));
    if (parsed != nullptr) {
        register_ids(parsed.get(), xmlDocGetRootElement(parsed.get()));
    }
    return parsed;
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
    if (parsed == nullptr) {
        return false;
    }
    auto* signature = xmlSecFindNode(xmlDocGetRootElement(parsed.get()), xmlSecNodeSignature, xmlSecDSigNs);
    const Context context(xmlSecDSigCtxCreate(nullptr));
    if (signature == nullptr || context == nullptr) {
        return false;
    }
    context->signKey = key_from(key.native());
    return xmlSecDSigCtxVerify(context.get(), signature) == 0 && context->status == xmlSecDSigStatusSucceeded;
}

std::string xmlsec_sign(std::string_view document, const crypto::PrivateKey& key) {
    start_xmlsec();
    const auto parsed = parse(document);
    if (parsed == nullptr) {
        throw std::runtime_error("the template is not well formed");
    }
    auto* signature = xmlSecFindNode(xmlDocGetRootElement(parsed.get()), xmlSecNodeSignature, xmlSecDSigNs);
    const Context context(xmlSecDSigCtxCreate(nullptr));
    context->signKey = key_from(key.native());
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

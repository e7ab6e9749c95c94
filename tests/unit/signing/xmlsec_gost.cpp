#include "tests/unit/signing/xmlsec_gost.hpp"

#include <xmlsec/transforms.h>

#include <array>
#include <optional>
#include <stdexcept>
#include <string>

#include "gateway/base/bytes.hpp"

namespace otkel::testing {
namespace {

// Behind xmlSecKeyData::reserved0.
struct Key {
    crypto::PublicKey public_key;
    std::optional<crypto::PrivateKey> private_key;
};

Key* key_of(xmlSecKeyDataPtr data) { return static_cast<Key*>(data->reserved0); }

int duplicate_key(xmlSecKeyDataPtr to, xmlSecKeyDataPtr from) {
    to->reserved0 = new Key(*key_of(from));
    return 0;
}

void finalize_key(xmlSecKeyDataPtr data) { delete key_of(data); }

xmlSecKeyDataType type_of_key(xmlSecKeyDataPtr data) {
    return key_of(data)->private_key ? xmlSecKeyDataTypePublic | xmlSecKeyDataTypePrivate : xmlSecKeyDataTypePublic;
}

xmlSecSize size_of_key(xmlSecKeyDataPtr data) { return static_cast<xmlSecSize>(key_of(data)->public_key.bits()); }

xmlSecKeyDataId key_data_id() {
    static const _xmlSecKeyDataKlass klass = [] {
        _xmlSecKeyDataKlass made{};
        made.klassSize = sizeof(xmlSecKeyDataKlass);
        made.objSize = sizeof(xmlSecKeyData);
        made.name = BAD_CAST "kazakh-gost";
        made.usage = xmlSecKeyDataUsageUnknown;
        made.duplicate = duplicate_key;
        made.finalize = finalize_key;
        made.getType = type_of_key;
        made.getSize = size_of_key;
        return made;
    }();
    return &klass;
}

// One digest or signature at work, behind xmlSecTransform::reserved0.
struct Work {
    std::string input;
    std::string digest;
    std::optional<Key> key;
};

struct Algorithm {
    const char* name;
    const char* href;
    crypto::SignatureAlgorithm signature;  // its digest for a digest
    bool is_signature;
};

constexpr std::array algorithms{
    Algorithm{"gost2015-512", "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34102015-gostr34112015-512",
              crypto::SignatureAlgorithm::gost2015_512, true},
    Algorithm{"gost2015-256", "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34102015-gostr34112015-256",
              crypto::SignatureAlgorithm::gost2015_256, true},
    Algorithm{"gost2004", "http://www.w3.org/2001/04/xmldsig-more#gost34310-gost34311",
              crypto::SignatureAlgorithm::gost2004, true},
    Algorithm{"streebog512", "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34112015-512",
              crypto::SignatureAlgorithm::gost2015_512, false},
    Algorithm{"streebog256", "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34112015-256",
              crypto::SignatureAlgorithm::gost2015_256, false},
    Algorithm{"gost34311", "http://www.w3.org/2001/04/xmldsig-more#gost34311", crypto::SignatureAlgorithm::gost2004,
              false},
};

Work& work_of(xmlSecTransformPtr transform) { return *static_cast<Work*>(transform->reserved0); }

const Algorithm& algorithm_of(xmlSecTransformPtr transform) {
    return *static_cast<const Algorithm*>(transform->id->reserved0);
}

int initialize(xmlSecTransformPtr transform) {
    transform->reserved0 = new Work;
    return 0;
}

void finalize(xmlSecTransformPtr transform) { delete static_cast<Work*>(transform->reserved0); }

int require_key(xmlSecTransformPtr transform, xmlSecKeyReqPtr request) {
    request->keyId = key_data_id();
    request->keyType =
        transform->operation == xmlSecTransformOperationSign ? xmlSecKeyDataTypePrivate : xmlSecKeyDataTypePublic;
    request->keyUsage =
        transform->operation == xmlSecTransformOperationSign ? xmlSecKeyUsageSign : xmlSecKeyUsageVerify;
    return 0;
}

int set_key(xmlSecTransformPtr transform, xmlSecKeyPtr key) {
    auto* data = xmlSecKeyGetValue(key);
    if (data == nullptr || !xmlSecKeyDataCheckId(data, key_data_id()) ||
        key_of(data)->public_key.algorithm() != crypto::key_of(algorithm_of(transform).signature)) {
        return -1;
    }
    work_of(transform).key = *key_of(data);
    return 0;
}

// What this transform gives for all of its input.
std::optional<std::string> output_of(xmlSecTransformPtr transform) {
    const auto& algorithm = algorithm_of(transform);
    auto& work = work_of(transform);
    if (!algorithm.is_signature) {
        return work.digest;
    }
    auto value = work.key->private_key->sign(algorithm.signature, work.input);
    return value ? std::optional(*value) : std::nullopt;
}

int execute(xmlSecTransformPtr transform, int last, xmlSecTransformCtxPtr) {
    auto& work = work_of(transform);
    transform->status =
        transform->status == xmlSecTransformStatusNone ? xmlSecTransformStatusWorking : transform->status;
    const auto size = xmlSecBufferGetSize(&transform->inBuf);
    if (size > 0) {
        work.input.append(reinterpret_cast<const char*>(xmlSecBufferGetData(&transform->inBuf)), size);
        xmlSecBufferRemoveHead(&transform->inBuf, size);
    }
    if (last == 0 || transform->status != xmlSecTransformStatusWorking) {
        return 0;
    }
    if (!algorithm_of(transform).is_signature) {
        work.digest = crypto::digest(crypto::digest_of(algorithm_of(transform).signature), work.input);
    }
    if (transform->operation == xmlSecTransformOperationSign) {
        const auto out = output_of(transform);
        if (!out || xmlSecBufferAppend(&transform->outBuf, reinterpret_cast<const xmlSecByte*>(out->data()),
                                       static_cast<xmlSecSize>(out->size())) < 0) {
            return -1;
        }
    }
    transform->status = xmlSecTransformStatusFinished;
    return 0;
}

int verify(xmlSecTransformPtr transform, const xmlSecByte* data, xmlSecSize size, xmlSecTransformCtxPtr) {
    const std::string_view value(reinterpret_cast<const char*>(data), size);
    auto& work = work_of(transform);
    const auto& algorithm = algorithm_of(transform);
    const bool holds = algorithm.is_signature ? work.key->public_key.verifies(algorithm.signature, work.input, value)
                                              : equal_in_constant_time(work.digest, value);
    transform->status = holds ? xmlSecTransformStatusOk : xmlSecTransformStatusFail;
    return 0;
}

_xmlSecTransformKlass klass_of(const Algorithm& algorithm) {
    _xmlSecTransformKlass made{};
    made.klassSize = sizeof(xmlSecTransformKlass);
    made.objSize = sizeof(xmlSecTransform);
    made.name = BAD_CAST algorithm.name;
    made.href = BAD_CAST algorithm.href;
    made.usage = algorithm.is_signature ? xmlSecTransformUsageSignatureMethod : xmlSecTransformUsageDigestMethod;
    made.initialize = initialize;
    made.finalize = finalize;
    made.setKeyReq = algorithm.is_signature ? require_key : nullptr;
    made.setKey = algorithm.is_signature ? set_key : nullptr;
    made.verify = verify;
    made.getDataType = xmlSecTransformDefaultGetDataType;
    made.pushBin = xmlSecTransformDefaultPushBin;
    made.popBin = xmlSecTransformDefaultPopBin;
    made.execute = execute;
    made.reserved0 = const_cast<Algorithm*>(&algorithm);
    return made;
}

xmlSecKeyPtr key_with(Key key) {
    auto* data = xmlSecKeyDataCreate(key_data_id());
    auto* made = xmlSecKeyCreate();
    if (data == nullptr || made == nullptr) {
        throw std::runtime_error("xmlsec1 makes no GOST key");
    }
    data->reserved0 = new Key(std::move(key));
    if (xmlSecKeySetValue(made, data) < 0) {
        throw std::runtime_error("xmlsec1 does not take this key");
    }
    return made;
}

}  // namespace

void register_gost_with_xmlsec() {
    static std::array<_xmlSecTransformKlass, algorithms.size()> klasses{};
    if (xmlSecKeyDataIdsRegister(key_data_id()) < 0) {
        throw std::runtime_error("xmlsec1 does not take the GOST key data");
    }
    for (std::size_t i = 0; i < algorithms.size(); ++i) {
        klasses[i] = klass_of(algorithms[i]);
        if (xmlSecTransformIdsRegister(&klasses[i]) < 0) {
            throw std::runtime_error(std::string("xmlsec1 does not take ") + algorithms[i].name);
        }
    }
}

xmlSecKeyPtr xmlsec_gost_key(const crypto::PublicKey& key) { return key_with({key, std::nullopt}); }

xmlSecKeyPtr xmlsec_gost_key(const crypto::PrivateKey& key) { return key_with({key.public_key(), key}); }

}  // namespace otkel::testing

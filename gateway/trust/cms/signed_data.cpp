#include "gateway/trust/cms/signed_data.hpp"

#include "gateway/crypto/der.hpp"
#include "gateway/trust/cms/object_identifiers.hpp"
#include "gateway/trust/fields.hpp"

namespace otkel::trust {
namespace {

namespace der = crypto::der;
namespace tag = crypto::der::tag;

constexpr std::size_t issuer_octets_max = 16UL * 1024;

class SignedDataReader {
public:
    explicit SignedDataReader(const SignedDataLimits& limits) : limits_(limits) {}

    Result<SignedData> read(std::string_view octets) const {
        Fields message(octets, "CMS message");
        Fields info(message.next(tag::sequence, "ContentInfo").content, "ContentInfo");
        const auto type = info.oid("contentType");
        if (!type.empty() && type != oid::signed_data) {
            info.refuse(Error{Errc::unsupported,
                              "the message is not signed data (" + std::string(oid::signed_data) + ") but " + type,
                              {},
                              {}});
        }
        Fields content(info.next(tag::context(0), "content").content, "ContentInfo");
        SignedData data;
        content.include(read_signed_data(content.next(tag::sequence, "SignedData").content, data));
        info.include(content.finish());
        message.include(info.finish());
        if (const auto finished = message.finish(); !finished) {
            return fail(finished.error());
        }
        return data;
    }

private:
    Result<void> read_signed_data(std::string_view octets, SignedData& data) const {
        Fields fields(octets, "SignedData");
        auto version = fields;
        data.version = fields.number("version");
        data.version_element = version.next(tag::integer, "version").whole;
        // RFC 5652 section 5.1 computes it from what the message holds; 2 was never given out.
        if (data.version == 0 || data.version == 2 || data.version > 5) {
            fields.refuse("version 1, 3, 4 or 5 is expected, " + std::to_string(data.version) + " was found");
        }
        data.digests_octets = fields.next(tag::set, "digestAlgorithms").content;
        fields.include(read_digests(data));
        const auto encapsulated = fields.next(tag::sequence, "encapContentInfo");
        data.encapsulated_element = encapsulated.whole;
        fields.include(read_encapsulated(encapsulated.content, data));
        if (const auto certificates = fields.next_if(tag::context(0))) {
            data.certificates_octets = certificates->content;
            fields.include(read_certificates(data));
        }
        if (const auto revocation = fields.next_if(tag::context(1))) {
            data.revocation_element = revocation->whole;
        }
        data.signers_octets = fields.next(tag::set, "signerInfos").content;
        fields.include(read_signers(data));
        return fields.finish();
    }

    Result<void> read_digests(SignedData& data) const {
        Fields fields(data.digests_octets, "digestAlgorithms");
        while (!fields.at_end()) {
            data.digests.push_back(fields.plain_algorithm("digestAlgorithm"));
            check(fields, data.digests.size(), limits_.attributes_max, "digest algorithms");
        }
        return fields.finish();
    }

    static Result<void> read_encapsulated(std::string_view octets, SignedData& data) {
        Fields fields(octets, "encapContentInfo");
        data.content_type = fields.oid("eContentType");
        if (const auto explicit_content = fields.next_if(tag::context(0))) {
            // PKCS#7 allowed any type here; CMS an octet string only (RFC 5652 section 5.2.1).
            Fields inner(explicit_content->content, "eContent");
            data.content = inner.next(tag::octet_string, "content").content;
            fields.include(inner.finish());
        }
        return fields.finish();
    }

    Result<void> read_certificates(SignedData& data) const {
        Fields fields(data.certificates_octets, "certificates");
        std::size_t count = 0;
        while (!fields.at_end()) {
            const auto certificate = fields.any("a certificate");
            if (certificate.tag == tag::sequence) {
                data.certificates.push_back(certificate.whole);
            } else if (certificate.tag < tag::context(0) || certificate.tag > tag::context(3)) {
                fields.refuse("something that is not a certificate stands among them");
            }
            check(fields, ++count, limits_.certificates_max, "certificates");
        }
        return fields.finish();
    }

    Result<void> read_signers(SignedData& data) const {
        Fields fields(data.signers_octets, "signerInfos");
        while (!fields.at_end()) {
            const auto element = fields.next(tag::sequence, "SignerInfo");
            SignerInfo signer;
            signer.whole = element.whole;
            fields.include(read_signer(element.content, signer));
            data.signers.push_back(std::move(signer));
            check(fields, data.signers.size(), limits_.signers_max, "signers");
        }
        return fields.finish();
    }

    Result<void> read_signer(std::string_view octets, SignerInfo& signer) const {
        Fields fields(octets, "SignerInfo");
        signer.version = fields.number("version");
        if (const auto key_id = fields.next_if(tag::context_primitive(0))) {
            signer.subject_key_id = key_id->content;
            if (key_id->content.empty()) {
                fields.refuse("the subject key identifier is empty");
            }
        } else {
            Fields name(fields.next(tag::sequence, "issuerAndSerialNumber").content, "issuerAndSerialNumber");
            signer.issuer = name.next(tag::sequence, "issuer").whole;
            check(name, signer.issuer.size(), issuer_octets_max, "octets of an issuer");
            signer.serial_octets = name.natural("serialNumber");
            fields.include(name.finish());
        }
        signer.digest = fields.plain_algorithm("digestAlgorithm");
        if (const auto attributes = fields.next_if(tag::context(0))) {
            signer.has_signed_attributes = true;
            signer.signed_octets = attributes->content;
            fields.include(read_attributes(attributes->content, signer.signed_attributes));
        }
        signer.signature_algorithm = fields.algorithm("signatureAlgorithm");
        const auto signature = fields.next(tag::octet_string, "signature");
        signer.signature = signature.content;
        signer.without_unsigned = octets;
        if (const auto attributes = fields.next_if(tag::context(1))) {
            signer.without_unsigned.remove_suffix(attributes->whole.size());
            signer.unsigned_octets = attributes->content;
            fields.include(read_attributes(attributes->content, signer.unsigned_attributes));
        }
        return fields.finish();
    }

    // SignedAttributes and UnsignedAttributes have at least one attribute (RFC 5652 section 5.3).
    Result<void> read_attributes(std::string_view octets, std::vector<Attribute>& attributes) const {
        Fields fields(octets, "attributes");
        if (fields.at_end()) {
            fields.refuse("the set is empty; without attributes it is left out");
        }
        while (!fields.at_end()) {
            Fields inner(fields.next(tag::sequence, "Attribute").content, "Attribute");
            Attribute attribute;
            attribute.oid = inner.oid("attrType");
            Fields values(inner.next(tag::set, "attrValues").content, "attrValues");
            if (values.at_end()) {
                values.refuse(attribute.oid + " has no value");
            }
            while (!values.at_end()) {
                attribute.values.push_back(values.any("a value").whole);
                check(values, attribute.values.size(), limits_.attributes_max, "values of an attribute");
            }
            inner.include(values.finish());
            fields.include(inner.finish());
            attributes.push_back(std::move(attribute));
            check(fields, attributes.size(), limits_.attributes_max, "attributes");
        }
        return fields.finish();
    }

    static void check(Fields& fields, std::size_t count, std::size_t max, std::string_view what) {
        if (count > max) {
            fields.refuse(Error{Errc::limit_exceeded,
                                "more than " + std::to_string(max) + " " + std::string(what) + " are not accepted",
                                {},
                                {}});
        }
    }

    const SignedDataLimits& limits_;
};

}  // namespace

Result<SignedMessage> read_signed_message(std::string_view octets, const SignedDataLimits& limits) {
    if (octets.size() > limits.octets_max) {
        return fail(Errc::limit_exceeded, "the message has " + std::to_string(octets.size()) + " octets; " +
                                              std::to_string(limits.octets_max) + " are accepted");
    }
    auto form = DerForm::of(octets, limits.ber);
    if (!form) {
        return fail(form.error());
    }
    auto data = SignedDataReader(limits).read(form->octets());
    if (!data) {
        return fail(data.error());
    }
    return SignedMessage{std::move(*form), std::move(*data)};
}

std::vector<std::string_view> values_of(const std::vector<Attribute>& attributes, std::string_view oid) {
    std::vector<std::string_view> values;
    for (const auto& attribute : attributes) {
        if (attribute.oid == oid) {
            values.insert(values.end(), attribute.values.begin(), attribute.values.end());
        }
    }
    return values;
}

std::string signed_attributes_to_verify(const SignerInfo& signer) {
    return der::element(tag::set, signer.signed_octets);
}

}  // namespace otkel::trust

#include "gateway/trust/cms/time_stamp_info.hpp"

#include "gateway/crypto/der.hpp"
#include "gateway/trust/fields.hpp"

namespace otkel::trust {
namespace {

namespace der = crypto::der;
namespace tag = crypto::der::tag;

constexpr std::string_view der_false{"\0", 1};

// GeneralizedTime may have a fraction here (RFC 3161 section 2.4.2), unlike in certificates.
Result<WallTime> read_time(const der::Element& element) {
    const auto point = element.content.find('.');
    if (point == std::string_view::npos) {
        return der::time(element);
    }
    const auto fraction = element.content.substr(point + 1);
    const auto digits = fraction.find_first_not_of("0123456789");
    if (digits == 0 || digits == std::string_view::npos || fraction.substr(digits) != "Z" || fraction.size() > 32) {
        return fail(Errc::malformed, "the fraction of a second of genTime is not digits followed by Z");
    }
    const auto whole_seconds = std::string(element.content.substr(0, point)) + "Z";
    auto time = der::time({element.tag, whole_seconds, {}});
    if (!time) {
        return time;
    }
    std::chrono::microseconds part{0};
    for (std::size_t i = 0; i < 6; ++i) {
        part = part * 10 + std::chrono::microseconds{i < digits ? fraction[i] - '0' : 0};
    }
    return *time + part;
}

Result<void> read_extensions(std::string_view octets) {
    Fields extensions(octets, "extensions of TSTInfo");
    while (!extensions.at_end()) {
        Fields extension(extensions.next(tag::sequence, "Extension").content, "Extension");
        const auto identifier = extension.oid("extnID");
        if (const auto critical = extension.next_if(tag::boolean); critical && critical->content != der_false) {
            extension.refuse(Error{Errc::forbidden_construct,
                                   "the time stamp has the critical extension " + identifier + ", which is not known",
                                   {},
                                   {}});
        }
        extension.next(tag::octet_string, "extnValue");
        extensions.include(extension.finish());
    }
    return extensions.finish();
}

void read_imprint(Fields& fields, TimeStampInfo& info) {
    Fields imprint(fields.next(tag::sequence, "messageImprint").content, "messageImprint");
    info.digest = imprint.plain_algorithm("hashAlgorithm");
    info.imprint = imprint.next(tag::octet_string, "hashedMessage").content;
    fields.include(imprint.finish());
}

}  // namespace

Result<TimeStampInfo> read_time_stamp_info(std::string_view der) {
    TimeStampInfo info;
    Fields token(der, "TSTInfo");
    Fields fields(token.next(tag::sequence, "TSTInfo").content, "TSTInfo");
    if (fields.number("version") != 1) {
        fields.refuse("version 1 is expected");
    }
    info.policy = fields.oid("policy");
    read_imprint(fields, info);
    info.serial_octets = fields.natural("serialNumber");
    const auto time_element = fields.next(tag::generalized_time, "genTime");
    if (!fields.has_failed()) {
        if (const auto time = read_time(time_element)) {
            info.time = *time;
        } else {
            fields.refuse(time.error());
        }
    }
    (void)fields.next_if(tag::sequence);  // accuracy
    (void)fields.next_if(tag::boolean);   // ordering
    info.has_nonce = fields.next_is(tag::integer);
    if (info.has_nonce) {
        info.nonce = fields.natural("nonce");
    }
    // The tsa field is a hint only: the signing certificate attribute tells who signed (RFC 3161 section 2.4.2).
    (void)fields.next_if(tag::context(0));
    if (const auto extensions = fields.next_if(tag::context(1))) {
        fields.include(read_extensions(extensions->content));
    }
    token.include(fields.finish());
    if (const auto finished = token.finish(); !finished) {
        return fail(finished.error());
    }
    return info;
}

}  // namespace otkel::trust

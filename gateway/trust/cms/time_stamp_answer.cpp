#include <array>

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/der.hpp"
#include "gateway/trust/cms/ber.hpp"
#include "gateway/trust/cms/time_stamp_token.hpp"
#include "gateway/trust/fields.hpp"

namespace otkel::trust {
namespace {

namespace der = crypto::der;
namespace tag = crypto::der::tag;

constexpr std::size_t reason_octets_max = 200;

struct Answer {
    std::uint64_t status{0};
    std::string text;
    std::string_view failure_bits;  // content of a BIT STRING
    std::string_view token;
};

struct FailureBit {
    std::size_t bit;
    std::string_view name;
};
// PKIFailureInfo, RFC 3161 section 2.4.2.
constexpr std::array failure_names{
    FailureBit{0, "badAlg"},
    FailureBit{2, "badRequest"},
    FailureBit{5, "badDataFormat"},
    FailureBit{14, "timeNotAvailable"},
    FailureBit{15, "unacceptedPolicy"},
    FailureBit{16, "unacceptedExtension"},
    FailureBit{17, "addInfoNotAvailable"},
    FailureBit{25, "systemFailure"},
};

Result<void> read_status(std::string_view octets, Answer& answer) {
    Fields fields(octets, "PKIStatusInfo");
    answer.status = fields.number("status");
    if (const auto texts = fields.next_if(tag::sequence)) {
        Fields lines(texts->content, "statusString");
        while (!lines.at_end()) {
            const auto line = lines.next(tag::utf8_string, "a text").content;
            answer.text += (answer.text.empty() ? "" : "; ") + std::string(line);
        }
        fields.include(lines.finish());
    }
    if (const auto bits = fields.next_if(tag::bit_string)) {
        answer.failure_bits = bits->content;
    }
    return fields.finish();
}

Result<Answer> read_answer(std::string_view octets) {
    Answer answer;
    Fields message(octets, "TimeStampResp");
    Fields fields(message.next(tag::sequence, "TimeStampResp").content, "TimeStampResp");
    fields.include(read_status(fields.next(tag::sequence, "status").content, answer));
    if (!fields.at_end()) {
        answer.token = fields.next(tag::sequence, "timeStampToken").whole;
    }
    message.include(fields.finish());
    if (const auto finished = message.finish(); !finished) {
        return fail(finished.error());
    }
    return answer;
}

// The authority's words end up in logs and answers: text of a bearable length, or nothing.
std::string reason_of(const Answer& answer) {
    std::string reason = "status " + std::to_string(answer.status);
    for (const auto& [bit, name] : failure_names) {
        const auto octet = 1 + bit / 8;  // after the count of unused bits
        if (octet < answer.failure_bits.size() &&
            (static_cast<unsigned char>(answer.failure_bits[octet]) & (0x80U >> (bit % 8))) != 0) {
            reason += ", " + std::string(name);
        }
    }
    const bool printable = answer.text.find_first_of(std::string_view("\0\r\n", 3)) == std::string::npos;
    if (!answer.text.empty() && answer.text.size() <= reason_octets_max && printable && is_valid_utf8(answer.text)) {
        reason += ", \"" + answer.text + "\"";
    }
    return reason;
}

Result<void> check_match(const TimeStampInfo& info, const TimeStampQuestion& question) {
    if (!info.has_nonce || info.nonce != natural_octets('\0' + question.nonce)) {
        return fail(Errc::signature_invalid,
                    "the time stamp answers another question: its nonce is not the one that was sent");
    }
    const auto digest = imprint_algorithm(info);
    if (!digest) {
        return fail(digest.error());
    }
    if (*digest != question.digest || !equal_in_constant_time(info.imprint, question.imprint)) {
        return fail(Errc::signature_invalid,
                    "the time stamp answers another question: its imprint is not the one that was sent");
    }
    if (!question.policy.empty() && info.policy != question.policy) {
        return fail(Errc::forbidden_construct,
                    "the time stamp was made under policy " + info.policy + "; " + question.policy + " was asked for");
    }
    return {};
}

}  // namespace

Result<TimeStamp> read_time_stamp_answer(std::string_view der, const TimeStampQuestion& question,
                                         const TrustStore& trust) {
    if (der.size() > time_stamp_octets_max) {
        return fail(Errc::limit_exceeded, "the answer of the time-stamping authority has " +
                                              std::to_string(der.size()) + " octets; " +
                                              std::to_string(time_stamp_octets_max) + " are accepted");
    }
    const auto form = DerForm::of(der);
    if (!form) {
        return fail(form.error().code, "TimeStampResp: " + form.error().detail);
    }
    const auto answer = read_answer(form->octets());
    if (!answer) {
        return fail(answer.error());
    }
    // 0: granted, 1: granted with modifications, which are compared below (RFC 3161 section 2.4.2).
    if (answer->status > 1) {
        return fail(Errc::peer_failed, "the time-stamping authority refused: " + reason_of(*answer));
    }
    if (answer->token.empty()) {
        return fail(Errc::malformed, "the time-stamping authority granted a time stamp and sent none");
    }
    auto verified = verify_token(answer->token, trust);
    if (!verified) {
        return fail(verified.error());
    }
    if (const auto match = check_match(verified->info, question); !match) {
        return fail(match.error());
    }
    verified->stamp.digest = question.digest;
    return std::move(verified->stamp);
}

}  // namespace otkel::trust

#pragma once

#include <gtest/gtest.h>

#include "gateway/trust/revocation/ocsp.hpp"
#include "tests/unit/trust/revocation/pki.hpp"

namespace otkel::trust::testing {

using crypto::KeyAlgorithm;
using issuing::OcspAnswerContent;

// One question about the leaf, and answers to it.
class Ocsp : public ::testing::TestWithParam<KeyAlgorithm> {
protected:
    const Pki& pki = pki_of(GetParam());
    const OcspQuestion question = make_ocsp_question(pki.leaf, pki.authority.certificate());
    OcspRules rules;

    [[nodiscard]] std::string cert_id(const OcspQuestion& of) const {
        return issuing::read_ocsp_query(of.der).value().cert_id;
    }
    [[nodiscard]] AnswerContent good() const {
        const auto& responder = *pki.responder.certificate();
        return {{},
                by_name(responder),
                now,
                {single({cert_id(question)})},
                {nonce_extension(question.nonce)},
                {responder.der()}};
    }
    [[nodiscard]] AnswerContent good_with(const SingleContent& content) const {
        auto with = good();
        with.singles = {single(content)};
        return with;
    }
    [[nodiscard]] AnswerContent good_of(const Certificate& responder) const {
        auto with = good();
        with.responder_id = by_name(responder);
        with.certificates = {responder.der()};
        return with;
    }
    [[nodiscard]] Result<RevocationStatus> read(const AnswerContent& content) const {
        return read_ocsp_answer(answer(content, pki.responder.key()), question, now, rules);
    }
    [[nodiscard]] Result<RevocationStatus> read(const OcspAnswerContent& content) const {
        const auto query = issuing::read_ocsp_query(question.der);
        return read_ocsp_answer(issuing::write_ocsp_answer(pki.responder, query.value(), content), question, now,
                                rules);
    }
    [[nodiscard]] OcspAnswerContent written(OcspAnswerContent::State state) const {
        OcspAnswerContent content;
        content.state = state;
        content.produced_at = content.this_update = now;
        content.nonce = question.nonce;
        return content;
    }
    [[nodiscard]] Errc refusal(const Result<RevocationStatus>& read) const {
        EXPECT_FALSE(read) << name(read->state);
        return read ? Errc::internal : read.error().code;
    }
    [[nodiscard]] Errc refusal(const AnswerContent& content) const { return refusal(read(content)); }
};

}  // namespace otkel::trust::testing

#include "gateway/signing/verifier.hpp"

#include <libxml/tree.h>

#include "gateway/base/assert.hpp"
#include "gateway/signing/nodes.hpp"
#include "gateway/signing/seal.hpp"
#include "gateway/signing/verification.hpp"
#include "gateway/xml/tree.hpp"

namespace otkel::signing {
namespace {

// The element that `path` leads to from `from`; null when there is none.
xmlNode* follow(xmlNode* from, const std::vector<std::uint32_t>& path) {
    for (auto steps : path) {
        from = xmlFirstElementChild(from);
        while (from != nullptr && steps > 0) {
            from = xmlNextElementSibling(from);
            --steps;
        }
        if (from == nullptr) {
            break;
        }
    }
    return from;
}

Result<xml::Document> parse_within(std::string_view raw, const xml::Limits& limits) {
    if (const auto scanned = xml::scan(raw, limits); !scanned) {
        return fail(scanned.error());
    }
    return xml::Document::parse(raw, limits);
}

// Inclusive: declarations that only a QName in a value uses stay where they can be found.
Result<xml::VerifiedOctets> seal_unsigned(const xml::Document& document, xmlNode* element) {
    auto octets = xml::canonicalize(document, element, xml::Canonicalization::inclusive);
    if (!octets) {
        return fail(octets.error());
    }
    return Seal::seal(std::move(*octets), static_cast<int>(xmlGetLineNo(element)));
}

}  // namespace

std::optional<Profile> profile_of(std::string_view word) {
    for (const auto& row : profile_table) {
        if (row.word == word) {
            return row.profile;
        }
    }
    return std::nullopt;
}

std::string_view name(Profile profile) { return rules_of(profile).word; }

Verifier::Verifier(const Clock& clock, std::shared_ptr<trust::CertificateCache> certificates)
    : clock_(clock), certificates_(std::move(certificates)) {
    OTKEL_ASSERT(certificates_ != nullptr);
}

Result<VerifiedMessage> Verifier::verify(std::string_view raw, Profile profile, const Policy& policy,
                                         Report* report) const {
    Verification verification(clock_, *certificates_, policy, report);
    auto document = verification.parse(raw);
    if (!document) {
        return fail(document.error());
    }
    return verification.run(std::move(*document), profile);
}

Result<StackedMessage> Verifier::verify_stacked(std::string_view raw, const Policy& policy, Report* report) const {
    Verification verification(clock_, *certificates_, policy, report);
    const auto document = verification.parse(raw);
    if (!document) {
        return fail(document.error());
    }
    return verification.run_stacked(*document);
}

Result<VerifiedContent> Verifier::verify_raw(std::string_view octets, std::string_view signature,
                                             const trust::CertificatePtr& certificate, const Policy& policy,
                                             Report* report) const {
    return Verification(clock_, *certificates_, policy, report).run_raw(octets, signature, certificate);
}

Result<VerifiedMessage> Verifier::verify_body(std::string_view raw, Profile profile, const Policy& policy,
                                              Report* report) const {
    Verification verification(clock_, *certificates_, policy, report);
    const auto envelope = verification.parse(raw);
    if (!envelope) {
        return fail(envelope.error());
    }
    return verification.run_body(*envelope, profile);
}

Result<VerifiedMessage> Verifier::verify_inside(const VerifiedMessage& message, const std::vector<std::uint32_t>& path,
                                                const Policy& policy, Report* report) const {
    auto* element = follow(message.covered, path);
    if (element == nullptr) {
        return fail(Errc::internal, "the verified message has no element at the place of the inner document");
    }
    // From the received tree, not from the octets: exclusive canonicalization has dropped declarations that the inner
    // signature covers.
    auto document = xml::Document::copy_of(element);
    if (!document) {
        return fail(document.error());
    }
    return Verification(clock_, *certificates_, policy, report).run(std::move(*document), Profile::enveloped);
}

Result<VerifiedMessage> Verifier::verify_text(const xml::VerifiedOctets& text, const Policy& policy,
                                              Report* report) const {
    Verification verification(clock_, *certificates_, policy, report);
    auto document = verification.parse(text.view());
    if (!document) {
        return fail(document.error());
    }
    return verification.run(std::move(*document), Profile::enveloped, text.first_line() - 1);
}

Result<xml::VerifiedOctets> Verifier::accept_unsigned(std::string_view raw, const xml::Limits& limits,
                                                      std::string_view reason) const {
    OTKEL_ASSERT(!reason.empty());
    auto octets = Seal::seal(std::string(raw), 1);
    if (const auto tree = xml::Tree::parse(octets, limits); !tree) {
        return fail(tree.error());
    }
    return octets;
}

Result<xml::VerifiedOctets> Verifier::accept_unsigned_body(std::string_view raw, const xml::Limits& limits,
                                                           std::string_view reason) const {
    OTKEL_ASSERT(!reason.empty());
    const auto document = parse_within(raw, limits);
    if (!document) {
        return fail(document.error());
    }
    const auto body = body_of_envelope(*document);
    if (!body) {
        return fail(body.error());
    }
    return seal_unsigned(*document, *body);
}

}  // namespace otkel::signing

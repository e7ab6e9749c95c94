#include "adapters/rest/documents.hpp"

#include <algorithm>

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/digest.hpp"
#include "gateway/soap/media_type.hpp"
#include "gateway/trust/cms/cms.hpp"
#include "gateway/trust/cms/cms_writer.hpp"

namespace otkel::adapters::rest {
namespace {

constexpr auto forms =
    "a document is application/xml with an enveloped signature, or application/cms with JSON or XML inside";

signing::Policy policy_of_all(const Settings& settings, const xml::Limits& limits) {
    const auto trust = std::make_shared<trust::TrustStore>();
    for (const auto& peer : settings.peers) {
        if (peer.trust) {
            trust->include(*peer.trust);
        }
    }
    signing::Policy policy;
    policy.trust = trust;
    policy.limits = limits;
    return policy;
}

std::string signer_line(const trust::Certificate& certificate) {
    return certificate.subject() + " sha256:" + certificate.fingerprint();
}

std::string digest_of(std::string_view octets) {
    return to_hex(crypto::digest(crypto::DigestAlgorithm::sha256, octets));
}

bool allows(const Peer& peer, const std::string& algorithm) {
    return peer.algorithms.empty() ||
           std::find(peer.algorithms.begin(), peer.algorithms.end(), algorithm) != peer.algorithms.end();
}

}  // namespace

Documents::Documents(const Clock& clock, const signing::Verifier& verifier, const xml::Limits& limits,
                     const Settings& settings)
    : clock_(clock),
      verifier_(verifier),
      limits_(limits),
      settings_(settings),
      everybody_(policy_of_all(settings, limits)) {}

Result<Opened> Documents::open(std::string_view content_type, std::string_view octets, const Peer* from) const {
    const auto type = soap::read_media_type(content_type);
    if (!type) {
        return fail(Errc::unsupported, type.error().detail + "; " + forms);
    }
    if (type->name == xml_type || type->name == "text/xml") {
        return open_xml(octets, from);
    }
    if (type->name == cms_type || type->name == "application/pkcs7-mime") {
        return open_cms(octets, from);
    }
    return fail(Errc::unsupported, forms);
}

Result<Opened> Documents::open_xml(std::string_view octets, const Peer* from) const {
    auto message = verifier_.verify(octets, signing::Profile::enveloped, everybody_);
    if (!message) {
        return fail(std::move(message.error()));
    }
    const auto& signer = message->signer;
    const auto peer = peer_of(signer.certificate, signer.algorithm, from);
    if (!peer) {
        return fail(peer.error());
    }
    auto digest = digest_of(message->octets.view());
    auto tree = xml::Tree::parse(message->octets, limits_);
    if (!tree) {
        return fail(std::move(tree.error()));
    }
    return Opened{*peer,
                  Form::xml,
                  std::move(*tree),
                  signer_line(*signer.certificate),
                  signer.algorithm + " over the document, " + signer.path.how,
                  {(*peer)->id, signer.path},
                  std::move(digest)};
}

Result<Opened> Documents::open_cms(std::string_view octets, const Peer* from) const {
    const trust::CmsPolicy policy{.trust = *everybody_.trust,
                                  .now = clock_.wall(),
                                  .algorithms = {},
                                  .octets_max = limits_.octets,
                                  .signers_max = 1,
                                  .judge_at_stamped_time = false};
    auto message = trust::verify_cms(octets, std::nullopt, policy);
    if (!message) {
        return fail(std::move(message.error()));
    }
    const auto& signer = message->signers.front();
    if (signer.error) {
        return fail(*signer.error);
    }
    const auto peer = peer_of(signer.certificate, signer.algorithm, from);
    if (!peer) {
        return fail(peer.error());
    }
    const auto text = trim(message->content);
    const auto form = text.starts_with('{') ? Form::json : Form::xml;
    auto tree = tree_of_content(message->content, **peer, form);
    if (!tree) {
        return fail(std::move(tree.error()));
    }
    return Opened{*peer,
                  form,
                  std::move(*tree),
                  signer_line(*signer.certificate),
                  signer.algorithm + " over the content of CMS, " + signer.path.how,
                  {(*peer)->id, signer.path},
                  digest_of(message->content)};
}

Result<xml::Tree> Documents::tree_of_content(const std::string& content, const Peer& peer, Form form) const {
    const auto document = form == Form::json ? xml_of_json(content, peer.space, settings_.json)
                                             : Result<std::string>(std::string(content));
    if (!document) {
        return fail(document.error());
    }
    const auto octets = verifier_.accept_unsigned(*document, limits_, "the content of CMS whose signature holds");
    return octets ? xml::Tree::parse(*octets, limits_) : Result<xml::Tree>(fail(octets.error()));
}

Result<const Peer*> Documents::peer_of(const trust::CertificatePtr& certificate, const std::string& algorithm,
                                       const Peer* from) const {
    const Peer* found = nullptr;
    for (const auto& peer : settings_.peers) {
        if (!peer.trust || !peer.trust->establish(certificate, clock_.wall()) || !allows(peer, algorithm)) {
            continue;
        }
        if (found != nullptr) {
            return fail(Errc::signer_untrusted, "the certificate " + certificate->subject() + " stands for " +
                                                    found->id + " and for " + peer.id +
                                                    ": nobody can say who sent this");
        }
        found = &peer;
    }
    if (found == nullptr || (from != nullptr && found != from)) {
        return fail(Errc::signer_untrusted, "the certificate " + certificate->subject() + " is not one that " +
                                                (from == nullptr ? "a participant" : from->id) +
                                                " has registered for " + algorithm);
    }
    return found;
}

Result<Sealed> Documents::seal(std::string_view business_xml, Form form,
                               const signing::SigningIdentity& identity) const {
    if (form == Form::xml) {
        auto sealed = signing::sign_enveloped(business_xml, identity);
        return sealed ? Result<Sealed>(Sealed{std::string(xml_type), std::move(*sealed)})
                      : Result<Sealed>(fail(sealed.error()));
    }
    const auto octets = verifier_.accept_unsigned(business_xml, limits_, "our own document");
    const auto tree = octets ? xml::Tree::parse(*octets, limits_) : Result<xml::Tree>(fail(octets.error()));
    const auto content = tree ? json_of_xml(tree->root()) : Result<std::string>(fail(tree.error()));
    if (!content) {
        return fail(content.error());
    }
    trust::CmsOptions options;
    options.signing_time = clock_.wall();
    auto sealed = trust::sign_cms(*content, {identity.key(), identity.certificate_der(), {}, {}}, options);
    return sealed ? Result<Sealed>(Sealed{std::string(cms_type), std::move(*sealed)})
                  : Result<Sealed>(fail(sealed.error()));
}

}  // namespace otkel::adapters::rest

#include "adapters/nca/twin_answers.hpp"

#include <algorithm>

#include "gateway/base/bytes.hpp"
#include "gateway/trust/issuing/time_stamp_writer.hpp"

namespace otkel::adapters::nca {
namespace {

using trust::issuing::CertificateContent;
using trust::issuing::CrlContent;
using trust::issuing::Issuer;
using trust::issuing::OcspAnswerContent;
using trust::issuing::RevokedEntry;

// CRLReason and OCSPResponseStatus: RFC 5280 section 5.3.1, RFC 6960 section 4.2.1, RFC 3161 section 2.4.2.
constexpr int certificate_hold = 6, key_compromise = 1, try_later = 3, internal_error = 2, stamp_rejection = 2;
constexpr std::size_t serial_octets = 16;
constexpr std::chrono::hours clock_lag{24}, stale_by{3};
constexpr std::chrono::hours list_life{24 * 180};  // as in the national test authority (seen)

enum StrangerKind : std::size_t { stranger_authority, stranger_responder, stranger_time_stamps };

Issuer make_stranger(const std::string& name, WallTime now, bool authority, std::string_view usage) {
    CertificateContent content;
    content.subject = {{"2.5.4.3", name}, {"2.5.4.6", "KZ"}};
    content.not_before = now - std::chrono::hours{24 * 365};
    content.not_after = now + std::chrono::hours{24 * 365};
    content.authority = authority;
    content.key_usage =
        static_cast<std::uint16_t>(authority ? trust::key_cert_sign | trust::crl_sign : trust::digital_signature);
    if (!usage.empty()) {
        content.extended_key_usage = {std::string(usage)};
        content.extended_key_usage_critical = true;
    }
    return Issuer::self_signed(content, crypto::PrivateKey::generate(crypto::KeyAlgorithm::gost2015_512));
}

const RevokedEntry* find_entry(const std::vector<RevokedEntry>& entries, const std::string& serial) {
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&](const RevokedEntry& entry) { return entry.serial_octets == serial; });
    return found == entries.end() ? nullptr : &*found;
}

std::string flipped(std::string nonce) {
    if (!nonce.empty()) {
        nonce.back() = static_cast<char>(static_cast<unsigned char>(nonce.back()) ^ 1U);
    }
    return nonce;
}

OcspAnswerContent revoked_at(WallTime at, int reason) {
    OcspAnswerContent content;
    content.state = OcspAnswerContent::State::revoked;
    content.revoked_at = at;
    content.reason = reason;
    return content;
}

void misbehave(OcspAnswerContent& content, Misbehaviour misbehaviour, WallTime now) {
    switch (misbehaviour) {
        case Misbehaviour::stale: content.produced_at = content.this_update = now - stale_by; break;
        case Misbehaviour::clock_behind: content.produced_at = content.this_update = now - clock_lag; break;
        case Misbehaviour::wrong_nonce: content.nonce = flipped(content.nonce.value_or("nonce")); break;
        case Misbehaviour::no_nonce: content.nonce.reset(); break;
        default: break;
    }
}

}  // namespace

const TwinAuthority* TwinAuthorities::find(std::string_view name) const {
    const auto found = std::find_if(all.begin(), all.end(), [&](const TwinAuthority& one) { return one.name == name; });
    return found == all.end() ? nullptr : &*found;
}

void TwinAuthorities::revoke(std::string_view authority, RevokedEntry entry) {
    for (auto& one : all) {
        if (one.name == authority) {
            one.revoked_since.push_back(std::move(entry));
            ++one.delta_number;
            return;
        }
    }
}

TwinAnswers::TwinAnswers(TwinAuthorities authorities, WallTime started)
    : authorities_(std::move(authorities)), started_(started) {
    strangers_.push_back(make_stranger("STRANGE AUTHORITY TEST", started, true, {}));
    strangers_.push_back(make_stranger("STRANGE RESPONDER TEST", started, false, trust::usage::ocsp_signing));
    strangers_.push_back(make_stranger("STRANGE TSA TEST", started, false, trust::usage::time_stamping));
}

void TwinAnswers::revoke(std::string_view authority, RevokedEntry entry) {
    const std::lock_guard lock(mutex_);
    authorities_.revoke(authority, std::move(entry));
}

std::vector<std::string> TwinAnswers::names() const {
    std::vector<std::string> names;
    std::transform(authorities_.all.begin(), authorities_.all.end(), std::back_inserter(names),
                   [](const TwinAuthority& one) { return one.name; });
    return names;
}

OcspAnswerContent TwinAnswers::state_of(const TwinAuthority& authority, const std::string& serial) const {
    for (const auto* entries : {&authority.revoked_since, &authority.revoked}) {
        if (const auto* entry = find_entry(*entries, serial)) {
            return revoked_at(entry->revoked_at, entry->reason);
        }
    }
    // What it never issued the national authority calls revoked at 1970-01-01, on hold (seen).
    return authority.issued.contains(serial) ? OcspAnswerContent{} : revoked_at(WallTime{}, certificate_hold);
}

std::string TwinAnswers::ocsp(std::string_view authority, std::string_view question, Misbehaviour misbehaviour,
                              WallTime now) const {
    const std::lock_guard lock(mutex_);
    const auto* found = authorities_.find(authority);
    const auto query = trust::issuing::read_ocsp_query(question);
    if (found == nullptr || !query) {
        return trust::issuing::write_ocsp_failure(internal_error);
    }
    if (misbehaviour == Misbehaviour::try_later) {
        return trust::issuing::write_ocsp_failure(try_later);
    }
    auto content = state_of(*found, query->serial_octets);
    if (misbehaviour == Misbehaviour::revoked) {
        content = revoked_at(now - std::chrono::hours{1}, key_compromise);
    } else if (misbehaviour == Misbehaviour::unknown) {
        content = revoked_at(WallTime{}, certificate_hold);
    }
    content.produced_at = content.this_update = now;
    if (!query->nonce.empty()) {
        content.nonce = query->nonce;
    }
    misbehave(content, misbehaviour, now);
    const auto& signer =
        misbehaviour == Misbehaviour::wrong_responder ? strangers_[stranger_responder] : found->responder;
    return trust::issuing::write_ocsp_answer(signer, *query, content);
}

std::string TwinAnswers::time_stamp(std::string_view question, Misbehaviour misbehaviour, WallTime now) const {
    const std::lock_guard lock(mutex_);
    auto query = trust::issuing::read_time_stamp_query(question);
    if (!authorities_.time_stamps || !query) {
        return trust::issuing::write_time_stamp_refusal(stamp_rejection, "the question cannot be read");
    }
    if (misbehaviour == Misbehaviour::try_later) {
        return trust::issuing::write_time_stamp_refusal(stamp_rejection, "TSP request failure");
    }
    if (misbehaviour == Misbehaviour::wrong_nonce) {
        query->nonce = flipped(query->nonce);
    } else if (misbehaviour == Misbehaviour::no_nonce) {
        query->nonce.clear();
    }
    const auto time = misbehaviour == Misbehaviour::clock_behind ? now - clock_lag : now;
    const auto& signer =
        misbehaviour == Misbehaviour::wrong_responder ? strangers_[stranger_time_stamps] : *authorities_.time_stamps;
    return trust::issuing::write_time_stamp_answer(signer, *query, time, random_octets(serial_octets));
}

std::string TwinAnswers::list(std::string_view authority, bool delta, Misbehaviour misbehaviour, WallTime now) const {
    const std::lock_guard lock(mutex_);
    const auto* found = authorities_.find(authority);
    if (found == nullptr) {
        return {};
    }
    CrlContent content;
    // A delta must not be older than its full list, which stays what it was when the twin began.
    content.this_update = delta ? now : started_;
    content.next_update = content.this_update + list_life;
    content.number = delta ? found->delta_number : found->list_number;
    content.entries = delta ? found->revoked_since : found->revoked;
    if (delta) {
        content.base_number = found->list_number;
    }
    if (misbehaviour == Misbehaviour::stale) {
        content.this_update = started_ - 2 * list_life;
        content.next_update = content.this_update + list_life;
    }
    const auto& signer = misbehaviour == Misbehaviour::wrong_responder ? strangers_[stranger_authority] : found->issuer;
    return trust::issuing::write_crl(signer, content);
}

std::string TwinAnswers::certificate(std::string_view authority, Misbehaviour misbehaviour) const {
    const std::lock_guard lock(mutex_);
    const auto* found = authorities_.find(authority);
    if (misbehaviour == Misbehaviour::wrong_responder) {
        return strangers_[stranger_authority].certificate()->der();
    }
    return found == nullptr ? std::string{} : found->issuer.certificate()->der();
}

}  // namespace otkel::adapters::nca

#include "adapters/nca/sign_in_tables.hpp"

#include <algorithm>

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/digest.hpp"
#include "gateway/xml/canonical_writer.hpp"

namespace otkel::adapters::nca {
namespace {

constexpr std::size_t nonce_octets = 24;
constexpr std::size_t token_octets = 32;

std::string text_to_sign(const std::string& nonce, const std::string& system, WallTime now) {
    std::string text;
    xml::CanonicalWriter writer(text);
    writer.open("", "login");
    writer.leaf("", "nonce", nonce);
    writer.leaf("", "system", system);
    writer.leaf("", "time", to_xml_time(now));
    writer.close();
    return text;
}

std::string digest_of(std::string_view token) { return crypto::digest(crypto::DigestAlgorithm::sha256, token); }

// RFC 4648 section 5, without padding: as a bearer token may be written (RFC 6750 section 2.1).
std::string to_base64url(std::string_view octets) {
    auto text = to_base64(octets);
    text.erase(std::find(text.begin(), text.end(), '='), text.end());
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    return text;
}

}  // namespace

Challenges::Challenges(const Clock& clock, const SignInSettings& settings)
    : clock_(clock), system_(settings.system), lifetime_(settings.challenge_time), max_(settings.challenges_max) {}

void Challenges::forget_expired() {
    const auto now = clock_.steady();
    while (!order_.empty() && order_.front().first <= now) {
        waiting_.erase(order_.front().second);
        order_.pop_front();
    }
}

Result<Challenge> Challenges::issue() {
    forget_expired();
    // By order_: it also holds those that were taken, so that it stays as bounded as the table.
    if (order_.size() >= max_) {
        return fail(Errc::overloaded, "sign_in.challenges_max is reached");
    }
    Challenge challenge;
    challenge.nonce = to_hex(random_octets(nonce_octets));
    challenge.text = text_to_sign(challenge.nonce, system_, clock_.wall());
    challenge.expires = clock_.wall() + lifetime_;
    const auto until = clock_.steady() + lifetime_;
    order_.emplace_back(until, challenge.nonce);
    waiting_.emplace(challenge.nonce, Waiting{challenge, until});
    return challenge;
}

std::optional<Challenge> Challenges::take(const std::string& nonce) {
    forget_expired();
    const auto found = waiting_.find(nonce);
    if (found == waiting_.end()) {
        return std::nullopt;
    }
    auto challenge = std::move(found->second.challenge);
    waiting_.erase(found);
    return challenge;
}

Tokens::Tokens(const Clock& clock, const SignInSettings& settings)
    : clock_(clock),
      lifetime_(settings.token_time),
      max_(settings.tokens_max),
      per_holder_max_(settings.tokens_per_holder_max) {}

void Tokens::forget_expired() {
    const auto now = clock_.steady();
    while (!order_.empty() && order_.front().first <= now) {
        const auto digest = std::move(order_.front().second);
        order_.pop_front();
        drop(digest);
    }
}

void Tokens::drop(const std::string& digest) {
    const auto found = live_.find(digest);
    if (found == live_.end()) {
        return;
    }
    const auto held = of_holder_.find(found->second.who.fingerprint);
    std::erase(held->second, digest);
    if (held->second.empty()) {
        of_holder_.erase(held);
    }
    live_.erase(found);
}

void Tokens::forget(const std::string& digest) {
    drop(digest);
    std::erase_if(order_, [&](const auto& one) { return one.second == digest; });
}

void Tokens::end_oldest_of(const std::string& fingerprint) {
    const auto held = of_holder_.find(fingerprint);
    if (held != of_holder_.end() && held->second.size() >= per_holder_max_) {
        const auto digest = held->second.front();
        forget(digest);
    }
}

Result<Tokens::Issued> Tokens::issue(trust::Holder holder, const std::string& fingerprint) {
    forget_expired();
    end_oldest_of(fingerprint);
    if (live_.size() >= max_) {
        return fail(Errc::overloaded, "sign_in.tokens_max is reached");
    }
    Issued issued{to_base64url(random_octets(token_octets)), clock_.wall() + lifetime_};
    const auto digest = digest_of(issued.token);
    const auto until = clock_.steady() + lifetime_;
    live_.emplace(digest, Live{{std::move(holder), fingerprint, issued.expires}, until});
    order_.emplace_back(until, digest);
    of_holder_[fingerprint].push_back(digest);
    return issued;
}

const SignedIn* Tokens::find(std::string_view token) {
    forget_expired();
    const auto found = live_.find(digest_of(token));
    return found == live_.end() ? nullptr : &found->second.who;
}

void Tokens::end(std::string_view token) {
    const auto digest = digest_of(token);
    forget(digest);
}

RateLimit::RateLimit(const Clock& clock, const SignInSettings& settings)
    : clock_(clock),
      per_minute_(static_cast<double>(settings.requests_per_minute)),
      addresses_max_(settings.addresses_max),
      shared_{per_minute_, clock.steady()},
      forgot_(clock.steady()) {}

bool RateLimit::take(Bucket& bucket) const {
    const auto now = clock_.steady();
    const auto minutes = std::chrono::duration<double, std::ratio<60>>(now - bucket.filled).count();
    bucket.allowance = std::min(per_minute_, bucket.allowance + minutes * per_minute_);
    bucket.filled = now;
    if (bucket.allowance < 1) {
        return false;
    }
    bucket.allowance -= 1;
    return true;
}

// An address that was quiet for a minute has its whole allowance again: nothing has to be remembered of it.
void RateLimit::forget_full() {
    constexpr std::chrono::minutes whole{1};
    constexpr std::chrono::seconds pause{1};  // looking through the table costs its size
    const auto now = clock_.steady();
    if (now - forgot_ < pause) {
        return;
    }
    forgot_ = now;
    std::erase_if(buckets_, [&](const auto& one) { return now - one.second.filled >= whole; });
}

RateLimit::Bucket& RateLimit::bucket_of(const std::string& address) {
    const auto found = buckets_.find(address);
    if (found != buckets_.end()) {
        return found->second;
    }
    if (buckets_.size() >= addresses_max_) {
        forget_full();
    }
    if (buckets_.size() >= addresses_max_) {
        return shared_;
    }
    return buckets_.emplace(address, Bucket{per_minute_, clock_.steady()}).first->second;
}

bool RateLimit::admits(const std::string& address) { return take(bucket_of(address)); }

}  // namespace otkel::adapters::nca

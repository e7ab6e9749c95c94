#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "adapters/nca/settings.hpp"

// What sign-in remembers. Anybody may ask for a challenge, so every table has a bound, and time alone empties it.
// Used on one thread.

namespace otkel::adapters::nca {

struct Challenge {
    std::string nonce, text;  // the text is what has to be signed, octet for octet
    WallTime expires{};
};

class Challenges {
public:
    Challenges(const Clock& clock, const SignInSettings& settings);
    // Errc::overloaded when as many as allowed wait for their answer.
    [[nodiscard]] Result<Challenge> issue();
    // Once only, whatever comes of it. nullopt: never issued, used, or expired.
    [[nodiscard]] std::optional<Challenge> take(const std::string& nonce);
    [[nodiscard]] std::size_t size() const { return waiting_.size(); }

private:
    struct Waiting {
        Challenge challenge;
        SteadyTime until;
    };
    void forget_expired();

    const Clock& clock_;
    std::string system_;
    std::chrono::milliseconds lifetime_;
    std::size_t max_;
    std::unordered_map<std::string, Waiting> waiting_;
    std::deque<std::pair<SteadyTime, std::string>> order_;  // all live equally long
};

struct SignedIn {
    trust::Holder holder;
    std::string fingerprint;  // of the certificate
    WallTime expires{};
};

// Opaque tokens; only their digests are kept.
class Tokens {
public:
    Tokens(const Clock& clock, const SignInSettings& settings);
    struct Issued {
        std::string token;
        WallTime expires{};
    };
    // Errc::overloaded when the table is full. Of one certificate the oldest token ends when there are too many.
    [[nodiscard]] Result<Issued> issue(trust::Holder holder, const std::string& fingerprint);
    [[nodiscard]] const SignedIn* find(std::string_view token);
    void end(std::string_view token);
    [[nodiscard]] std::size_t size() const { return live_.size(); }

private:
    struct Live {
        SignedIn who;
        SteadyTime until;
    };
    void forget_expired();
    void forget(const std::string& digest);
    void drop(const std::string& digest);  // from all but order_
    void end_oldest_of(const std::string& fingerprint);

    const Clock& clock_;
    std::chrono::milliseconds lifetime_;
    std::size_t max_, per_holder_max_;
    std::unordered_map<std::string, Live> live_;                          // by digest
    std::deque<std::pair<SteadyTime, std::string>> order_;                // digests, oldest first
    std::unordered_map<std::string, std::deque<std::string>> of_holder_;  // digests by fingerprint
};

// So many requests a minute from one address. What does not fit into the table shares one allowance.
class RateLimit {
public:
    RateLimit(const Clock& clock, const SignInSettings& settings);
    [[nodiscard]] bool admits(const std::string& address);
    [[nodiscard]] std::size_t size() const { return buckets_.size(); }

private:
    struct Bucket {
        double allowance{0};
        SteadyTime filled;
    };
    [[nodiscard]] bool take(Bucket& bucket) const;
    [[nodiscard]] Bucket& bucket_of(const std::string& address);
    void forget_full();

    const Clock& clock_;
    double per_minute_;
    std::size_t addresses_max_;
    std::map<std::string, Bucket> buckets_;
    Bucket shared_;
    SteadyTime forgot_;
};

}  // namespace otkel::adapters::nca

#pragma once

#include <cstdint>
#include <string_view>

#include "gateway/base/text.hpp"

// The closed list of what can go wrong because of a peer, a person, the network, a disk or a file. One table (errc.cpp)
// gives each its public code, its HTTP status, whether trying again can help, and its title in three languages.
// Adapters translate from here to the words of their protocol, in one table of their own.

namespace otkel {

enum class Errc : std::uint8_t {
    malformed,              // the bytes are not what the format demands
    limit_exceeded,         // a documented limit of config/ was passed
    forbidden_construct,    // well formed, but never accepted: DOCTYPE, processing instruction, foreign algorithm …
    not_signed,             // a required signature is missing
    signature_invalid,      // the mathematics or the coverage of a signature is wrong
    signer_untrusted,       // no path to a configured anchor, or not the certificate that the peer has registered
    certificate_invalid,    // expired, not yet valid, wrong usage, revoked
    sender_unknown,         // no peer is configured for this sender, or its password is wrong
    forbidden,              // a known peer asks for what it may not have
    service_unknown,        // no route for this service
    schema_violation,       // the document breaks its schema
    mapping_failed,         // the document cannot be translated
    replay_conflict,        // a message id was used again with other content
    in_progress,            // the same message is being worked on right now
    not_found,              // what was asked for does not exist
    invalid_argument,       // a command line or an API call is wrong
    invalid_configuration,  // a file of config/, mappings/ or certs/ is wrong
    overloaded,             // a queue or a quota is full: try later
    deadline_exceeded,      // the time of the exchange is used up
    unavailable,            // a peer, the core or a store cannot be reached
    peer_failed,            // the peer answered, with a fault
    in_doubt,               // sent, and nobody knows whether it was received
    cancelled,              // we are stopping
    storage_failed,         // a disk or database refused
    unsupported,            // valid, but not (yet) carried by this gateway
    internal,               // our own fault
};

enum class RetryClass : std::uint8_t { never, later, ask_first };

struct ErrcInfo {
    Errc code;
    std::string_view name;  // public, kebab-case: problem+json "code", label of metrics
    int http_status;
    RetryClass retry;
    Text title;
};

[[nodiscard]] const ErrcInfo& info(Errc code);
[[nodiscard]] inline std::string_view name(Errc code) { return info(code).name; }

}  // namespace otkel

#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gateway/adapter/sample.hpp"
#include "gateway/async/worker_pool.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/base/deadline.hpp"
#include "gateway/settings/section.hpp"
#include "gateway/signing/signer.hpp"
#include "gateway/signing/verifier.hpp"
#include "gateway/trust/trust_store.hpp"
#include "gateway/xml/limits.hpp"

// Everything that an adapter is given. References outlive the adapter.

namespace otkel::adapter {

// The part of config/peers/<id>.yaml that is the same for all systems, and the section that belongs to the adapter.
struct PeerSettings {
    std::string id;
    std::shared_ptr<const trust::TrustStore> trust;
    std::vector<std::string> algorithms;  // empty: all of the table
    settings::Section own;                // the section named after the adapter: "shep: {…}"
};

using Identities = std::map<std::string, std::shared_ptr<const signing::SigningIdentity>>;
// Those of the moment: a reload replaces them. From any thread.
using CurrentIdentities = std::function<std::shared_ptr<const Identities>()>;

struct AdapterContext {
    const Clock& clock;
    const signing::Verifier& verifier;
    const Identities& identities;  // by the names of gateway.yaml "keys"
    xml::Limits limits;
    settings::Section section;  // config/adapters/<system>.yaml
    std::vector<PeerSettings> peers;
    std::filesystem::path mappings;  // folder
};

// A stand-in for an external system, for first runs, tests and demonstrations.
struct TwinContext {
    boost::asio::any_io_executor executor;
    const Clock& clock;
    const signing::Verifier& verifier;
    async::WorkerPool& workers;
    settings::Section section;      // config/adapters/<system>.yaml, which has a "twin" section
    std::filesystem::path script;   // empty: behaves well
    std::filesystem::path samples;  // folder
    SampleValues values{};          // for places in samples
};

struct TwinAddress {
    std::string what;  // "SHEP bus, synchronous channel"
    std::string url;
};

// What a person is told about one message that the twin sent.
struct TwinOutcome {
    bool answered{false};
    bool verified{false};
    std::string exchange;            // the gateway's id, from the header "Otkel-Exchange"
    std::vector<std::string> story;  // readable lines
    std::string reply;               // octets
    int http_status{0};
};

class Twin {
public:
    virtual ~Twin() = default;
    [[nodiscard]] virtual Result<std::vector<TwinAddress>> start() = 0;
    // Plays one sample (a folder under samples/<system of the mapping>/<case>) against the gateway.
    virtual boost::asio::awaitable<Result<TwinOutcome>> play(std::filesystem::path sample, Deadline deadline) = 0;
    virtual boost::asio::awaitable<void> stop(Deadline deadline) = 0;
};

}  // namespace otkel::adapter

#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "gateway/adapter/case_file.hpp"
#include "gateway/adapter/running.hpp"

// The registry of the REX system, which says whether a number is registered. No contract of it is public (checked
// 2026-11); two drivers stand behind one port: `manual`, where an officer records what the registry's page shows, with
// the file of it, and `soap`, a client of the shape that the sister service for EORI numbers has, its names set by
// configuration.

namespace otkel::adapters::rex {

// One answer, as data of a record "registry" (facts.hpp): {"status": "valid" | "revoked" | "not-found", "number",
// "validFrom", "revokedOn", "name", "address", "country", "by"}; and what proves it.
struct RegistryAnswer {
    boost::json::object data;
    std::vector<adapter::CasePaper> evidence;
};

class Registry {
public:
    virtual ~Registry() = default;
    // Whether the machine can ask; otherwise an officer records answers.
    [[nodiscard]] virtual bool asks() const = 0;
    // Asking is safe to repeat: it changes nothing. Errc::unavailable, deadline_exceeded: later again; peer_failed with
    // the registry's own words; malformed.
    virtual boost::asio::awaitable<Result<RegistryAnswer>> ask(std::string number, Deadline deadline) = 0;
};

// How the service speaks. The defaults are those of the public validation of EORI numbers with "eori" turned into "rex"
// (inferred: protocols of that service are seen, of this one none is).
struct SoapRegistrySettings {
    net::Endpoint endpoint;
    std::string space{"http://rex.ws.eos.dds.s/"};  // namespace of the operation
    std::string operation{"validateREX"};
    std::string argument{"rex"};
    // Local names of the answer's elements, for each of our members.
    std::map<std::string, std::string, std::less<>> fields{
        {"number", "rex"},      {"status", "status"},       {"name", "name"},          {"address", "address"},
        {"country", "country"}, {"validFrom", "validFrom"}, {"revokedOn", "revokedOn"}};
    std::map<std::string, std::string, std::less<>> statuses{
        {"0", "valid"}, {"1", "not-found"}, {"2", "revoked"}};  // of theirs to ours
};

[[nodiscard]] std::unique_ptr<Registry> make_manual_registry();
[[nodiscard]] std::unique_ptr<Registry> make_soap_registry(SoapRegistrySettings settings, net::HttpClient& client,
                                                           const signing::Verifier& verifier, xml::Limits limits);

// What an officer records: data with status, number and the day of the look, and at least one paper of the page.
// Errc::invalid_argument with findings.
[[nodiscard]] Result<boost::json::object> check_recorded_answer(boost::json::value data,
                                                                const std::vector<adapter::CasePaper>& papers);

}  // namespace otkel::adapters::rex

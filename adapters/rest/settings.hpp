#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/rest/json_form.hpp"
#include "gateway/adapter/adapter_context.hpp"
#include "gateway/net/http.hpp"
#include "gateway/signing/signer.hpp"

namespace otkel::adapters::rest {

// How a document travels: as XML with an enveloped signature, or as JSON inside CMS.
enum class Form : std::uint8_t { xml, json };
[[nodiscard]] std::string_view name(Form form);

using IdentityPtr = std::shared_ptr<const signing::SigningIdentity>;

// One participant, as config/peers/<id>.yaml and its section "rest" describe it.
struct Peer {
    std::string id;
    std::shared_ptr<const trust::TrustStore> trust;
    std::vector<std::string> algorithms;
    std::string space;  // namespace of its documents
    // What it may ask for: the service and its document element. The signature covers the element, not the path.
    std::map<std::string, std::string, std::less<>> services;
    Form form{Form::xml};  // of what we send by ourselves; what it sends may be either
    IdentityPtr identity;  // signs what we send
    std::optional<net::Endpoint> endpoint;
    std::vector<std::string> repeatable;
    std::chrono::milliseconds time_out{};
};

struct Settings {
    std::size_t findings_max{20};  // told in one problem
    JsonLimits json;
    std::vector<Peer> peers;

    [[nodiscard]] const Peer* peer(std::string_view id) const;
};

inline constexpr std::string_view root_path = "/rest/";

[[nodiscard]] Form read_form(const settings::Section& section);
[[nodiscard]] Result<Settings> read_settings(const adapter::AdapterContext& context);

}  // namespace otkel::adapters::rest

#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "gateway/adapter/adapter_context.hpp"
#include "gateway/net/http.hpp"
#include "gateway/settings/section.hpp"
#include "gateway/trust/trust_store.hpp"

namespace otkel::adapters::ncanode {

struct Settings {
    net::ServerOptions server;
    bool keys_in_requests{true};
    std::set<std::string, std::less<>> key_names;  // identities of gateway.yaml that callers may sign with
    std::shared_ptr<const trust::TrustStore> trust;
    std::vector<std::string> algorithms;               // words of signature algorithms; empty: all that are carried
    std::size_t signers_max{16};                       // of one request
    std::size_t certificates_max{64};                  // of one request
    std::chrono::milliseconds check_time_max{10'000};  // all questions to authorities for one request
    std::chrono::milliseconds stamp_time_max{15'000};  // all time stamps of one request
    std::chrono::milliseconds drain_time{5'000};
};

// All complaints of the file are collected; the error names every one with its place.
[[nodiscard]] Result<Settings> read_settings(const settings::Section& section, const adapter::Identities& identities);

}  // namespace otkel::adapters::ncanode

#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "gateway/base/result.hpp"

namespace otkel::app::selftest {

struct SitePlan {
    std::filesystem::path configuration;  // the one that ships: what is read of it is changed in a copy
    std::optional<std::string> postgres;  // where the nodes share a journal; none: one file
    std::size_t nodes{1};
    std::uint16_t peer_port{0}, core_port{0};
};

// A home of its own for the gateways under test: the project's configuration with free ports, keys and journal of its
// own, a core and a peer on loopback, quick tries. Removed at the end, unless it is to be kept.
class Site {
public:
    [[nodiscard]] static Result<Site> make(const SitePlan& plan);
    ~Site();
    Site(Site&& other) noexcept : folder_(std::exchange(other.folder_, {})), root_(std::move(other.root_)) {}
    Site& operator=(Site&&) = delete;

    [[nodiscard]] std::filesystem::path configuration(std::size_t node) const;  // from 0
    [[nodiscard]] std::filesystem::path log(std::size_t node) const;
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
    [[nodiscard]] const std::filesystem::path& root() const { return root_; }
    // For somebody who wants to know what went wrong.
    std::filesystem::path keep() { return std::exchange(folder_, {}); }

private:
    Site(std::filesystem::path folder, std::filesystem::path root)
        : folder_(std::move(folder)), root_(std::move(root)) {}
    [[nodiscard]] Result<void> fill(const SitePlan& plan) const;

    std::filesystem::path folder_, root_;
};

// How long the gateways under test wait for the peer.
inline constexpr int peer_time_out_ms = 400;
inline constexpr const char* outbound_route = "customs-declaration-status";
// Answered by a message: of the first the bus can be asked, of the second a person has to find out.
inline constexpr const char* askable_route = "customs-declaration-decision";
inline constexpr const char* route_by_person = "customs-office-decision";
inline constexpr const char* participant_by_person = "customs-office";
inline constexpr const char* submitting_participant = "customs-asynchronous";
inline constexpr const char* asynchronous_path = "/shep/async";  // of the bus

}  // namespace otkel::app::selftest

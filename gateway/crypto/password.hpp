#pragma once

#include <string>
#include <string_view>

#include "gateway/base/result.hpp"

// Octets that are wiped when they are no longer needed. Private to crypto/.

namespace otkel::crypto {

class Secret {
public:
    explicit Secret(std::string octets) : octets_(std::move(octets)) {}
    ~Secret() { clear(); }
    // Moving a short std::string leaves its octets behind, so the source is wiped.
    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    [[nodiscard]] std::string_view view() const { return octets_; }
    [[nodiscard]] const char* c_str() const { return octets_.c_str(); }

protected:
    [[nodiscard]] std::string& octets() { return octets_; }

private:
    void clear();
    std::string octets_;
};

// The first line of what a password or PIN file holds.
class Password : public Secret {
public:
    explicit Password(std::string file_content);
};

}  // namespace otkel::crypto

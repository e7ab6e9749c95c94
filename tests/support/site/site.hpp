#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "gateway/signing/signer.hpp"
#include "tests/support/temporary_folder.hpp"

namespace otkel::test {

// A gateway's home of its own: the project's configuration with free ports and a var/ in a temporary folder,
// development keys (made once for all test programs) and the sample data of the embedded core. Removed at the end.
class Site {
public:
    Site();

    [[nodiscard]] std::filesystem::path configuration() const { return folder_ / "config/gateway.yaml"; }
    [[nodiscard]] std::filesystem::path var() const { return folder_ / "var"; }
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
    [[nodiscard]] std::filesystem::path pki() const { return var() / "pki"; }

    // Mappings and samples of this site alone, to be changed with change_mapping().
    void own_mappings();
    void change_mapping(const std::string& file, const std::string& from, const std::string& to) const;
    // Replaces every occurrence of `from` in a file of the configuration; fails the test when there is none.
    void change(const std::string& file, const std::string& from, const std::string& to);
    void load_samples();
    // The gateway asks the certification authority, whose twin must run, about every signer, and every time. Gives the
    // port of the twin.
    std::uint16_t ask_authority(const std::string& rules);

    // A development key by its name in certs/README.md.
    [[nodiscard]] signing::SigningIdentity identity(const std::string& name) const;

private:
    tests::TemporaryFolder folder_;
};

// One that nobody listened on a moment ago, for what must know its address before it starts.
[[nodiscard]] std::uint16_t free_port();

}  // namespace otkel::test

#include "tests/support/site/site.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <iterator>

#include "gateway/core/embedded/sample_data.hpp"
#include "tests/support/pki_keys.hpp"

namespace otkel::test {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void write(const fs::path& file, const std::string& text) {
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

// Whose certificates the authority has issued.
constexpr std::array peers_of_the_authority{"peers/atameken.yaml", "peers/customs.yaml", "peers/shep-bus.yaml"};

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

void use_own_folder_and_ports(const fs::path& config, const fs::path& var) {
    for (const auto& entry : fs::recursive_directory_iterator(config)) {
        if (!entry.is_regular_file()) {
            continue;
        }
        auto text = replaced(read(entry.path()), " var/", " " + var.string() + "/");
        text = replaced(std::move(text), "[var/", "[" + var.string() + "/");
        for (const char* port : {"8080", "8081", "8082"}) {
            text = replaced(std::move(text), std::string("port: ") + port, "port: 0");
        }
        write(entry.path(), replaced(std::move(text), "root: ..", "root: " + fs::current_path().string()));
    }
}

}  // namespace

std::uint16_t free_port() {
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
    ::close(listener);
    return ntohs(address.sin_port);
}

Site::Site() {
    fs::create_directories(var());
    fs::copy("config", folder_ / "config", fs::copy_options::recursive);
    fs::copy(otkel::testing::pki_folder(), pki(), fs::copy_options::recursive);
    use_own_folder_and_ports(folder_ / "config", var());
    // The authority is no part of most tests: those that ask it start its twin.
    for (const auto* peer : peers_of_the_authority) {
        change(peer, "mode: ocsp-or-crl", "mode: off");
    }
    fs::rename(folder_ / "config/adapters/nca.yaml", folder_ / "config/nca.yaml.unused");
}

void Site::own_mappings() {
    fs::copy("mappings", folder_ / "mappings", fs::copy_options::recursive);
    fs::copy("samples", folder_ / "samples", fs::copy_options::recursive);
    change("gateway.yaml", "mappings: mappings", "mappings: " + (folder_ / "mappings").string());
}

void Site::change_mapping(const std::string& file, const std::string& from, const std::string& to) const {
    const auto text = read(folder_ / "mappings" / file);
    EXPECT_NE(text.find(from), std::string::npos) << file << " has no " << from;
    write(folder_ / "mappings" / file, replaced(text, from, to));
}

void Site::change(const std::string& file, const std::string& from, const std::string& to) {
    const auto path = folder_ / "config" / file;
    const auto before = read(path);
    const auto after = replaced(before, from, to);
    EXPECT_NE(before, after) << file << " does not hold: " << from;
    write(path, after);
}

void Site::load_samples() {
    const auto loaded = core::sample::load_sample_data(var() / "core.sqlite", {});
    EXPECT_TRUE(loaded) << loaded.error().to_string();
}

std::uint16_t Site::ask_authority(const std::string& rules) {
    fs::rename(folder_ / "config/nca.yaml.unused", folder_ / "config/adapters/nca.yaml");
    const auto port = free_port();
    change("adapters/nca.yaml", "9102", std::to_string(port));
    for (const auto* peer : peers_of_the_authority) {
        change(peer, "{mode: off, fresh_s: 600, grace_s: 86400}", rules);
    }
    return port;
}

signing::SigningIdentity Site::identity(const std::string& name) const {
    auto loaded = crypto::make_pkcs12_store(pki() / (name + ".p12"), pki() / (name + ".password"))->load();
    EXPECT_TRUE(loaded) << name;
    return signing::SigningIdentity::prepare(std::move(*loaded)).value();
}

}  // namespace otkel::test

#pragma once

#include <sys/mount.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

namespace otkel::tests {

// A small disk, for as long as it lives.
class SmallDisk {
public:
    SmallDisk(std::filesystem::path folder, const std::string& size) : folder_(std::move(folder)) {
        const auto options = "size=" + size + ",mode=0700";
        std::filesystem::create_directories(folder_);
        mounted_ = ::mount("tmpfs", folder_.c_str(), "tmpfs", 0, options.c_str()) == 0;
        why_ = std::strerror(errno);
    }
    ~SmallDisk() {
        if (mounted_) {
            ::umount2(folder_.c_str(), MNT_DETACH);
        }
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    [[nodiscard]] bool is_mounted() const { return mounted_; }
    [[nodiscard]] const std::string& why() const { return why_; }
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

    // To the last octet.
    void fill() const {
        std::ofstream ballast(folder_ / "ballast", std::ios::binary | std::ios::app);
        const std::string octets(4096, 'x');
        while (ballast.write(octets.data(), static_cast<std::streamsize>(octets.size())).flush()) {
        }
    }
    void make_room() const { std::filesystem::remove(folder_ / "ballast"); }

private:
    std::filesystem::path folder_;
    std::string why_;
    bool mounted_{false};
};

}  // namespace otkel::tests

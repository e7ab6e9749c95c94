#pragma once

#include <zip.h>

#include <memory>
#include <string>

// Owners of what libzip hands out. Private to asic/.

namespace otkel::asic {

struct DiscardZip {
    void operator()(zip_t* archive) const { zip_discard(archive); }
    void operator()(zip_source_t* source) const { zip_source_free(source); }
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using ZipArchive = std::unique_ptr<zip_t, DiscardZip>;
using ZipSource = std::unique_ptr<zip_source_t, DiscardZip>;
using ZipFile = std::unique_ptr<zip_file_t, DiscardZip>;

// After a call of the library that took what was in it.
template <class Owner>
void hand_over(Owner& owner) {
    [[maybe_unused]] const auto* taken = owner.release();
}

class ZipError {
public:
    ZipError() { zip_error_init(&error_); }
    ~ZipError() { zip_error_fini(&error_); }
    ZipError(const ZipError&) = delete;
    ZipError& operator=(const ZipError&) = delete;
    [[nodiscard]] zip_error_t* out() { return &error_; }
    [[nodiscard]] std::string text() { return zip_error_strerror(&error_); }

private:
    zip_error_t error_{};
};

}  // namespace otkel::asic

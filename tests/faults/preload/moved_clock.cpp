// Loaded before the C library (LD_PRELOAD): moves the wall clock of one process by the seconds that stand in a file,
// as binary 64 bits, and may change while it runs. The steady clock is left alone, as by a clock that is set.

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <ctime>

namespace {

const volatile std::int64_t* shared_offset() {
    const char* file = std::getenv("OTKEL_TEST_CLOCK");
    const int descriptor = file == nullptr ? -1 : ::open(file, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return nullptr;
    }
    void* mapped = ::mmap(nullptr, sizeof(std::int64_t), PROT_READ, MAP_SHARED, descriptor, 0);
    ::close(descriptor);
    return mapped == MAP_FAILED ? nullptr : static_cast<const volatile std::int64_t*>(mapped);
}

std::int64_t offset() {
    static const volatile std::int64_t* const seconds = shared_offset();
    return seconds == nullptr ? 0 : *seconds;
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t id, timespec* now) noexcept {
    const auto outcome = static_cast<int>(::syscall(SYS_clock_gettime, id, now));
    if (outcome == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) {
        now->tv_sec += offset();
    }
    return outcome;
}

int gettimeofday(timeval* __restrict now, void* __restrict /*zone*/) noexcept {
    timespec precise{};
    const int outcome = clock_gettime(CLOCK_REALTIME, &precise);
    constexpr long per_microsecond = 1'000;
    *now = {precise.tv_sec, precise.tv_nsec / per_microsecond};
    return outcome;
}

time_t time(time_t* now) noexcept {
    timespec precise{};
    clock_gettime(CLOCK_REALTIME, &precise);
    if (now != nullptr) {
        *now = precise.tv_sec;
    }
    return precise.tv_sec;
}
}

#include "gateway/app/selftest/mood.hpp"

#include "gateway/app/selftest/site.hpp"
#include "gateway/async/task_group.hpp"

namespace otkel::app::selftest {

asio::awaitable<void> be_late(const Clock& clock, Mood mood) {
    constexpr std::chrono::milliseconds time_out{peer_time_out_ms};
    if (mood == Mood::silent) {
        co_await async::sleep_until(clock.steady() + 3 * time_out);  // nobody listens any more
    } else if (mood == Mood::late) {
        co_await async::sleep_until(clock.steady() + time_out / 2);
    }
}

}  // namespace otkel::app::selftest

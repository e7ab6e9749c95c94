// Outbound exchanges that piled up while their peer was away, and how they go when it is back: at its quota, in order
// where the route asks for it, in memory that does not grow.
//
//   drain OTKEL [exchanges] [messages a minute] [lanes; 0: no order] [at once]

#include <cstdio>
#include <cstdlib>

#include "tests/faults/drain.hpp"

namespace {

std::size_t number(int count, char** words, int at, std::size_t otherwise) {
    return at < count ? std::strtoull(words[at], nullptr, 10) : otherwise;
}

}  // namespace

int main(int count, char** words) {
    if (count < 2) {
        std::fprintf(stderr, "drain OTKEL [exchanges] [messages a minute] [lanes; 0: no order] [at once]\n");
        return 2;
    }
    otkel::test::DrainOrder order;
    order.program = words[1];
    order.exchanges = number(count, words, 2, 100'000);
    order.per_minute = number(count, words, 3, 6'000);
    order.lanes = number(count, words, 4, 0);
    order.in_flight = number(count, words, 5, 16);
    const auto figures = otkel::test::drain(order);
    const auto mib = [](std::size_t kib) { return static_cast<double>(kib) / 1024; };
    std::printf("queued     %zu of %zu exchanges, %.0f a second, while the peer was away\n", figures.acknowledged,
                order.exchanges, figures.filled_per_second);
    std::printf("drained    in %.0f s, %.3f of what the quota allows (%zu a minute, a minute's worth at first)\n",
                figures.seconds, figures.share_of_quota, order.per_minute);
    std::printf("           at most %zu in one second after the first burst; the quota is %.1f\n", figures.most_at_once,
                static_cast<double>(order.per_minute) / 60);
    std::printf("order      %zu lanes, %zu messages before their turn\n", order.lanes, figures.out_of_order);
    std::printf("effects    %zu missing, %zu doubled, %zu exchanges left open\n", figures.missing, figures.doubled,
                figures.unfinished);
    std::printf("memory     %.1f MiB empty, %.1f queued, %.1f most, %.1f drained; %.2f of empty\n",
                mib(figures.kib_empty), mib(figures.kib_queued), mib(figures.kib_most), mib(figures.kib_drained),
                static_cast<double>(figures.kib_most) / static_cast<double>(figures.kib_empty));
    const bool whole = figures.acknowledged == order.exchanges && figures.missing + figures.doubled == 0 &&
                       figures.out_of_order + figures.unfinished == 0;
    std::fputs(figures.log.c_str(), stderr);
    return whole ? 0 : 1;
}

#pragma once

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <vector>

#include "gateway/async/group_writer.hpp"

namespace otkel::async {

// What the callers were told.
struct Outcomes {
    int good{0};
    std::vector<Errc> bad;
    void operator()(const std::exception_ptr& exception, const Result<void>& outcome) {
        EXPECT_FALSE(exception);
        if (outcome) {
            ++good;
        } else {
            bad.push_back(outcome.error().code);
        }
    }
};

inline void write(asio::io_context& io, GroupWriter& writer, Outcomes& outcomes, std::function<Result<void>()> unit,
                  GroupWriter::Entry entry = GroupWriter::Entry::new_work) {
    asio::co_spawn(io, writer.write(std::move(unit), entry),
                   [&outcomes](const std::exception_ptr& e, const Result<void>& r) { outcomes(e, r); });
}

inline Result<void> nothing() { return {}; }

}  // namespace otkel::async

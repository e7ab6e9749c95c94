#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "gateway/app/configuration.hpp"

namespace boost::asio {
class io_context;
}

namespace otkel::app {

struct Ports {
    std::uint16_t external, core_api, operators;
};

// The composition root: makes every service in order, hands them to each other, and takes them down in reverse. Runs on
// one I/O thread.
class Gateway {
public:
    // Errc::invalid_configuration with all findings, or what could not be opened.
    [[nodiscard]] static Result<std::unique_ptr<Gateway>> open(Configuration configuration,
                                                               boost::asio::io_context& io);
    ~Gateway();
    Gateway(const Gateway&) = delete;
    Gateway& operator=(const Gateway&) = delete;

    // Takes up what a crash left, then listens.
    boost::asio::awaitable<Result<Ports>> start();
    // Stops accepting, answers what is in work, flushes and closes. The I/O loop then ends by itself.
    boost::asio::awaitable<void> stop();
    // Our keys, routes, mappings, schemas, peers and their certificates again. A mistake changes nothing and is logged.
    boost::asio::awaitable<void> reload();

private:
    struct Parts;

public:
    explicit Gateway(std::unique_ptr<Parts> parts);  // only open() can make Parts

private:
    std::unique_ptr<Parts> parts_;
};

}  // namespace otkel::app

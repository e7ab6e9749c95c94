#include "gateway/exchange/catalog.hpp"

#include <gtest/gtest.h>

#include "tests/unit/exchange/fakes.hpp"

namespace otkel::exchange {
namespace {

Route route(const std::string& name, const std::string& service, journal::Direction direction) {
    Route route;
    route.name = name;
    route.adapter = "fake";
    route.service = service;
    route.direction = direction;
    return route;
}

TEST(Catalogs, find_inbound_routes_by_system_and_service) {
    Catalog catalog;
    catalog.add(route("check", "CHECK", journal::Direction::inbound));
    catalog.add(route("status", "STATUS", journal::Direction::outbound));
    ASSERT_NE(catalog.inbound("fake", "CHECK"), nullptr);
    EXPECT_EQ(catalog.inbound("fake", "CHECK")->name, "check");
    EXPECT_EQ(catalog.inbound("shep", "CHECK"), nullptr);
    EXPECT_EQ(catalog.inbound("fake", "check"), nullptr);
    EXPECT_EQ(catalog.inbound("fake", "STATUS"), nullptr);
    EXPECT_EQ(catalog.routes().size(), 2U);
}

TEST(Catalogs, find_outbound_routes_by_name) {
    Catalog catalog;
    catalog.add(route("check", "CHECK", journal::Direction::inbound));
    catalog.add(route("status", "STATUS", journal::Direction::outbound));
    ASSERT_NE(catalog.outbound("status"), nullptr);
    EXPECT_EQ(catalog.outbound("status")->service, "STATUS");
    EXPECT_EQ(catalog.outbound("check"), nullptr);
}

TEST(Catalogs, keep_the_address_of_a_route_while_others_come) {
    Catalog catalog;
    catalog.add(route("first", "FIRST", journal::Direction::inbound));
    const auto* first = catalog.inbound("fake", "FIRST");
    for (int i = 0; i < 100; ++i) {
        catalog.add(route("r" + std::to_string(i), "R" + std::to_string(i), journal::Direction::inbound));
    }
    EXPECT_EQ(catalog.inbound("fake", "FIRST"), first);
}

TEST(Catalogs, find_adapters_by_system_and_by_path) {
    Catalog catalog;
    EXPECT_EQ(catalog.adapter("fake"), nullptr);
    catalog.add(std::make_unique<fakes::Adapter>());
    ASSERT_NE(catalog.adapter("fake"), nullptr);
    EXPECT_EQ(catalog.adapter_count(), 1U);
    EXPECT_EQ(catalog.adapter_at(catalog.adapter("fake")->paths().front()), catalog.adapter("fake"));
    EXPECT_EQ(catalog.adapter_at("/elsewhere"), nullptr);
}

TEST(Catalogs, give_a_peer_without_a_quota_the_usual_one) {
    Catalog catalog;
    catalog.set_quota("customs", {3, 7});
    EXPECT_EQ(catalog.quota("customs").in_flight, 3U);
    EXPECT_EQ(catalog.quota("customs").requests_per_second, 7U);
    EXPECT_EQ(catalog.quota("tax").in_flight, Quota{}.in_flight);
}

}  // namespace
}  // namespace otkel::exchange

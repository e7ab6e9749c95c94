#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/site/program.hpp"
#include "tests/support/site/running_gateway.hpp"

// The service description is read by a SOAP library that is not ours.

namespace otkel::test {
namespace {

constexpr const char* python = "/usr/bin/python3";

constexpr const char* reader = R"(
import os, sys
os.environ["no_proxy"] = "127.0.0.1"
import zeep
client = zeep.Client(sys.argv[1])
for service in client.wsdl.services.values():
    for port in service.ports.values():
        print(port.binding_options["address"], sorted(port.binding._operations))
data = client.create_message(client.service, "SendMessage", request={
    "requestInfo": {"messageId": "m-1", "serviceId": "CHECK", "messageDate": "2026-07-12T09:30:00+05:00",
                    "sender": {"senderId": "customs", "password": "x"}},
    "requestData": {"data": "text"}})
print(zeep.wsdl.utils.etree_to_string(data).decode())
)";

TEST(Description, is_read_by_zeep_over_http) {
    if (run_program(python, {"-c", "import zeep"}).code != 0) {
        GTEST_SKIP() << python << " has no zeep (Debian: python3-zeep)";
    }
    const Site site;
    const RunningGateway gateway(site);
    const auto address = "http://127.0.0.1:" + std::to_string(gateway.ports().external) + "/shep/sync";
    const auto read = run_program(python, {"-c", reader, address + "?wsdl"});
    EXPECT_EQ(read.code, 0) << read.err;
    EXPECT_THAT(read.out, testing::HasSubstr(address + " ['SendMessage']"));
    EXPECT_THAT(read.out, testing::HasSubstr("m-1"));
}

TEST(Description, has_no_other_parts) {
    const Site site;
    const RunningGateway gateway(site);
    EXPECT_EQ(fetch(gateway.ports().external, "/shep/sync?wsdl=../../config/gateway.yaml").status, 404);
    EXPECT_EQ(fetch(gateway.ports().external, "/shep/sync").status, 405);
    EXPECT_EQ(fetch(gateway.ports().external, "/nothing?wsdl").status, 404);
}

}  // namespace
}  // namespace otkel::test

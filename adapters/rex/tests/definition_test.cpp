#include "adapters/rex/definition.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/support/temporary_folder.hpp"

namespace otkel::adapters::rex {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string shipped() {
    std::ifstream file("config/adapters/rex/order-358.yaml");
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

class TheOrder : public testing::Test {
protected:
    // What is complained about when the shipped order is changed like this.
    std::string complaint(const std::string& from, const std::string& to) {
        const tests::TemporaryFolder folder;
        folder.write("order.yaml", replaced(shipped(), from, to));
        settings::Complaints complaints;
        (void)Definitions::load(folder.path(), complaints);
        return complaints.empty() ? "" : complaints.outcome().error().to_string();
    }
};

TEST_F(TheOrder, have_the_steps_of_the_order) {
    settings::Complaints complaints;
    const auto all = Definitions::load("config/adapters/rex", complaints);
    ASSERT_TRUE(complaints.empty()) << complaints.outcome().error().to_string();
    const auto order = all.find("order-358-2021").value();
    EXPECT_THAT(order->countries, ElementsAre("NO", "CH"));
    EXPECT_EQ(order->whole_case.working_days, 30);
    EXPECT_EQ(order->step("request-documents", "received")->term->working_days, 3);
    EXPECT_EQ(order->step("receive-documents", "documents-requested")->term->working_days, 5);
    EXPECT_EQ(order->step("confirm-check", "documents-received")->term->working_days, 7);
    EXPECT_EQ(order->step("conclude", "checked")->term->working_days, 7);
    EXPECT_EQ(order->step("request-revocation", "concluded")->term->working_days, 3);
    EXPECT_EQ(order->grounds.size(), 3U);
    EXPECT_TRUE(order->ground("activity-ended"));
    EXPECT_FALSE(all.find("order-999"));
    EXPECT_EQ(all.in_force_on(calendar::parse_day("2026-01-01").value()).value()->name, "order-358-2021");
    EXPECT_FALSE(all.in_force_on(calendar::parse_day("2021-06-07").value()));
}

TEST_F(TheOrder, are_refused_with_the_place_of_the_mistake) {
    EXPECT_THAT(complaint("to: documents-requested", "to: documents-asked"), HasSubstr("not listed"));
    EXPECT_THAT(complaint("from: [received]", "from: [begun]"), HasSubstr("order.yaml:"));
    EXPECT_THAT(complaint("since: request-documents", "since: request-papers"), HasSubstr("not there"));
    EXPECT_THAT(complaint("when: [documents-complete]", "when: [documents-nice]"), HasSubstr("documents-complete"));
    EXPECT_THAT(complaint("replied,\n", "replied, lost,\n"), HasSubstr("no step leads to the state lost"));
    EXPECT_THAT(complaint("final: [closed]", "final: []"), HasSubstr("no step leaves the state closed"));
    EXPECT_THAT(complaint("from: [checked], to: concluded", "from: [documents-requested], to: concluded"),
                HasSubstr("start in the same state"));
    EXPECT_THAT(complaint("until: reply", "until: answer"), HasSubstr("whole case"));
    EXPECT_THAT(complaint("2021-06-08", "2021-06-31"), HasSubstr("is no day"));
    EXPECT_THAT(complaint("opened_in: received", "opened_in: begun"), HasSubstr("opened_in"));
    EXPECT_THAT(complaint("paper: conclusion}", "papers: conclusion}"), HasSubstr("papers"));
}

}  // namespace
}  // namespace otkel::adapters::rex

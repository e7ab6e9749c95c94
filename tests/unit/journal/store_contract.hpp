#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/unit/journal/store_caller.hpp"

// The promises of journal/store.hpp, tried on every store: contract_*_test.cpp. A store takes part by a line in
// store_kinds.cpp.

namespace otkel::journal {

// One database of a test, and the nodes that are opened on it. Gone with the object.
class StoreBackend {
public:
    virtual ~StoreBackend() = default;
    // A new incarnation of the node; throws std::runtime_error. A store that is destroyed has crashed: it gives nothing
    // back.
    virtual std::unique_ptr<Store> open(const std::string& node) = 0;
    // As if the time of its lease had passed since the node last renewed it. Nothing where an opening frees everything.
    virtual void end_lease(const std::string& node) = 0;
    // As somebody who has the disk would: one statement in the database's own words, while no node is open.
    virtual void change(const std::string& statement) = 0;
};

struct StoreKind {
    std::string name;                      // letters, digits: a part of the tests' names
    bool several_nodes{false};             // may be open at once
    std::function<std::string()> missing;  // why it cannot be tried here: a package that is not installed; or empty
    std::function<std::unique_ptr<StoreBackend>(async::WorkerPool&)> make;
};

[[nodiscard]] std::vector<StoreKind> store_kinds();
[[nodiscard]] std::vector<StoreKind> kinds_of_several_nodes();
[[nodiscard]] inline std::string name_of_kind(const ::testing::TestParamInfo<StoreKind>& info) {
    return info.param.name;
}

// store() is node "a", opened when it is first asked for.
class StoreContract : public StoreCaller, public ::testing::WithParamInterface<StoreKind> {
protected:
    void SetUp() override {
        if (const auto why = GetParam().missing ? GetParam().missing() : std::string(); !why.empty()) {
            GTEST_SKIP() << why;
        }
        backend_ = GetParam().make(workers_);
    }
    void TearDown() override {
        other_.reset();
        store_.reset();
        backend_.reset();
    }

    Store& store() override { return opened(store_, "a"); }
    // Node "b", beside node "a": for kinds_of_several_nodes() only.
    Store& other() { return opened(other_, "b"); }
    // Node "a" is killed and starts again.
    void restart() {
        store_.reset();
        backend_->end_lease("a");
    }
    // Node "a" is killed; from now on store() is node `name`.
    void restart_as(const std::string& name) {
        restart();
        store_ = backend_->open(name);
    }
    // Node "a" has not renewed its lease in time, but lives.
    void lapse() { backend_->end_lease("a"); }

    std::unique_ptr<StoreBackend> backend_;

private:
    Store& opened(std::unique_ptr<Store>& store, const std::string& node) {
        if (!store) {
            store = backend_->open(node);
        }
        return *store;
    }
    std::unique_ptr<Store> store_, other_;
};

// For each of the suites: OTKEL_FOR_EACH_STORE(Deduplication) after `class Deduplication : public StoreContract {};`.
#define OTKEL_FOR_EACH_STORE(suite) \
    INSTANTIATE_TEST_SUITE_P(Stores, suite, ::testing::ValuesIn(store_kinds()), name_of_kind)

}  // namespace otkel::journal

#include "gateway/journal/evidence/merkle.hpp"

#include <gtest/gtest.h>

#include <array>

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/digest.hpp"
#include "gateway/journal/evidence/record.hpp"

namespace otkel::journal {
namespace {

constexpr std::size_t size_max = 40;

HashList leaves_of(std::size_t size) {
    HashList leaves;
    for (std::size_t i = 0; i < size; ++i) {
        leaves.push_back(leaf_hash("record " + std::to_string(i)));
    }
    return leaves;
}

// The same tree built from below, level by level: an odd last one goes up as it is. The way of one leaf to the top is
// collected by its place.
struct Reference {
    std::string head;
    HashList path;
};
Reference from_below(HashList level, std::size_t index) {
    Reference result;
    while (level.size() > 1) {
        HashList above;
        for (std::size_t i = 0; i < level.size(); i += 2) {
            above.push_back(i + 1 == level.size()
                                ? level[i]
                                : crypto::digest(crypto::DigestAlgorithm::sha256, "\x01" + level[i] + level[i + 1]));
        }
        if (const auto sibling = index ^ 1U; sibling < level.size()) {
            result.path.push_back(level[sibling]);
        }
        index /= 2;
        level = std::move(above);
    }
    result.head = level.front();
    return result;
}

// The eight leaves and heads that implementations of certificate transparency test themselves with.
TEST(Merkle, heads_are_those_of_certificate_transparency) {
    const std::array<std::string, 8> leaves{std::string{},
                                            std::string(1, '\0'),
                                            "\x10",
                                            "\x20\x21",
                                            "\x30\x31",
                                            "\x40\x41\x42\x43",
                                            "\x50\x51\x52\x53\x54\x55\x56\x57",
                                            "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"};
    constexpr std::array heads{"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                               "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                               "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                               "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                               "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                               "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                               "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                               "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
    HashList hashes;
    for (std::size_t i = 0; i < leaves.size(); ++i) {
        hashes.push_back(leaf_hash(leaves.at(i)));
        EXPECT_EQ(to_hex(tree_head(hashes)), heads.at(i));
    }
    EXPECT_EQ(to_hex(tree_head({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Merkle, every_leaf_of_every_size_leads_to_the_head) {
    for (std::size_t size = 1; size <= size_max; ++size) {
        const auto leaves = leaves_of(size);
        for (std::size_t index = 0; index < size; ++index) {
            const auto reference = from_below(leaves, index);
            const auto path = inclusion_path(leaves, index);
            EXPECT_EQ(path, reference.path) << index << " of " << size;
            const auto head = head_of_path(leaves[index], index, size, path);
            ASSERT_TRUE(head) << index << " of " << size;
            EXPECT_EQ(*head, reference.head);
            EXPECT_EQ(*head, tree_head(leaves));
        }
    }
}

TEST(Merkle, no_other_leaf_place_size_or_path_leads_there) {
    const auto other = leaf_hash("another");
    for (std::size_t size = 1; size <= 20; ++size) {
        const auto leaves = leaves_of(size);
        const auto head = tree_head(leaves);
        const auto leads = [&](const std::string& leaf, std::size_t index, std::size_t of, const HashList& path) {
            const auto found = head_of_path(leaf, index, of, path);
            return found && *found == head;
        };
        for (std::size_t index = 0; index < size; ++index) {
            const auto path = inclusion_path(leaves, index);
            EXPECT_FALSE(leads(other, index, size, path));
            for (std::size_t place = 0; place < size + 2; ++place) {
                EXPECT_EQ(leads(leaves[index], place, size, path), place == index) << place << " of " << size;
            }
            auto longer = path;
            longer.push_back(other);
            EXPECT_FALSE(leads(leaves[index], index, size, longer));
            for (std::size_t i = 0; i < path.size(); ++i) {
                auto changed = path;
                changed[i] = other;
                EXPECT_FALSE(leads(leaves[index], index, size, changed));
                changed = path;
                changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
                EXPECT_FALSE(leads(leaves[index], index, size, changed));
            }
        }
    }
}

TEST(Merkle, smaller_trees_are_parts_of_larger_ones) {
    const auto leaves = leaves_of(size_max);
    const std::span all(leaves);
    for (std::size_t second = 1; second <= size_max; ++second) {
        const auto larger = from_below({leaves.begin(), leaves.begin() + static_cast<std::ptrdiff_t>(second)}, 0).head;
        for (std::size_t first = 1; first <= second; ++first) {
            const auto smaller =
                from_below({leaves.begin(), leaves.begin() + static_cast<std::ptrdiff_t>(first)}, 0).head;
            const auto proof = consistency_proof(all.first(second), first);
            const auto checked = check_consistency(first, smaller, second, larger, proof);
            EXPECT_TRUE(checked) << first << " of " << second;
            EXPECT_FALSE(check_consistency(first, leaf_hash("x"), second, larger, proof)) << first << " of " << second;
            EXPECT_FALSE(check_consistency(first, smaller, second, leaf_hash("x"), proof)) << first << " of " << second;
            for (std::size_t i = 0; i < proof.size(); ++i) {
                auto changed = proof;
                changed[i] = leaf_hash("x");
                EXPECT_FALSE(check_consistency(first, smaller, second, larger, changed)) << first << " of " << second;
                changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
                EXPECT_FALSE(check_consistency(first, smaller, second, larger, changed)) << first << " of " << second;
            }
            auto longer = proof;
            longer.push_back(leaf_hash("x"));
            EXPECT_FALSE(check_consistency(first, smaller, second, larger, longer)) << first << " of " << second;
        }
    }
    EXPECT_FALSE(check_consistency(0, no_hash(), 3, tree_head(all.first(3)), {}));
    EXPECT_FALSE(check_consistency(4, no_hash(), 3, tree_head(all.first(3)), {}));
}

TEST(Merkle, a_growing_tree_has_the_same_heads) {
    GrowingTree tree;
    EXPECT_EQ(tree.head(), tree_head({}));
    const auto leaves = leaves_of(size_max);
    for (std::size_t size = 1; size <= size_max; ++size) {
        tree.add(leaves[size - 1]);
        EXPECT_EQ(tree.size(), size);
        EXPECT_EQ(tree.head(), tree_head(std::span(leaves).first(size)));
    }
}

}  // namespace
}  // namespace otkel::journal

#include "gateway/journal/evidence/merkle.hpp"

#include <bit>

#include "gateway/base/assert.hpp"
#include "gateway/crypto/digest.hpp"

namespace otkel::journal {
namespace {

std::string node_hash(std::string_view left, std::string_view right) {
    std::string octets;
    octets.reserve(1 + left.size() + right.size());
    octets += '\x01';
    octets += left;
    octets += right;
    return crypto::digest(crypto::DigestAlgorithm::sha256, octets);
}

// The largest power of two smaller than `size`: where a tree of more than one leaf is cut.
std::size_t cut(std::size_t size) { return std::bit_floor(size - 1); }

void collect_path(std::span<const std::string> leaves, std::size_t index, HashList& path) {
    if (leaves.size() == 1) {
        return;
    }
    const auto left = cut(leaves.size());
    if (index < left) {
        collect_path(leaves.first(left), index, path);
        path.push_back(tree_head(leaves.subspan(left)));
    } else {
        collect_path(leaves.subspan(left), index - left, path);
        path.push_back(tree_head(leaves.first(left)));
    }
}

// SUBPROOF: `whole` as long as the first tree is itself a part of what is cut, so that its head need not be told.
void collect_proof(std::span<const std::string> leaves, std::size_t size, bool whole, HashList& proof) {
    if (size == leaves.size()) {
        if (!whole) {
            proof.push_back(tree_head(leaves));
        }
        return;
    }
    const auto left = cut(leaves.size());
    if (size <= left) {
        collect_proof(leaves.first(left), size, whole, proof);
        proof.push_back(tree_head(leaves.subspan(left)));
    } else {
        collect_proof(leaves.subspan(left), size - left, false, proof);
        proof.push_back(tree_head(leaves.first(left)));
    }
}

Failure wrong_length(std::uint64_t first, std::uint64_t second, std::size_t length) {
    return fail(Errc::malformed, "a proof of " + std::to_string(length) + " hashes does not go with " +
                                     std::to_string(first) + " of " + std::to_string(second));
}

}  // namespace

std::string tree_head(std::span<const std::string> leaves) {
    if (leaves.empty()) {
        return crypto::digest(crypto::DigestAlgorithm::sha256, {});
    }
    if (leaves.size() == 1) {
        return leaves.front();
    }
    const auto left = cut(leaves.size());
    return node_hash(tree_head(leaves.first(left)), tree_head(leaves.subspan(left)));
}

HashList inclusion_path(std::span<const std::string> leaves, std::size_t index) {
    OTKEL_ASSERT(index < leaves.size());
    HashList path;
    collect_path(leaves, index, path);
    return path;
}

Result<std::string> head_of_path(std::string_view leaf, std::uint64_t index, std::uint64_t size,
                                 std::span<const std::string> path) {
    if (index >= size) {
        return wrong_length(index, size, path.size());
    }
    auto at = index;
    auto last = size - 1;
    std::string head(leaf);
    for (const auto& hash : path) {
        if (last == 0) {
            return wrong_length(index, size, path.size());
        }
        if ((at & 1U) != 0 || at == last) {
            head = node_hash(hash, head);
            while ((at & 1U) == 0 && at != 0) {
                at >>= 1U;
                last >>= 1U;
            }
        } else {
            head = node_hash(head, hash);
        }
        at >>= 1U;
        last >>= 1U;
    }
    return last == 0 ? Result<std::string>(std::move(head)) : wrong_length(index, size, path.size());
}

HashList consistency_proof(std::span<const std::string> leaves, std::size_t size) {
    OTKEL_ASSERT(size > 0 && size <= leaves.size());
    HashList proof;
    collect_proof(leaves, size, true, proof);
    return proof;
}

Result<void> check_consistency(std::uint64_t first_size, std::string_view first_head, std::uint64_t second_size,
                               std::string_view second_head, std::span<const std::string> proof) {
    if (first_size == 0 || first_size > second_size || proof.empty() != (first_size == second_size)) {
        return wrong_length(first_size, second_size, proof.size());
    }
    const auto differs = [] { return fail(Errc::signature_invalid, "the smaller tree is no part of the larger one"); };
    if (first_size == second_size) {
        return first_head == second_head ? Result<void>{} : differs();
    }
    auto at = first_size - 1;
    auto last = second_size - 1;
    while ((at & 1U) != 0) {
        at >>= 1U;
        last >>= 1U;
    }
    // A first tree that is one whole subtree of the second is not told again in the proof.
    const bool told = !std::has_single_bit(first_size);
    std::string first(told ? std::string_view(proof.front()) : first_head);
    std::string second = first;
    for (const auto& hash : proof.subspan(told ? 1 : 0)) {
        if (last == 0) {
            return wrong_length(first_size, second_size, proof.size());
        }
        if ((at & 1U) != 0 || at == last) {
            first = node_hash(hash, first);
            second = node_hash(hash, second);
            while ((at & 1U) == 0 && at != 0) {
                at >>= 1U;
                last >>= 1U;
            }
        } else {
            second = node_hash(second, hash);
        }
        at >>= 1U;
        last >>= 1U;
    }
    if (last != 0) {
        return wrong_length(first_size, second_size, proof.size());
    }
    return first == first_head && second == second_head ? Result<void>{} : differs();
}

void GrowingTree::add(std::string leaf) {
    ++size_;
    for (auto whole = size_; (whole & 1U) == 0; whole >>= 1U) {
        leaf = node_hash(subtrees_.back(), leaf);
        subtrees_.pop_back();
    }
    subtrees_.push_back(std::move(leaf));
}

std::string GrowingTree::head() const {
    if (subtrees_.empty()) {
        return tree_head({});
    }
    auto head = subtrees_.back();
    for (auto subtree = subtrees_.rbegin() + 1; subtree != subtrees_.rend(); ++subtree) {
        head = node_hash(*subtree, head);
    }
    return head;
}

}  // namespace otkel::journal

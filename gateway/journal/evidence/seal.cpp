#include "gateway/journal/evidence/seal.hpp"

#include <limits>

#include "gateway/base/assert.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/crypto/digest.hpp"
#include "gateway/journal/evidence/canonical.hpp"
#include "gateway/journal/evidence/json_members.hpp"

namespace otkel::journal {
namespace {

constexpr std::size_t text_octets_max = 16UL * 1024;
constexpr std::uint64_t number_max = (std::uint64_t{1} << 53U) - 1;

std::string record_name(std::uint64_t sequence, const std::string& chain) {
    return "record " + std::to_string(sequence) + " of chain " + chain;
}

struct Closing {
    std::string head, link;
};
// Every record in its place from `first` on, and every link made of the one before.
Result<Closing> close(const std::string& chain, std::uint64_t first, std::string_view link_before,
                      std::span<const Leaf> records) {
    HashList leaves;
    leaves.reserve(records.size());
    std::string link(link_before);
    for (const auto& record : records) {
        const auto expected = first + leaves.size();
        if (record.sequence != expected) {
            return fail(Errc::storage_failed, record_name(expected, chain) +
                                                  " is missing in the journal; the next one there is " +
                                                  std::to_string(record.sequence));
        }
        link = link_hash(link, record.leaf);
        if (link != record.link) {
            return fail(Errc::storage_failed, record_name(expected, chain) +
                                                  " has changed in the journal since it was written: its link does "
                                                  "not follow from the one before it");
        }
        leaves.push_back(record.leaf);
    }
    return Closing{tree_head(leaves), link};
}

}  // namespace

std::string seal_text(const Seal& seal) {
    CanonicalObject out;
    out.text("at", to_utc_text(seal.at))
        .text("chain", seal.chain)
        .number("first", seal.first)
        .hex("head", seal.head)
        .number("last", seal.last)
        .hex("link", seal.link)
        .number("number", seal.number)
        .hex("previous", seal.previous);
    return std::move(out).finish();
}

Result<Seal> read_seal(std::string_view text) {
    const auto object = parse_object(text, text_octets_max);
    if (!object) {
        return fail(object.error());
    }
    JsonMembers members(*object);
    Seal seal;
    seal.at = members.time("at");
    seal.chain = members.text("chain");
    seal.first = members.number("first", number_max);
    seal.head = members.hash("head");
    seal.last = members.number("last", number_max);
    seal.link = members.hash("link");
    seal.number = members.number("number", number_max);
    seal.previous = members.hash("previous");
    if (seal.first == 0 || seal.last < seal.first) {
        members.refuse("last", "at or after \"first\"");
    }
    if (!members.problem().empty()) {
        return fail(Errc::malformed, members.problem());
    }
    if (seal_text(seal) != text) {
        return fail(Errc::malformed, "it is not in the one form that a seal has (RFC 8785)");
    }
    return seal;
}

std::string seal_hash(std::string_view text) {
    crypto::Hasher hasher(crypto::DigestAlgorithm::sha256);
    hasher.update("\x03");
    hasher.update(text);
    return hasher.finish();
}

Result<Seal> make_seal(const std::string& chain, const std::optional<Seal>& before, std::span<const Leaf> records,
                       WallTime at) {
    OTKEL_ASSERT(!records.empty() && (!before || before->chain == chain));
    Seal seal;
    seal.chain = chain;
    seal.number = before ? before->number + 1 : 1;
    seal.first = before ? before->last + 1 : 1;
    seal.last = seal.first + records.size() - 1;
    auto closing = close(chain, seal.first, before ? before->link : no_hash(), records);
    if (!closing) {
        return fail(closing.error());
    }
    seal.head = std::move(closing->head);
    seal.link = std::move(closing->link);
    seal.previous = before ? seal_hash(seal_text(*before)) : no_hash();
    seal.at = at;
    return seal;
}

Result<void> check_follows(const Seal& before, const Seal& next) {
    const auto wrong = [&](const std::string& why) { return fail(Errc::signature_invalid, describe(next) + why); };
    if (next.chain != before.chain) {
        return wrong(" stands after " + describe(before));
    }
    if (next.number != before.number + 1) {
        return wrong(" stands after seal " + std::to_string(before.number) + ": " +
                     (next.number > before.number ? "seal " + std::to_string(before.number + 1) + " is missing"
                                                  : std::string("seals are doubled or out of order")));
    }
    if (next.first != before.last + 1) {
        return wrong(" begins with record " + std::to_string(next.first) + ", the one before it ends with " +
                     std::to_string(before.last));
    }
    if (next.previous != seal_hash(seal_text(before))) {
        return wrong(" was made after another seal " + std::to_string(before.number) + " than the one that is here");
    }
    return {};
}

Result<void> check_run(std::span<const Seal> seals) {
    for (std::size_t i = 0; i < seals.size(); ++i) {
        const auto& seal = seals[i];
        const bool is_first = seal.number == 1;
        if (is_first != (seal.first == 1) || is_first != (seal.previous == no_hash())) {
            return fail(Errc::signature_invalid,
                        describe(seal) + " begins with record " + std::to_string(seal.first) +
                            ": the first seal of a chain, and no other one, begins with record 1 and has none before");
        }
        if (i > 0) {
            if (auto follows = check_follows(seals[i - 1], seal); !follows) {
                return follows;
            }
        }
    }
    return {};
}

Result<void> check_sealed(const Seal& seal, std::string_view link_before, std::span<const Leaf> records) {
    const auto closing = close(seal.chain, seal.first, link_before, records);
    if (!closing) {
        return fail(closing.error());
    }
    if (records.size() != seal.last - seal.first + 1) {
        return fail(Errc::storage_failed, describe(seal) + " is over records " + std::to_string(seal.first) + " to " +
                                              std::to_string(seal.last) + ", and the journal has " +
                                              std::to_string(records.size()) + " of them");
    }
    if (closing->head != seal.head || closing->link != seal.link) {
        return fail(Errc::storage_failed,
                    "the records of " + describe(seal) + " are others than those that were sealed");
    }
    return {};
}

std::string describe(const Seal& seal) { return "seal " + std::to_string(seal.number) + " of chain " + seal.chain; }

}  // namespace otkel::journal

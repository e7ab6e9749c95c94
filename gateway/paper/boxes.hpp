#pragma once

#include <pango/pangocairo.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/paper/filling.hpp"
#include "gateway/paper/render.hpp"

// What stands on pages, one under the other, before it is known on which. Private to paper/.

namespace otkel::paper {

struct ObjectGone {
    void operator()(gpointer object) const { g_object_unref(object); }
};
template <class T>
using Object = std::unique_ptr<T, ObjectGone>;
using Layout = std::shared_ptr<PangoLayout>;

// A line of text, or a row of a table; never cut in two.
struct Box {
    double height{0};
    bool stays_with_next{false};
    std::function<void(cairo_t*, double x, double y)> draw;
    std::shared_ptr<const Box> repeated{};  // the head of its table, once more on every page that begins within it
    Place place{};
};

// Makes the boxes of one part.
class Setter {
public:
    Setter(const Template& from, const Part& part, const boost::json::object& values, PangoContext* context,
           const Limits& limits);
    [[nodiscard]] Result<std::vector<Box>> boxes();
    // A text on one line: of the footer.
    [[nodiscard]] Result<Layout> line(const std::string& text, double size) const;

private:
    Result<void> set(const Block& block);
    Result<void> paragraph(const Block& block, std::string_view text, double indent);
    Result<void> list(const Block& block);
    Result<void> table(const Block& block);
    Result<void> columns(const Block& block);
    Result<void> signature(const Block& block);
    struct Cells {
        std::vector<Layout> layouts;
        std::vector<double> widths;
        double height{0};
    };
    Result<Cells> cells(const Block& block, const boost::json::value* row, bool is_head) const;
    [[nodiscard]] Box row_box(Cells cells, const Place& place) const;
    [[nodiscard]] Result<Layout> layout(const Block& block, std::string_view text, const boost::json::value* row,
                                        double width, Alignment alignment, bool bold) const;
    [[nodiscard]] Result<const boost::json::array*> rows_of(const Block& block);
    [[nodiscard]] double size_of(const Block& block) const { return block.size > 0 ? block.size : from_.size; }
    void gap(double height);

    const Template& from_;
    const Part& part_;
    const boost::json::object& values_;
    PangoContext* context_;
    const Limits& limits_;
    double width_;
    std::size_t rows_{0};
    std::vector<Box> boxes_;
};

// A4 (ISO 216), in points.
inline constexpr double page_width = 595.276, page_height = 841.89;

}  // namespace otkel::paper

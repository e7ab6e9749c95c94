#include "gateway/paper/render.hpp"

#include <cairo-pdf.h>

#include <algorithm>

#include "gateway/paper/boxes.hpp"

namespace otkel::paper {
namespace {

constexpr double footer_size = 8;

struct Placed {
    Box box;
    double y{0};
};
using Page = std::vector<Placed>;

struct SurfaceGone {
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
struct DrawingGone {
    void operator()(cairo_t* drawing) const { cairo_destroy(drawing); }
};

Result<void> check_font(PangoFontMap* map, const std::string& family) {
    PangoFontFamily** families = nullptr;
    int count = 0;
    pango_font_map_list_families(map, &families, &count);
    const bool found =
        std::any_of(families, families + count, [&](auto* one) { return family == pango_font_family_get_name(one); });
    g_free(static_cast<gpointer>(families));
    if (!found) {
        return fail(Errc::invalid_configuration, "the font " + family + " of the paper is not installed here");
    }
    return {};
}

// Boxes that stay with the next are moved to the next page together with it.
std::size_t end_of_group(const std::vector<Box>& boxes, std::size_t begin) {
    while (begin + 1 < boxes.size() && boxes[begin].stays_with_next) {
        ++begin;
    }
    return begin + 1;
}

Result<std::vector<Page>> paginate(const Template& from, const std::vector<Box>& boxes) {
    const double bottom = page_height - from.bottom;
    std::vector<Page> pages(1);
    double y = from.top;
    for (std::size_t i = 0; i < boxes.size();) {
        const auto end = end_of_group(boxes, i);
        double height = 0;
        for (std::size_t j = i; j < end; ++j) {
            height += boxes[j].height;
        }
        if (y + height > bottom && !pages.back().empty()) {
            pages.emplace_back();
            y = from.top;
            if (const auto head = boxes[i].repeated) {
                pages.back().push_back({*head, y});
                y += head->height;
            }
        }
        if (y + height > bottom) {
            return tl::make_unexpected(
                Error{Errc::invalid_argument, "this is longer than a page and cannot be cut", boxes[i].place, {}});
        }
        for (; i < end; ++i) {
            pages.back().push_back({boxes[i], y});
            y += boxes[i].height;
        }
    }
    return pages;
}

cairo_status_t append(void* closure, const unsigned char* octets, unsigned int count) {
    static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(octets), count);
    return CAIRO_STATUS_SUCCESS;
}

std::string replaced(std::string text, std::string_view mark, const std::string& by) {
    if (const auto at = text.find(mark); at != std::string::npos) {
        text.replace(at, mark.size(), by);
    }
    return text;
}

class Document {
public:
    Document(const Template& from, const boost::json::object& values, const Origin& origin, const Limits& limits)
        : from_(from), values_(values), origin_(origin), limits_(limits), map_(pango_cairo_font_map_new()) {
        pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map_.get()), 72);
        context_.reset(pango_font_map_create_context(map_.get()));
    }

    Result<std::string> write() {
        if (auto there = check_font(map_.get(), from_.font); !there) {
            return fail(std::move(there.error()));
        }
        for (const auto& part : from_.parts) {
            if (auto set = add(part); !set) {
                return fail(std::move(set.error()));
            }
        }
        return draw();
    }

private:
    struct PartPage {
        const Part* part;
        Page page;
    };

    Result<void> add(const Part& part) {
        auto boxes = Setter(from_, part, values_, context_.get(), limits_).boxes();
        if (!boxes) {
            return fail(std::move(boxes.error()));
        }
        auto pages = paginate(from_, *boxes);
        if (!pages) {
            return fail(std::move(pages.error()));
        }
        for (auto& page : *pages) {
            pages_.push_back({&part, std::move(page)});
        }
        if (pages_.size() > limits_.pages_max) {
            return fail(Errc::limit_exceeded,
                        "the paper has more than " + std::to_string(limits_.pages_max) + " pages");
        }
        return {};
    }

    void set_properties(cairo_surface_t* surface) const {
        auto at = to_utc_text(origin_.at);
        at.replace(std::min(at.find_first_of(".Z"), at.size()), at.size(), "Z");
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, from_.parts.front().title.c_str());
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, origin_.author.c_str());
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, at.c_str());
    }

    Result<void> draw_footer(cairo_t* to, const Part& part, std::size_t number) const {
        if (from_.footer.empty()) {
            return {};
        }
        auto text = replaced(from_.footer, "{page}", std::to_string(number));
        text = replaced(std::move(text), "{pages}", std::to_string(pages_.size()));
        const auto line = Setter(from_, part, values_, context_.get(), limits_).line(text, footer_size);
        if (!line) {
            return fail(line.error());
        }
        cairo_move_to(to, from_.left, page_height - from_.bottom + 2 * footer_size);
        pango_cairo_show_layout(to, line->get());
        return {};
    }

    Result<std::string> draw() {
        std::string octets;
        const std::unique_ptr<cairo_surface_t, SurfaceGone> surface(
            cairo_pdf_surface_create_for_stream(append, &octets, page_width, page_height));
        set_properties(surface.get());
        const std::unique_ptr<cairo_t, DrawingGone> to(cairo_create(surface.get()));
        for (std::size_t i = 0; i < pages_.size(); ++i) {
            for (const auto& placed : pages_[i].page) {
                placed.box.draw(to.get(), from_.left, placed.y);
            }
            if (auto drawn = draw_footer(to.get(), *pages_[i].part, i + 1); !drawn) {
                return fail(std::move(drawn.error()));
            }
            cairo_show_page(to.get());
        }
        cairo_surface_finish(surface.get());
        const auto status = cairo_surface_status(surface.get());
        if (status != CAIRO_STATUS_SUCCESS) {
            return fail(Errc::internal, std::string("the paper was not drawn: ") + cairo_status_to_string(status));
        }
        return octets;
    }

    const Template& from_;
    const boost::json::object& values_;
    const Origin& origin_;
    const Limits& limits_;
    Object<PangoFontMap> map_;
    Object<PangoContext> context_;
    std::vector<PartPage> pages_;
};

}  // namespace

Result<std::string> render(const Template& from, const boost::json::object& values, const Origin& origin,
                           const Limits& limits) {
    return Document(from, values, origin, limits).write();
}

}  // namespace otkel::paper

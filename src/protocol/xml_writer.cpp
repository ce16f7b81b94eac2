// SPDX-License-Identifier: Apache-2.0
#include "protocol/xml_writer.hpp"

#include <skiff/core/json/reader.hpp>

#include <libxml/xmlwriter.h>

#include <new>

namespace skiff::protocol {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

xmlChar const* chars(std::string const& text) noexcept {
    return reinterpret_cast<xmlChar const*>(text.c_str());
}

void check(int written) {
    if (written < 0)
        throw std::bad_alloc();
}

bool is_noncharacter(std::string_view text) {
    return text.starts_with("\xEF\xBF\xBE") || text.starts_with("\xEF\xBF\xBF");
}

/// Bytes of the character that begins at `text`; 0 when it is none that XML 1.0 can hold.
std::size_t character_size(std::string_view text) {
    auto const first = static_cast<unsigned char>(text.front());
    if (first < 0x80)
        return first >= 0x20 || first == '\t' || first == '\n' || first == '\r' ? 1 : 0;
    std::size_t const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    bool const good = text.size() >= size && json::is_utf8(text.substr(0, size));
    return good && !is_noncharacter(text) ? size : 0;
}

std::string clean(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        auto const size = character_size(text);
        out += size == 0 ? replacement : text.substr(0, size);
        text.remove_prefix(size != 0 ? size : is_noncharacter(text) ? 3 : 1);
    }
    return out;
}

} // namespace

void xml_writer::deleter::operator()(_xmlBuffer* buffer) const noexcept {
    xmlBufferFree(buffer);
}
void xml_writer::deleter::operator()(_xmlTextWriter* writer) const noexcept {
    xmlFreeTextWriter(writer);
}

xml_writer::xml_writer() : buffer_(xmlBufferCreate()) {
    if (buffer_)
        writer_.reset(xmlNewTextWriterMemory(buffer_.get(), 0));
    if (!writer_)
        throw std::bad_alloc();
}

xml_writer::~xml_writer() = default;

void xml_writer::open(std::string_view name, std::string_view name_space) {
    check(xmlTextWriterStartElement(writer_.get(), chars(std::string(name))));
    if (!name_space.empty())
        check(xmlTextWriterWriteAttribute(writer_.get(), chars("xmlns"),
                                          chars(std::string(name_space))));
}

void xml_writer::close() {
    check(xmlTextWriterEndElement(writer_.get()));
}

void xml_writer::element(std::string_view name, std::string_view text) {
    open(name);
    if (!text.empty())
        check(xmlTextWriterWriteString(writer_.get(), chars(clean(text))));
    close();
}

std::string xml_writer::take() && {
    check(xmlTextWriterFlush(writer_.get()));
    return {reinterpret_cast<char const*>(xmlBufferContent(buffer_.get())),
            static_cast<std::size_t>(xmlBufferLength(buffer_.get()))};
}

} // namespace skiff::protocol

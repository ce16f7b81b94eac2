# cmake -DFOLDER=... -DOUTPUT=... -P embed.cmake
# Writes a C++ source with every file below FOLDER: item_tracker::embedded_files().
file(GLOB names RELATIVE "${FOLDER}" "${FOLDER}/*")
list(SORT names)
set(arrays "")
set(entries "")
set(index 0)
foreach(name IN LISTS names)
    file(READ "${FOLDER}/${name}" hex HEX)
    string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
    string(APPEND arrays "constexpr unsigned char file_${index}[] = {\n${bytes}0};\n")
    string(APPEND entries "    {\"/${name}\", text_of(file_${index})},\n")
    math(EXPR index "${index} + 1")
endforeach()
file(WRITE "${OUTPUT}" "// Written by embed.cmake from the folder web.
#include \"embedded_files.hpp\"

namespace item_tracker {
namespace {

${arrays}
template <std::size_t Size>
std::string_view text_of(unsigned char const (&bytes)[Size]) {
    return {reinterpret_cast<char const*>(bytes), Size - 1};
}

} // namespace

std::vector<embedded_file> embedded_files() {
    return {
${entries}    };
}

} // namespace item_tracker
")

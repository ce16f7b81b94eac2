# How tests are declared. Catch2 v2 (Debian 12) or v3; its main is compiled once.
include_guard(GLOBAL)
find_package(Catch2 REQUIRED)

if(TARGET Catch2::Catch2WithMain)
    set(SKIFF_CATCH2_V3 1)
else()
    set(SKIFF_CATCH2_V3 0)
endif()

add_library(skiff_test_main STATIC "${PROJECT_SOURCE_DIR}/tests/support/main.cpp")
set_source_files_properties("${PROJECT_SOURCE_DIR}/tests/support/main.cpp"
    TARGET_DIRECTORY skiff_test_main PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
skiff_own_target_options(skiff_test_main)
target_include_directories(skiff_test_main PUBLIC "${PROJECT_SOURCE_DIR}/tests")
target_compile_definitions(skiff_test_main PUBLIC
    SKIFF_CATCH2_V3=${SKIFF_CATCH2_V3}
    SKIFF_TEST_DATA="${PROJECT_SOURCE_DIR}/tests"
    SKIFF_TEST_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
    SKIFF_TEST_BINARY_DIR="${PROJECT_BINARY_DIR}")
target_link_libraries(skiff_test_main PUBLIC Catch2::Catch2)
target_precompile_headers(skiff_test_main PUBLIC "${PROJECT_SOURCE_DIR}/tests/support/precompiled.hpp")

# skiff_test(<name> SOURCES ... LIBRARIES ... [LABELS ...] [TIMEOUT seconds])
# One program of Catch2 cases, run by ctest as <name>.
function(skiff_test name)
    cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;LIBRARIES;LABELS" ${ARGN})
    add_executable(test_${name} ${arg_SOURCES})
    skiff_own_target_options(test_${name})
    target_link_libraries(test_${name} PRIVATE skiff_test_main ${arg_LIBRARIES})
    target_precompile_headers(test_${name} REUSE_FROM skiff_test_main)
    target_include_directories(test_${name} PRIVATE "${PROJECT_SOURCE_DIR}/src")
    add_test(NAME ${name} COMMAND test_${name})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 300)
    endif()
    set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}")
endfunction()

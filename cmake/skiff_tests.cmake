# How tests are declared. Catch2 v2 (Debian 12) or v3; its main is compiled once.
include_guard(GLOBAL)
find_package(Catch2 REQUIRED)

if(Catch2_VERSION VERSION_GREATER_EQUAL 3)
    set(SKIFF_CATCH2_V3 1)
else()
    set(SKIFF_CATCH2_V3 0)
endif()

# Tests are compiled more often than they run.
function(skiff_test_optimization target)
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()

# skiff_test(<name> SOURCES ... LIBRARIES ... [LABELS ...] [TIMEOUT seconds])
# One program of Catch2 cases, run by ctest as <name>, labelled by the name's first word: unit,
# integration. A unity build (SKIFF_UNITY_TESTS) puts sources of one folder together, by eight.
function(skiff_test name)
    cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;LIBRARIES;LABELS" ${ARGN})
    add_executable(test_${name} ${arg_SOURCES})
    skiff_own_target_options(test_${name} OWN_PRECOMPILED_HEADER)
    target_link_libraries(test_${name} PRIVATE skiff_test_main ${arg_LIBRARIES})
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
        # False alarms of GCC 12 on tables of cases that hold strings.
        target_compile_options(test_${name} PRIVATE
            -Wno-array-bounds -Wno-stringop-overflow -Wno-maybe-uninitialized)
    endif()
    skiff_test_optimization(test_${name})
    target_precompile_headers(test_${name} REUSE_FROM skiff_test_main)
    target_include_directories(test_${name} PRIVATE "${PROJECT_SOURCE_DIR}/src")
    set_target_properties(test_${name} PROPERTIES UNITY_BUILD_MODE GROUP)
    if(SKIFF_UNITY_TESTS)
        set_target_properties(test_${name} PROPERTIES UNITY_BUILD ON)
        target_compile_options(test_${name} PRIVATE -Wno-shadow)
    endif()
    set(index 0)
    foreach(source IN LISTS arg_SOURCES)
        get_filename_component(folder "${source}" DIRECTORY)
        get_filename_component(folder "${folder}" NAME)
        math(EXPR part "${index} / 8")
        set_source_files_properties("${source}" PROPERTIES UNITY_GROUP "${folder}_${part}")
        math(EXPR index "${index} + 1")
    endforeach()
    add_test(NAME ${name} COMMAND test_${name})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 300)
    endif()
    if(NOT arg_LABELS)
        string(REGEX REPLACE "_.*" "" arg_LABELS "${name}") # unit_core is labelled unit
    endif()
    set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}")
endfunction()

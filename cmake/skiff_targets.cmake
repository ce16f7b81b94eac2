# One function per kind of target, so that every module, program and test is declared alike.
include_guard(GLOBAL)

# Warnings and sanitizers, for skiff's own targets only: nothing leaks to those who link them.
# skiff_own_target_options(<target> [OWN_PRECOMPILED_HEADER])
function(skiff_own_target_options target)
    cmake_parse_arguments(arg "OWN_PRECOMPILED_HEADER" "" "" ${ARGN})
    target_compile_features(${target} PUBLIC cxx_std_20)
    set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
    target_compile_options(${target} PRIVATE
        -Wall -Wextra -Wpedantic -Wold-style-cast -Wcast-qual
        -Wconversion -Wno-sign-conversion -Wno-missing-field-initializers
        -ffunction-sections -fdata-sections)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
        target_compile_options(${target} PRIVATE -Wno-restrict) # false alarms: GCC bug 105651
    endif()
    if(NOT CMAKE_UNITY_BUILD) # There a source would hide another one's names.
        target_compile_options(${target} PRIVATE -Wshadow)
    elseif(CMAKE_CXX_COMPILER_ID STREQUAL "GNU") # It takes a unity source for a header.
        target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
    endif()
    if(SKIFF_WARNINGS_AS_ERRORS)
        target_compile_options(${target} PRIVATE -Werror)
    endif()
    if(SKIFF_SANITIZE)
        target_compile_options(${target} PRIVATE
            -fsanitize=${SKIFF_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
        target_link_options(${target} PUBLIC -fsanitize=${SKIFF_SANITIZE})
        if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
            target_compile_options(${target} PRIVATE -fno-sanitize=function)
        endif()
    endif()
    # Off by default, so that a source that leans on another's includes is found out.
    if(SKIFF_PRECOMPILE)
        target_compile_options(${target} PRIVATE -fPIC) # programs share it with modules
        if(NOT arg_OWN_PRECOMPILED_HEADER)
            target_precompile_headers(${target} REUSE_FROM skiff_precompiled)
        endif()
    endif()
endfunction()

# skiff_precompiled owns the header that the others reuse.
function(skiff_precompiled_header)
    add_library(skiff_precompiled OBJECT precompiled.cpp)
    skiff_own_target_options(skiff_precompiled OWN_PRECOMPILED_HEADER)
    target_include_directories(skiff_precompiled PRIVATE
        "${PROJECT_SOURCE_DIR}/include" "${PROJECT_SOURCE_DIR}/src")
    target_link_libraries(skiff_precompiled PRIVATE Boost::headers)
    target_precompile_headers(skiff_precompiled PRIVATE precompiled.hpp)
endfunction()

# skiff_module(<name> SOURCES ... [PUBLIC libs...] [PRIVATE libs...])
# A library skiff_<name>, known as skiff::<name> inside the tree and after installation. Its public
# headers are include/skiff/<name>.hpp and all of include/skiff/<name>/.
function(skiff_module name)
    cmake_parse_arguments(arg "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
    set(target skiff_${name})
    file(GLOB_RECURSE headers CONFIGURE_DEPENDS
        "${PROJECT_SOURCE_DIR}/include/skiff/${name}/*.hpp"
        "${PROJECT_SOURCE_DIR}/include/skiff/${name}.hpp")
    add_library(${target} ${arg_SOURCES})
    add_library(skiff::${name} ALIAS ${target})
    skiff_own_target_options(${target})
    target_sources(${target} PUBLIC
        FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}/include" FILES ${headers})
    target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}/src")
    target_link_libraries(${target} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
    set_target_properties(${target} PROPERTIES
        EXPORT_NAME ${name}
        OUTPUT_NAME skiff_${name}
        POSITION_INDEPENDENT_CODE ON
        DEFINE_SYMBOL "" # nothing asks for it: shared and static objects are the same to ccache
        VERIFY_INTERFACE_HEADER_SETS ON
        INSTALL_RPATH "$ORIGIN" # the modules lie beside each other
        VERSION ${PROJECT_VERSION}
        SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
    set_property(GLOBAL APPEND PROPERTY SKIFF_MODULES ${name})
endfunction()

# skiff_program(<name> SOURCES ... [LIBRARIES ...])
function(skiff_program name)
    cmake_parse_arguments(arg "" "" "SOURCES;LIBRARIES" ${ARGN})
    add_executable(${name} ${arg_SOURCES})
    skiff_own_target_options(${name})
    target_link_libraries(${name} PRIVATE ${arg_LIBRARIES})
    target_link_options(${name} PRIVATE -Wl,--gc-sections)
endfunction()

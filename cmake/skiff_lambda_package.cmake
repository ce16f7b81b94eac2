# skiff_lambda_package(<target> [NAME <name>] [STRIP ON|OFF] [GLIBC auto|system|bundled])
# A target <target>-package that makes <build>/lambda/<name>.zip of a program, for the runtime
# provided.al2023. <name> is the target's unless it is given. At its root is the executable
# "bootstrap"; in lib/ are the shared libraries that the program needs and Lambda lacks.
#
# GLIBC says whose C library the function runs on:
#   system   Lambda's, 2.34: the program itself is the bootstrap. Making the package fails when the
#            program, or a library of its, needs a newer one, and names the symbols.
#   bundled  this machine's: it is packed, with its loader. The bootstrap is a shell script that
#            starts bin/<target> with them.
#   auto     system where that works, otherwise bundled. The default.
# STRIP OFF leaves debugging information and symbols in.
include_guard(GLOBAL)

set(SKIFF_LAMBDA_PACKAGE_SCRIPT "${CMAKE_CURRENT_LIST_DIR}/skiff_make_lambda_package.cmake"
    CACHE INTERNAL "Makes the zip of a Lambda function")

function(skiff_lambda_package target)
    cmake_parse_arguments(arg "" "NAME;STRIP;GLIBC" "" ${ARGN})
    if(arg_UNPARSED_ARGUMENTS OR arg_KEYWORDS_MISSING_VALUES)
        message(FATAL_ERROR "skiff_lambda_package(${target}): cannot read "
            "'${arg_UNPARSED_ARGUMENTS}${arg_KEYWORDS_MISSING_VALUES}'")
    endif()
    if(NOT TARGET ${target})
        message(FATAL_ERROR "skiff_lambda_package: there is no target '${target}'")
    endif()
    get_target_property(type ${target} TYPE)
    if(NOT type STREQUAL "EXECUTABLE")
        message(FATAL_ERROR "skiff_lambda_package: '${target}' is no program")
    endif()
    if(NOT arg_NAME)
        set(arg_NAME ${target})
    endif()
    if(NOT DEFINED arg_STRIP)
        set(arg_STRIP ON)
    endif()
    if(NOT arg_GLIBC)
        set(arg_GLIBC auto)
    endif()
    if(NOT arg_GLIBC MATCHES "^(auto|system|bundled)$")
        message(FATAL_ERROR "skiff_lambda_package(${target}): GLIBC is auto, system or bundled, "
            "not '${arg_GLIBC}'")
    endif()

    # Libraries that nothing is taken from are not packed. Lambda's LD_LIBRARY_PATH has /lib64
    # before the function's own lib/; only the older kind of run path goes before both.
    target_link_options(${target} PRIVATE
        LINKER:--as-needed "LINKER:--disable-new-dtags,-rpath,$ORIGIN/lib")

    set(zip "${CMAKE_BINARY_DIR}/lambda/${arg_NAME}.zip")
    add_custom_command(OUTPUT "${zip}"
        COMMAND ${CMAKE_COMMAND}
            "-DPROGRAM=$<TARGET_FILE:${target}>" -DTARGET=${target} "-DZIP=${zip}"
            "-DWORK=${CMAKE_CURRENT_BINARY_DIR}/${target}-package.dir"
            -DSTRIP=${arg_STRIP} -DGLIBC=${arg_GLIBC}
            "-DCMAKE_OBJDUMP=${CMAKE_OBJDUMP}" "-DCMAKE_STRIP=${CMAKE_STRIP}"
            -P "${SKIFF_LAMBDA_PACKAGE_SCRIPT}"
        DEPENDS ${target} "${SKIFF_LAMBDA_PACKAGE_SCRIPT}"
        COMMENT "Packing ${arg_NAME}.zip"
        VERBATIM)
    add_custom_target(${target}-package DEPENDS "${zip}")
    set_property(GLOBAL APPEND PROPERTY SKIFF_LAMBDA_PACKAGES ${arg_NAME})
endfunction()

# cmake -DMODE=installed|embedded -DSHARED=ON|OFF -DSOURCE=... -DWORK=... [-DLAUNCHER=ccache] -P run.cmake
# Builds tests/consumer/project as a user would and runs its program.
function(run)
    execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE out ERROR_VARIABLE out)
    if(NOT code EQUAL 0)
        message(FATAL_ERROR "failed (${code}): ${ARGN}\n${out}")
    endif()
endfunction()

file(REMOVE_RECURSE "${WORK}")
set(common -G Ninja -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=${SHARED}
    -DSKIFF_WARNINGS_AS_ERRORS=${WERROR} -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER})
if(MODE STREQUAL "installed")
    run(${CMAKE_COMMAND} -S "${SOURCE}" -B "${WORK}/skiff" ${common} -DCMAKE_INSTALL_PREFIX=${WORK}/prefix
        -DSKIFF_BUILD_TESTS=OFF -DSKIFF_BUILD_BENCH=OFF -DSKIFF_BUILD_EXAMPLES=OFF
        -DSKIFF_BUILD_CODEGEN=OFF -DSKIFF_BUILD_LOCAL=ON)
    run(${CMAKE_COMMAND} --build "${WORK}/skiff" --target install)
    if(EXISTS "${WORK}/prefix/include/aws")
        message(FATAL_ERROR "something was installed under include/aws")
    endif()
    run(${CMAKE_COMMAND} -S "${SOURCE}/tests/consumer/project" -B "${WORK}/consumer" ${common}
        -DCMAKE_PREFIX_PATH=${WORK}/prefix)
else()
    run(${CMAKE_COMMAND} -S "${SOURCE}/tests/consumer/project" -B "${WORK}/consumer" ${common}
        -DSKIFF_SOURCE=${SOURCE})
endif()
run(${CMAKE_COMMAND} --build "${WORK}/consumer" --target consumer)
run("${WORK}/consumer/consumer")
run(${CMAKE_COMMAND} --build "${WORK}/consumer" --target consumer-package)
file(ARCHIVE_EXTRACT INPUT "${WORK}/consumer/lambda/packed.zip" DESTINATION "${WORK}/unpacked")
run("${WORK}/unpacked/bootstrap")
file(REMOVE_RECURSE "${WORK}")

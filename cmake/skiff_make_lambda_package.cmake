# cmake -DPROGRAM=... -DTARGET=... -DZIP=... -DWORK=... -DSTRIP=ON|OFF -DGLIBC=auto|system|bundled
#     -DCMAKE_OBJDUMP=... -DCMAKE_STRIP=... -P skiff_make_lambda_package.cmake
# What skiff_lambda_package runs: makes the zip of one program, with the same bytes every time.
cmake_minimum_required(VERSION 3.25)

# Amazon Linux 2023 has glibc 2.34 and keeps it
# (docs.aws.amazon.com/linux/al2023/ug/core-glibc.html).
set(lambda_glibc 2.34)
# All of glibc's own libraries: they fit each other and their loader only.
set(glibc_libraries
    "^(ld-linux[-a-z0-9_]*|ld64|lib(c|m|mvec|pthread|dl|rt|resolv|util|anl|BrokenLocale))[.]so")

function(run out)
    execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE text ERROR_VARIABLE problem)
    if(NOT code EQUAL 0)
        message(FATAL_ERROR "${TARGET}: failed (${code}): ${ARGN}\n${problem}")
    endif()
    set(${out} "${text}" PARENT_SCOPE)
endfunction()

# Symbols that the file takes from a glibc newer than Lambda's, as "name (GLIBC_2.36)".
function(find_newer_symbols file out)
    run(table env LC_ALL=C "${CMAKE_OBJDUMP}" -T "${file}")
    string(REGEX MATCHALL "[^\n]*[*]UND[*][^\n]*GLIBC_[0-9.]+[^\n]*" lines "${table}")
    set(newer)
    foreach(line IN LISTS lines)
        string(REGEX MATCH "GLIBC_([0-9.]+)[)]? +([^ ]+)$" unused "${line}")
        if(CMAKE_MATCH_1 VERSION_GREATER lambda_glibc)
            list(APPEND newer "${CMAKE_MATCH_2} (GLIBC_${CMAKE_MATCH_1})")
        endif()
    endforeach()
    set(${out} "${newer}" PARENT_SCOPE)
endfunction()

# The packed copy knows the package's folders and none of this machine's.
function(set_run_path file path)
    run(header env LC_ALL=C "${CMAKE_OBJDUMP}" -p "${file}")
    if(header MATCHES "\n *(RPATH|RUNPATH) +([^\n]+)")
        if(path STREQUAL "")
            file(RPATH_REMOVE FILE "${file}")
        else()
            file(RPATH_CHANGE FILE "${file}" OLD_RPATH "${CMAKE_MATCH_2}" NEW_RPATH "${path}")
        endif()
    endif()
endfunction()

# What the program loads, and what that loads.
file(GET_RUNTIME_DEPENDENCIES EXECUTABLES "${PROGRAM}"
    RESOLVED_DEPENDENCIES_VAR libraries
    UNRESOLVED_DEPENDENCIES_VAR missing
    CONFLICTING_DEPENDENCIES_PREFIX conflict)
# Found at several places: the first one is what the loader takes.
foreach(name IN LISTS conflict_FILENAMES)
    list(GET conflict_${name} 0 first)
    list(APPEND libraries "${first}")
endforeach()
if(missing)
    list(JOIN missing ", " missing)
    message(FATAL_ERROR "${TARGET}: not found, and so not packed: ${missing}")
endif()
list(SORT libraries)
set(own)
set(glibc)
foreach(library IN LISTS libraries)
    cmake_path(GET library FILENAME name)
    if(name MATCHES "${glibc_libraries}")
        list(APPEND glibc "${library}")
    else()
        list(APPEND own "${library}")
    endif()
endforeach()

set(needs)
foreach(file IN ITEMS "${PROGRAM}" LISTS own)
    find_newer_symbols("${file}" newer)
    if(newer)
        cmake_path(GET file FILENAME name)
        list(JOIN newer ", " newer)
        string(APPEND needs "\n  ${name}: ${newer}")
    endif()
endforeach()
if(needs AND GLIBC STREQUAL "system")
    message(FATAL_ERROR "${TARGET}: Lambda's glibc is ${lambda_glibc}; newer ones are needed by${needs}\n"
        "Build on Amazon Linux 2023, or pack this machine's glibc: "
        "skiff_lambda_package(${TARGET} GLIBC bundled)")
endif()
if(needs OR GLIBC STREQUAL "bundled")
    set(bundled TRUE)
else()
    set(bundled FALSE)
endif()

set(stage "${WORK}/content")
file(REMOVE_RECURSE "${WORK}")
file(MAKE_DIRECTORY "${stage}")
set(entries bootstrap)
set(executable PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE
    GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

function(pack file entry)
    file(REAL_PATH "${file}" real)
    cmake_path(GET entry PARENT_PATH folder)
    file(MAKE_DIRECTORY "${stage}/${folder}")
    file(COPY_FILE "${real}" "${stage}/${entry}")
    file(CHMOD "${stage}/${entry}" ${executable})
endfunction()

if(bundled)
    set(program "bin/${TARGET}")
    list(APPEND entries "${program}")
    set(packed ${own} ${glibc})
    set(loader)
    foreach(library IN LISTS glibc)
        cmake_path(GET library FILENAME name)
        if(name MATCHES "^ld")
            set(loader "${name}")
        endif()
    endforeach()
    if(NOT loader)
        message(FATAL_ERROR "${TARGET}: no loader of glibc among what it needs: ${libraries}")
    endif()
    file(WRITE "${stage}/bootstrap" "#!/bin/sh\n"
        "# The program needs a newer glibc than Lambda's: it is started with the one in lib/.\n"
        "task=\${LAMBDA_TASK_ROOT:-\${0%/*}}\n"
        "# The libcrypto in lib/ may look for authorities where another distribution has them.\n"
        "authorities=/etc/pki/tls/certs/ca-bundle.crt\n"
        "if [ -z \"\$SSL_CERT_FILE\" ] && [ -r \$authorities ]; then\n"
        "    export SSL_CERT_FILE=\$authorities\n"
        "fi\n"
        "exec \"$task/lib/${loader}\" --library-path \"$task/lib\" \"$task/${program}\" \"$@\"\n")
    file(CHMOD "${stage}/bootstrap" ${executable})
else()
    set(program bootstrap)
    set(packed ${own})
endif()

pack("${PROGRAM}" "${program}")
if(bundled OR NOT own)
    set_run_path("${stage}/${program}" "")
else()
    set_run_path("${stage}/${program}" "$ORIGIN/lib")
endif()
if(STRIP)
    run(unused "${CMAKE_STRIP}" --strip-all "${stage}/${program}")
endif()
foreach(library IN LISTS packed)
    cmake_path(GET library FILENAME name)
    pack("${library}" "lib/${name}")
    list(APPEND entries "lib/${name}")
    if(library IN_LIST own)
        set_run_path("${stage}/lib/${name}" "")
        if(STRIP)
            run(unused "${CMAKE_STRIP}" --strip-unneeded "${stage}/lib/${name}")
        endif()
    endif()
endforeach()
list(SORT entries)

# One time for all entries. The zip also has when each file was read and made, and by whom: sed
# writes the same time and root over that.
cmake_path(GET ZIP PARENT_PATH folder)
file(MAKE_DIRECTORY "${folder}")
execute_process(
    COMMAND env TZ=UTC "${CMAKE_COMMAND}" -E tar cf "${WORK}/raw.zip" --format=zip
        "--mtime=1980-01-02 00:00:00 UTC" -- ${entries}
    WORKING_DIRECTORY "${stage}" COMMAND_ERROR_IS_FATAL ANY)
set(z "\\x00")
execute_process(
    COMMAND env LC_ALL=C sed -E
        ":a;N;$!ba;s/(UT\\x0d${z}\\x07)(....)........(ux\\x0b${z}\\x01\\x04)....\\x04..../\\1\\2\\2\\2\\3${z}${z}${z}${z}\\x04${z}${z}${z}${z}/g"
        "${WORK}/raw.zip"
    OUTPUT_FILE "${WORK}/done.zip" COMMAND_ERROR_IS_FATAL ANY)
file(RENAME "${WORK}/done.zip" "${ZIP}")

file(SIZE "${ZIP}" size)
math(EXPR size "(${size} + 1023) / 1024")
if(bundled AND GLIBC STREQUAL "auto")
    message(STATUS "${TARGET}: glibc is packed, Lambda's ${lambda_glibc} is too old for:${needs}")
endif()
message(STATUS "${ZIP}: ${size} KiB")
file(REMOVE_RECURSE "${WORK}")

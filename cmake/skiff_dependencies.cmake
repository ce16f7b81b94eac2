# What skiff stands on. Boost 1.81 is Debian 12's; newer ones are welcome. Nothing is downloaded.
# skiffConfig.cmake.in says the same for an installed package.
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS url)
find_package(OpenSSL 3.0 REQUIRED)
find_package(LibXml2 REQUIRED)
if(SKIFF_BUILD_LOCAL)
    find_package(SQLite3 3.38 REQUIRED)
    find_package(PostgreSQL REQUIRED) # libpq; the server is looked for when it is needed
    # libmariadb, for local MySQL clusters: optional, and so is its server.
    find_path(SKIFF_MARIADB_INCLUDE_DIR mysql.h PATH_SUFFIXES mariadb)
    find_library(SKIFF_MARIADB_LIBRARY mariadb PATH_SUFFIXES mariadb)
    mark_as_advanced(SKIFF_MARIADB_INCLUDE_DIR SKIFF_MARIADB_LIBRARY)
    set(SKIFF_WITH_MYSQL OFF)
    if(SKIFF_MARIADB_INCLUDE_DIR AND SKIFF_MARIADB_LIBRARY)
        set(SKIFF_WITH_MYSQL ON)
    else()
        message(STATUS "skiff: no libmariadb (libmariadb-dev): no local MySQL clusters, and their "
            "tests are left out")
    endif()
endif()

# What skiff stands on. Boost 1.81 is Debian 12's; newer ones are welcome. Nothing is downloaded.
# skiffConfig.cmake.in says the same for an installed package.
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS url)
find_package(OpenSSL 3.0 REQUIRED)
find_package(LibXml2 REQUIRED)
if(SKIFF_BUILD_LOCAL)
    find_package(SQLite3 3.38 REQUIRED)
    find_package(PostgreSQL REQUIRED) # libpq; the server is looked for when it is needed
endif()

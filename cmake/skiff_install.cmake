# Installation and the CMake package: find_package(skiff COMPONENTS dynamodb ses).
# One export file per module, so that a consumer needs only what its components stand on.
include(CMakePackageConfigHelpers)

set(SKIFF_PACKAGE_DIR "${CMAKE_INSTALL_LIBDIR}/cmake/skiff")
get_property(modules GLOBAL PROPERTY SKIFF_MODULES)

foreach(module IN LISTS modules)
    install(TARGETS skiff_${module} EXPORT skiff_${module}
        LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
        ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
        FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
    install(EXPORT skiff_${module} NAMESPACE skiff:: DESTINATION "${SKIFF_PACKAGE_DIR}")
endforeach()
if(TARGET skiff-local)
    set_target_properties(skiff-local PROPERTIES
        INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}")
    install(TARGETS skiff-local DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()

configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/skiffConfig.cmake.in"
    "${PROJECT_BINARY_DIR}/skiffConfig.cmake" INSTALL_DESTINATION "${SKIFF_PACKAGE_DIR}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/skiffConfigVersion.cmake"
    COMPATIBILITY SameMinorVersion)
install(FILES
    "${PROJECT_BINARY_DIR}/skiffConfig.cmake"
    "${PROJECT_BINARY_DIR}/skiffConfigVersion.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/skiff_lambda_package.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/skiff_make_lambda_package.cmake"
    DESTINATION "${SKIFF_PACKAGE_DIR}")
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")

# What `cmake --install` gives: headers, both libraries, the program, a pkg-config file and a CMake package.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

install(TARGETS newel newel_static EXPORT NewelTargets)
if(TARGET newel_cli)
  install(TARGETS newel_cli)
endif()
install(DIRECTORY engine/include/newel DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
file(RELATIVE_PATH NEWEL_PC_TO_PREFIX /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
configure_file(cmake/newel.pc.in newel.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/newel.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
install(EXPORT NewelTargets NAMESPACE Newel:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/Newel)
configure_package_config_file(cmake/NewelConfig.cmake.in NewelConfig.cmake INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/Newel)
write_basic_package_version_file(NewelConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/NewelConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/NewelConfigVersion.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/Newel)

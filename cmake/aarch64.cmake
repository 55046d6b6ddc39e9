# Builds for 64-bit ARM on another machine, and runs the tests in QEMU's user mode.
#
#   apt-get install gcc-aarch64-linux-gnu qemu-user
#   cmake -B build/aarch64 -G Ninja -DCMAKE_TOOLCHAIN_FILE=cmake/aarch64.cmake -DAARCH64_ROOT=<folder> -DNEWEL_CLOUD=OFF
#
# AARCH64_ROOT: a folder with the arm64 packages of libpcre2-dev, libyaml-dev and libssl-dev (dpkg -x), and what these need.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES AARCH64_ROOT)
set(libraries ${AARCH64_ROOT}/usr/lib/aarch64-linux-gnu)
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${AARCH64_ROOT})
set(ENV{PKG_CONFIG_LIBDIR} ${libraries}/pkgconfig)
set(CMAKE_C_FLAGS_INIT "-isystem ${AARCH64_ROOT}/usr/include/aarch64-linux-gnu")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-Wl,-rpath-link,${libraries}:${AARCH64_ROOT}/lib/aarch64-linux-gnu")
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64 -L /usr/aarch64-linux-gnu -E LD_LIBRARY_PATH=${libraries}:${AARCH64_ROOT}/lib/aarch64-linux-gnu)

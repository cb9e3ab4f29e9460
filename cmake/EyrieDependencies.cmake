# Every third party is found here, once, and has one target name.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED)  # headers only: Asio and Beast
find_package(OpenSSL 3 REQUIRED)
find_package(CURL REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(simdjson REQUIRED)
find_package(spdlog REQUIRED)
find_package(prometheus-cpp REQUIRED)
find_package(Eigen3 REQUIRED)
find_package(CLI11 REQUIRED)
find_package(ZLIB REQUIRED)
pkg_check_modules(TOMLPP REQUIRED IMPORTED_TARGET tomlplusplus)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(MOSQUITTO REQUIRED IMPORTED_TARGET libmosquitto)
pkg_check_modules(GEOGRAPHICLIB REQUIRED IMPORTED_TARGET geographiclib)
pkg_check_modules(FFMPEG REQUIRED IMPORTED_TARGET libavformat libavcodec libavutil libswscale)
pkg_check_modules(TURBOJPEG REQUIRED IMPORTED_TARGET libturbojpeg)
pkg_check_modules(PNG REQUIRED IMPORTED_TARGET libpng)
pkg_check_modules(YAML_CPP REQUIRED IMPORTED_TARGET yaml-cpp)

# Embree's own package file would find Debian's oneTBB for everybody, in place of the one that OpenVINO brings: docs/adr/0013.
find_path(EMBREE_INCLUDE embree3/rtcore.h REQUIRED)
find_library(EMBREE_LIBRARY embree3 REQUIRED)
add_library(eyrie_embree INTERFACE)
target_include_directories(eyrie_embree SYSTEM INTERFACE ${EMBREE_INCLUDE})
target_link_libraries(eyrie_embree INTERFACE ${EMBREE_LIBRARY})

# OpenVINO comes from its PyPI package, put into .deps by tools/setup.
set(OpenVINO_DIR ${CMAKE_SOURCE_DIR}/.deps/openvino/openvino/cmake CACHE PATH "OpenVINO's CMake folder")
find_package(OpenVINO REQUIRED COMPONENTS Runtime ONNX)

if(EYRIE_TESTS)
  find_package(GTest REQUIRED)
endif()
if(EYRIE_BENCHES)
  find_package(benchmark REQUIRED)
  # Debian's OpenCVConfig.cmake comes only with all of OpenCV; the peers need four of its libraries.
  add_library(eyrie_opencv INTERFACE)
  target_include_directories(eyrie_opencv SYSTEM INTERFACE /usr/include/opencv4)
  target_link_libraries(eyrie_opencv INTERFACE opencv_core opencv_imgproc opencv_dnn opencv_imgcodecs)
endif()

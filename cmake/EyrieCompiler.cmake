# How every file of ours is compiled. Third-party headers are SYSTEM and not held to these warnings.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

# GCC 12 sees an overlap in `"text" + std::string(...)` that is not there (GCC bug 105651): -Wno-restrict.
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wcast-align -Woverloaded-virtual
                    -Wconversion -Wno-sign-conversion -Wdouble-promotion -Wimplicit-fallthrough -Wno-restrict -Werror)

# Release keeps symbols out and frame pointers in: a profile of a running edge is readable.
add_compile_options(-fno-omit-frame-pointer)

set(EYRIE_SANITIZER "" CACHE STRING "address (with undefined) or thread")
if(EYRIE_SANITIZER)
  # Asserts are on where we look for our own bugs; less optimised, because instrumented code of -O2 takes half as long again to compile.
  add_compile_options(-O1 -g1 -UNDEBUG)
endif()
if(EYRIE_SANITIZER STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all)
  add_link_options(-fsanitize=address,undefined)
elseif(EYRIE_SANITIZER STREQUAL "thread")
  add_compile_options(-fsanitize=thread)
  add_link_options(-fsanitize=thread)
endif()

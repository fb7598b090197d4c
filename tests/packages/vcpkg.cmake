# Plays what a port needs of vcpkg, with the meaning that vcpkg's manual gives it: a portfile runs here without vcpkg.
# cmake -DPORTFILE=… -DCURRENT_PACKAGES_DIR=… -DCURRENT_BUILDTREES_DIR=… and a triplet's variables -P vcpkg.cmake
cmake_minimum_required(VERSION 3.18)
set(PORT cognito-native)

function(vcpkg_download_distfile result)
  cmake_parse_arguments(PARSE_ARGV 1 given "" "FILENAME;SHA512" "URLS")
  set(file "${CURRENT_BUILDTREES_DIR}/${given_FILENAME}")
  file(DOWNLOAD "${given_URLS}" "${file}" EXPECTED_HASH "SHA512=${given_SHA512}")
  set(${result} "${file}" PARENT_SCOPE)
endfunction()

# Without the folder that all the archive's files are in.
function(vcpkg_extract_source_archive result)
  cmake_parse_arguments(PARSE_ARGV 1 given "" "ARCHIVE" "")
  set(folder "${CURRENT_BUILDTREES_DIR}/src")
  file(REMOVE_RECURSE "${folder}")
  file(ARCHIVE_EXTRACT INPUT "${given_ARCHIVE}" DESTINATION "${folder}")
  file(GLOB top "${folder}/*")
  set(${result} "${top}" PARENT_SCOPE)
endfunction()

function(vcpkg_install_copyright)
  cmake_parse_arguments(PARSE_ARGV 0 given "" "" "FILE_LIST")
  foreach(file IN LISTS given_FILE_LIST)
    file(READ "${file}" text)
    file(APPEND "${CURRENT_PACKAGES_DIR}/share/${PORT}/copyright" "${text}")
  endforeach()
endfunction()

function(vcpkg_fixup_pkgconfig)
endfunction()

include("${PORTFILE}")

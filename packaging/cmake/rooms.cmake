# SPDX-License-Identifier: MIT
# vibecoder_room(<name> SOURCES <files> [USES <rooms>] [LINK <libraries>])
# One static library per engine folder. USES names the rooms it may see, so that a forbidden arrow
# also fails at link time; tests/lint/layers holds the same table for include lines.
function(vibecoder_room name)
    cmake_parse_arguments(arg "" "" "SOURCES;USES;LINK" ${ARGN})
    set(target vibecoder_${name})
    add_library(${target} STATIC ${arg_SOURCES})
    target_link_libraries(${target} PUBLIC vibecoder_options Qt6::Core)
    foreach(room IN LISTS arg_USES)
        target_link_libraries(${target} PUBLIC vibecoder_${room})
    endforeach()
    target_link_libraries(${target} PUBLIC ${arg_LINK})
    if(name STREQUAL base)
        target_precompile_headers(${target} PRIVATE ${PROJECT_SOURCE_DIR}/engine/pch.h)
    else()
        target_precompile_headers(${target} REUSE_FROM vibecoder_base)
    endif()
endfunction()

# vibecoder_test(<name> [LABELS <labels>] [LINK <libraries>] [TIMEOUT <seconds>] [SOURCES <more files>] [ENVIRONMENT ...])
# A QtTest program tst_<name>.cpp in the current folder, registered with ctest.
function(vibecoder_test name)
    cmake_parse_arguments(arg "" "TIMEOUT" "LABELS;LINK;SOURCES;ENVIRONMENT" ${ARGN})
    add_executable(tst_${name} tst_${name}.cpp ${arg_SOURCES})
    target_link_libraries(tst_${name} PRIVATE vibecoder_options Qt6::Test ${arg_LINK})
    target_include_directories(tst_${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR})
    target_compile_definitions(tst_${name} PRIVATE
        VIBECODER_SOURCE_DIR="${PROJECT_SOURCE_DIR}" VIBECODER_BINARY_DIR="${PROJECT_BINARY_DIR}")
    if(Qt6_VERSION VERSION_GREATER_EQUAL 6.7)
        # QTRY_… of newer Qt narrows the count of its own milliseconds at the place where it is used. As a property of the
        # sources it comes after the options of the target.
        set_source_files_properties(tst_${name}.cpp PROPERTIES COMPILE_OPTIONS -Wno-conversion)
    endif()
    add_test(NAME ${name} COMMAND tst_${name})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 60)
    endif()
    set(environment QT_QPA_PLATFORM=offscreen QT_LOGGING_RULES=*.debug=false ${arg_ENVIRONMENT})
    set_tests_properties(${name} PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT} ENVIRONMENT "${environment}")
endfunction()

# vibecoder_ui(<folder> [LINK <libraries>])
# The library vibecoder_ui_<folder> of all sources in the current folder.
function(vibecoder_ui folder)
    cmake_parse_arguments(arg "" "" "LINK;SOURCES" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/*.h)
    add_library(vibecoder_ui_${folder} STATIC ${sources} ${arg_SOURCES})
    target_link_libraries(vibecoder_ui_${folder} PUBLIC vibecoder_options Qt6::Widgets ${arg_LINK})
    target_include_directories(vibecoder_ui_${folder} PUBLIC ${PROJECT_SOURCE_DIR}/ui)
endfunction()

# vibecoder_catalogues(<program>)
# Builds the translations into a program. `update_translations` reads the sources of all of them.
# The .ts files are in the repository: without them a first configure would make an empty catalogue.
set(VIBECODER_TS_FILES ${PROJECT_SOURCE_DIR}/translations/vibecoder_zh_CN.ts ${PROJECT_SOURCE_DIR}/translations/vibecoder_en.ts)
function(vibecoder_catalogues program)
    if(NOT TARGET vibecoder_translations)
        file(GLOB translated CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/engine/*/*.cpp
            ${PROJECT_SOURCE_DIR}/engine/*/*/*.cpp ${PROJECT_SOURCE_DIR}/app/*/*.cpp
            ${PROJECT_SOURCE_DIR}/app/*/*/*.cpp ${PROJECT_SOURCE_DIR}/ui/*/*.cpp ${PROJECT_SOURCE_DIR}/ui/*/*.h)
        add_library(vibecoder_translations STATIC ${PROJECT_SOURCE_DIR}/engine/base/result.h)
        set_target_properties(vibecoder_translations PROPERTIES LINKER_LANGUAGE CXX)
        # lupdate finds the headers there: the context of a text is the whole name of its class, as tr() asks for it.
        target_include_directories(vibecoder_translations PRIVATE ${PROJECT_SOURCE_DIR}/ui)
        list(GET VIBECODER_TS_FILES 0 chinese)
        list(GET VIBECODER_TS_FILES 1 english)
        qt_add_lupdate(vibecoder_translations TS_FILES ${chinese} SOURCES ${translated} OPTIONS -no-obsolete -locations none)
        add_custom_target(update_english_translations COMMAND Qt6::lupdate -silent -pluralonly -no-obsolete -locations none
            -I ${PROJECT_SOURCE_DIR}/ui
            ${translated} -ts ${english} VERBATIM)
        qt_add_lrelease(vibecoder_translations TS_FILES ${VIBECODER_TS_FILES} QM_FILES_OUTPUT_VARIABLE catalogues)
        set_property(GLOBAL PROPERTY VIBECODER_CATALOGUES ${catalogues})
        set_property(GLOBAL PROPERTY VIBECODER_CATALOGUES_BASE ${CMAKE_CURRENT_BINARY_DIR})
    endif()
    get_property(catalogues GLOBAL PROPERTY VIBECODER_CATALOGUES)
    get_property(base GLOBAL PROPERTY VIBECODER_CATALOGUES_BASE)
    qt_add_resources(${program} "i18n" PREFIX "/i18n" BASE ${base} FILES ${catalogues})
    add_dependencies(${program} vibecoder_translations)
endfunction()

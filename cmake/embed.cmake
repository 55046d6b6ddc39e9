# newel_embed(LIST out.c symbol file): a build step that turns a file into `const unsigned char symbol[]; const unsigned symbol_len;`
# and `const char symbol_digest[]`, its SHA-256.
# Run as a script (cmake -DIN= -DOUT= -DSYMBOL= -P embed.cmake) it writes the file.
if(CMAKE_SCRIPT_MODE_FILE)
  file(READ ${IN} hex HEX)
  string(LENGTH "${hex}" digits)
  math(EXPR bytes "${digits} / 2")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," body "${hex}")
  string(REGEX REPLACE "((0x..,){20})" "\\1\n" body "${body}")
  file(SHA256 ${IN} digest)
  file(WRITE ${OUT} "/* Made from ${NAME} by cmake/embed.cmake. */\nextern const unsigned char ${SYMBOL}[];\nextern const unsigned ${SYMBOL}_len;\nextern const char ${SYMBOL}_digest[];\nconst unsigned char ${SYMBOL}[] = {\n${body}0x00};\nconst unsigned ${SYMBOL}_len = ${bytes};\nconst char ${SYMBOL}_digest[] = \"${digest}\";\n")
  return()
endif()

function(newel_embed list out symbol file)
  add_custom_command(OUTPUT ${out} DEPENDS ${PROJECT_SOURCE_DIR}/${file} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    COMMAND ${CMAKE_COMMAND} -DIN=${PROJECT_SOURCE_DIR}/${file} -DOUT=${out} -DSYMBOL=${symbol} -DNAME=${file}
            -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake VERBATIM)
  set(${list} ${${list}} ${out} PARENT_SCOPE)
endfunction()

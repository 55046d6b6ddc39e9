# newel_embed(LIST out.c symbol file): a build step that takes a file into the library as it is, byte for byte:
# `const unsigned char symbol[]` (with a zero byte behind it), `const unsigned symbol_len`, `const char symbol_digest[]` (its SHA-256).
# The assembler reads the file (.incbin: GNU as and LLVM's), so megabytes cost the compiler nothing. It ends where a line of the cache
# does: what it has rows of comes last, and rows of 64 bytes are then one line each.
# Run as a script (cmake -DIN= -DOUT= -DSYMBOL= -DNAME= -P embed.cmake) it writes the C file.
if(CMAKE_SCRIPT_MODE_FILE)
  file(SIZE ${IN} bytes)
  math(EXPR lead "(64 - ${bytes} % 64) % 64")
  file(SHA256 ${IN} digest)
  file(WRITE ${OUT} "/* Made from ${NAME} by cmake/embed.cmake. */
extern const unsigned char ${SYMBOL}[];
extern const unsigned ${SYMBOL}_len;
extern const char ${SYMBOL}_digest[];
__asm__(\".pushsection .rodata\\n\"
        \".balign 64\\n\"
        \".skip ${lead}\\n\"
        \".global ${SYMBOL}\\n\"
        \".hidden ${SYMBOL}\\n\"
        \".type ${SYMBOL}, STT_OBJECT\\n\"
        \".size ${SYMBOL}, ${bytes}\\n\"
        \"${SYMBOL}:\\n\"
        \".incbin \\\"${IN}\\\"\\n\"
        \".byte 0\\n\"
        \".popsection\\n\");
const unsigned ${SYMBOL}_len = ${bytes};
const char ${SYMBOL}_digest[] = \"${digest}\";
")
  return()
endif()

function(newel_embed list out symbol file)
  add_custom_command(OUTPUT ${out} DEPENDS ${PROJECT_SOURCE_DIR}/${file} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    COMMAND ${CMAKE_COMMAND} -DIN=${PROJECT_SOURCE_DIR}/${file} -DOUT=${out} -DSYMBOL=${symbol} -DNAME=${file}
            -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake VERBATIM)
  set(${list} ${${list}} ${out} PARENT_SCOPE)
endfunction()

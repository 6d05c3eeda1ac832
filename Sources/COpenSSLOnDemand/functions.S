// A function for each name: on to OpenSSL's own, which the first call finds. C cannot pass on
// arguments that it does not know.

#if !defined(__x86_64__)
#error "only written for x86-64; Package.swift links OpenSSL elsewhere"
#endif

    .section .note.GNU-stack, "", @progbits
    .text
    .set index, 0

    .macro forward name
    .globl \name
    .hidden \name
    .type \name, @function
    .p2align 4
\name:
    movq openssl_functions + 8 * index(%rip), %r11
    testq %r11, %r11
    jz 1f
    jmpq *%r11
1:  pushq $index
    jmp find
    .size \name, . - \name
    .set index, index + 1
    .endm

#define FUNCTION(name) forward name;
#include "functions.h"

// The index is on the stack. What may carry an argument is kept, %rax the number of those in
// vector registers, of which OpenSSL's functions take none.
    .type find, @function
    .p2align 4
find:
    pushq %rax
    pushq %rdi
    pushq %rsi
    pushq %rdx
    pushq %rcx
    pushq %r8
    pushq %r9
    subq $8, %rsp
    movq 64(%rsp), %rdi
    callq openssl_load
    movq %rax, %r11
    addq $8, %rsp
    popq %r9
    popq %r8
    popq %rcx
    popq %rdx
    popq %rsi
    popq %rdi
    popq %rax
    addq $8, %rsp
    jmpq *%r11
    .size find, . - find

/* Keeps the support library from being empty. */
typedef int nw_test_support_is_never_empty;
